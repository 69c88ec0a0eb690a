"""An office with a past, somebody with a pen in its files, and the auditor: thousands of forgeries in one transaction.

Must not know how a forgery is found: it runs the command's own verification on real rows, cells and log. Nothing is
committed, so nothing is copied either: a forgery, the whole verification, and back again.
"""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from audit.findings import Grade
from exin.casework.hus import ansatte, fravar
from exin.casework.hus.ansatte import AnsattValg
from exin.casework.logg.verifisering import verify
from exin.casework.oppfolging import arbeid
from exin.casework.person import personer
from exin.casework.person.personer import Endring
from exin.casework.tilgang import tildeling, tilgangsonske
from exin.errors import ExinError
from exin.store.engine import Link
from exin.store.rows import name_of, table_of
from exin.store.sqlite import SqliteDatabase, SqliteLink
from exin.store.tables import VERNET
from exin.work import Office
from exin.work.means import Means
from policies import Job
from tests.helpers import cases, moter, stab
from tests.helpers.office import Kontor, job
from tests.helpers.okter import ways_in

Value = bytes | str | int | None

MODELS = {name_of(model): model for model in VERNET}
"""The protected tables by name."""


class HeldLink(SqliteLink):
    """Begins and ends nothing: all is part of the one transaction."""

    def begin(self) -> None:
        """It has begun."""

    def commit(self) -> None:
        """It never is."""

    def rollback(self) -> None:
        """Who holds it takes back."""


class Held(SqliteDatabase):
    """The database on one connection, in one transaction that is never committed."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        connection = self.engine.connect()
        self.pen = cast("sqlite3.Connection", connection.connection.dbapi_connection)
        self.pen.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
        for statement in ("pragma foreign_keys = off", "pragma temp_store = memory", "begin immediate"):
            self.pen.execute(statement)
        self._held = HeldLink(connection)

    def link(self) -> Link:
        """The one link."""
        return self._held

    @contextmanager
    def snapshot(self) -> Iterator[Link]:
        """The same: nobody else writes."""
        yield self._held

    def close(self) -> None:
        """Drop everything."""
        self.pen.rollback()
        self._held.connection.close()
        super().close()

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Whatever is written meanwhile is taken back."""
        self.pen.execute("savepoint tukling")
        try:
            yield
        finally:
            self.pen.execute("rollback to tukling")
            self.pen.execute("release tukling")


@dataclass(frozen=True)
class Row:
    """A protected row as it lay there once, and its line in the index of last writes."""

    table: str
    id: bytes
    values: tuple[Value, ...]
    line: tuple[Value, ...]

    def value(self, column: str) -> Value:
        """What lay in a column."""
        return self.values[columns_of(self.table).index(column)]


@dataclass
class Scene:
    """The office in one transaction, and each row as it was after every piece of work, oldest first."""

    held: Held
    office: Office
    past: dict[tuple[str, bytes], list[Row]] = field(default_factory=dict)

    def codes(self) -> frozenset[str]:
        """What verification says is wrong now; nothing where it accepts everything."""
        try:
            with self.office.read(job(Job.VERIFISERING)) as w:
                report = verify(w, self.office.pins, data=True)
        except ExinError as error:
            return frozenset([type(error).__name__])
        found = frozenset(each.kode for each in report.funn if each.grad is not Grade.MERKNAD)
        assert report.hel == (not found)
        return found

    def query(self, sql: str, *params: Value) -> list[tuple[Any, ...]]:
        """Rows as they lie there."""
        return self.held.pen.execute(sql, params).fetchall()

    def write(self, sql: str, *params: Value) -> None:
        """Change one row past the engine."""
        assert self.held.pen.execute(sql, params).rowcount == 1


