"""What is asked of large tables is found by an index; and an installation that lacks some is given them."""

import sqlite3
from collections.abc import Mapping
from datetime import timedelta
from itertools import chain
from typing import Any

import psycopg
import pytest
from sqlalchemy import inspect

from exin.app import migrate_installation
from exin.ids import SakId
from exin.store import dag, loggutdrag, migrate
from exin.store.prepared import Prepared
from exin.store.rows import name_of
from exin.store.tables import Kontakt, Notat, Steg
from tests.helpers import cases
from tests.helpers.office import START, Kontor, caller
from tests.helpers.old_schema import TO_0006

OF_0006 = (
    *("ix_sak_forrige_sak_id", "ix_sak_dublett_av_id"),
    *("ix_sak_registrert", "ix_inhabil_ansatt_id"),
)
"""What the revision before may lack: it grew while it was new."""


def indexes(kontor: Kontor) -> dict[str, dict[str, list[str | None]]]:
    """The columns of every index, by table."""
    asked = inspect(kontor.office.means.database.engine)
    return {
        table: {str(each["name"]): each["column_names"] for each in asked.get_indexes(table)}
        for table in asked.get_table_names()
    }


# -- an installation of before ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "missing", [(), OF_0006, *((each,) for each in OF_0006)], ids=lambda names: "+".join(names) or "none"
)
def test_whatever_an_early_revision_lacked_is_there_afterwards(
    kontor: Kontor, missing: tuple[str, ...]
) -> None:
    whole = indexes(kontor)
    saksnr = cases.case(kontor)
    gone = (f"drop index {name}" for name in missing)
    for statement in chain(TO_0006, gone, ["update alembic_version set version_num = '0006'"]):
        kontor.tamper(statement)
    assert indexes(kontor) != whole
    kontor.close()
    done = migrate_installation(kontor.folder, caller("admin"), clock=kontor.clock)
    assert done == ("0006", migrate.HEAD)
    kontor.reopen()
    assert indexes(kontor) == whole
    assert kontor.rows("select saksnr from sak") == [(saksnr,)]


# -- what is found by them -----------------------------------------------------------------------------------


def plan(kontor: Kontor, asked: Prepared, values: Mapping[str, Any]) -> str:
    """How the database would find what is asked for, if its tables were large."""
    link = kontor.office.means.database.link()
    form = asked.form(link.connection.dialect, values)
    driver: Any = link.connection.connection.driver_connection
    if not kontor.on_server:
        assert isinstance(driver, sqlite3.Connection)
        return "\n".join(
            row[-1] for row in driver.execute(f"explain query plan {form.text}", form.given(values))
        )
    with psycopg.connect(kontor.installation.settings.database) as other, psycopg.RawCursor(other) as cursor:
        cursor.execute("set enable_seqscan = off")
        cursor.execute(f"explain {form.text}".encode(), form.given(values))
        return "\n".join(row[0] for row in cursor)


WRITTEN = {Steg: "utfort_av", Notat: "skrevet_av", Kontakt: "skrevet_av"}


@pytest.mark.parametrize("model", WRITTEN, ids=name_of)
def test_what_was_done_today_is_found_by_who_did_it_and_when(
    kontor: Kontor, model: type[Steg | Notat | Kontakt]
) -> None:
    author = WRITTEN[model]
    values = {"b_meg": kontor.staff_id("kari"), "b_fra": START, "b_til": START + timedelta(days=1)}
    shown = plan(kontor, dag._written(model, author), values)  # noqa: SLF001 - the statement itself
    assert f"ix_{name_of(model)}_{author.partition('_')[0]}" in shown
    # Both columns lead to the rows, and none is only looked at afterwards.
    by = shown.partition("Index Cond")[2] if kontor.on_server else shown
    assert author in by
    assert "registrert" in by
    assert "Filter" not in shown


_EVENTS = (
    "insert into logg_hendelse (blad, kropp, bladhash, sak_id)"
    " with recursive t (n) as (select 100000 union all select n + 1 from t where n < 120000)"
    " select n, ?, ?, ? from t where n % 50 {} 0"
)


def test_the_newest_events_of_a_case_are_found_without_putting_all_in_order(kontor: Kontor) -> None:
    for which, sak in (("=", bytes(16)), ("<>", bytes([1] * 16))):
        kontor.tamper(_EVENTS.format(which), b"", b"", sak)
    kontor.tamper("analyze")
    values = {"b_sak": SakId(bytes(16)), "b_for": 2**31 - 1, "b_antall": 50}
    shown = plan(kontor, loggutdrag._of_case(), values)  # noqa: SLF001 - as above
    assert "ix_logg_sak" in shown
    assert "Sort" not in shown
    assert "TEMP B-TREE" not in shown
