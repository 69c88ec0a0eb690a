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

UNSIGNED = {("logg_sjekkpunkt", "laget")}
"""When a checkpoint was kept: told to people, and bound by nothing. Its note has the size and the root."""

Value = bytes | str | int | None


@dataclass(frozen=True)
class Tukling:
    """One value changed, and how to put it back."""

    table: str
    column: str
    key: str
    at: Value
    before: Value
    after: Value

    def apply(self, database: Path, *, back: bool = False) -> None:
        """Change the value, or put it back."""
        value, at = (self.before, self.at) if back else (self.after, self.at)
        if back and self.column == self.key:
            at = self.after
        with closing(sqlite3.connect(database)) as connection, connection:
            statement = f"update {self.table} set {self.column} = ? where {self.key} = ?"  # noqa: S608 - names from the schema
            assert connection.execute(statement, (value, at)).rowcount == 1


def columns(models: Sequence[type]) -> list[tuple[str, str, str]]:
    """Table, column and key of every column of the tables that has values under proof."""
    found = []
    for model in models:
        key = next(iter(table_of(model).primary_key.columns)).name
        found += [(name_of(model), column.name, key) for column in table_of(model).c]
    return [each for each in found if each[:2] not in UNSIGNED]


ALL = columns((*VERNET, *LOG))


def draw(chance: random.Random, database: Path, wanted: Sequence[tuple[str, str, str]] = ALL) -> Tukling:
    """A random change of a random value."""
    while True:
        table, column, key = chance.choice(wanted)
        with closing(sqlite3.connect(database)) as connection:
            rows = connection.execute(f"select {key}, {column} from {table}").fetchall()  # noqa: S608
        if not rows:
            continue
        at, before = chance.choice(rows)
        after = changed(chance, before)
        if not (column == key and after in {row[0] for row in rows}):
            return Tukling(table, column, key, at, before, after)


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
