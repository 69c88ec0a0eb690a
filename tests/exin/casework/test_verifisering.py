"""Verification: every change behind the engine's back is found and named; nobody's honest work is."""

import random
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from audit.findings import Grade
from exin.app import open_installation
from exin.casework.hus import fravar
from exin.casework.logg.funn import Funn, Rapport
from exin.casework.logg.verifisering import verify
from exin.casework.oppfolging import arbeid
from exin.casework.person import personer
from exin.casework.tilgang import tildeling
from exin.errors import Misconfigured
from exin.store import verifisering as store
from exin.store.grant import OutsideGrant
from exin.store.tables import Notat
from exin.work.verification import open_unlogged_for_verification
from policies import Action, Job
from tests.architecture.tree import PACKAGES, modules, name
from tests.helpers import cases, moter, tukling
from tests.helpers.office import SNAPSHOT, Copied, Kontor, job
from tests.helpers.okter import ways_in

Rounds = Callable[[int, int], int]


def verified(kontor: Kontor, *, data: bool = True) -> Rapport:
    with kontor.office.read(job(Job.VERIFISERING)) as w:
        return verify(w, kontor.office.pins, data=data)


def found(kontor: Kontor, *, data: bool = True) -> set[tuple[str, str | None]]:
    """Code and table of each fault found."""
    return {(each.kode, each.tabell) for each in faults(verified(kontor, data=data))}


def faults(report: Rapport) -> list[Funn]:
    return [each for each in report.funn if each.grad is not Grade.MERKNAD]


