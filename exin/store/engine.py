"""What every database is to the engine: a kept link for each thread, one write transaction, one moment to verify.

Must not know which database it is: `sqlite` and `postgres` do, and `place` chooses between them. Must not hold
statements about cases.
"""

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, ClassVar, cast

from sqlalchemy import Connection, CursorResult, Engine, Executable
from sqlalchemy.exc import DBAPIError

from exin.errors import Conflict, LogUnavailable, Tampered
from exin.store.kjede import Chain
from exin.store.leder import Locks
from exin.store.prepared import Asked, Form, Found, Prepared

Params = Mapping[str, Any] | Sequence[Mapping[str, Any]]


class Turn(IntEnum):
    """What can be done by one at a time in a whole installation, with the number of its lock."""

    LOGG = 1
    """Giving leaf numbers, and signing checkpoints of what has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a database says of itself. `storrelse` in bytes; `forbindelser` where there is a server to ask."""

    slag: str
    utgave: str
    storrelse: int
    forbindelser: int | None = None


class Unreadable(Tampered):
    """A value in the database that its driver cannot make anything of: the engine did not write it."""

    def __init__(self) -> None:
        super().__init__("database_skadet")


class Link(ABC):
    """One connection: reads at once, writes between `begin` and `commit`."""

    row_locks: ClassVar[bool]
    """Whether others write at the same time, so that a row that must stand still has to be locked."""
    remote: ClassVar[bool]
    """Whether each question is a trip to a server, so that several are better asked together."""

    def __init__(self, connection: Connection, chain: Chain | None = None) -> None:
        self._connection = connection
        self._dialect = connection.dialect
        self.writing = False
        self.lost = False
        """Whether the server is gone from this link: the thread gets another one."""
        self.outcome_unknown = False
        """Whether it went between COMMIT and its answer."""
        self.migrating = False
        """Whether the schema is being changed, and may be that of an older release again after a rollback."""
        self.on_statement: Callable[[str], None] | None = None
        """Told of each prepared statement: SQLAlchemy's own events do not see them. For tests and the benchmark."""
        self.chain = chain
        """The chain by which this connection's events hang together until they have leaf numbers; none on SQLite."""

    @property
    def connection(self) -> Connection:
        """The connection itself: for migrations and verification."""
        return self._connection

    def execute(self, statement: Executable | Prepared, params: Params | None = None) -> CursorResult[Any]:
        """Run one statement, with the result that SQLAlchemy gives. Many small reads go better by `ask`.

        Raises:
            Conflict: a unique index says that somebody else was first, or a lock could not be had in time.
            Tampered: the file is damaged.
            LogUnavailable: the database cannot write, or is gone.
        """
        if isinstance(statement, Prepared):
            return cast("CursorResult[Any]", self.ask(statement, params or {}).result())
        if self.lost:  # SQLAlchemy would connect anew, outside the transaction that was begun
            raise LogUnavailable("database")
        self._send_posted()
        try:
            return cast("CursorResult[Any]", self._connection.execute(statement, params))
        except DBAPIError as error:
            raise self.translated(error) from error

    def ask(self, statement: Prepared, params: Params) -> Found:
        """Run one statement, for each of the sets of values. Raises as `execute`."""
        if isinstance(params, Mapping):
            form = self._form(statement, params)
            return Found(form, *self._send(form.text, form.given(params), fetch=bool(form.columns)))
        form = self._form(statement, params[0])
        return Found(form, (), self._send_many(form.text, [form.given(each) for each in params]))

    def _form(self, statement: Prepared, params: Mapping[str, Any]) -> Form:
        if self.lost:
            raise LogUnavailable("database")
        form = statement.form(self._dialect, params)
        if self.on_statement is not None:
            self.on_statement(form.text)
        return form

    def post(self, statement: Prepared, params: Params, *, one: bool = False) -> None:
        """Run a statement that writes and gives nothing back, before the next one that reads or commits.

        Where each statement is a trip it waits until then, and so does the error. Raises as `execute`, and
        Conflict where just `one` row was to be changed and was not there.
        """
        if self.ask(statement, params).changed != 1 and one:
            raise Conflict

    def _send_posted(self) -> None:  # noqa: B027 - for links on which nothing waits
        """Run what was posted and waits."""

    def ask_all(self, *asked: Asked) -> list[Found]:
        """Run statements that only read and do not depend on one another, in one round trip. Raises as `execute`."""
        return [self.ask(statement, params) for statement, params in asked]

    @abstractmethod
    def _send(self, text: str, values: list[Any], *, fetch: bool) -> tuple[Sequence[Any], int]:
        """Run a text on the driver's own connection: the rows, where any come, and how many were changed.

        Raises as `execute`, and Unreadable for a value that the driver cannot make anything of.
        """

    @abstractmethod
    def _send_many(self, text: str, values: list[list[Any]]) -> int:
        """The same text for many sets of values. Returns how many rows were changed."""

    @abstractmethod
    def begin(self) -> None:
        """Open the write transaction. Raises Conflict when its lock could not be had in time."""

    def begin_with(self, *asked: Asked) -> list[Found]:
        """Open the write transaction and ask in it, in one round trip. Raises as `begin` and `execute`."""
        self.begin()
        return self.ask_all(*asked)

    @abstractmethod
    def commit(self) -> None:
        """Make what was written durable. Raises LogUnavailable when it is not, or when nobody can tell."""

    def at_once(self) -> AbstractContextManager[None]:
        """Send what is written in the `with` together and wait once, at its end. Nothing in it may read.

        Raises at its end as each statement would, and as `commit`.
        """
        return nullcontext()

    @abstractmethod
    def rollback(self) -> None:
        """Drop what was written since `begin`; nothing to do when nothing was begun."""

    @abstractmethod
    def take_turn(self, turn: Turn) -> None:
        """Wait, inside a transaction, until nobody else has that turn. It is given back when the transaction ends."""

    @abstractmethod
    def try_turn(self, turn: Turn) -> bool:
        """As `take_turn`, but False at once when somebody else has it."""

    @abstractmethod
    def damage(self) -> str | None:
        """What the database itself finds wrong with what it keeps; None when nothing is."""

    @abstractmethod
    def translated(self, error: DBAPIError) -> Exception:
        """The engine's own error for one of the database; the same one where there is none."""

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