@dataclass(frozen=True)
class Place:
    """One value somewhere."""

    table: str
    column: str
    key: str
    at: Value

    def read(self, scene: Scene) -> Value:
        """What lies there."""
        ((value,),) = scene.query(f"select {self.column} from {self.table} where {self.key} = ?", self.at)  # noqa: S608 - names from the schema
        return cast("Value", value)

    def write(self, scene: Scene, value: Value, *, as_text: bool = False) -> None:
        """Put something there."""
        mark = "cast(? as text)" if as_text else "?"
        scene.write(f"update {self.table} set {self.column} = {mark} where {self.key} = ?", value, self.at)  # noqa: S608

    def flip(self, scene: Scene, chance: random.Random) -> None:
        """Change one byte of it to another; where there is nothing, put something."""
        value = self.read(scene)
        if value is None:
            self.write(scene, chance.choice((b"", bytes(16), 0, "x")))
        elif isinstance(value, int):
            self.write(scene, value ^ (chance.randint(1, 255) << 8 * chance.randrange(3)))
        elif isinstance(value, bytes):
            self.write(scene, flipped(value, chance))
        else:
            self.write(scene, flipped(value.encode("utf-8", "surrogateescape"), chance), as_text=True)


def flipped(data: bytes, chance: random.Random) -> bytes:
    """The bytes with one of them changed to any other."""
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ chance.randint(1, 255)]) + data[at + 1 :]


def columns_of(table: str) -> list[str]:
    """The names of a protected table's columns."""
    return [column.name for column in table_of(MODELS[table]).c]


def rows_now(kontor: Kontor) -> list[Row]:
    """All protected rows, with their lines."""
    lines = {row[0]: row for row in kontor.rows("select rad, sammendrag from logg_rad")}
    return [
        Row(table, row[0], row, lines[row[0]])
        for table in MODELS
        for row in kontor.rows(f"select {', '.join(columns_of(table))} from {table}")  # noqa: S608
    ]


def lead_a_life(kontor: Kontor, remember: Callable[[], None]) -> None:
    """Work of every kind; rows that can change do so more than once."""
    first, second = (cases.case(kontor, "avslutning", adresse="Gata 1"), cases.case(kontor, "frafall"))
    cases.case(kontor, "ikke_tatt_inn", skjerming="fortrolig")
    for number in range(4):
        remember()
        for saksnr in (first, second):
            with kontor.work("kari") as w:
                personer.change_person(w, saksnr, Endring(navn=f"Lun Rev {number}", adresse=f"Gata {number}"))
        with kontor.work("leder") as w:
            tildeling.bar(w, second, "ola", "Fetter.", opphev=bool(number % 2))
        with kontor.work("leder") as w:
            tildeling.assign(w, first, "mottak", "medansvarlig", fjern=bool(number % 2))
        with kontor.work("admin") as w:
            ansatte.change_staff(w, "annen", AnsattValg(stillingsandel=50 + number))
    with kontor.work("kari") as w:
        arbeid.write_notat(w, second, "Traff ham på stasjonen.")
    mote = moter.plan(kontor, first, sted="Stasjonen")
    cases.wish(kontor, first, "ola")
    remember()
    with kontor.work("leder") as w:
        tilgangsonske.decline(w, first, "ola")
    moter.end(kontor, first, mote, "avlyst_av_person")
    with kontor.work("kari") as w:
        arbeid.withdraw_samtykke(w, first, "deltakelse")
    cases.prepare(kontor, first, "avslutt")
    cases.advance(kontor, second, "reinntak", arsak="ny_motivasjon", begrunnelse="Vil prøve igjen.")
    remember()
    cases.advance(kontor, second, "annuller_steg", begrunnelse="Feil dag.")
    with kontor.work("leder") as w:
        personer.merge_persons(w, first, second, "Samme person.")
    with kontor.work("leder") as w:
        fravar.register_absence(w, "kari", fra=kontor.clock.today, til=kontor.clock.today)
    ways_in(kontor)
    remember()
    stab.changed(kontor, "ola", klarert=True)
    remember()


def set_scene(kontor: Kontor) -> Scene:
    """A life led in that office, which is closed then, and the transaction begun."""
    past: dict[tuple[str, bytes], list[Row]] = {}

    def remember() -> None:
        kontor.office.pin()
        for row in rows_now(kontor):
            versions = past.setdefault((row.table, row.id), [])
            if row not in versions:
                versions.append(row)

    lead_a_life(kontor, remember)
    means = kontor.office.means
    kontor.close()
    held = Held(kontor.database)
    own = Means(
        database=held,
        keyring=means.keyring,
        rulebook=means.rulebook,
        clock=means.clock,
        environment=means.environment,
    )
    return Scene(held, replace(kontor.office, means=own), past)
