"""The schema: the same from empty, step by step and as the tables are declared; an older one is brought up whole.

A database of an older revision with data in it is made by copying what a real office holds into an old schema.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

import exin.store.tables
from exin.app import migrate_installation, open_for_verification, open_installation
from exin.casework.logg.verifisering import verify
from exin.casework.oppfolging import arbeid
from exin.errors import Misconfigured
from exin.store import arbeid as arbeidslager
from exin.store import migrate
from exin.store.sqlite import SqliteDatabase
from exin.store.tables import Notat
from policies import Action, Job
from tests.helpers import cases
from tests.helpers.office import Kontor, caller, job, open_copy
from tests.helpers.old_schema import before_deadlines

TEXT = "Satt lenge på trappa."


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    return ScriptDirectory.from_config(config)


REVISIONS = [script.revision for script in _script().walk_revisions()][::-1]
"""All revisions, the first one first."""

OLDER = REVISIONS[:-1]

DROPPED = {
    ("bydel", "kode"): "'alna'",
    ("bydel", "navn"): "'Alna'",
    ("bydel", "i_oslo"): "1",
    ("bydel", "gyldig_fra"): "'2004-01-01'",
    ("bydel", "gyldig_til"): "null",
    ("logg_sjekkpunkt", "laget"): "'2026-01-15T08:00:00.000000Z'",
    ("logg_rad", "blad"): "0",
}
"""What an older release kept and a later one does not, with a value that it had."""


def empty(path: Path, *steps: str) -> Path:
    """A new database, brought to each of the revisions in turn."""
    database = SqliteDatabase(path)
    for step in steps:
        migrate.upgrade(database, step)
    database.close()
    return path


def schema(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What SQLite itself says of every table: columns, keys, indexes, and whether it has row ids."""
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("pragma table_list").fetchall()
        return {
            name: [
                (kind, without_rowid),
                *sorted(row[1:] for row in connection.execute(f"pragma table_info({name})")),
                *sorted(row[2:] for row in connection.execute(f"pragma foreign_key_list({name})")),
                *sorted(_index(connection, row) for row in connection.execute(f"pragma index_list({name})")),
            ]
            for _, name, kind, _, without_rowid, _ in tables
            if not name.startswith("sqlite_") and name != "alembic_version"
        }


def _index(connection: sqlite3.Connection, row: tuple[Any, ...]) -> tuple[Any, ...]:
    _, name, unique, origin, partial = row
    columns = tuple(each[2] for each in connection.execute(f"pragma index_info('{name}')"))
    return ("index", columns, unique, origin, partial, name if origin == "c" else "")


# -- what there is -------------------------------------------------------------------------------------------


def test_the_revision_that_the_release_works_with_is_the_last_one() -> None:
    assert _script().get_heads() == [migrate.HEAD]
    assert REVISIONS[-1] == migrate.HEAD
    assert [script.down_revision for script in _script().walk_revisions()] == [*OLDER[::-1], None]


def test_migrations_and_tables_do_not_differ(tmp_path: Path) -> None:
    database = SqliteDatabase(empty(tmp_path / "tom.sqlite", "head"))
    assert exin.store.tables.VERNET
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_what_the_migrations_make_is_what_the_tables_declare_also_where_alembic_does_not_look(
    tmp_path: Path,
) -> None:
    declared = SqliteDatabase(tmp_path / "erklart.sqlite")
    SQLModel.metadata.create_all(declared.engine)
    declared.close()
    assert schema(empty(tmp_path / "migrert.sqlite", "head")) == schema(declared.path)


def test_step_by_step_ends_where_one_leap_does(tmp_path: Path) -> None:
    assert schema(empty(tmp_path / "a", *REVISIONS)) == schema(empty(tmp_path / "b", "head"))


def test_bringing_up_what_is_up_to_date_changes_nothing(tmp_path: Path) -> None:
    before = schema(empty(tmp_path / "a", "head"))
    assert schema(empty(tmp_path / "a", "head")) == before


# -- an older database with data in it -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lived_in(kontor_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office with rows of most kinds. Its releases had no deadlines: the log knows of none."""
    kontor = open_copy(kontor_template, tmp_path_factory.mktemp("levd") / "var")
    with before_deadlines():
        saksnr = cases.case(kontor, "avslutning", adresse="Gata 1")
        with kontor.work("kari") as w:
            arbeid.write_notat(w, saksnr, TEXT)
        cases.case(kontor, "frafall")
        cases.protected_case(kontor, "vurdering")
    kontor.office.pin()
    kontor.close()
    return kontor.folder


@pytest.fixture(params=OLDER)
def old(request: pytest.FixtureRequest, lived_in: Path, tmp_path: Path) -> Iterator[Kontor]:
    """The same office, its database as an older release would have it."""
    kontor = open_copy(lived_in, tmp_path / "var")
    kontor.close()
    newer = kontor.database.rename(tmp_path / "nyere.sqlite")
    for left_over in kontor.database.parent.glob(f"{kontor.database.name}-*"):
        left_over.unlink()
    empty(kontor.database, request.param)
    with closing(sqlite3.connect(kontor.database)) as connection, connection:
        connection.execute("attach ? as nyere", (str(newer),))
        newer_has = contents(connection, "nyere")
        for table, columns in contents(connection).items():
            values = [name if name in newer_has.get(table, ()) else DROPPED[table, name] for name in columns]
            source = f"from nyere.{table}" if table in newer_has else ""
            connection.execute(
                f"insert into {table} ({', '.join(columns)}) select {', '.join(values)} {source}"
            )
    yield kontor
    kontor.close()