class Database(ABC):
    """One database, and one kept connection for each thread that asks."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._kept = threading.local()
        self._pid = os.getpid()
        self._of_parent: list[object] = []

    def use_chain_key(self, key: Callable[[], bytes]) -> None:  # noqa: B027 - for databases without chains
        """Where the key of the chains of events is had, from the next link on."""

    def link(self) -> Link:
        """This thread's link. Kept, since a checkout costs more than a read."""
        if self._pid != os.getpid():
            self._leave_parents_links()
        link = cast("Link | None", getattr(self._kept, "link", None))
        if link is None or link.lost:
            link = self._kept.link = self._connect(link)
        return link

    @abstractmethod
    def _connect(self, before: Link | None) -> Link:
        """A new link, instead of the one before where that was lost. Raises LogUnavailable, Tampered."""

    def _leave_parents_links(self) -> None:
        """After a fork: locks and sockets belong to one process. Held, since closing them here would be felt there."""
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

    def record(self, write: Callable[[Link], None]) -> None:
        """A transaction that writes and reads nothing, sent at once: all or nothing. Raises as `Link.commit`."""
        link = self.link()
        try:
            with link.at_once():
                link.begin()
                write(link)
                link.commit()
        except BaseException:
            link.rollback()
            raise

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Link]:
        """The database as it is at this moment, on a connection of its own, whatever others write meanwhile.

        For verification: text that is no UTF-8 is handed out as it lies there and is not an error.
        """

    @abstractmethod
    def migrating(self) -> AbstractContextManager[Link]:
        """A transaction on this thread's link in which tables may be rebuilt; the caller commits."""

    @abstractmethod
    def locks(self) -> Locks:
        """Named locks that one process at a time has, on a connection or files of their own."""

    @abstractmethod
    def about(self, link: Link) -> About:
        """What it is, of which release, and how large."""

    @abstractmethod
    def loose_rows(self, link: Link) -> bool:
        """Whether some row refers to one that is not there."""

    def close(self) -> None:
        """Close this thread's connection and the pool."""
        link = cast("Link | None", getattr(self._kept, "link", None))
        if link is not None:
            link.close()
            del self._kept.link
        self.engine.dispose()
