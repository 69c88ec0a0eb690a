"""Named locks that one process at a time has, on a connection or a file of their own: gone with whoever had them.

Must not be used inside a transaction, nor to guard data: what is written twice is caught by a unique index, and not by
these (docs/adr/0015).
"""

import fcntl
import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Final
from zlib import crc32

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from exin.errors import LogUnavailable

_LOCKS: Final = 0x4558494A
"""The first half of the number of each of these locks: EXIJ in ASCII. Turns have one of their own."""
_TAKEN: Final = (
    "SELECT count(*) FROM pg_locks "
    "WHERE locktype = 'advisory' AND granted AND classid = {} AND objid = {} AND objsubid = 2 "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Locks(ABC):
    """The locks of one process. Threads may share them."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()

    @abstractmethod
    def try_take(self, navn: str) -> bool:
        """Take the lock of that name; False at once where somebody has it, this process included.

        Raises:
            LogUnavailable: the database is not to be had.
        """

    @abstractmethod
    def holds(self, navn: str) -> bool:
        """Whether this process still has it. Asked anew each time: where it was lost, all are."""

    @abstractmethod
    def taken(self, navn: str) -> bool:
        """Whether anybody has it. Raises LogUnavailable as `try_take`."""

    @abstractmethod
    def give_back(self, navn: str) -> None:
        """Give it back, if it is still there."""

    @abstractmethod
    def close(self) -> None:
        """Give all back."""


class FileLocks(Locks):
    """Beside a database file: one empty file a lock, under `flock`, which the system lifts when a process ends."""

    def __init__(self, database: Path) -> None:
        super().__init__()
        self._database = database
        self._files: dict[str, int] = {}

    def try_take(self, navn: str) -> bool:
        """As `Locks.try_take`."""
        with self._one_at_a_time:
            if navn in self._files:
                return False
            handle = self._open(navn)
            if _locked(handle, fcntl.LOCK_EX) and self._is_at_path(navn, handle):
                self._files[navn] = handle
                return True
            os.close(handle)
            return False

    def holds(self, navn: str) -> bool:
        """As `Locks.holds`. A file that somebody removed would be made anew by another, who then has it as well."""
        with self._one_at_a_time:
            return navn in self._files and self._is_at_path(navn, self._files[navn])

    def taken(self, navn: str) -> bool:
        """As `Locks.taken`. Shared for an instant with others that ask the same; who wants it tries again."""
        try:
            handle = os.open(self._path(navn), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise LogUnavailable("database") from error
        try:
            return not _locked(handle, fcntl.LOCK_SH)
        finally:
            os.close(handle)

    def give_back(self, navn: str) -> None:
        """As `Locks.give_back`. The file stays: removing it would be a race with whoever opens it."""
        with self._one_at_a_time:
            handle = self._files.pop(navn, None)
            if handle is not None:
                os.close(handle)

    def close(self) -> None:
        """As `Locks.close`."""
        for navn in list(self._files):
            self.give_back(navn)

    def _path(self, navn: str) -> Path:
        return self._database.with_name(f"{self._database.name}.{navn}.las")

    def _open(self, navn: str) -> int:
        try:
            return os.open(self._path(navn), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise LogUnavailable("database") from error

    def _is_at_path(self, navn: str, handle: int) -> bool:
        try:
            return os.path.samestat(self._path(navn).lstat(), os.fstat(handle))
        except OSError:
            return False


def _locked(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class ServerLocks(Locks):
    """Advisory locks of a session on a server, all on one connection: where that goes, they go."""

    def __init__(self, make: Callable[[], Engine]) -> None:
        super().__init__()
        self._make = make
        self._connection: Connection | None = None
        self._backend = 0
        self._held: set[str] = set()

    def try_take(self, navn: str) -> bool:
        """As `Locks.try_take`."""
        with self._one_at_a_time:
            if navn in self._held:
                return False
            took = bool(self._ask(f"SELECT pg_try_advisory_lock({_LOCKS}, {_number(navn)})"))
            if took:
                self._held.add(navn)
            return took

    def holds(self, navn: str) -> bool:
        """As `Locks.holds`. One lives as long as its session, which is asked who it is."""
        with self._one_at_a_time:
            if navn not in self._held:
                return False
            try:
                same = self._ask("SELECT pg_backend_pid()") == self._backend
            except LogUnavailable:
                return False
            if not same:  # something between us and the server hands out sessions as it likes
                self._lose()
            return same

    def taken(self, navn: str) -> bool:
        """As `Locks.taken`, without taking it."""
        with self._one_at_a_time:
            return bool(self._ask(_TAKEN.format(_LOCKS, _number(navn))))

    def give_back(self, navn: str) -> None:
        """As `Locks.give_back`."""
        with self._one_at_a_time:
            if navn in self._held:
                self._held.discard(navn)
                try:
                    self._ask(f"SELECT pg_advisory_unlock({_LOCKS}, {_number(navn)})")
                except LogUnavailable:
                    return  # gone with its session

    def close(self) -> None:
        """As `Locks.close`. One by one first: a server notices a moment late that a session is gone."""
        for navn in list(self._held):
            self.give_back(navn)
        with self._one_at_a_time:
            self._lose()

    def _ask(self, question: str) -> object:
        """Ask on the one connection, which is made anew only where no lock was on it. Raises LogUnavailable."""
        try:
            if self._connection is None:
                self._connection = self._make().connect()
                self._backend = int(self._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
            return self._connection.exec_driver_sql(question).scalar()
        except DBAPIError as error:
            self._lose()
            raise LogUnavailable("database") from error

    def _lose(self) -> None:
        self._held.clear()
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.close()
        except SQLAlchemyError:
            connection.invalidate()


def _number(navn: str) -> int:
    """The second half of a lock's number: 31 bits, the same in every process and release."""
    return crc32(navn.encode()) >> 1