def contents(connection: sqlite3.Connection, schema: str = "main") -> dict[str, list[str]]:
    """The tables of a database and their columns, but for the one that names its revision."""
    tables = [
        name
        for of, name, *_ in connection.execute("pragma table_list").fetchall()
        if of == schema and not name.startswith("sqlite_") and name != "alembic_version"
    ]
    return {
        table: [row[1] for row in connection.execute(f"pragma {schema}.table_info({table})")]
        for table in tables
    }


def rows(path: Path, columns: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of these tables, in these columns."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"select {', '.join(names)} from {table} order by 1").fetchall()  # noqa: S608
            for table, names in columns.items()
        }


def test_an_older_database_refuses_to_open_and_is_left_as_it_is(old: Kontor) -> None:
    before = schema(old.database), old.one("select count(*) from logg_hendelse")
    for way in (open_installation, open_for_verification):
        with pytest.raises(Misconfigured) as error:
            way(old.folder)
        assert error.value.kode == "databasen_ma_migreres"
    assert (schema(old.database), old.one("select count(*) from logg_hendelse")) == before


def test_an_older_database_is_brought_up_with_every_row_in_it(old: Kontor) -> None:
    with closing(sqlite3.connect(old.database)) as connection:
        kept = contents(connection).items()
    columns = {
        table: names
        for table, all_names in kept
        if (names := [name for name in all_names if (table, name) not in DROPPED])
    }
    before = rows(old.database, columns)
    assert min(len(before[table]) for table in ("sak", "person", "steg", "notat", "logg_rad")) > 0
    database = SqliteDatabase(old.database)
    migrate.upgrade(database)
    migrate.require_current(database)
    database.close()
    assert rows(old.database, columns) == before


def test_after_migration_the_office_opens_its_cells_are_read_and_the_log_is_whole(
    old: Kontor, tmp_path: Path
) -> None:
    (before,) = old.one("select version_num from alembic_version")
    done = migrate_installation(old.folder, caller("admin"), clock=old.clock)
    assert done == (before, migrate.HEAD)
    old.reopen()
    assert schema(old.database) == schema(empty(tmp_path / "ny.sqlite", "head"))
    (saksnr,) = old.one("select saksnr from sak join notat on notat.sak_id = sak.id")
    with old.read("kari") as r:
        grant = r.permit(Action.LES_NOTAT, saksnr, felt=("notat.tekst",))
        (stored,) = arbeidslager.of_case(r.tx, grant, Notat)
        assert r.open(grant, stored, "tekst") == TEXT
    with old.office.read(job(Job.VERIFISERING)) as w:
        assert verify(w, old.office.pins, data=True).hel
    assert [event.koder for event in old.log() if event.handling == Action.MIGRER] == [
        (f"fra:{before}", f"til:{migrate.HEAD}")
    ]


def test_a_database_is_never_half_brought_up(old: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    before = schema(old.database), old.one("select version_num from alembic_version")
    monkeypatch.setattr(migrate, "_run", _fail_after(migrate.__dict__["_run"]))
    database = SqliteDatabase(old.database)
    with pytest.raises(OSError, match="strøm"):
        migrate.upgrade(database)
    database.close()
    assert (schema(old.database), old.one("select version_num from alembic_version")) == before


def _fail_after(whole: Any) -> Any:  # noqa: ANN401 - whatever it takes
    def run(*given: object) -> None:
        whole(*given)
        raise OSError("strøm")

    return run


# -- no installation, or one of a later release ----------------------------------------------------------------


def test_a_database_of_a_later_release_refuses_to_open_and_is_not_touched(
    lived_in: Path, tmp_path: Path
) -> None:
    kontor = open_copy(lived_in, tmp_path / "var")
    kontor.tamper("update alembic_version set version_num = '9999'")
    kontor.close()
    before = schema(kontor.database)
    for way in (open_installation, open_for_verification, _migrate):
        with pytest.raises(Misconfigured) as error:
            way(kontor.folder)
        assert error.value.kode == "databasen_er_nyere"
    assert schema(kontor.database) == before


def _migrate(folder: Path) -> object:
    return migrate_installation(folder, caller("admin"))


@pytest.mark.sqlite
def test_an_older_database_is_told_of_before_a_key_store_that_is_gone(kontor: Kontor) -> None:
    kontor.close()
    with sqlite3.connect(kontor.database) as connection:
        connection.execute("update alembic_version set version_num = '0011'")
    kontor.installation.path("nokkellager").unlink()
    with pytest.raises(Misconfigured) as error:
        open_installation(kontor.folder)
    assert error.value.kode == "databasen_ma_migreres"


@pytest.mark.sqlite
def test_an_empty_database_is_told_of(kontor: Kontor) -> None:
    kontor.close()
    kontor.database.unlink()
    kontor.database.touch()
    with pytest.raises(Misconfigured) as error:
        open_installation(kontor.folder)
    assert error.value.kode == "databasen_er_tom"
