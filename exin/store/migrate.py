"""Bringing the database's schema to the release's. Alembic is imported only here, and only when it is needed.

Must not touch content: a migration moves columns and open values, never sealed ones.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, Select, String, column, inspect, select, table, text
from sqlalchemy.exc import DBAPIError

from exin.errors import LogUnavailable, Misconfigured, Tampered
from exin.store.engine import Database, Link
from exin.store.prepared import prepared

HEAD = "0012"
"""The revision that this release works with; a test compares it with the migrations."""


def revision(database: Database) -> str | None:
    """The revision of the database; None when it is empty.

    Raises:
        Misconfigured: the server does not answer, or does not let the role in.
        Tampered: the file is damaged.
    """
    with _answering():
        return _revision_on(database.link())


@contextmanager
def _answering() -> Iterator[None]:
    """Raises Misconfigured where the database is not there to be asked, or goes meanwhile."""
    try:
        yield
    except LogUnavailable:
        raise Misconfigured("databasen_svarer_ikke") from None


def _revision_at_once(link: Link) -> str | None:
    """Without looking first whether there is such a table, which takes longer than all else; None on any fault."""
    with suppress(Exception):
        return cast("str | None", link.ask(_version(), {}).scalar())
    return None


@prepared
def _version() -> Select[Any]:
    return select(column("version_num", String)).select_from(table("alembic_version"))


def _revision_on(link: Link) -> str | None:
    try:
        return _revision(link.connection)
    except DBAPIError as error:
        raise link.translated(error) from error


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def require_current(database: Database) -> None:
    """Raises Misconfigured unless the database has this release's schema: neither an older nor a later one.

    Asked on this thread's link, which is used afterwards: each connection to a server is a process there.
    """
    with _answering():
        link = database.link()
        found = _revision_at_once(link) or _revision_on(link)
    if found is None:
        raise Misconfigured("databasen_er_tom")
    _refuse_later(found)
    if found != HEAD:
        raise Misconfigured("databasen_ma_migreres")


@contextmanager
def told_before_others(database: Database) -> Iterator[None]:
    """Where the `with` finds something misconfigured, what is wrong with the database itself is told first."""
    try:
        yield
    except Misconfigured:
        require_current(database)
        raise


def _refuse_later(found: str | None) -> None:
    """An older release cannot know what a later one has made of the schema. Revisions are numbered in order."""
    if found is not None and found > HEAD:
        raise Misconfigured("databasen_er_nyere")


def upgrade(database: Database, target: str = "head") -> None:
    """Bring the schema up to `target`, from empty or from any earlier revision: all of it, or nothing."""
    with pending_upgrade(database, target) as link:
        link.commit()


@contextmanager
def pending_upgrade(database: Database, target: str = "head") -> Iterator[Link]:
    """The schema brought up to `target` inside a transaction on this thread's link, for the caller to commit.

    What is not committed when the `with` ends is as if it had not been.

    Raises:
        Misconfigured: the database is of a later release, or not the role's to change.
        Tampered: afterwards some row refers to one that is not there.
    """
    _refuse_later(revision(database))
    with database.migrating() as link:
        link.migrating = True
        try:
            try:
                _run(link.connection, target)
            except DBAPIError as error:
                raise link.translated(error) from error
            if database.loose_rows(link):
                raise Tampered("migrering_etterlot_lose_rader")
            yield link
        finally:
            link.migrating = False


def _run(connection: Connection, target: str) -> None:
    """Alembic on a connection that is in a transaction already: it leaves that to whoever began it."""
    from alembic import command  # noqa: PLC0415 - takes 150 ms, and is needed once in an installation's life
    from alembic.config import Config  # noqa: PLC0415

    if not connection.in_transaction():  # as SQLAlchemy sees it, which did not begin this one
        connection.begin()  # or Alembic would commit it
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)
