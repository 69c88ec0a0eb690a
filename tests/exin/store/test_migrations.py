"""The schema: the same from the migrations as from the tables, from empty and from the revision before."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import SQLModel

import exin.store.migrate
from exin.app import open_installation
from exin.casework import arbeid
from exin.errors import Conflict, Misconfigured
from exin.store import arbeid as arbeidslager
from exin.store import migrate
from exin.store.engine import Database
from exin.store.tables import Notat
from policies import Action
from tests.helpers import cases
from tests.helpers.office import Kontor

FOLDER = Path(exin.store.migrate.__file__).parent / "migrations"


def config() -> Config:
    found = Config()
    found.set_main_option("script_location", str(FOLDER))
    return found


def scripts() -> list[str]:
    """The revisions, oldest first."""
    return [each.revision for each in ScriptDirectory.from_config(config()).walk_revisions()][::-1]


def differences(database: Database) -> list[object]:
    """What Alembic would change to make the database as the tables say."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return list(compare_metadata(context, SQLModel.metadata))


def downgrade(database: Database, target: str) -> None:
    with database.engine.connect() as connection:
        connection.execute(text("pragma foreign_keys = off"))
        settings = config()
        settings.attributes["connection"] = connection
        command.downgrade(settings, target)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "tom.sqlite")
    yield database
    database.close()


def schema(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Columns and indexes of each table, as SQLite has them."""
    with closing(sqlite3.connect(path)) as file:
        names = [row[0] for row in file.execute("select name from sqlite_master where type = 'table'")]
        return {
            name: sorted(file.execute(f"pragma table_info({name})").fetchall(), key=lambda row: str(row[1]))
            + sorted(file.execute(f"pragma index_list({name})").fetchall(), key=str)
            for name in names
        }


def test_the_release_works_with_the_newest_revision() -> None:
    assert scripts()[-1] == migrate.HEAD
    assert len(ScriptDirectory.from_config(config()).get_heads()) == 1


def test_from_empty_it_is_as_the_tables_say(empty: Database) -> None:
    assert migrate.revision(empty) is None
    with pytest.raises(Misconfigured):
        migrate.require_current(empty)
    migrate.upgrade(empty)
    migrate.require_current(empty)
    assert differences(empty) == []


@pytest.mark.parametrize("before", scripts()[:-1])
def test_from_each_earlier_revision_it_is_as_from_empty(empty: Database, tmp_path: Path, before: str) -> None:
    migrate.upgrade(empty, before)
    assert migrate.revision(empty) == before
    with pytest.raises(Misconfigured) as error:
        migrate.require_current(empty)
    assert error.value.kode == "databasen_ma_migreres"
    migrate.upgrade(empty)
    assert differences(empty) == []
    fresh = Database(tmp_path / "fersk.sqlite")
    migrate.upgrade(fresh)
    fresh.close()
    assert schema(empty.path) == schema(fresh.path)


@pytest.mark.parametrize("before", scripts()[:-1])
def test_an_installation_of_an_earlier_revision_loses_nothing(kontor: Kontor, before: str) -> None:
    saksnr = cases.case(kontor, "forlop", adresse="Storgata 1")
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Fra før.")
    cases.register(kontor, by="klarert1", skjerming="strengt_fortrolig")
    database = kontor.office.means.database
    tables = [name for name in schema(database.path) if name not in ("alembic_version", "logg_hode")]
    rows = {name: kontor.rows(f"select * from {name}") for name in tables}  # noqa: S608
    downgrade(database, before)
    database.close()
    with pytest.raises(Misconfigured):
        open_installation(kontor.folder, clock=kontor.clock)
    migrate.upgrade(database)
    assert {name: kontor.rows(f"select * from {name}") for name in tables} == rows  # noqa: S608
    kontor.reopen()
    assert kontor.verify().ok
    with kontor.read("kari") as r:
        grant = r.permit(Action.LES_NOTAT, saksnr, felt=("notat.tekst",))
        assert r.open(grant, arbeidslager.of_case(r.tx, grant, Notat)[0], "tekst") == "Fra før."


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(empty: Database) -> None:
    first = scripts()[0]
    migrate.upgrade(empty, first)
    before = schema(empty.path)
    with closing(sqlite3.connect(empty.path)) as file, file:
        file.execute("insert into team values (x'01', 'a', 'A')")
        file.execute("insert into tildeling values (x'02', x'03', x'04', 'kontakt', 'nå', null, 1)")
    with pytest.raises(Exception):  # noqa: B017, PT011 - rows that refer to nothing
        migrate.upgrade(empty)
    assert migrate.revision(empty) == first
    assert schema(empty.path) == before


def test_while_somebody_writes_nothing_is_upgraded(empty: Database) -> None:
    migrate.upgrade(empty, scripts()[0])
    with closing(sqlite3.connect(empty.path, isolation_level=None)) as other:
        other.execute("begin immediate")
        empty.link().execute(text("pragma busy_timeout = 100"))
        with pytest.raises(Conflict):
            migrate.upgrade(empty)
    assert migrate.revision(empty) == scripts()[0]


def test_every_way_down_leads_back_to_nothing(empty: Database) -> None:
    migrate.upgrade(empty)
    downgrade(empty, "base")
    assert set(schema(empty.path)) <= {"alembic_version"}