@pytest.fixture(scope="module")
def busy_template(
    office_template: Path, copied: Copied, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """The folder of an office in which a little of everything has been done."""
    with copied(office_template, tmp_path_factory.mktemp("travelt") / "var") as kontor:
        _be_busy(kontor)
        kontor.close()
        yield kontor.folder


@pytest.fixture
def travelt(busy_template: Path, copied: Copied, tmp_path: Path) -> Iterator[Kontor]:
    """A copy of it, open."""
    with copied(busy_template, tmp_path / "var") as opened:
        yield opened


def _be_busy(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avsluttet", adresse="Gata 1")
    other = cases.case(kontor, "frafall", kilde="bydel")
    cases.case(kontor, "ikke_tatt_inn")
    cases.protected_case(kontor, "vurdering")
    with kontor.work("kari") as w:
        arbeid.write_notat(w, other, "Traff ham på stasjonen.")
    with kontor.work("leder") as w:
        tildeling.bar(w, other, "ola", "Fetter.")
    with kontor.work("kari") as w:
        personer.change_person(w, other, personer.Endring(telefon="11 22 33 44", adresse="Gata 2"))
    cases.advance(kontor, other, "reinntak", arsak="ny_motivasjon", begrunnelse="Vil prøve igjen.")
    cases.advance(kontor, other, "annuller_steg", begrunnelse="Feil dag.")
    with kontor.work("leder") as w:
        personer.merge_persons(w, other, saksnr, "Samme person.")
    moter.plan(kontor, cases.wish(kontor, cases.case(kontor, "forlop")))
    with kontor.work("leder") as w:
        fravar.register_absence(w, "kari", fra=kontor.clock.today, til=kontor.clock.today)
    ways_in(kontor)  # a proposal among them
    kontor.office.pin()


# -- what is honest is whole -----------------------------------------------------------------------


def test_honest_work_of_every_kind_is_whole(travelt: Kontor) -> None:
    report = verified(travelt)
    assert (report.hel, report.funn) == (True, ())
    assert report.innforsler == report.festet
    assert min(report.rader or 0, report.celler or 0) > 40


def test_an_installation_without_a_case_is_whole(kontor: Kontor) -> None:
    report = verified(kontor)
    assert (report.hel, report.celler) == (True, 0)


def test_those_who_work_meanwhile_are_not_taken_for_tampering(travelt: Kontor) -> None:
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            cases.register(travelt)
            travelt.office.pin()
        travelt.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        reports = [verified(travelt) for _ in range(5)]
    finally:
        stop.set()
        worker.join()
    assert [report.funn for report in reports if not report.hel] == []
    assert reports[-1].innforsler > reports[0].innforsler + 5


MOMENTS = {
    "begins": SNAPSHOT,
    "first read": {"SELECT count(*) FROM sqlite_schema", "SELECT 1"},
    "damage": {"PRAGMA integrity_check(1)"},
}
"""When verification has just done what: the statements, one of each database."""


@pytest.mark.parametrize("moment", ["begins", "first read", pytest.param("damage", marks=pytest.mark.sqlite)])
def test_a_checkpoint_that_comes_just_then_is_not_taken_for_one_too_many(
    travelt: Kontor, moment: str
) -> None:
    engine, done = travelt.office.means.database.engine, list[str]()

    def work(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement in MOMENTS[moment] and not done:
            done.append(moment)
            cases.register(travelt)
            travelt.office.pin()

    event.listen(engine, "after_cursor_execute", work)
    try:
        report = verified(travelt)
    finally:
        event.remove(engine, "after_cursor_execute", work)
    assert done
    assert faults(report) == []


# -- one value changed -----------------------------------------------------------------------------


def missed(kontor: Kontor, changes: Iterable[tukling.Tukling]) -> list[tukling.Tukling]:
    """Those of the changes, each made alone, that verification does not see."""
    fresh, unseen = None if kontor.on_server else tukling.Fresh(kontor), []
    for change in changes:
        change.apply(kontor)
        if verified(kontor).hel:
            unseen.append(change)
        if fresh:  # the event of a verification may have been added to a tree that was changed
            fresh.again()
        else:  # there it only waits
            change.undo(kontor)
    assert verified(kontor).hel
    return unseen


def test_every_single_change_is_found(travelt: Kontor, rounds: Rounds) -> None:
    chance = random.Random(20260115)
    assert missed(travelt, (tukling.draw(chance, travelt) for _ in range(rounds(60, 2_000)))) == []


def test_every_column_under_proof_is_changed_once_and_found(travelt: Kontor, rounds: Rounds) -> None:
    chance, parts = random.Random(7), rounds(4, 1) if travelt.on_server else 1
    filled = [column for column in tukling.ALL if travelt.rows(f"select 1 from {column[0]}")]  # noqa: S608 - from the schema
    assert {table for table, _, _ in filled} == {table for table, _, _ in tukling.ALL}
    tried = tukling.of_today(filled, parts)
    assert missed(travelt, (tukling.draw(chance, travelt, [column]) for column in tried)) == []


def of_a_file(*given: object) -> object:
    """A change that a server refuses: its columns have types."""
    return pytest.param(*given, marks=pytest.mark.sqlite)


@pytest.mark.parametrize(
    "sql, values, code, table",
    [
        of_a_file("update ansatt set aktiv = 3 where aktiv = 1", (), "verdi_fremmed", "ansatt"),
        ("update sak set registrert = replace(registrert, '.', ',')", (), "verdi_fremmed", "sak"),
        of_a_file("update steg set gjelder_fra = '20260115'", (), "verdi_fremmed", "steg"),
        ("update steg set gjelder_fra = '2025-12-31'", (), "rad_er_ikke_siste_skriving", "steg"),
        of_a_file("update sak set bydel = cast(bydel as blob)", (), "rad_er_ikke_siste_skriving", "sak"),
        of_a_file("update sak set bydel = cast(x'ff41' as text)", (), "rad_er_ikke_siste_skriving", "sak"),
        ("update sak set bydel = 'alna'", (), "rad_er_ikke_siste_skriving", "sak"),
        ("update notat set tekst = ?", (b"\0",), "celle_format", "notat"),
        of_a_file("update notat set tekst = cast(tekst as text)", (), "celle_format", "notat"),
        ("update person set navn = telefon", (), "celle_apnes_ikke", "person"),
        ("delete from notat", (), "rad_mangler", "notat"),
        ("delete from logg_rad where rad in (select id from notat)", (), "siste_skriving_endret", "logg_rad"),
        (
            *("update kontakt set sak_id = (select id from sak limit 1)", ()),
            *("rad_er_ikke_siste_skriving", "kontakt"),
        ),
    ],
)
def test_a_change_is_named_by_its_kind_and_table(
    travelt: Kontor, sql: str, values: tuple[object, ...], code: str, table: str
) -> None:
    assert travelt.tamper(sql, *values) > 0
    assert (code, table) in found(travelt)


def test_the_row_at_fault_is_named_by_its_id(travelt: Kontor) -> None:
    row_id = travelt.one("select id from notat")[0].hex()
    travelt.tamper("update notat set dato = '2020-01-01'")
    (fault,) = faults(verified(travelt))
    assert (fault.kode, fault.tabell, fault.rad) == ("rad_er_ikke_siste_skriving", "notat", row_id)
    assert row_id in fault.tekst
    leaf = fault.blad
    assert leaf is not None
    assert row_id in [row.rad for row in travelt.log(leaf)[0].skrevet]


def test_the_first_of_many_is_named_and_the_rest_are_counted(travelt: Kontor) -> None:
    changed = travelt.tamper("update steg set overstyrt = not overstyrt")
    (fault,) = faults(verified(travelt))
    assert fault.antall == changed > 5


def test_a_head_changed_after_the_last_checkpoint_is_found(travelt: Kontor) -> None:
    cases.register(travelt)
    travelt.office.sequence()
    (front,) = travelt.one("select front from logg_hode")
    travelt.tamper("update logg_hode set front = ?", front[:-1] + bytes([front[-1] ^ 1]))
    assert ("hode_avviker", None) in found(travelt, data=False)


def test_a_row_that_nobody_wrote_is_found(travelt: Kontor) -> None:
    (row,) = snapshot(travelt, "notat")
    travelt.put_back("notat", [(bytes(16), *row[1:])])
    assert ("rad_uten_skriving", "notat") in found(travelt)


def test_two_cells_swapped_between_rows_are_found(travelt: Kontor) -> None:
    first, second = travelt.rows("select id, tekst from kontakt order by id limit 2")
    travelt.tamper("update kontakt set tekst = ? where id = ?", first[1], second[0])
    travelt.tamper("update kontakt set tekst = ? where id = ?", second[1], first[0])
    assert {("celle_apnes_ikke", "kontakt"), ("rad_er_ikke_siste_skriving", "kontakt")} <= found(travelt)


@pytest.mark.sqlite  # what a server finds wrong with its indexes is amcheck's to say
def test_an_index_that_no_longer_finds_a_row_is_found(travelt: Kontor) -> None:
    with closing(sqlite3.connect(travelt.database, isolation_level=None)) as connection:
        connection.execute("pragma writable_schema = on")
        connection.execute(
            "update sqlite_schema set sql = replace(sql, '(sak_id,', '(person_id,') where name = 'ix_logg_sak'"
        )
    assert ("database_skadet", None) in found(travelt, data=False)


@pytest.mark.sqlite
def test_a_file_with_a_page_of_rubbish_is_found_and_is_no_fault_of_the_program(travelt: Kontor) -> None:
    fresh = tukling.Fresh(travelt)
    content = bytearray(fresh.content)
    (page,) = travelt.one("select rootpage from sqlite_schema where name = 'kontakt'")
    (size,) = travelt.one("pragma page_size")
    content[(page - 1) * size : page * size] = random.Random(3).randbytes(size)
    fresh.again(bytes(content))
    assert ("database_skadet", None) in found(travelt)


# -- a whole row put back --------------------------------------------------------------------------


def snapshot(kontor: Kontor, table: str) -> list[tuple[object, ...]]:
    return kontor.rows(f"select * from {table}")  # noqa: S608 - the test's own word


def test_an_older_row_put_back_whole_is_found(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    before = snapshot(kontor, "person")
    with kontor.work("kari") as w:
        personer.change_person(w, saksnr, personer.Endring(telefon="11 22 33 44"))
    kontor.put_back("person", before)
    assert found(kontor) == {("rad_er_ikke_siste_skriving", "person")}


def test_an_older_row_put_back_with_its_line_in_the_index_is_found(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    tables = ("person", "sak", "logg_rad")
    before = {table: snapshot(kontor, table) for table in tables}
    with kontor.work("kari") as w:
        personer.change_person(w, saksnr, personer.Endring(telefon="11 22 33 44"))
    kontor.put_back("person", before["person"])
    kontor.put_back("logg_rad", before["logg_rad"])
    assert {("rad_er_ikke_siste_skriving", "person"), ("siste_skriving_endret", "logg_rad")} <= found(kontor)


def test_a_row_that_was_taken_away_and_put_back_is_whole(travelt: Kontor) -> None:
    before = snapshot(travelt, "notat")
    travelt.tamper("delete from notat")
    assert found(travelt) == {("rad_mangler", "notat")}
    travelt.put_back("notat", before)
    assert found(travelt) == set()


# -- the sink --------------------------------------------------------------------------------------


def test_every_flip_of_the_sink_is_found(travelt: Kontor, rounds: Rounds) -> None:
    chance = random.Random(11)
    sink = travelt.installation.path("sjekkpunkter")
    before, unseen = sink.read_bytes(), []
    for _ in range(rounds(100, 2_000)):
        after = tukling.flipped(chance, before)
        sink.write_bytes(after)
        if verified(travelt, data=False).hel:
            unseen.append(after)
    sink.write_bytes(before)
    assert unseen == []
    assert verified(travelt, data=False).hel


def test_a_line_of_the_sink_that_reads_the_same_but_is_another_is_found(travelt: Kontor) -> None:
    sink = travelt.installation.path("sjekkpunkter")
    sink.write_bytes(sink.read_bytes().replace(b'{"note": ', b'{"note":\t', 1))
    assert found(travelt, data=False) == {("sluk_endret", None)}


def test_a_checkpoint_row_of_another_size_than_its_note_is_found(travelt: Kontor) -> None:
    travelt.tamper("update logg_sjekkpunkt set storrelse = storrelse - 1 where storrelse > 1")
    assert found(travelt, data=False) == {("sjekkpunkt_endret", None)}


def test_a_line_torn_by_a_power_cut_is_no_tampering(travelt: Kontor) -> None:
    sink = travelt.installation.path("sjekkpunkter")
    with sink.open("ab") as file:
        file.write(b'{"note": "exin-oslo')
    cases.register(travelt)
    travelt.office.pin()
    assert verified(travelt).hel


def test_a_checkpoint_pushed_before_a_crash_is_no_tampering(travelt: Kontor) -> None:
    """The sink first, then the database: a crash between them leaves one that the database does not know."""
    cases.register(travelt)
    travelt.office.pin()
    travelt.tamper(
        "delete from logg_sjekkpunkt where storrelse = (select max(storrelse) from logg_sjekkpunkt)"
    )
    assert verified(travelt).hel


def test_a_log_whose_checkpoints_are_gone_altogether_is_neither_read_nor_added_to(travelt: Kontor) -> None:
    travelt.close()
    travelt.installation.path("sjekkpunkter").unlink()
    with pytest.raises(Misconfigured) as refused:
        open_installation(travelt.folder)
    assert refused.value.kode == "loggen_er_kortere_enn_siste_sjekkpunkt"


# -- opening cells ---------------------------------------------------------------------------------


def test_no_cell_is_opened_without_a_permit_to_verify(travelt: Kontor) -> None:
    with travelt.office.means.database.snapshot() as past:
        (row,) = store.protected_rows(past, Notat)
    with travelt.read("leder") as r:
        grant = r.permit_house(Action.LES_ANSATTE, "ansatte")
        with pytest.raises(OutsideGrant):
            open_unlogged_for_verification(r, grant, row, "tekst")


def test_the_dangerous_door_is_used_by_verification_alone() -> None:
    users = {
        name(file)
        for file in modules(*PACKAGES)
        if re.search(r"open_unlogged_for_verification", file.read_text("utf-8"))
    }
    assert users == {"exin/work/verification.py", "exin/casework/logg/verifisering.py"}


def test_a_key_that_is_gone_is_found(travelt: Kontor) -> None:
    with travelt.pen("nokkellager") as pen:
        pen("delete from nokkel where eierslag = 'sak'")
    travelt.office.means.keyring.forget()
    assert ("celle_nokkel_mangler", "notat") in found(travelt)


def test_the_folder_is_left_as_it_was_but_for_the_event(travelt: Kontor, tmp_path: Path) -> None:
    before = {path for path in tmp_path.rglob("*") if not path.name.endswith(("-wal", "-shm"))}
    with travelt.new_events() as events:
        verified(travelt)
    assert {path for path in tmp_path.rglob("*") if not path.name.endswith(("-wal", "-shm"))} == before
    assert [(each.jobb, each.handling) for each in events] == [("verifisering", "verifiser_logg")]
