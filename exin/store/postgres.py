"""PostgreSQL: many write at a time, so rows that must stand still are locked, and each connection's events are a chain.

Must not hold a password: libpq finds it in its own files (PGPASSFILE) or needs none.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, cast

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from exin.errors import Conflict, LogUnavailable
from exin.store.engine import Database, Link, Turn
from exin.store.kjede import Chain
from exin.store.prepared import Asked, Rows

LOCK_MILLISECONDS: Final = 20_000
_TURNS: Final = 0x4558494E
"""The first half of the number of each advisory lock: EXIN in ASCII."""

_OPTIONS: Final = " ".join(
    f"-c {each}"
    for each in (
        "synchronous_commit=on",  # an entry that is acknowledged is on the disk, whatever the server's default
        f"lock_timeout={LOCK_MILLISECONDS}",
        "idle_in_transaction_session_timeout=60000",
        "timezone=UTC",
    )
)
_LIVENESS: Final = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}

_BUSY: Final = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, lock not available (PostgreSQL, appendix A)."""
_CANNOT_WRITE: Final = ("53", "57", "58", "25006", "08")
"""Out of disk or memory, shut down by the operator, system error, read-only, connection lost."""


# The driver warns of a line that was lost while it tidies up; the engine tells of that itself, with its own words.
logging.getLogger("psycopg").addHandler(logging.NullHandler())


def make_engine(address: str, *, autocommit: bool = True) -> Engine:
    """An engine on `postgresql://user@host/database`. Parameters never stand in its errors.

    Whether the address is one was seen in `place`.
    """
    return create_engine(
        make_url(address).set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        poolclass=NullPool,
        pool_reset_on_return=None,
        connect_args={"options": _OPTIONS, "application_name": "exin", **_LIVENESS},
        **({"isolation_level": "AUTOCOMMIT"} if autocommit else {}),
    )


def translated(error: DBAPIError) -> Exception:
    """The engine's own error for one of PostgreSQL's; the same one where there is none."""
    return _reason(error.orig) or error


def _reason(error: object) -> Exception | None:
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate or ("08000" if isinstance(error, psycopg.OperationalError) else "")
    if state == "23505":
        return Conflict("finnes_allerede")
    if state in _BUSY:
        return Conflict("opptatt")
    if state.startswith(_CANNOT_WRITE):
        return LogUnavailable("database")
    return None


