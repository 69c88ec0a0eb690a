"""The floor on PostgreSQL: hand-written psycopg in pipeline mode. Must not use anything of exin, as `bench.floor` says.

What reads before it writes takes two round trips, since what an event says depends on what was read; a new case, one.
"""

from typing import Self

import psycopg

from bench.floor import FIELDS, NOTE, PERSON, Floor

_TABLES = f"""
CREATE TABLE IF NOT EXISTS person (id bigint PRIMARY KEY, {", ".join(f"{field} bytea" for field in FIELDS)});
CREATE TABLE IF NOT EXISTS sak (id bigint PRIMARY KEY, person bigint, kontakt bigint, tilstand text, versjon bigint);
CREATE INDEX IF NOT EXISTS ix_kontakt ON sak (kontakt);
CREATE TABLE IF NOT EXISTS steg (sak bigint, nummer bigint, hendelse text, notat bytea, PRIMARY KEY (sak, nummer));
CREATE TABLE IF NOT EXISTS logg
    (blad bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, kropp bytea, hash bytea);
"""
_PERSON = "INSERT INTO person VALUES (%s, %b, %b, %b, %b, %b, %b)"
_SAK = "INSERT INTO sak VALUES (%s, %s, %s, %s, %s)"
_STEG = "INSERT INTO steg VALUES (%s, %s, %s, %b)"
_LOGG = "INSERT INTO logg (kropp, hash) VALUES (%b, %b)"
_READ = "SELECT versjon FROM sak WHERE id = %s"
_CHANGE = "UPDATE sak SET tilstand = %s, versjon = versjon + 1 WHERE id = %s AND versjon = %s"
_OPEN = "SELECT person.* FROM sak JOIN person ON person.id = sak.person WHERE sak.id = %s"
_LIST = "SELECT sak.id, person.id, person.navn FROM sak JOIN person ON person.id = sak.person WHERE sak.kontakt = %s"


class PostgresFloor(Floor):
    """A database on a server. `make`: with its tables, where they are not there."""

    def __init__(self, address: str, *, make: bool = False) -> None:
        super().__init__()
        self.address = address
        self._db = psycopg.connect(address, autocommit=True)
        if make:
            self._db.execute(_TABLES.encode())

    def another(self) -> Self:
        """As `Floor.another`."""
        return type(self)(self.address)

    def grow(self, first: int, beyond: int) -> None:
        """As `Floor.grow`."""
        tables = ("person", "sak", "steg", "logg (kropp, hash)")
        rows = list(self.rows(first, beyond))
        with self._db.transaction(), self._db.cursor() as cursor:
            for place, table in enumerate(tables):
                with cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
                    for each in rows:
                        copy.write_row(each[place])
        self._db.execute("ANALYZE")

    def create(self, number: int) -> None:
        """As `Floor.create`."""
        cells = [self.seal(number, text) for text in PERSON]
        note, event = self.seal(number, NOTE.encode()), self.event("henvendelse", number)
        with self._db.pipeline():
            self._db.execute("BEGIN")
            self._db.execute(_PERSON, (number, *cells))
            self._db.execute(_SAK, (number, number, None, "henvendelse", 1))
            self._db.execute(_STEG, (number, 1, "henvendelse", note))
            self._db.execute(_LOGG, event)
            self._db.execute("COMMIT")

    def advance(self, number: int, hendelse: str) -> None:
        """As `Floor.advance`. Raises UniqueViolation when somebody else changed the case: the step is there."""
        (version,) = self._db.execute(_READ, (number,)).fetchone() or (0,)
        note, event = self.seal(number, NOTE.encode()), self.event(hendelse, number)
        with self._db.pipeline():
            self._db.execute("BEGIN")
            self._db.execute(_CHANGE, (hendelse, number, version))
            self._db.execute(_STEG, (number, version + 1, hendelse, note))
            self._db.execute(_LOGG, event)
            self._db.execute("COMMIT")

    def open_case(self, number: int) -> list[bytes]:
        """As `Floor.open_case`. One statement is a transaction."""
        person, *cells = self._db.execute(_OPEN, (number,)).fetchone() or (0,)
        self._db.execute(_LOGG, self.event("les_sak", number))
        return [self.unseal(person, cell) for cell in cells]

    def list_cases(self, has: int) -> list[bytes]:
        """As `Floor.list_cases`."""
        found = self._db.execute(_LIST, (has,)).fetchall()
        events = [self.event("liste_sak", sak) for sak, _, _ in found]
        with self._db.pipeline(), self._db.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.executemany(_LOGG, events)
            cursor.execute("COMMIT")
        return [self.unseal(person, cell) for _, person, cell in found]

    def close(self) -> None:
        """As `Floor.close`."""
        self._db.close()
