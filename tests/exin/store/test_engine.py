"""The link to the database: who was first, who waits, what a fork leaves behind."""

import os
import threading
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from exin.errors import Conflict
from exin.store.engine import Database
from exin.store.rows import table_of
from exin.store.tables import Team
from policies import Action
from tests.helpers import cases
from tests.helpers.office import Kontor, meanwhile

A_TEAM = {"id": b"1" * 16, "kode": "et_lag", "navn": "Et lag"}


@pytest.fixture
def database(kontor: Kontor) -> Database:
    return kontor.office.means.database


def pragma(database: Database, name: str) -> object:
    return database.link().execute(text(f"pragma {name}")).scalar()


def setting(database: Database, name: str) -> object:
    return database.link().execute(text(f"show {name}")).scalar()


def test_what_was_acknowledged_is_on_the_disk(database: Database, databaseslag: str) -> None:
    if databaseslag == "postgres":
        assert setting(database, "synchronous_commit") == "on"
        assert setting(database, "lock_timeout") == "20s"
        assert setting(database, "jit") == "off"
        return
    assert pragma(database, "synchronous") == 2  # FULL
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "foreign_keys") == 1
    assert int(str(pragma(database, "busy_timeout"))) >= 5_000


def test_who_comes_second_with_the_same_key_gets_a_conflict(database: Database) -> None:
    database.link().execute(insert(table_of(Team)), A_TEAM)
    for second in (A_TEAM, A_TEAM | {"id": b"2" * 16}):
        with pytest.raises(Conflict) as error:
            database.link().execute(insert(table_of(Team)), second)
        assert error.value.kode == "finnes_allerede"


def test_another_broken_rule_of_the_database_is_no_conflict_but_a_fault(database: Database) -> None:
    with pytest.raises(IntegrityError):
        database.link().execute(insert(table_of(Team)), A_TEAM | {"navn": None})


def test_a_statement_that_is_wrong_is_no_conflict_but_a_fault(database: Database) -> None:
    with pytest.raises((OperationalError, ProgrammingError)):
        database.link().execute(text("select finnes_ikke from team"))


def test_who_cannot_have_the_lock_in_time_gets_a_conflict(
    kontor: Kontor, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite the file's one write lock; on PostgreSQL that of a row."""
    monkeypatch.setattr("exin.store.sqlite.BUSY_MILLISECONDS", 50)
    if kontor.on_server:
        database.link().execute(text("set lock_timeout = 50"))
    other_name = text("update team set navn = 'Et annet navn' where kode = 'exin'")
    with kontor.pen() as other:
        other("begin")
        other("update team set navn = navn")
        with pytest.raises(Conflict) as error, database.transaction() as link:
            link.execute(other_name)
            pytest.fail("had the lock")
    assert error.value.kode == "opptatt"
    with database.transaction() as link:
        link.execute(insert(table_of(Team)), A_TEAM)


def test_a_transaction_that_fails_leaves_nothing_and_the_link_is_usable(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as link:
        link.execute(insert(table_of(Team)), A_TEAM)
        raise ZeroDivisionError
    assert not database.link().writing
    with database.transaction() as link:
        link.execute(insert(table_of(Team)), A_TEAM)


def test_each_thread_has_a_link_of_its_own(database: Database) -> None:
    seen = {id(database.link())}
    for _ in range(3):
        meanwhile(lambda: seen.add(id(database.link())))
    assert len(seen) > 1
    assert database.link() is database.link()


def test_what_one_thread_has_not_committed_no_other_sees(database: Database) -> None:
    counted: list[object] = []

    def count() -> None:
        counted.append(
            database.link().execute(text("select count(*) from team where kode = 'et_lag'")).scalar()
        )
        database.close()

    with database.transaction() as link:
        link.execute(insert(table_of(Team)), A_TEAM)
        meanwhile(count)
    meanwhile(count)
    assert counted == [0, 1]


def test_a_child_process_reads_and_writes_by_a_link_of_its_own(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    database = kontor.office.means.database
    inherited = database.link()
    child = os.fork()
    if child == 0:
        try:
            own = database.link() is not inherited
            with kontor.read("kari") as r:
                r.permit(Action.LES_SAK, saksnr)
            os._exit(0 if own else 3)
        finally:
            os._exit(4)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert database.link() is inherited
    with kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)
    assert kontor.verify().ok


def test_closing_is_for_the_thread_that_closes(database: Database) -> None:
    ready, done, answers = threading.Event(), threading.Event(), []

    def other() -> None:
        link = database.link()
        ready.set()
        done.wait(20)
        answers.append(link.execute(text("select 1")).scalar())
        database.close()

    thread = threading.Thread(target=other)
    thread.start()
    ready.wait(20)
    database.close()
    done.set()
    thread.join(20)
    assert answers == [1]


def test_a_closed_installation_holds_no_file_open(kontor: Kontor) -> None:
    with kontor.read("kari") as r:
        r.permit_house(Action.LISTE_SAKER, "register")
    kontor.close()
    opened = [each.readlink() for each in Path("/proc/self/fd").iterdir() if each.exists()]
    assert [each for each in opened if each.is_relative_to(kontor.folder)] == []
