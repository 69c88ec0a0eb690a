"""Tampering by somebody with the database file in hand: one value changed a little, anywhere that counts.

Must not know how it is found out.
"""

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from exin.store.rows import name_of, table_of
from exin.store.tables import VERNET, LoggHendelse, LoggHode, LoggRad, LoggSjekkpunkt

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

    def apply(self, database: Path) -> None:
        """Change the value."""
        with closing(sqlite3.connect(database)) as connection, connection:
            self._change(connection)

    def possible(self, database: Path) -> bool:
        """Whether the database lets it be done: two rows of one key are refused to anybody."""
        with closing(sqlite3.connect(database)) as connection:
            try:
                self._change(connection)
            except sqlite3.IntegrityError:
                return False
            finally:
                connection.rollback()
        return True

    def _change(self, connection: sqlite3.Connection) -> None:
        statement = f"update {self.table} set {self.column} = ? where {self.key} = ?"  # noqa: S608 - names from the schema
        assert connection.execute(statement, (self.after, self.at)).rowcount == 1


def columns(models: Sequence[type]) -> list[tuple[str, str, str]]:
    """Table, column and key of every column of the tables that has values under proof."""
    found = []
    for model in models:
        key = next(iter(table_of(model).primary_key.columns)).name
        found += [(name_of(model), column.name, key) for column in table_of(model).c]
    return found


ALL = columns((*VERNET, *LOG))


def draw(chance: random.Random, database: Path, wanted: Sequence[tuple[str, str, str]] = ALL) -> Tukling:
    """A random change of a random value, one that the database lets be done."""
    while True:
        table, column, key = chance.choice(wanted)
        with closing(sqlite3.connect(database)) as connection:
            rows = connection.execute(f"select {key}, {column} from {table}").fetchall()  # noqa: S608
        if rows:
            at, before = chance.choice(rows)
            drawn = Tukling(table, column, key, at, before, changed(chance, before))
            if drawn.possible(database):
                return drawn


def changed(chance: random.Random, value: Value) -> Value:
    """Another value near it: a bit flipped, something where there was nothing."""
    if value is None:
        possible: list[Value] = [b"\x00" * 16, "x", 0, 1]
        return chance.choice(possible)
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
