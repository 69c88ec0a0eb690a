"""A prepared statement gives what SQLAlchemy would, and refuses what SQLAlchemy would, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Executable, bindparam, insert, select, update

from exin.errors import Conflict, Tampered
from exin.ids import new_id
from exin.store.engine import Link
from exin.store.prepared import Prepared, each_with_places, places, prepared
from exin.store.rows import Model, selecting, table_of
from exin.store.tables import VERNET, Ansatt, LoggInntak, Notat, Sak, Steg, Team
from tests.helpers import cases
from tests.helpers.office import Kontor

TEAM = table_of(Team)


@pytest.fixture
def link(kontor: Kontor) -> Link:
    return kontor.office.means.database.link()


def team(kode: str = "nytt") -> dict[str, Any]:
    return {"id": new_id(), "kode": kode, "navn": "Et nytt lag"}


def test_who_comes_second_with_the_same_key_gets_a_conflict(link: Link) -> None:
    add = Prepared(insert(TEAM))
    link.execute(add, team())
    with pytest.raises(Conflict) as error:
        link.execute(add, team())
    assert error.value.kode == "finnes_allerede"


def test_a_value_that_is_not_given_is_no_value(link: Link) -> None:
    wanted = Prepared(select(TEAM).where(TEAM.c.kode == bindparam("b_kode")))
    with pytest.raises(KeyError):
        link.execute(wanted, {"kode": "exin"})


def test_plain_text_is_refused_in_a_sealed_column(kontor: Kontor, link: Link) -> None:
    saksnr = cases.case(kontor)
    (sak_id, kari) = kontor.one("select id, kontakt_id from sak where saksnr = ?", saksnr)
    row = {
        "id": new_id(),
        "sak_id": bytes(sak_id),
        "retter_id": None,
        "dato": kontor.clock.today,
        "tekst": b"Ringte mor.",
        "skrevet_av": bytes(kari),
        "registrert": kontor.clock.now,
    }
    with pytest.raises(TypeError, match="plain_text_in_sealed_column"):
        link.execute(Prepared(insert(table_of(Notat))), row)
    assert kontor.rows("select * from notat") == []


@pytest.mark.parametrize("model", VERNET, ids=lambda model: model.__name__)
def test_rows_are_those_that_sqlalchemy_gives(kontor: Kontor, link: Link, model: type[Model]) -> None:
    cases.case(kontor, "avslutning")
    plain = selecting(model).order_by(table_of(model).c.id)
    ours, theirs = link.execute(Prepared(plain)).all(), link.execute(plain).all()
    assert [tuple(row) for row in ours] == [tuple(row) for row in theirs]
    assert [[type(value) for value in row] for row in ours] == [
        [type(value) for value in row] for row in theirs
    ]
    assert [row._fields for row in ours] == [row._fields for row in theirs]


@pytest.mark.parametrize(
    "read",
    [
        lambda result: result.scalar(),
        lambda result: result.first()._asdict(),
        lambda result: result.mappings().first(),
        lambda result: list(result.scalars()),
        lambda result: [row.kode for row in result],
        lambda result: [tuple(row) for row in result.yield_per(1)],
    ],
)
def test_results_are_read_in_all_ways(link: Link, read: Callable[[Any], Any]) -> None:
    wanted = select(TEAM.c.kode, TEAM.c.navn).order_by(TEAM.c.kode)
    assert read(link.execute(Prepared(wanted))) == read(link.execute(wanted))


def test_nothing_found_is_nothing(link: Link) -> None:
    wanted = Prepared(select(TEAM.c.kode).where(TEAM.c.kode == "finnes_ikke"))
    assert link.execute(wanted).scalar() is None
    assert link.execute(wanted).first() is None
    assert link.execute(wanted).all() == []


def test_what_the_statement_says_itself_goes_with_what_is_given(kontor: Kontor, link: Link) -> None:
    cases.case(kontor)
    sak = table_of(Sak)
    mine = Prepared(
        select(sak.c.saksnr).where(
            sak.c.har_plass.is_(False), sak.c.opphav == "live", sak.c.program == bindparam("b_p")
        )
    )
    assert len(link.execute(mine, {"b_p": "exin_oslo"}).all()) == 1
    assert link.execute(mine, {"b_p": "exin_oslo_ung"}).all() == []


def test_a_change_says_how_many_rows_it_changed(kontor: Kontor, link: Link) -> None:
    change = Prepared(update(TEAM).where(TEAM.c.kode == bindparam("b_kode")).values(navn=bindparam("b_navn")))
    assert link.execute(change, {"b_kode": "exin", "b_navn": "EXIN"}).rowcount == 1
    assert link.execute(change, {"b_kode": "finnes_ikke", "b_navn": "EXIN"}).rowcount == 0
    assert kontor.one("select navn from team where kode = ?", "exin") == ("EXIN",)


def test_many_rows_are_written_at_once(kontor: Kontor, link: Link) -> None:
    link.execute(Prepared(insert(TEAM)), [team("a"), team("b"), team("c")])
    assert kontor.one("select count(*) from team where navn = ?", "Et nytt lag") == (3,)


def test_the_same_statement_is_compiled_once_for_the_columns_that_are_given(link: Link) -> None:
    dialect = link.connection.dialect
    add = Prepared(insert(table_of(LoggInntak)).inline())
    row = dict.fromkeys(("kjede", "nummer", "forrige", "mac", "kropp"))
    assert add.form(dialect, row) is add.form(dialect, dict(row))
    assert add.form(dialect, row) is not add.form(dialect, {**row, "etter": None})


def test_a_statement_is_built_once_for_each_set_of_arguments() -> None:
    built: list[str] = []

    @prepared
    def by(column: str) -> Executable:
        built.append(column)
        return select(TEAM).where(TEAM.c[column] == bindparam("b_verdi"))

    assert by("kode") is by("kode")
    assert by("navn") is not by("kode")
    assert built == ["kode", "navn"]


@pytest.mark.parametrize("model", VERNET, ids=lambda model: model.__name__)
def test_a_record_has_the_values_that_sqlalchemy_gives(
    kontor: Kontor, link: Link, model: type[Model]
) -> None:
    cases.case(kontor, "avslutning")
    plain = selecting(model).order_by(table_of(model).c.id)
    ours, theirs = link.ask(Prepared(plain), {}).all(), link.execute(plain).all()
    assert [[(name, getattr(row, name)) for name in row.columns] for row in ours] == [
        list(zip(row._fields, row, strict=True)) for row in theirs
    ]
    assert [[type(getattr(row, name)) for name in row.columns] for row in ours] == [
        [type(value) for value in row] for row in theirs
    ]


def test_a_record_cannot_be_changed_and_does_not_show_itself(link: Link) -> None:
    row = link.ask(Prepared(select(TEAM.c.kode)), {}).first()
    with pytest.raises(AttributeError):
        row.kode = "nytt"
    with pytest.raises(AttributeError):
        row.annet = "nytt"
    assert "exin" not in repr(row)


def test_what_was_found_is_read_as_a_value_a_row_or_all(link: Link) -> None:
    by = Prepared(select(TEAM.c.kode, TEAM.c.navn).where(TEAM.c.kode == bindparam("b_kode")))
    found = link.ask(by, {"b_kode": "exin"})
    assert (found.scalar(), found.first().kode, [row.kode for row in found.all()]) == (
        "exin",
        "exin",
        ["exin"],
    )
    nothing = link.ask(by, {"b_kode": "finnes_ikke"})
    assert (nothing.scalar(), nothing.first(), nothing.all()) == (None, None, [])


@pytest.mark.parametrize("count", [0, 1, 2, 3, 8, 9, 512, 513, 1_300])
def test_a_list_of_any_length_is_asked_for_with_few_texts(link: Link, count: int) -> None:
    @prepared
    def among(at_most: int) -> Executable:
        return select(TEAM.c.kode).where(places(TEAM.c.kode, at_most), TEAM.c.navn != bindparam("b_navn"))

    codes = [f"lag{number}" for number in range(count)]
    link.begin()
    for code in codes:
        link.post(Prepared(insert(TEAM)), team(code))
    asked = each_with_places(among, codes, b_navn="Et annet")
    found = [row.kode for part in link.ask_all(*asked) for row in part.all()] if asked else []
    link.rollback()
    assert sorted(found) == sorted(codes)
    assert {len(params) - 1 for _, params in asked} <= {1, 2, 4, 8, 16, 256, 512}


@pytest.mark.sqlite
def test_a_value_that_no_engine_wrote_is_found_when_it_is_read(kontor: Kontor, link: Link) -> None:
    cases.case(kontor)
    kontor.tamper("update steg set arsak = cast(x'ff41' as text)")
    with pytest.raises(Tampered):
        link.execute(Prepared(select(table_of(Steg)))).all()
    kontor.tamper("update ansatt set registrert = 'i går'")
    with pytest.raises(ValueError, match="time_not_as_written"):
        link.execute(Prepared(select(table_of(Ansatt)))).all()
