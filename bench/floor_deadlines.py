"""The floor of the sweep: all deadlines that stand are read by hand, and nothing is done with them.

Must not use anything of exin, as `bench.floor` says. A plain table of as many rows with the engine's columns.
"""

import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import psycopg

_COLUMNS: Final = {
    **dict.fromkeys(("id", "sak"), "bytes"),
    "slag": "text",
    "etter_steg": "number",
    **dict.fromkeys(("fra", "opprinnelig", "frist", "neste"), "day"),
    "trinn": "number",
    "lukket": "day",
    "lukket_som": "text",
    "pauset": "day",
    "grunnlag": "number",
    "begrunnelse": "bytes",
    "registrert": "moment",
    "versjon": "number",
}
_WRITTEN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_INSERT: Final = "INSERT INTO frist VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_READ: Final = "SELECT * FROM frist WHERE lukket IS NULL"
_FETCHED: Final = 2_000


def _table(kinds: dict[str, str]) -> str:
    columns = (f"{name} {kinds[kind]}" for name, kind in _COLUMNS.items())
    return f"CREATE TABLE frist ({', '.join(columns)}, PRIMARY KEY (id))"


def _rows(cases: int, kinds: Sequence[str], days: Sequence[date]) -> Iterator[tuple[object, ...]]:
    for case in range(cases):
        sak = os.urandom(16)
        for nth, slag in enumerate(kinds):
            day = days[(case * len(kinds) + nth) % len(days)]
            own = (os.urandom(16), sak, slag, 3, day, day, day, day, 0)
            yield (*own, *[None] * 5, _WRITTEN, 1)


class DeadlineFloor(ABC):
    """A table of deadlines that stand."""

    @abstractmethod
    def grow(self, cases: int, kinds: Sequence[str], days: Sequence[date]) -> None:
        """A deadline of each kind for so many cases, spread over the days; those of before are gone."""

    @abstractmethod
    def read(self) -> int:
        """Every column of every row, a few thousand at a time. Returns how many rows."""

    @abstractmethod
    def close(self) -> None:
        """Give the connection back."""


class SqliteDeadlines(DeadlineFloor):
    """In a file."""

    _KINDS: Final = {"bytes": "BLOB", "text": "TEXT", "number": "INTEGER", "day": "TEXT", "moment": "TEXT"}

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")

    def grow(self, cases: int, kinds: Sequence[str], days: Sequence[date]) -> None:
        """As `DeadlineFloor.grow`."""
        self._db.execute("DROP TABLE IF EXISTS frist")
        self._db.execute(_table(self._KINDS))
        self._db.execute("BEGIN")
        self._db.executemany(_INSERT, map(_as_text, _rows(cases, kinds, days)))
        self._db.execute("COMMIT")

    def read(self) -> int:
        """As `DeadlineFloor.read`."""
        return sum(1 for _ in self._db.execute(_READ))

    def close(self) -> None:
        """As `DeadlineFloor.close`."""
        self._db.close()


def _as_text(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(each.isoformat() if isinstance(each, date) else each for each in row)


class PostgresDeadlines(DeadlineFloor):
    """On a server."""

    _KINDS: Final = {
        "bytes": "bytea",
        "text": "text",
        "number": "bigint",
        "day": "date",
        "moment": "timestamptz",
    }

    def __init__(self, address: str) -> None:
        self._db = psycopg.connect(address, autocommit=True)

    def grow(self, cases: int, kinds: Sequence[str], days: Sequence[date]) -> None:
        """As `DeadlineFloor.grow`."""
        self._db.execute("DROP TABLE IF EXISTS frist")
        self._db.execute(_table(self._KINDS).encode())
        with self._db.cursor() as cursor, cursor.copy(b"COPY frist FROM STDIN") as copy:
            for row in _rows(cases, kinds, days):
                copy.write_row(row)
        self._db.execute("VACUUM ANALYZE frist")

    def read(self) -> int:
        """As `DeadlineFloor.read`."""
        with self._db.transaction(), self._db.cursor("frister", binary=True) as cursor:
            cursor.itersize = _FETCHED
            return sum(1 for _ in cursor.execute(_READ))

    def close(self) -> None:
        """As `DeadlineFloor.close`."""
        self._db.close()


def deadlines_at(place: str) -> DeadlineFloor:
    """The floor in a file, or at the address of a database."""
    return PostgresDeadlines(place) if place.startswith("postgresql://") else SqliteDeadlines(Path(place))
