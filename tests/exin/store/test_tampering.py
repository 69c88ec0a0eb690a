"""Somebody with the database file in hand: whatever is changed, moved or put back is refused on reading."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Date

from audit.events import Outcome
from exin.casework.hus import fravar
from exin.casework.oppfolging import arbeid
from exin.casework.person import personer
from exin.casework.person.personer import Endring
from exin.casework.tilgang import tildeling
from exin.errors import Denied, NotFound, Tampered
from exin.ids import new_id
from exin.sealing.sealed import Sealed
from exin.store import arbeid as arbeidslager
from exin.store import hus
from exin.store import personer as personlager
from exin.store.columns import SealedBox
from exin.store.rows import Model, Tx, fetch, name_of, selecting, table_of
from exin.store.tables import VERNET, Notat
from policies import Action
from tests.helpers import cases, moter, office
from tests.helpers.office import Copied, Kontor
from tests.helpers.okter import ways_in
from tests.helpers.tukling import REFUSED

Cell = tuple[type[Model], bytes, str]


def fill(kontor: Kontor) -> None:
    """Rows of every protected kind."""
    first, other, third = (cases.case(kontor, "avslutning", adresse=f"Vei {n}") for n in range(3))
    for saksnr in (first, other):
        with kontor.work("kari") as w:
            arbeid.write_notat(w, saksnr, f"Et notat om {saksnr}.")
        with kontor.work("leder") as w:
            tildeling.bar(w, saksnr, "ola", "Fetter.")
        cases.map_out(kontor, saksnr)
        moter.plan(kontor, saksnr)
        cases.wish(kontor, saksnr)
    cases.prepare(kontor, first, "avslutt")
    cases.advance(kontor, first, "avslutt")
    cases.advance(kontor, other, "tilbake_til_forlop", begrunnelse="Ikke klar ennå.")
    cases.advance(kontor, other, "annuller_steg", begrunnelse="Feil sak.")
    cases.case(kontor, "ikke_tatt_inn")
    with kontor.work("leder") as w:
        personer.merge_persons(w, other, third, "Samme person.")
    for who in ("kari", "ola"):  # two of each, so that a row can be swapped for another
        with kontor.work("leder") as w:
            fravar.register_absence(w, who, fra=kontor.clock.today, til=kontor.clock.today)
        ways_in(kontor, who)


@pytest.fixture(scope="module")
def untouched(
    office_template: Path, copied: Copied, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Kontor]:
    """An office with rows of every protected kind, for the tests that put back what they change."""
    with copied(office_template, tmp_path_factory.mktemp("urort") / "var") as kontor:
        fill(kontor)
        yield kontor


class Pen:
    """A connection that writes past the engine, and takes back what it wrote."""

    def __init__(self, kontor: Kontor, write: office.Pen) -> None:
        self._write = write
        # A day that is none, or half a character: a server refuses it, a file takes it.
        self._as_text = "?" if kontor.on_server else "cast(? as text)"
        self.tx = Tx(kontor.office.means.database.link(), kontor.office.means.digest_key)

    def cells(self) -> list[Cell]:
        return [
            (model, row_id, column.name)
            for model in VERNET
            for (row_id,) in self._write(f"select id from {name_of(model)} order by id").fetchall()  # noqa: S608
            for column in table_of(model).c
        ]

    def value(self, cell: Cell) -> Any:  # noqa: ANN401 - what the database gives
        model, row_id, column = cell
        statement = f"select {column} from {name_of(model)} where id = ?"  # noqa: S608
        ((value,),) = self._write(statement, row_id).fetchall()
        return value

    @contextmanager
    def writing(self, cell: Cell, value: Any) -> Iterator[bool]:  # noqa: ANN401
        """Write a value, and take it back. False where the database refused it, or takes it for the same one."""
        model, row_id, column = cell
        before = self.value(cell)
        now_at = value if column == "id" else row_id
        try:
            self._put(model, row_id, column, value)
        except (*REFUSED, UnicodeEncodeError):
            yield False
            return
        try:
            yield self.value((model, now_at, column)) != before
        finally:
            self._put(model, now_at, column, before)

    def _put(self, model: type[Model], row_id: bytes, column: str, value: Any) -> None:  # noqa: ANN401
        place = "?"
        if isinstance(value, str):
            place = self._as_text
            value = value if place == "?" else value.encode("utf-8", "surrogateescape")
        statement = f"update {name_of(model)} set {column} = {place} where id = ?"  # noqa: S608
        assert self._write(statement, value, row_id).rowcount == 1

    def is_refused(self, model: type[Model]) -> bool:
        """Whether reading the table's rows, as every statement of the store does it, is refused."""
        try:
            fetch(self.tx, model, selecting(model), {})
        except Tampered:
            return True
        return False


