"""Reading the log: what an auditor gets, and what the log says of the reading."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from audit.verify_export import check_export
from exin.casework.hus.ansatte import set_active
from exin.casework.logg.eksport import export_log
from exin.casework.logg.innsyn import Innslag, search_log
from exin.casework.logg.utvalg import Sok
from exin.errors import Denied, InvalidInput
from exin.store import logg
from exin.store.grant import OutsideGrant
from policies import Action, Job, Purpose
from tests.helpers import cases
from tests.helpers.office import SNAPSHOT, STAFF, Kontor, job


def search(kontor: Kontor, **sok: Any) -> list[Innslag]:  # noqa: ANN401 - any field of a search
    kontor.office.sequence()  # where events wait, an auditor reads those that have their leaf
    with kontor.read("revisor") as r:
        return search_log(r, Sok(**sok))


@pytest.mark.parametrize("name", list(Job))
def test_no_job_reads_the_log(kontor: Kontor, name: Job) -> None:
    with pytest.raises(Denied), kontor.office.read(job(name)) as r:
        search_log(r, Sok())


def test_a_blocked_auditor_reads_nothing(kontor: Kontor) -> None:
    with kontor.work("admin") as w:
        set_active(w, "revisor", aktiv=False)
    with pytest.raises(Denied):
        search(kontor)


def test_a_hidden_case_is_found_by_number_like_any_other(kontor: Kontor) -> None:
    """The auditor is to see who saw it; the log never says that it is hidden."""
    hidden, plain = cases.protected_case(kontor), cases.case(kontor)
    for saksnr in (hidden, plain):
        found = search(kontor, saksnr=saksnr)
        assert {each.subjekt for each in found} == {found[0].subjekt}
        assert "strengt_fortrolig" not in repr(found)


def test_the_event_of_a_search_holds_what_kind_and_never_what(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with kontor.new_events() as events:
        search(kontor, saksnr=saksnr, ansatt="kari", fra=date(2026, 1, 1), til=date(2026, 1, 31))
    (read,) = events
    assert read.koder == ("sok:saksnr", "sok:ansatt", "sok:fra", "sok:til")
    assert read.formal == Purpose.KONTROLL
    assert "kari" not in repr(read)
    assert saksnr not in repr(read)


def test_the_count_in_the_event_is_that_of_the_answer(kontor: Kontor) -> None:
    cases.case(kontor)
    with kontor.new_events() as events:
        found = search(kontor)
    assert [each.antall for each in events] == [len(found)]


def test_the_newest_comes_first_and_none_is_left_out(kontor: Kontor) -> None:
    cases.case(kontor)
    size = kontor.log_size
    assert [each.blad for each in search(kontor)] == list(range(size - 1, -1, -1))


def test_half_a_character_is_no_number_and_no_name(kontor: Kontor) -> None:
    assert search(kontor, saksnr="EX-2026-\udcff") == []
    with pytest.raises(InvalidInput):
        search(kontor, ansatt="\udcff")


def test_filters_narrow_together(kontor: Kontor) -> None:
    first, _ = cases.case(kontor), cases.case(kontor)
    both = search(kontor, saksnr=first, ansatt="leder")
    assert [each.handling for each in both] == ["tildel"]
    assert len(search(kontor, ansatt="leder", handling="tildel")) == 2
    assert search(kontor, saksnr=first, ansatt="ola") == []


def test_refusals_are_found_with_their_rules(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)
    with pytest.raises(Exception, match="les_notat"), kontor.read("ola") as r:
        r.permit(Action.LES_NOTAT, saksnr)
    refused, allowed = search(kontor, saksnr=saksnr)[:2]
    assert (refused.ansatt, refused.utfall, refused.regler) == ("ola", "nektet", ())
    assert (allowed.ansatt, allowed.utfall, allowed.regler) == ("kari", "tillatt", ("egen_sak",))


def test_a_member_of_staff_who_cannot_manage_it_exports_nothing(kontor: Kontor, tmp_path: Path) -> None:
    for who in STAFF:
        if who != "revisor":
            with pytest.raises(Denied), kontor.read(who) as r:
                export_log(r, kontor.office, tmp_path / "ut")
    assert not (tmp_path / "ut").exists()


def test_an_export_stops_at_a_checkpoint_whoever_works_meanwhile(kontor: Kontor, tmp_path: Path) -> None:
    engine = kontor.office.means.database.engine
    done: list[str] = []

    def work(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement in SNAPSHOT and not done:  # of the snapshot, after the checkpoint
            done.append(statement)
            with kontor.read("leder") as other:
                other.permit_house(Action.LES_ANSATTE, "ansatte")

    event.listen(engine, "after_cursor_execute", work)
    try:
        with kontor.read("revisor") as r:
            size = export_log(r, kontor.office, tmp_path / "ut")
    finally:
        event.remove(engine, "after_cursor_execute", work)
    assert done
    assert kontor.log_size == size + 1
    report = check_export(tmp_path / "ut", kontor.installation.vkey)
    assert (report.ok, report.size, report.pinned, report.findings) == (True, size, size, ())


def test_the_id_of_a_case_is_looked_up_for_readers_of_the_log_alone(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with kontor.read("leder") as r:
        grant = r.permit_house(Action.LES_ANSATTE, "ansatte")
        with pytest.raises(OutsideGrant):
            logg.case_and_person(r.tx, grant, saksnr)


def test_a_file_in_the_place_of_the_folder_is_refused(kontor: Kontor, tmp_path: Path) -> None:
    (tmp_path / "ut").write_text("en fil")
    with pytest.raises(InvalidInput) as error, kontor.read("revisor") as r:
        export_log(r, kontor.office, tmp_path / "ut")
    assert error.value.kode == "mappen_er_ikke_tom"
