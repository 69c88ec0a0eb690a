"""Tampering by somebody with the database in hand: one value changed a little, anywhere that counts.

Must not know how it is found out.
"""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

import psycopg

from exin.store.rows import name_of, table_of
from exin.store.tables import VERNET, LoggHendelse, LoggHode, LoggRad, LoggSjekkpunkt
from tests.helpers.office import Kontor, Pen

REFUSED = (sqlite3.IntegrityError, psycopg.DataError, psycopg.IntegrityError, psycopg.ProgrammingError)
"""What a database says of a value that does not fit where it is put."""

LOG = (LoggHendelse, LoggHode, LoggRad, LoggSjekkpunkt)

Value = bytes | str | int | None


@dataclass(frozen=True)
class Tukling:
    """One value changed."""

    table: str
    column: str
    key: str
    at: Value
    before: Value
    after: Value

    def apply(self, kontor: Kontor) -> None:
        """Change the value."""
        with kontor.pen() as pen:
            self._change(pen)

    def undo(self, kontor: Kontor) -> None:
        """Change it back."""
        at = self.after if self.column == self.key else self.at
        replace(self, at=at, after=self.before).apply(kontor)

    def possible(self, kontor: Kontor) -> bool:
        """Whether the database lets it be done, and has another value then.

        Two rows of one key are refused to anybody, and on a server a day that is none.
        """
        with kontor.pen() as pen:
            pen("begin")
            try:
                self._change(pen)
                at = self.after if self.column == self.key else self.at
                statement = f"select {self.column} from {self.table} where {self.key} = ?"  # noqa: S608
                return pen(statement, at).fetchall() != [(self.before,)]
            except REFUSED:
                return False
            finally:
                pen("rollback")

    def _change(self, pen: Pen) -> None:
        statement = f"update {self.table} set {self.column} = ? where {self.key} = ?"  # noqa: S608 - names from the schema
        assert pen(statement, self.after, self.at).rowcount == 1


class Fresh:
    """Puts the file back to what it was, between one change and the next."""

    def __init__(self, kontor: Kontor) -> None:
        self._kontor = kontor
        kontor.close()
        with closing(sqlite3.connect(kontor.database)) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")
        self.content = kontor.database.read_bytes()

    def again(self, content: bytes | None = None) -> None:
        """Let the file be these bytes, else those it was at first, and nothing beside it."""
        self._kontor.close()
        for path in self._kontor.database.parent.glob(f"{self._kontor.database.name}-*"):
            path.unlink()
        self._kontor.database.write_bytes(content or self.content)


def columns(models: Sequence[type]) -> list[tuple[str, str, str]]:
    """Table, column and key of every column of the tables that has values under proof."""
    found = []
    for model in models:
        key = next(iter(table_of(model).primary_key.columns)).name
        found += [(name_of(model), column.name, key) for column in table_of(model).c]
    return found


ALL = columns((*VERNET, *LOG))


def of_today(wanted: Sequence[tuple[str, str, str]], parts: int) -> Sequence[tuple[str, str, str]]:
    """One of so many parts of the columns: another one each day."""
    return wanted[date.today().toordinal() % parts :: parts]  # noqa: DTZ011 - any day will do


def draw(chance: random.Random, kontor: Kontor, wanted: Sequence[tuple[str, str, str]] = ALL) -> Tukling:
    """A random change of a random value, one that the database lets be done."""
    while True:
        table, column, key = chance.choice(wanted)
        rows = kontor.rows(f"select {key}, {column} from {table} order by {key}")  # noqa: S608
        if rows:
            at, before = chance.choice(rows)
            drawn = Tukling(table, column, key, at, before, changed(chance, before))
            if drawn.possible(kontor):
                return drawn


def changed(chance: random.Random, value: Value) -> Value:
    """Another value near it: a bit flipped, something where there was nothing."""
    if value is None:
        possible: list[Value] = [b"\x00" * 16, "x", "2026-01-01", 0, 1, True]
        return chance.choice(possible)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ (1 << chance.randrange(8))
    if isinstance(value, bytes):
        return flipped(chance, value)
    while True:
        text = flipped(chance, value.encode()).decode("utf-8", "ignore")
        if text != value and "\x00" not in text:
            return text


def flipped(chance: random.Random, data: bytes) -> bytes:
    """The bytes with one bit of one of them flipped."""
    place = chance.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]