class PostgresLink(Link):
    """One connection to the server."""

    row_locks = True
    remote = True

    def __init__(self, connection: Connection, chain: Chain | None = None) -> None:
        super().__init__(connection, chain)
        self._together = False
        self._commit: psycopg.Cursor[Any] | None = None
        # Held, since an invalidated connection would hand out another one.
        self._driver = cast("psycopg.Connection", connection.connection.driver_connection)

    def begin(self) -> None:
        """READ COMMITTED: what is read after waiting for a lock is as its last holder left it."""
        self._control("BEGIN")
        self.writing = True

    def begin_with(self, *asked: Asked) -> list[Rows]:
        """As `Link.begin_with`."""
        forms = self._forms(asked)
        self.writing = True  # whatever becomes of the questions, BEGIN goes first
        sent = [("BEGIN", []), *((form.text, form.given(params)) for form, params in forms)]
        _, *found = self._send_all(sent)
        return [form.rows(rows, -1) for (form, _), rows in zip(forms, found, strict=True)]

    def commit(self) -> None:
        """Make what was written durable.

        Raises:
            LogUnavailable: nothing was written (`skriving`), or the server went before it answered
                (`utfall_ukjent`): then what was written is there, or none of it, and a new chain names this one.
        """
        self._commit = self._driver.cursor()
        try:
            self._commit.execute("COMMIT")
        except psycopg.Error as error:
            raise self._uncommitted(error) from error
        if not self._together:
            self._settle()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """As `Link.at_once`: libpq's pipeline mode, one round trip."""
        self._together = True
        try:
            with self._driver.pipeline():
                yield
        except psycopg.Error as error:
            if self._commit is not None:
                raise self._uncommitted(error) from error
            self._notice_loss()
            raise _reason(error) or error from error
        finally:
            self._together = False
        if self._commit is not None:
            self._settle()

    def _uncommitted(self, error: psycopg.Error) -> Exception:
        self._notice_loss()
        self.outcome_unknown = self.lost
        return LogUnavailable("utfall_ukjent") if self.lost else _reason(error) or LogUnavailable("skriving")

    def _settle(self) -> None:
        """See what became of COMMIT."""
        cursor, self._commit = self._commit, None
        self.writing = False
        if (
            cursor is None or cursor.statusmessage != "COMMIT"
        ):  # a statement had failed: the server has rolled all of it back
            self._chain_back()
            raise LogUnavailable("skriving")
        if self.chain is not None:
            self.chain.acknowledged()

    def rollback(self) -> None:
        """Drop what was written since `begin`; nothing to do when nothing was begun, or the server is gone."""
        if not self.writing:
            return
        self.writing = False
        if self.lost:
            return
        self._chain_back()
        try:
            self._driver.execute("ROLLBACK")
        except psycopg.Error:
            self._notice_loss()

    def take_turn(self, turn: Turn) -> None:
        """An advisory lock until the transaction ends."""
        self._ask(f"SELECT pg_advisory_xact_lock({_TURNS}, {turn.value})")

    def try_turn(self, turn: Turn) -> bool:
        """The same if it is free."""
        return bool(self._ask(f"SELECT pg_try_advisory_xact_lock({_TURNS}, {turn.value})"))

    def damage(self) -> str | None:
        """Left to the server's own page checksums and pg_amcheck (docs/drift.md)."""
        return None

    def translated(self, error: DBAPIError) -> Exception:
        """As `Link.translated`, noticing when the server is gone."""
        self._notice_loss()
        return translated(error)

    def close(self) -> None:
        """Give the connection back, if it is still there."""
        if not self.lost:
            super().close()

    def _send(self, text: str, values: list[Any], *, fetch: bool) -> tuple[Sequence[Any], int]:
        with self._noticing():
            cursor = self._driver.execute(text.encode(), values or None)
            return (cursor.fetchall() if fetch else ()), cursor.rowcount

    def _send_all(self, asked: Sequence[tuple[str, list[Any]]]) -> list[Sequence[Any]]:
        with self._noticing():
            with self._driver.pipeline():
                cursors = [self._driver.execute(text.encode(), values or None) for text, values in asked]
            return [cursor.fetchall() if cursor.description else () for cursor in cursors]

    def _send_many(self, text: str, values: list[list[Any]]) -> int:
        with self._noticing():
            cursor = self._driver.cursor()
            cursor.executemany(text.encode(), values)
            return cursor.rowcount

    def _control(self, text: str) -> None:
        with self._noticing():
            self._driver.execute(text.encode())

    def _ask(self, text: str) -> object:
        with self._noticing():
            row = self._driver.execute(text.encode()).fetchone()
            return row[0] if row else None

    @contextmanager
    def _noticing(self) -> Iterator[None]:
        """The engine's own error for one of the driver's, noticing when the server is gone."""
        try:
            yield
        except psycopg.Error as error:
            self._notice_loss()
            raise _reason(error) or error from error

    def _notice_loss(self) -> None:
        status = self._driver.info.transaction_status
        self.lost = self._driver.closed or status is TransactionStatus.UNKNOWN

    def _chain_back(self) -> None:
        if self.chain is not None:
            self.chain.rolled_back()


class PostgresDatabase(Database):
    """A database on a server."""

    def __init__(self, address: str) -> None:
        super().__init__(make_engine(address))
        self.address = address
        self._chain_key: Callable[[], bytes] | None = None

    def use_chain_key(self, key: Callable[[], bytes]) -> None:
        """As `Database.use_chain_key`. A link that was there before it has no chain, and is given back."""
        self._chain_key = key
        self.close()

    def _connect(self, before: Link | None) -> Link:
        """With a chain of its own; after a commit of unknown outcome it names the one before."""
        chain = None
        if self._chain_key is not None:
            unknown = before.chain if before is not None and before.outcome_unknown else None
            chain = Chain(self._chain_key(), etter=unknown.id if unknown else None)
        try:
            return PostgresLink(self.engine.connect(), chain)
        except DBAPIError as error:
            raise LogUnavailable("database") from error

    @contextmanager
    def snapshot(self) -> Iterator[Link]:
        """As `Database.snapshot`: REPEATABLE READ, read only."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                connection.exec_driver_sql("SELECT 1")  # the moment is that of the first read
                yield PostgresLink(connection)
            finally:
                connection.exec_driver_sql("ROLLBACK")

    @contextmanager
    def migrating(self) -> Iterator[Link]:
        """One transaction: PostgreSQL changes tables in it like anything else."""
        link = self.link()
        link.begin()
        try:
            yield link
        finally:
            link.rollback()

    def loose_rows(self, link: Link) -> bool:  # noqa: ARG002 - as `Database.loose_rows`
        """Never: the server holds its foreign keys all the time."""
        return False
