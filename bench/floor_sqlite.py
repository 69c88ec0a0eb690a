"""The floor on SQLite: hand-written sqlite3, WAL. Must not use anything of exin, as `bench.floor` says."""

import sqlite3
from pathlib import Path
from typing import Self

from bench.floor import FIELDS, NOTE, PERSON, Floor

_TABLES = f"""
CREATE TABLE IF NOT EXISTS person (id INTEGER PRIMARY KEY, {", ".join(f"{field} BLOB" for field in FIELDS)});
CREATE TABLE IF NOT EXISTS sak
    (id INTEGER PRIMARY KEY, person INTEGER, kontakt INTEGER, tilstand TEXT, versjon INTEGER);
CREATE INDEX IF NOT EXISTS ix_kontakt ON sak (kontakt);
CREATE TABLE IF NOT EXISTS steg (sak INTEGER, nummer INTEGER, hendelse TEXT, notat BLOB, PRIMARY KEY (sak, nummer));
CREATE TABLE IF NOT EXISTS logg (blad INTEGER PRIMARY KEY, kropp BLOB, hash BLOB);
"""
_PERSON = "INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?)"
_SAK = "INSERT INTO sak VALUES (?, ?, ?, ?, ?)"
_STEG = "INSERT INTO steg VALUES (?, ?, ?, ?)"
_LOGG = "INSERT INTO logg (kropp, hash) VALUES (?, ?)"
_READ = "SELECT versjon FROM sak WHERE id = ?"
_CHANGE = "UPDATE sak SET tilstand = ?, versjon = versjon + 1 WHERE id = ? AND versjon = ?"
_OPEN = "SELECT person.* FROM sak JOIN person ON person.id = sak.person WHERE sak.id = ?"
_LIST = "SELECT sak.id, person.id, person.navn FROM sak JOIN person ON person.id = sak.person WHERE sak.kontakt = ?"


class SqliteFloor(Floor):
    """A file."""

    def __init__(self, path: Path, *, synchronous: str = "FULL") -> None:
        super().__init__()
        self.path, self._synchronous = path, synchronous
        self._db = sqlite3.connect(path, isolation_level=None)
        for pragma in ("busy_timeout=20000", "journal_mode=WAL", f"synchronous={synchronous}"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.executescript(_TABLES)

    def another(self) -> Self:
        """As `Floor.another`."""
        return type(self)(self.path, synchronous=self._synchronous)

    def grow(self, first: int, beyond: int) -> None:
        """As `Floor.grow`."""
        self._db.execute("BEGIN")
        for person, sak, steg, event in self.rows(first, beyond):
            for statement, values in ((_PERSON, person), (_SAK, sak), (_STEG, steg), (_LOGG, event)):
                self._db.execute(statement, values)
        self._db.execute("COMMIT")

    def create(self, number: int) -> None:
        """As `Floor.create`."""
        cells = [self.seal(number, text) for text in PERSON]
        note, event = self.seal(number, NOTE.encode()), self.event("henvendelse", number)
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(_PERSON, (number, *cells))
        self._db.execute(_SAK, (number, number, None, "henvendelse", 1))
        self._db.execute(_STEG, (number, 1, "henvendelse", note))
        self._db.execute(_LOGG, event)
        self._db.execute("COMMIT")

    def advance(self, number: int, hendelse: str) -> None:
        """As `Floor.advance`. Raises ValueError when somebody else changed the case."""
        (version,) = self._db.execute(_READ, (number,)).fetchone()
        note, event = self.seal(number, NOTE.encode()), self.event(hendelse, number)
        self._db.execute("BEGIN IMMEDIATE")
        if self._db.execute(_CHANGE, (hendelse, number, version)).rowcount != 1:
            self._db.execute("ROLLBACK")
            raise ValueError(number)
        self._db.execute(_STEG, (number, version + 1, hendelse, note))
        self._db.execute(_LOGG, event)
        self._db.execute("COMMIT")

    def open_case(self, number: int) -> list[bytes]:
        """As `Floor.open_case`."""
        person, *cells = self._db.execute(_OPEN, (number,)).fetchone()
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute(_LOGG, self.event("les_sak", number))
        self._db.execute("COMMIT")
        return [self.unseal(person, cell) for cell in cells]

    def list_cases(self, has: int) -> list[bytes]:
        """As `Floor.list_cases`."""
        found = self._db.execute(_LIST, (has,)).fetchall()
        events = [self.event("liste_sak", sak) for sak, _, _ in found]
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(_LOGG, events)
        self._db.execute("COMMIT")
        return [self.unseal(person, cell) for _, person, cell in found]

    def close(self) -> None:
        """As `Floor.close`."""
        self._db.close()
