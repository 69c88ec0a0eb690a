"""SQLite: one file, one writer at a time, readers beside it.

Must not be asked to lock a row: BEGIN IMMEDIATE has the whole file.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import uniform
from time import monotonic, sleep
from typing import Any, Final, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from exin.errors import Conflict, LogUnavailable, Tampered
from exin.store.engine import About, Database, Link, Turn, Unreadable
from exin.store.leder import FileLocks, Locks

BUSY_MILLISECONDS: Final = 20_000
_PAUSE: Final = (0.000_3, 0.001_5)
"""Seconds between two tries for the write lock, at least and at most."""

_STATEMENTS: Final = 1_024
"""Statements that a connection keeps parsed: more than the engine has. To parse one anew costs more than to run it."""

_DAMAGED: Final = ("malformed", "not a database", "unsupported file format", "Could not decode")
"""What SQLite says of a file that is not as it wrote it."""


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
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
        connect_args={"cached_statements": _STATEMENTS},
    )
    event.listen(engine, "connect", _prepare)
    return engine


class SqliteLink(Link):
    """One connection to the file."""

    row_locks = False
    remote = False

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._driver = cast("sqlite3.Connection", connection.connection.dbapi_connection)

    def begin(self) -> None:
        """Take the write lock (BEGIN IMMEDIATE: SQLite would otherwise find out at COMMIT).

        SQLite's own wait sleeps ever longer, up to a tenth of a second, so that one process runs through while others
        starve (measured: 1.2 s against 0.15 s for the longest wait of 8). So ask again after about a millisecond, each
        at a moment of its own.
        """
        patience = monotonic() + BUSY_MILLISECONDS / 1_000
        self._driver.execute("PRAGMA busy_timeout=0")
        try:
            while not self._begun(last_try=monotonic() > patience):
                sleep(uniform(*_PAUSE))  # noqa: S311 - to be out of step, not to be secret
        finally:
            self._driver.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        self.writing = True

    def _begun(self, *, last_try: bool) -> bool:
        try:
            self._driver.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY and not last_try:
                return False
            raise _of_driver(error) or error from error
        return True

    def commit(self) -> None:
        """Make what was written durable."""
        self._control("COMMIT")
        self.writing = False

    def rollback(self) -> None:
        """Drop what was written. SQLite has done it already after some faults, such as a full disk."""
        if self.writing:
            self.writing = False
            if self._driver.in_transaction:
                self._control("ROLLBACK")

    def take_turn(self, turn: Turn) -> None:
        """Nothing to wait for: whoever writes is alone."""

    def try_turn(self, turn: Turn) -> bool:  # noqa: ARG002 - as `take_turn`
        """Always."""
        return True

    def damage(self) -> str | None:
        """What SQLite finds wrong with its file (tables, indexes)."""
        try:
            found = self._connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        except DBAPIError:
            return "fil"
        return None if found == "ok" else "fil"

    def translated(self, error: DBAPIError) -> Exception:
        """As `Link.translated`."""
        return translated(error)

    def _send(self, text: str, values: list[Any], *, fetch: bool) -> tuple[Sequence[Any], int]:
        try:
            cursor = self._driver.execute(text, values)
        except sqlite3.Error as error:
            raise _of_driver(error) or error from error
        if not fetch:
            return (), cursor.rowcount
        try:
            return cursor.fetchall(), -1
        except sqlite3.OperationalError as error:
            raise Unreadable if "Could not decode" in str(error) else _of_driver(error) or error from error

    def _send_many(self, text: str, values: list[list[Any]]) -> int:
        try:
            return self._driver.executemany(text, values).rowcount
        except sqlite3.Error as error:
            raise _of_driver(error) or error from error

    def _control(self, text: str) -> None:
        try:
            self._driver.execute(text)
        except sqlite3.Error as error:
            raise _of_driver(error) or error from error


def translated(error: DBAPIError) -> Exception:
    """The engine's own error for one of SQLite's; the same one where there is none."""
    return _of_driver(error.orig) or error


def _of_driver(error: BaseException | None) -> Exception | None:
    text = str(error)
    if isinstance(error, sqlite3.IntegrityError) and "UNIQUE" in text:
        # Nobody is first in the log, whose numbers are its own.
        return LogUnavailable("skriving") if "failed: logg_" in text else Conflict("finnes_allerede")
    return _reason(text)


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


class SqliteDatabase(Database):
    """A database file."""

    def __init__(self, path: Path) -> None:
        super().__init__(make_engine(path))
        self.path = path

    def _connect(self, before: Link | None) -> Link:  # noqa: ARG002 - a file is not lost
        return SqliteLink(self.engine.connect())

    @contextmanager
    def snapshot(self) -> Iterator[Link]:
        """As `Database.snapshot`: a read transaction in WAL mode."""
        with self.engine.connect() as connection:
            connection.detach()
            cast("sqlite3.Connection", connection.connection.dbapi_connection).text_factory = _as_it_lies
            connection.exec_driver_sql("BEGIN")
            # The moment is that of the first read.
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema")
            yield SqliteLink(connection)

    @contextmanager
    def migrating(self) -> Iterator[Link]:
        """With foreign keys off: rebuilding a table drops it first, and rows that refer to it would be in the way."""
        link = self.link()
        link.connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        try:
            link.begin()
            yield link
        finally:
            link.rollback()
            link.connection.exec_driver_sql("PRAGMA foreign_keys=ON")

    def locks(self) -> Locks:
        """As `Database.locks`: files beside the database's."""
        return FileLocks(self.path)

    def about(self, link: Link) -> About:
        """As `Database.about`."""
        pages, size = (
            int(link.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
            for name in ("page_count", "page_size")
        )
        return About(slag="SQLite", utgave=sqlite3.sqlite_version, storrelse=pages * size)

    def loose_rows(self, link: Link) -> bool:
        """Asked of SQLite, which did not look while foreign keys were off."""
        return link.connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None
