"""The proof of the log: how it stands, the check that somebody asks for, and the log as one archive."""

import io
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audit.verify_export import check_export
from exin.casework.logg import loggkontroll
from exin.casework.logg.bevis import Bevis, ask_for_check, read_proof, start_check
from exin.casework.logg.eksport import MAPPE, permit_export, stream_archive
from exin.casework.logg.innsyn import permit_search
from exin.casework.logg.utvalg import Sok
from exin.errors import Conflict, Denied, Tampered
from exin.jobs.declared import BY_NAME
from exin.store import logg
from tests.helpers import cases
from tests.helpers.office import STAFF, Kontor

AUDITS = ("revisor", "admin")


def proof(kontor: Kontor) -> Bevis:
    with kontor.read("revisor") as r:
        return read_proof(r, kontor.office, permit_search(r, Sok()))


def check(kontor: Kontor, who: str = "revisor") -> bool:
    with kontor.work(who) as w:
        ask_for_check(w)
    return start_check(kontor.office, on_fault=lambda _: None)


# -- the check ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [each for each in STAFF if each not in (*AUDITS, "sperret")])
def test_who_neither_audits_nor_runs_the_house_asks_for_no_check(kontor: Kontor, who: str) -> None:
    with kontor.new_events() as events, pytest.raises(Denied):
        check(kontor, who)
    assert [(each.handling, each.utfall) for each in events] == [("verifiser_logg", "nektet")]


def test_a_log_that_nobody_checked_is_not_said_to_be_whole(kontor: Kontor) -> None:
    found = proof(kontor)
    assert (found.kontrollert, found.ferdig, found.pagar, found.ikke_hel) == (None, None, False, False)
    assert found.etter == found.storrelse


@pytest.mark.parametrize("who", AUDITS)
def test_a_check_is_asked_for_in_the_log_and_acts_as_itself(kontor: Kontor, who: str) -> None:
    with kontor.new_events() as events:
        assert check(kontor, who)
    asked, done = events
    assert (asked.handling, asked.koder) == ("verifiser_logg", ("jobb:loggkontroll",))
    assert (done.handling, done.jobb, done.ansatt) == ("verifiser_logg", "verifisering", None)
    kontor.office.pin()
    found = proof(kontor)
    assert found.kontrollert is not None
    assert found.etter == found.storrelse - found.kontrollert
    assert found.festet == kontor.log_size - 1
    assert found.rot is not None


def test_a_log_that_is_not_whole_is_said_to_be_so(kontor: Kontor) -> None:
    kontor.office.sequence()
    kontor.tamper("update logg_hendelse set sak_id = ? where blad = 3", bytes(16))
    check(kontor)
    found = proof(kontor)
    assert (found.ikke_hel, found.kontrollert, found.pagar) == (True, None, False)


def test_a_check_that_runs_is_not_begun_again_and_is_told(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, begun = threading.Event(), threading.Event()

    def slow(_office: Any) -> int:  # noqa: ANN401
        begun.set()
        assert go_on.wait(30)
        return 7

    monkeypatch.setattr("exin.casework.logg.bevis._PATIENCE", 0.01)
    monkeypatch.setitem(BY_NAME, loggkontroll.JOBB, replace(BY_NAME[loggkontroll.JOBB], run=slow))
    assert not check(kontor)
    assert begun.wait(30)
    assert proof(kontor).pagar
    with pytest.raises(Conflict):
        monkeypatch.setattr("exin.casework.logg.bevis._PATIENCE", 30)
        check(kontor)
    go_on.set()
    for each in [each for each in threading.enumerate() if each.name.startswith("jobb-")]:
        each.join(30)
    assert proof(kontor).kontrollert == 7


def test_a_check_that_was_cut_off_is_not_said_to_run(kontor: Kontor) -> None:
    check(kontor)
    kontor.tamper("update jobb set ferdig = null, utfall = 'startet' where navn = 'loggkontroll'")
    found = proof(kontor)
    assert (found.pagar, found.kontrollert, found.ferdig) == (False, None, None)


def test_a_checkpoint_that_is_none_is_not_shown_as_one(kontor: Kontor) -> None:
    kontor.installation.path("sjekkpunkter").write_text('{"note":"x"}\n')
    assert (proof(kontor).rot, proof(kontor).festet) == (None, 0)


# -- the archive -------------------------------------------------------------------------------------------------


def archive(kontor: Kontor, who: str = "revisor") -> bytes:
    with kontor.read(who) as r:
        taken = permit_export(r, kontor.office)
    return b"".join(stream_archive(kontor.office, taken))


@pytest.mark.parametrize("who", [each for each in STAFF if each != "revisor"])
def test_nobody_but_the_auditor_takes_the_log_out(kontor: Kontor, who: str) -> None:
    with kontor.new_events() as events, pytest.raises(Denied):
        archive(kontor, who)
    assert [(each.handling, each.utfall) for each in events] == [("eksporter_logg", "nektet")]


def test_the_archive_is_the_log_with_its_own_taking_out_and_proves_itself(
    kontor: Kontor, tmp_path: Path
) -> None:
    cases.case(kontor, "vurdering")
    with kontor.new_events() as events:
        data = archive(kontor)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert {each.split("/")[0] for each in opened.namelist()} == {MAPPE}
        opened.extractall(tmp_path)
    report = check_export(tmp_path / MAPPE, kontor.installation.vkey)
    assert (report.ok, report.size, report.findings) == (True, kontor.log_size, ())
    (event,) = events
    assert (event.handling, event.antall) == ("eksporter_logg", kontor.log_size)


def test_what_comes_while_it_is_sent_is_left_for_the_next(kontor: Kontor, tmp_path: Path) -> None:
    with kontor.read("revisor") as r:
        taken = permit_export(r, kontor.office)
    pieces = stream_archive(kontor.office, taken)
    cases.case(kontor)
    (tmp_path / "logg.zip").write_bytes(b"".join(pieces))
    with zipfile.ZipFile(tmp_path / "logg.zip") as opened:
        opened.extractall(tmp_path)
    report = check_export(tmp_path / MAPPE, kontor.installation.vkey)
    assert (report.ok, report.size) == (True, taken.storrelse)
    assert kontor.log_size > taken.storrelse


def test_each_piece_may_be_asked_for_by_another_thread(
    kontor: Kontor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logg, "_BATCH", 4)
    monkeypatch.setattr("exin.casework.logg.eksport._PIECE", 1)
    with kontor.read("revisor") as r:
        taken = permit_export(r, kontor.office)
    pieces, found = stream_archive(kontor.office, taken), list[bytes]()

    def one(source: Iterator[bytes]) -> None:
        found.append(next(source, b""))
        kontor.leave()

    while not found or found[-1]:
        thread = threading.Thread(target=one, args=(pieces,))
        thread.start()
        thread.join()
    (tmp_path / "logg.zip").write_bytes(b"".join(found))
    assert zipfile.ZipFile(tmp_path / "logg.zip").testzip() is None
    assert len(found) > 5


def test_a_leaf_that_is_gone_breaks_it_off(kontor: Kontor) -> None:
    with kontor.read("revisor") as r:
        taken = permit_export(r, kontor.office)
    kontor.tamper("delete from logg_hendelse where blad = 5")
    with pytest.raises(Tampered, match="blad_mangler"):
        list(stream_archive(kontor.office, taken))