@pytest.fixture
def pen(untouched: Kontor) -> Iterator[Pen]:
    with untouched.pen() as write:
        if not untouched.on_server:
            write("pragma synchronous = off")
        yield Pen(untouched, write)


def flipped(value: Any, column: Any, chance: random.Random) -> Any:  # noqa: ANN401
    """The value with one bit changed; for nothing, something."""
    if isinstance(column.type, Boolean):
        return not value
    if value is None:
        return something(column, chance)
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(20))
    if isinstance(value, str):
        changed: bytes = flipped(value.encode("utf-8", "surrogateescape"), column, chance)
        return changed.decode("utf-8", "surrogateescape")
    at = chance.randrange(len(value))
    return value[:at] + bytes([value[at] ^ (1 << chance.randrange(8))]) + value[at + 1 :]


def something(column: Any, chance: random.Random) -> object:  # noqa: ANN401
    """A value that such a column may have."""
    if isinstance(column.type, Date):
        return "2026-01-01"
    if "VARCHAR" in str(column.type):
        return "x"
    return chance.randbytes(16) if "BLOB" in str(column.type) or "BINARY" in str(column.type) else 7


def test_what_nobody_touched_is_read(pen: Pen) -> None:
    assert not [model for model in VERNET if pen.is_refused(model)]
    assert {model for model, _, _ in pen.cells()} == set(VERNET)


def test_every_flipped_bit_in_any_cell_or_open_column_is_refused(
    pen: Pen, rounds: Callable[[int, int], int]
) -> None:
    chance = random.Random(7)
    cells = [cell for cell in pen.cells() if pen.value(cell) not in (b"", "")]
    wanted, tried, accepted = rounds(500, 20_000), 0, []
    for cell in chance.choices(cells, k=wanted):
        column = table_of(cell[0]).c[cell[2]]
        value = flipped(pen.value(cell), column, chance)
        with pen.writing(cell, value) as written:
            tried += written
            if written and not pen.is_refused(cell[0]):
                accepted.append((name_of(cell[0]), cell[2], value))
    assert accepted == []
    assert tried > wanted * 0.8


def test_every_cell_swapped_with_another_is_refused(pen: Pen, rounds: Callable[[int, int], int]) -> None:
    chance = random.Random(8)
    sealed = [cell for cell in pen.cells() if isinstance(table_of(cell[0]).c[cell[2]].type, SealedBox)]
    accepted = []
    for _ in range(rounds(200, 20_000)):
        one, other = chance.sample(sealed, 2)
        mine, theirs = pen.value(one), pen.value(other)
        with pen.writing(one, theirs), pen.writing(other, mine):
            if not (pen.is_refused(one[0]) and pen.is_refused(other[0])):
                accepted.append((one, other))
    assert accepted == []


# -- one row, by the way that staff would meet it --------------------------------------------------------------


def open_name(kontor: Kontor, saksnr: str, who: str = "kari") -> str | None:
    with kontor.read(who) as r:
        grant = r.permit(Action.LES_IDENTITET, saksnr, felt=("person.navn",))
        return r.open(grant, personlager.of_grant(r.tx, grant), "navn")


def rename(kontor: Kontor, saksnr: str, name: str) -> None:
    with kontor.work("kari") as w:
        personer.change_person(w, saksnr, Endring(navn=name))


def snapshot(kontor: Kontor, table: str) -> list[tuple[Any, ...]]:
    return kontor.rows(f"select * from {table}")  # noqa: S608


def test_a_whole_row_put_back_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    before = snapshot(kontor, "person")
    rename(kontor, saksnr, "Et Nytt Navn")
    assert open_name(kontor, saksnr) == "Et Nytt Navn"
    kontor.put_back("person", before)
    with kontor.new_events() as events, pytest.raises(Tampered) as error:
        open_name(kontor, saksnr)
    assert error.value.kode == "rad_er_ikke_siste_skriving"
    assert [(event.handling, event.utfall) for event in events] == [("les_identitet", Outcome.AVBRUTT)]


def test_an_old_cell_under_the_new_version_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    old = kontor.one("select navn from person")[0]
    rename(kontor, saksnr, "Et Nytt Navn")
    kontor.tamper("update person set navn = ?", old)
    with pytest.raises(Tampered):
        open_name(kontor, saksnr)


