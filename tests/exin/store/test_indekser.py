"""What is asked of large tables is found by an index; and an installation that lacks some is given them."""

import re
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
from exin.store import belastning, dag, loggsok, loggutdrag, migrate, venteliste
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


COUNTS = {
    "open cases": (belastning._counted((("exin_oslo", "henvendelse"),)), {"sak_apen", "sak_skjermet"}),  # noqa: SLF001
    "deadlines": (belastning._due(), {"sak_apen", "frist_lopende", "sak_skjermet"}),  # noqa: SLF001
    "who waits": (venteliste._waiting(("henvendelse",), False), {"sak_apen"}),  # noqa: SLF001
    "waits": (venteliste._waited(("start_vurdering",)), {"steg_hendelse"}),  # noqa: SLF001
}


@pytest.mark.parametrize(("asked", "wanted"), COUNTS.values(), ids=COUNTS)
def test_what_a_team_has_is_counted_without_passing_over_what_is_ended(
    kontor: Kontor, asked: Prepared, wanted: set[str]
) -> None:
    day = START.date()
    values = {"b_meg": kontor.staff_id("leder"), "b_lag": bytes(16), "b_dag": day, "b_til": day, "b_fra": day}
    shown = plan(kontor, asked, values | {"b_grense_0": day, "b_antall": 20})
    assert {each for each in wanted if f"ix_{each}" in shown} == wanted
    assert re.findall(r"(?:SCAN|Seq Scan on) (sak|frist|steg)\b", shown) == []


_EVENTS = (
    "insert into logg_hendelse (blad, kropp, bladhash, sak_id, ansatt_id, slag, tid)"
    " with recursive t (n) as (select 100000 union all select n + 1 from t where n < 120000)"
    " select n, ?, ?, ?, ?, n % 97, n from t"
)


@pytest.fixture
def long_log(kontor: Kontor) -> Kontor:
    """Twenty thousand events of a hundred kinds, about one case, by one member of staff."""
    kontor.tamper(_EVENTS, b"", b"", bytes(16), bytes(16))
    kontor.tamper("analyze")
    return kontor


def in_order(shown: str) -> bool:
    """Whether the database finds the rows in the order that is asked for, but for those of one moment."""
    return "TEMP B-TREE" not in shown and ("Sort" not in shown or "Presorted Key" in shown)


def test_what_was_read_of_a_case_is_found_without_passing_over_what_else_was_done(long_log: Kontor) -> None:
    values = {"b_sak": SakId(bytes(16)), "b_forst": 5, "b_sist": 6, "b_fra": 119000}
    shown = plan(long_log, loggutdrag._of_case(), values)  # noqa: SLF001 - as above
    assert "ix_logg_sak" in shown
    assert "Filter" not in shown
    assert "slag>? AND slag<?" in shown or "tid >=" in shown


@pytest.mark.parametrize(("subject", "index"), [(None, "slag"), ("sak_id", "sak"), ("ansatt_id", "ansatt")])
def test_the_newest_events_of_a_kind_are_found_without_putting_all_in_order(
    long_log: Kontor, subject: str | None, index: str
) -> None:
    about = {} if subject is None else {"b_om": bytes(16)}
    values = {"b_slag": 5, "b_fra": 0, "b_tid": 2**62, "b_blad": 2**31 - 1, "b_antall": 50, **about}
    shown = plan(long_log, loggsok._of_kind(subject), values)  # noqa: SLF001 - as above
    assert f"ix_logg_{index}" in shown
    assert in_order(shown)


def test_each_kind_in_the_log_costs_one_step_in_the_index(long_log: Kontor) -> None:
    shown = plan(long_log, loggsok._numbers(), {})  # noqa: SLF001 - as above
    assert "ix_logg_slag" in shown
    assert "Seq Scan on logg_hendelse" not in shown
    assert "SCAN logg_hendelse" not in shown
