"""A connection to PostgreSQL: what is asked together is one trip, and a server that is gone is noticed.

Must not open connections: `postgres` does. Must not hold statements about cases.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final, cast

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from exin.errors import Conflict, LogUnavailable, Misconfigured
from exin.store.engine import Link, Params, Turn
from exin.store.kjede import Chain
from exin.store.prepared import Asked, Found, Prepared

_TURNS: Final = 0x4558494E
"""The first half of the number of each advisory lock: EXIN in ASCII."""

_BUSY: Final = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, lock not available (PostgreSQL, appendix A)."""
_ONE: Final = "WITH endret AS ({} RETURNING 1) SELECT 1 / count(*) FROM endret"
"""A statement that fails where it changes no row: one that is posted has nobody to look at its answer before COMMIT."""
_NONE_CHANGED: Final = "22012"
"""Division by zero, as `_ONE` fails."""
_NOT_ALLOWED: Final = "42501"
"""Insufficient privilege."""
_CANNOT_WRITE: Final = ("53", "57", "58", "25006", "08")
"""Out of disk or memory, shut down by the operator, system error, read-only, connection lost."""


# The driver warns of a line that was lost while it tidies up; the engine tells of that itself, with its own words.
logging.getLogger("psycopg").addHandler(logging.NullHandler())


def translated(error: DBAPIError) -> Exception:
    """The engine's own error for one of PostgreSQL's; the same one where there is none."""
    return _reason(error.orig) or error


def _reason(error: object) -> Exception | None:
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate or ("08000" if isinstance(error, psycopg.OperationalError) else "")
    if state == _NONE_CHANGED:
        return Conflict()
    if state == "23505":
        return _there_already(error.diag.table_name or "")
    if state in _BUSY:
        return Conflict("opptatt")
    if state.startswith(_CANNOT_WRITE):
        return LogUnavailable("database")
    return Misconfigured("rollen_mangler_rett") if state == _NOT_ALLOWED else None


def _there_already(table: str) -> Exception:
    """Somebody was first; but nobody is first in the log, whose numbers are its own."""
    return LogUnavailable("skriving") if table.startswith("logg_") else Conflict("finnes_allerede")


class PostgresLink(Link):
    """One connection to the server."""

    row_locks = True
    remote = True

    def __init__(self, connection: Connection, chain: Chain | None = None) -> None:
        super().__init__(connection, chain)
        self._together = False
        self._commit: psycopg.Cursor[Any] | None = None
        self._posted: list[tuple[str, list[list[Any]]]] = []
        # Held, since an invalidated connection would hand out another one.
        self._driver = cast("psycopg.Connection", connection.connection.driver_connection)
        # Kept, since to make one costs a fifth of what running a statement does. Raw: they take a text as it stands.
        self._cursors = [psycopg.RawCursor(self._driver)]
        self._blind = psycopg.RawCursor(self._driver)
        """For what is posted: nobody looks at its answer."""

    def begin(self) -> None:
        """READ COMMITTED: what is read after waiting for a lock is as its last holder left it."""
        self._control("BEGIN")
        self.writing = True

    def ask_all(self, *asked: Asked) -> list[Found]:
        """As `Link.ask_all`."""
        forms = [self._form(*each) for each in asked]
        found = self._send_all(
            [(form.text, form.given(each[1])) for form, each in zip(forms, asked, strict=True)]
        )
        return [Found(form, raw) for form, raw in zip(forms, found, strict=True)]

    def begin_with(self, *asked: Asked) -> list[Found]:
        """As `Link.begin_with`."""
        forms = [self._form(*each) for each in asked]
        self.writing = True  # whatever becomes of the questions, BEGIN goes first
        sent = [
            ("BEGIN", []),
            *((form.text, form.given(each[1])) for form, each in zip(forms, asked, strict=True)),
        ]
        _, *found = self._send_all(sent)
        return [Found(form, raw) for form, raw in zip(forms, found, strict=True)]

    def post(self, statement: Prepared, params: Params, *, one: bool = False) -> None:
        """As `Link.post`: sent with the next statement that cannot wait, in one round trip."""
        several = [params] if isinstance(params, Mapping) else params
        form = self._form(statement, several[0])
        text = _ONE.format(form.text) if one else form.text
        self._posted.append((text, [form.given(each) for each in several]))

    def commit(self) -> None:
        """Make what was written durable.

        Raises:
            LogUnavailable: nothing was written (`skriving`), or the server went before it answered
                (`utfall_ukjent`): then what was written is there, or none of it, and a new chain names this one.
        """
        self._send_posted()
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
        # Anything else: a statement had failed, and the server has rolled all of it back.
        if cursor is None or cursor.statusmessage != "COMMIT":
            self._chain_back()
            raise LogUnavailable("skriving")
        if self.chain is not None:
            self.chain.acknowledged()

    def rollback(self) -> None:
        """Drop what was written since `begin`; nothing to do when nothing was begun, or the server is gone."""
        self._posted.clear()
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
            with self._pipeline() if self._posted else nullcontext():
                self._run_posted()
                cursor = self._cursors[0].execute(text.encode(), values or None)
            return (cursor.fetchall() if fetch else ()), cursor.rowcount

    def _send_all(self, asked: Sequence[tuple[str, list[Any]]]) -> list[Sequence[Any]]:
        with self._noticing():
            with self._pipeline():
                self._run_posted()
                for _ in range(len(self._cursors), len(asked)):
                    self._cursors.append(psycopg.RawCursor(self._driver))
                cursors = [
                    cursor.execute(text.encode(), values or None)
                    for cursor, (text, values) in zip(self._cursors, asked, strict=False)
                ]
            # Not `description`, which describes every column anew.
            return [() if cursor.rownumber is None else cursor.fetchall() for cursor in cursors]

    def _send_posted(self) -> None:
        if self._posted:
            with self._noticing(), self._pipeline():
                self._run_posted()

    def _run_posted(self) -> None:
        posted, self._posted = self._posted, []
        for text, several in posted:
            if len(several) == 1:
                self._blind.execute(text.encode(), several[0])
            else:
                self._blind.executemany(text.encode(), several)

    def _pipeline(self) -> AbstractContextManager[object]:
        """Pipeline mode. One inside another would wait for the answers at its own end."""
        return nullcontext() if self._together else self._driver.pipeline()

    def _send_many(self, text: str, values: list[list[Any]]) -> int:
        self._send_posted()
        with self._noticing():
            self._blind.executemany(text.encode(), values)
            return self._blind.rowcount

    def _control(self, text: str) -> None:
        with self._noticing():
            self._driver.execute(text.encode())

    def _ask(self, text: str) -> object:
        self._send_posted()
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
