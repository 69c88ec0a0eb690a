"""A move that is broken off, at any point, leaves an installation that works: the old one, or the new one."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Connection, Table

from exin import flytting
from exin.app import Installation
from exin.sealing.sealed import Sealed
from exin.settings import FILE_NAME, load
from exin.store import flytting as lager
from exin.store.engine import Link
from tests.helpers import cases
from tests.helpers.flytting import STEPS, Ends, as_before, flytt, verified
from tests.helpers.kommando import exin
from tests.helpers.office import Kontor


def killed_at(kontor: Kontor, ends: Ends, where: ModuleType, name: str) -> None:
    """The command, killed when it comes to that step."""
    child = os.fork()
    if child == 0:
        try:
            setattr(where, name, lambda *_a, **_n: os.kill(os.getpid(), signal.SIGKILL))
            flytt(kontor, ends)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def test_killed_before_anything_was_kept_it_is_simply_run_again(house: Kontor, ends: Ends) -> None:
    house.close()
    with as_before(house):
        killed_at(house, ends, *STEPS[0])
    assert ends.empty
    assert flytt(house, ends).code == 0
    verified(house)


@pytest.mark.parametrize("where, name", STEPS[1:-1], ids=[name for _, name in STEPS[1:-1]])
def test_killed_on_the_way_the_old_goes_on_and_the_next_run_says_what_to_do(
    house: Kontor, ends: Ends, where: ModuleType, name: str
) -> None:
    house.close()
    with as_before(house):
        killed_at(house, ends, where, name)
    assert ends.tables(ends.nokler) == {"nokkel", "hemmelighet"}
    assert bool(ends.tables(ends.data)) == (name != "copy_data")
    cases.register(house)
    with as_before(house):
        answer = flytt(house, ends)
    assert answer.code == 2
    assert "Slett de to databasene, lag dem på nytt" in answer.err
    ends.server.drop(ends.data, ends.nokler)
    fresh = Ends(server=ends.server, data=ends.server.make(), nokler=ends.server.make())
    try:
        assert flytt(house, fresh).code == 0
        verified(house)
    finally:
        house.reopen()
        house.close()
        ends.server.drop(fresh.data, fresh.nokler)


def test_killed_when_the_settings_are_replaced_it_is_moved(house: Kontor, ends: Ends) -> None:
    house.close()
    killed_at(house, ends, *STEPS[-1])
    assert load(house.folder / FILE_NAME).database == ends.options()[1]
    assert exin("ansatt", "sperr", "kari", "--som", "admin", "--dir", house.folder).code == 0
    verified(house)


# -- the server goes -------------------------------------------------------------------------------


def cut(ends: Ends) -> None:
    """End every session of both databases, as a server that goes does."""
    with ends.server.connect() as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = any(%s)",
            [[ends.data, ends.nokler]],
        )


@pytest.mark.parametrize("before", [True, False], ids=["before the rows", "before the commit"])
def test_a_server_that_goes_while_data_are_copied_leaves_none_there(
    house: Kontor, ends: Ends, monkeypatch: pytest.MonkeyPatch, before: bool
) -> None:
    copy = lager.copy_data

    def copy_and_lose(source: Link, target: Link) -> int:
        if before:
            cut(ends)
        copied = copy(source, target)
        cut(ends)
        return copied

    monkeypatch.setattr(lager, "copy_data", copy_and_lose)
    with as_before(house):
        answer = flytt(house, ends)
    assert (answer.code, answer.out) == (1, "")
    assert "svarer ikke eller tar ikke imot" in answer.err
    assert ends.tables(ends.data) == set()


def test_a_server_that_goes_while_the_copy_is_proved_leaves_the_old_at_work(
    house: Kontor, ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    prove = flytting._prove  # noqa: SLF001 - the step is what is lost

    def lose_and_prove(moved: Installation) -> None:
        moved.office.means.database.link()
        cut(ends)
        prove(moved)

    monkeypatch.setattr(flytting, "_prove", lose_and_prove)
    with as_before(house):
        answer = flytt(house, ends)
    assert (answer.code, answer.out) == (1, "")
    assert "lot seg ikke kontrollere" in answer.err


# -- a copy that is not the same -------------------------------------------------------------------


def copying(change: Callable[[str, dict[str, Any]], dict[str, Any] | None]) -> Any:  # noqa: ANN401 - as it replaces
    """Batches with every row as `change` makes it."""
    batches = lager._batches  # noqa: SLF001 - where a fault would be

    def changed(table: Table, source: Connection) -> Iterator[Sequence[Mapping[str, Any]]]:
        for batch in batches(table, source):
            rows = [row for each in batch if (row := change(table.name, dict(each))) is not None]
            if rows:
                yield rows

    return changed


def test_a_row_that_did_not_come_over_is_found_and_none_is_kept(
    house: Kontor, ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lager, "_batches", copying(lambda name, row: None if name == "import_rad" else row))
    with as_before(house):
        answer = flytt(house, ends)
    assert (answer.code, answer.out) == (1, "")
    assert "ikke lik det som skulle flyttes" in answer.err
    assert "import_rad" in answer.err
    assert ends.tables(ends.data) == set()


def test_a_key_that_did_not_come_over_is_found_and_none_is_kept(
    house: Kontor, ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lager, "_batches", copying(lambda name, row: None if name == "nokkel" else row))
    with as_before(house):
        answer = flytt(house, ends)
    assert answer.code == 1
    assert "(nokkel)" in answer.err
    assert ends.empty


@pytest.mark.parametrize(
    "table, column, value",
    [("sak", "bydel", "frogner"), ("person", "navn", Sealed(bytes(64))), ("nokkel", "innpakket", bytes(60))],
    ids=["an open cell", "a sealed cell", "a key"],
)
def test_a_value_that_is_not_the_same_is_found_before_the_settings_are_replaced(
    house: Kontor,
    ends: Ends,
    monkeypatch: pytest.MonkeyPatch,
    table: str,
    column: str,
    value: object,
) -> None:
    change = copying(lambda name, row: row | {column: value} if name == table else row)
    monkeypatch.setattr(lager, "_batches", change)
    with as_before(house):
        answer = flytt(house, ends)
    assert (answer.code, answer.out) == (1, "")
    assert "ikke lik det som skulle flyttes" in answer.err