def test_a_row_is_compared_before_it_is_changed(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    before = snapshot(kontor, "person")
    rename(kontor, saksnr, "Et Nytt Navn")
    kontor.put_back("person", before)
    with pytest.raises(Tampered):
        rename(kontor, saksnr, "Et Tredje Navn")
    assert snapshot(kontor, "person") == before


def test_a_row_whose_record_is_gone_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    kontor.tamper("delete from logg_rad where rad = (select person_id from sak)")
    with pytest.raises(Tampered):
        open_name(kontor, saksnr)


def test_a_row_written_by_hand_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Ekte.")
    (row,) = snapshot(kontor, "notat")
    kontor.put_back("notat", [(new_id(), *row[1:])])
    with pytest.raises(Tampered), kontor.read("kari") as r:
        grant = r.permit(Action.LES_NOTAT, saksnr)
        arbeidslager.of_case(r.tx, grant, Notat)


# -- who writes access with a pen ----------------------------------------------------------------------------------


def test_who_makes_oneself_a_lead_is_refused_everything_and_it_is_logged(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="kari")
    kontor.tamper("update ansatt set rolle = 'teamleder' where brukernavn = 'ola'")
    with kontor.new_events() as events, pytest.raises(Tampered):
        open_name(kontor, saksnr, "ola")
    assert [(event.utfall, event.koder) for event in events] == [
        (Outcome.AVBRUTT, ("rad_er_ikke_siste_skriving",))
    ]


def test_who_makes_oneself_co_assigned_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="kari")
    row = kontor.one("select * from tildeling")
    kontor.put_back("tildeling", [(new_id(), row[1], kontor.staff_id("ola"), *row[3:])])
    with pytest.raises(Tampered):
        open_name(kontor, saksnr, "ola")


def test_who_reopens_an_assignment_that_ended_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="ola")
    cases.give(kontor, saksnr, "kari")
    with pytest.raises(Denied):
        open_name(kontor, saksnr, "ola")
    kontor.tamper("update tildeling set til = null")
    with pytest.raises(Tampered):
        open_name(kontor, saksnr, "ola")


def test_who_lifts_a_conflict_of_interest_with_a_pen_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="ola")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "leder", "Nabo.")
    with pytest.raises(Denied):
        open_name(kontor, saksnr, "leder")
    kontor.tamper("update inhabil set opphevet = registrert")
    with pytest.raises(Tampered):
        open_name(kontor, saksnr, "leder")


def test_who_lowers_the_protection_with_a_pen_is_refused(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor)
    kontor.tamper("update sak set skjerming = 'ingen'")
    with pytest.raises(Tampered):
        open_name(kontor, saksnr, "leder")


def test_a_clearance_written_with_a_pen_completes_no_circle(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="klarert1")
    kontor.tamper("update ansatt set klarert = true where brukernavn = 'kari'")
    with pytest.raises(Tampered), kontor.work("leder") as w:
        tildeling.protect(w, saksnr, "strengt_fortrolig", leder="klarert_leder", ansatte=["klarert1", "kari"])
    assert kontor.one("select skjerming from sak") == ("ingen",)


def test_a_person_merged_with_a_pen_opens_no_other_person(kontor: Kontor) -> None:
    mine, other = cases.case(kontor), cases.case(kontor, kontakt="ola")
    kontor.tamper(
        "update person set slatt_sammen_med = (select person_id from sak where saksnr = ?) "
        "where id = (select person_id from sak where saksnr = ?)",
        mine,
        other,
    )
    with pytest.raises(Tampered), kontor.read("kari") as r:
        personlager.merged_rows(r.tx, r.permit(Action.LES_IDENTITET, mine, felt=("person.navn",)))


def test_a_hidden_case_that_was_tampered_with_still_answers_like_none(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor)
    with pytest.raises(NotFound):
        open_name(kontor, saksnr, "kari")


def test_an_error_over_a_tampered_row_shows_none_of_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    kontor.tamper("update sak set registrert = 'Kari Nordmann'")
    with pytest.raises(Tampered) as error:
        open_name(kontor, saksnr)
    assert "Nordmann" not in repr(error.value)


def test_plain_text_where_a_cell_should_be_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    kontor.tamper("update person set navn = 'Kari Nordmann'")
    with pytest.raises(Tampered):
        open_name(kontor, saksnr)
    assert repr(Sealed(b"noe")) == "Sealed(***)"


def test_a_clearance_written_with_a_pen_on_somebody_who_has_the_case_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="kari")
    kontor.tamper("update ansatt set klarert = true where brukernavn = 'kari'")
    with pytest.raises(Tampered), kontor.work("leder") as w:
        hus.clearances(w.tx, w.permit(Action.TILDEL, saksnr))
