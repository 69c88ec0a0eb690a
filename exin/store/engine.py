"""The database and a thread's link to it. The only module that knows which database it is.

Must not hold statements about cases. A link reads in autocommit; `begin` opens the one write transaction.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import NullPool

from exin.errors import Conflict, LogUnavailable, Tampered

BUSY_MILLISECONDS = 20_000

Params = Mapping[str, Any] | Sequence[Mapping[str, Any]]


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """FULL, since NORMAL may lose acknowledged entries; a busy timeout, so that writers take turns."""
    connection.isolation_level = None
    try:
        for pragma in (
            f"busy_timeout={BUSY_MILLISECONDS}",  # first: what follows may have to wait, too
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        # A damaged schema is met here, at the first statement; the driver may even fail to quote it.
        raise _reason(str(error)) or Tampered("database_skadet") from error


def make_engine(path: Path) -> Engine:
    """An engine on the SQLite file at `path`. Parameters never stand in its errors.

    No pool: each thread keeps its own link, and with a pool the sixteenth thread would wait for half a minute.
    """
    engine = create_engine(
        f"sqlite:///{path}",
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
        pool_reset_on_return=None,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


class Link:
    """One connection: reads at once, writes between `begin` and `commit`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.writing = False

    def execute(self, statement: Executable, params: Params | None = None) -> CursorResult[Any]:
        """Run one Core statement.

        Raises:
            Conflict: a unique index says that somebody else was first, or the lock could not be had in time.
            Tampered: the file is damaged.
        """
        try:
            return cast("CursorResult[Any]", self._connection.execute(statement, params))
        except DBAPIError as error:
            raise translated(error) from error

    @property
    def connection(self) -> Connection:
        """The connection itself: for migrations and verification."""
        return self._connection

    def begin(self) -> None:
        """Take the write lock (BEGIN IMMEDIATE: SQLite would otherwise find out at COMMIT).

        Raises:
            Conflict: the lock could not be had in time.
        """
        self._control("BEGIN IMMEDIATE")
        self.writing = True

    def commit(self) -> None:
        """Make what was written durable."""
        self._control("COMMIT")
        self.writing = False

    def rollback(self) -> None:
        """Drop what was written since `begin`; nothing to do when nothing was begun.

        SQLite has done it already after some faults, such as a full disk.
        """
        if self.writing:
            self.writing = False
            if cast("sqlite3.Connection", self._connection.connection.driver_connection).in_transaction:
                self._control("ROLLBACK")

    def _control(self, text: str) -> None:
        try:
            self._connection.exec_driver_sql(text)
        except DBAPIError as error:
            raise translated(error) from error


def translated(error: DBAPIError) -> Exception:
    """The engine's own error for one of the database; the same one where there is none."""
    text = str(error.orig)
    if isinstance(error, IntegrityError) and "UNIQUE" in text:
        return Conflict("finnes_allerede")
    return _reason(text) or error


_DAMAGED = ("malformed", "not a database", "unsupported file format", "Could not decode")
"""What SQLite says of a file that is not as it wrote it."""


def _reason(text: str) -> Exception | None:
    """A lock not had in time is a conflict; a damaged file is not read; where nothing can be written, nothing is."""
    if "locked" in text or "busy" in text:
        return Conflict("opptatt")
    if any(words in text for words in _DAMAGED):
        return Tampered("database_skadet")
    if any(word in text for word in ("readonly", "disk", "full", "unable to open", "I/O")):
        return LogUnavailable("database")
    return None


def _as_it_lies(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def damage(link: Link) -> str | None:
    """What the database itself finds wrong with its file (tables, indexes); None when nothing is."""
    try:
        found = link.connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
    except DBAPIError:
        return "fil"
    return None if found == "ok" else "fil"


class Database:
    """One database file, and one kept connection for each thread that asks."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = make_engine(path)
        self._kept = threading.local()
        self._pid = os.getpid()
        self._of_parent: list[object] = []

    def link(self) -> Link:
        """This thread's link. Kept, since a checkout costs more than a read."""
        if self._pid != os.getpid():
            self._leave_parents_links()
        link = getattr(self._kept, "link", None)
        if link is None:
            link = self._kept.link = Link(self.engine.connect())
        return cast("Link", link)

    def _leave_parents_links(self) -> None:
        """After a fork: SQLite's locks belong to one process. Held, since closing them here would be felt there."""
        self._of_parent.append(self._kept)
        self._kept, self._pid = threading.local(), os.getpid()

    @contextmanager
    def transaction(self) -> Iterator[Link]:
        """A write transaction of its own on this thread's link: all or nothing."""
        link = self.link()
        link.begin()
        try:
            yield link
            link.commit()
        except BaseException:
            link.rollback()
            raise

    @contextmanager
    def snapshot(self) -> Iterator[Link]:
        """The database as it is at this moment, on a connection of its own, whatever others write meanwhile.

        For verification: text that is no UTF-8 is handed out as it lies there and is not an error.
        """
        with self.engine.connect() as connection:
            connection.detach()
            cast("sqlite3.Connection", connection.connection.dbapi_connection).text_factory = _as_it_lies
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql(
                "SELECT count(*) FROM sqlite_schema"
            )  # the moment is that of the first read
            yield Link(connection)

    def close(self) -> None:
        """Close this thread's connection and the pool."""
        link = getattr(self._kept, "link", None)
        if link is not None:
            link._connection.close()  # noqa: SLF001 - the link is this module's own
            del self._kept.link
        self.engine.dispose()
