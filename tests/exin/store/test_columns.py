"""A sealed column takes nothing but a sealed cell, an open one no words; a refusal shows nothing of what it refused."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Table, insert
from sqlalchemy.exc import StatementError
from sqlmodel import SQLModel

from exin.casework.oppfolging import arbeid
from exin.ids import new_id
from exin.sealing.sealed import Sealed
from exin.store import arbeid as arbeidslager
from exin.store import migrate
from exin.store.columns import SealedBox, UtcTime
from exin.store.engine import Link
from exin.store.rows import table_of
from exin.store.sqlite import SqliteDatabase
from exin.store.tables import Notat, Person, Samtykke, Steg
from exin.store.values import UnfitValue, check
from policies import Action
from tests.helpers import cases
from tests.helpers.errors import told_by
from tests.helpers.office import Kontor

WORDS = "Kari Nordmann fra Storgata"
NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)

SEALED = [
    (table, column.name)
    for table in SQLModel.metadata.sorted_tables
    for column in table.c
    if isinstance(column.type, SealedBox)
]


@pytest.fixture(scope="module")
def link(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Link]:
    """A database with the schema and nothing in it."""
    database = SqliteDatabase(tmp_path_factory.mktemp("tom") / "tom.sqlite")
    migrate.upgrade(database)
    yield database.link()
    database.close()


@pytest.mark.parametrize("table, column", SEALED, ids=lambda value: str(getattr(value, "name", value)))
@pytest.mark.parametrize("plain", [WORDS, WORDS.encode(), bytearray(WORDS.encode())])
def test_no_sealed_column_takes_plain_text_nor_shows_it(
    link: Link, table: Table, column: str, plain: object
) -> None:
    values = {each.name: None for each in table.c} | {column: plain}
    with pytest.raises(StatementError) as error:
        link.execute(insert(table), values)
    assert "plain_text_in_sealed_column" in str(error.value)
    assert "Nordmann" not in "".join(str(each) for each in (error.value, error.value.__cause__))


def test_an_error_of_the_database_shows_no_parameters(link: Link) -> None:
    with pytest.raises(Exception) as error:  # noqa: PT011 - whatever it is called
        link.execute(insert(table_of(Notat)), {"id": WORDS.encode(), "sak_id": WORDS.encode()})
    assert "Nordmann" not in str(error.value)
    assert "Nordmann" not in repr(error.value)


def test_a_row_that_lacks_a_column_is_refused(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with pytest.raises(UnfitValue) as error, kontor.work("kari") as w:
        grant = w.permit(Action.SKRIV_SAMTYKKE, saksnr)
        w.begin()
        arbeidslager.add(w.tx, grant, Samtykke, {"id": new_id(), "sak_id": grant.sak(), "slag": "deltakelse"})
    assert error.value.args[:2] == ("kolonner", "samtykke")
    assert kontor.rows("select * from samtykke") == []


@pytest.mark.parametrize(
    "model, name, value",
    [
        (Steg, "arsak", WORDS),
        (Steg, "arsak", "ustabil hverdag"),
        (Steg, "arsak", "a" * 41),
        (Steg, "arsak", "årsak"),
        (Steg, "arsak", "a\nb"),
        (Steg, "overstyrt", 1),
        (Steg, "nummer", True),
        (Steg, "nummer", 1.0),
        (Steg, "gjelder_fra", NOW),
        (Steg, "registrert", date(2026, 1, 15)),
        (Steg, "id", "00" * 16),
        (Notat, "tekst", WORDS),
        (Notat, "tekst", WORDS.encode()),
        (Person, "navn", WORDS),
    ],
)
def test_what_does_not_fit_its_column_is_refused_and_not_shown(
    model: type[SQLModel], name: str, value: object
) -> None:
    with pytest.raises(UnfitValue) as error:
        check(table_of(model), {name: value}, whole_row=False)
    assert error.value.args == ("verdi", table_of(model).name, name)


@pytest.mark.parametrize(
    "model, name, value",
    [
        (Steg, "arsak", "ustabil_hverdag"),
        (Steg, "arsak", None),
        (Steg, "overstyrt", False),
        (Steg, "nummer", 3),
        (Steg, "gjelder_fra", date(2026, 1, 15)),
        (Steg, "registrert", NOW),
        (Notat, "tekst", Sealed(b"celle")),
    ],
)
def test_what_fits_its_column_is_taken(model: type[SQLModel], name: str, value: object) -> None:
    check(table_of(model), {name: value}, whole_row=False)


def test_a_moment_is_read_only_as_it_was_written() -> None:
    kind: Any = UtcTime()
    assert kind.process_result_value("2026-01-15T09:00:00.000000Z", None) == NOW
    for other in ("2026-01-15t09:00:00.000000Z", "2026-01-15T09:00:00Z", "2026-01-15T10:00:00.000000+01:00"):
        with pytest.raises(ValueError, match="time_not_as_written"):
            kind.process_result_value(other, None)


def test_a_typed_text_shows_in_no_error_on_the_way_down(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    kontor.refuse("notat")
    with pytest.raises(Exception) as error, kontor.work("kari") as w:  # noqa: PT011
        arbeid.write_notat(w, saksnr, WORDS)
    assert "Nordmann" not in told_by(error.value)
