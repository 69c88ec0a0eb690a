"""A real office on a throw-away installation: keys, database, log and staff, with a clock that the test sets.

Must not stand in for anything: every block, cell and event is the engine's own. One template is made in a test
run (`make_template`), and each test gets a copy of its folder.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.string import TextLoader
from sqlalchemy import event

from audit.encode import decode
from audit.events import Event
from audit.findings import Report
from audit.verify import check_log
from exin.actor import Caller
from exin.app import Installation, initialise, open_installation
from exin.casework.hus.ansatte import AnsattValg, write_staff
from exin.ids import AnsattId, new_subject_id
from exin.settings import FILE_NAME, Settings, as_toml, load
from exin.store import founding, logg
from exin.store.place import is_address
from exin.work import Office, Reading, Work
from policies import Action, Door, Job, Purpose, Role
from tests.helpers.postgres import Server

START = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
"""When the clock of every new office stands: a Thursday morning."""

OS_USER = "tester"

ON_SERVER = ("database", "nokkellager")
"""The settings that may name a database on a server."""

SNAPSHOT = {"BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
"""The statements that begin a snapshot, one of each database."""

Pen = Callable[..., "sqlite3.Cursor | psycopg.Cursor[Any]"]
"""Runs a statement with its values."""

_STAFF: dict[str, AnsattValg] = {
    "leder": AnsattValg(rolle=Role.TEAMLEDER),
    "klarert_leder": AnsattValg(rolle=Role.TEAMLEDER, klarert=True),
    "kari": AnsattValg(rolle=Role.SAKSBEHANDLER),
    "ola": AnsattValg(rolle=Role.SAKSBEHANDLER),
    "mottak": AnsattValg(rolle=Role.SAKSBEHANDLER, mottak=True),
    "klarert1": AnsattValg(rolle=Role.SAKSBEHANDLER, klarert=True),
    "klarert2": AnsattValg(rolle=Role.SAKSBEHANDLER, klarert=True),
    "revisor": AnsattValg(rolle=Role.REVISOR),
    "sperret": AnsattValg(rolle=Role.SAKSBEHANDLER),
    "annen_leder": AnsattValg(rolle=Role.TEAMLEDER, team="annet"),
    "annen": AnsattValg(rolle=Role.SAKSBEHANDLER, team="annet"),
}

STAFF = ("admin", *_STAFF)
"""Everybody in the house: `admin` is systemansvarlig; `annen` and `annen_leder` are in another team."""


class SettableClock:
    """Tells the time that the test says. Safe to hand to threads that only ask."""

    def __init__(self, moment: datetime = START) -> None:
        self.now = moment

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **how_long: float) -> None:
        """Move on, as `timedelta` takes it: `forward(days=1, hours=2)`."""
        self.now += timedelta(**how_long)

    def set(self, day: date, hour: int = 9) -> None:
        """Put the clock to an hour (UTC) of a day."""
        self.now = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)

    @property
    def today(self) -> date:
        """The day now (the hour is one at which UTC and Oslo agree, unless the test moved it)."""
        return self.now.date()


@dataclass(kw_only=True)
class Kontor:
    """An office under test, and what a test wants to know of it."""

    folder: Path
    clock: SettableClock
    installation: Installation
    _own: bool = False

    @property
    def office(self) -> Office:
        """The door."""
        return self.installation.office

    # -- who asks --------------------------------------------------------------------------------

    @contextmanager
    def work(self, who: str, *, formal: Purpose | None = None) -> Iterator[Work]:
        """A write block by a member of staff."""
        with self.office.work(caller(who, formal=formal)) as w:
            yield w

    @contextmanager
    def read(self, who: str, *, formal: Purpose | None = None) -> Iterator[Reading]:
        """A read block by a member of staff."""
        with self.office.read(caller(who, formal=formal)) as r:
            yield r

    def staff_id(self, who: str) -> bytes:
        """The id by which the log names a member of staff."""
        return bytes(self.one("select id from ansatt where brukernavn = ?", who)[0])

    # -- the log -----------------------------------------------------------------------------------

    def log(self, since: int = 0) -> list[Event]:
        """The events from a leaf on, decoded."""
        with self._aside():
            self.office.sequence()
            link = self.office.means.database.link()
            return [decode(body) for _, body, _ in logg.entries(link, first=since)]

    @property
    def log_size(self) -> int:
        """How many events there are."""
        with self._aside():
            self.office.sequence()
            return logg.head(self.office.means.database.link()).size

    @property
    def durable_events(self) -> int:
        """How many events are on the disk, whether they have a leaf number or wait for it."""
        return int(
            self.one("select (select count(*) from logg_hendelse) + (select count(*) from logg_inntak)")[0]
        )

    @property
    def first_table(self) -> str:
        """The table in which an event becomes durable."""
        return "logg_inntak" if self.on_server else "logg_hendelse"

    @contextmanager
    def new_events(self) -> Iterator[list[Event]]:
        """A list that, at the end of the `with`, holds the events that came meanwhile."""
        found: list[Event] = []
        before = self.log_size
        try:
            yield found
        finally:
            found += self.log(before)

    def verify(self) -> Report:
        """The auditor's verdict on the log as it lies in the database, with a fresh checkpoint."""
        self.office.pin()
        link = self.office.means.database.link()
        return check_log(
            logg.entries(link),
            checkpoints=self.office.pins.sink.notes(),
            vkey=self.installation.vkey,
            head=logg.head(link),
        )

    # -- past the door, as somebody with the file in hand ------------------------------------------

    @property
    def database(self) -> Path:
        """The database's file, where it is one."""
        assert not self.on_server
        return self.installation.path("database")

    @property
    def on_server(self) -> bool:
        """Whether the database is on a server."""
        return is_address(self.installation.settings.database)

    @contextmanager
    def pen(self, name: str = "database") -> Iterator[Pen]:
        """A connection of its own past the engine, to what a setting names; values are marked by `?`.

        No foreign key holds it, as none holds who owns the database; a day is text, as it is in a file.
        """
        where = getattr(self.installation.settings, name)
        if is_address(where):
            with psycopg.connect(where, autocommit=True) as server:
                server.adapters.register_loader("date", TextLoader)
                server.execute("set session_replication_role = replica")
                yield lambda sql, *params: server.execute(_marked(sql), params)
            return
        with closing(sqlite3.connect(self.installation.path(name), isolation_level=None)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
            yield lambda sql, *params: connection.execute(sql, params)

    def rows(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - what the database takes
        """The rows of a query on a connection of its own."""
        with self.pen() as pen:
            return pen(sql, *params).fetchall()

    def one(self, sql: str, *params: Any) -> tuple[Any, ...]:  # noqa: ANN401
        """The one row of a query."""
        (row,) = self.rows(sql, *params)
        return row

    def tamper(self, sql: str, *params: Any) -> int:  # noqa: ANN401
        """Change the database behind the engine's back. Returns how many rows were changed."""
        with self.pen() as pen:
            return pen(sql, *params).rowcount

    def put_back(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        """Whole rows of a table again as they were, whatever lies at their keys (the first column) now."""
        with self.pen() as pen:
            columns = [each[0] for each in pen(f"select * from {table}").description or ()]  # noqa: S608
            for row in rows:
                pen(f"delete from {table} where {columns[0]} = ?", row[0])  # noqa: S608
                pen(f"insert into {table} values ({', '.join('?' * len(row))})", *row)  # noqa: S608

    def refuse(self, table: str, *, holding: bytes = b"") -> None:
        """Let no row into a table, or none that has these bytes in its `kropp`: a trigger says no."""
        if self.on_server:
            when = f"when (position('\\x{holding.hex()}'::bytea in new.kropp) > 0)" if holding else ""
            self.tamper(
                "create or replace function stopp() returns trigger language plpgsql "
                "as $$ begin raise exception 'stopp'; end $$"
            )
            self.tamper(
                f"create trigger stopp before insert on {table} for each row {when} execute function stopp()"
            )
            return
        when = f"when instr(new.kropp, x'{holding.hex()}')" if holding else ""
        self.tamper(
            f"create trigger stopp before insert on {table} {when} begin select raise(abort, 'stopp'); end"
        )

    def relent(self, table: str) -> None:
        """Let rows in again."""
        self.tamper(f"drop trigger stopp on {table}" if self.on_server else "drop trigger stopp")

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The SQL that the engine runs on its database meanwhile; not what the test asks of the log itself."""
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not self._own:
                seen.append(statement)

        database = self.office.means.database
        link = database.link()
        event.listen(database.engine, "before_cursor_execute", note)
        # Prepared ones, which SQLAlchemy does not see.
        link.on_statement = lambda text: note(None, None, text)
        try:
            yield seen
        finally:
            link.on_statement = None
            event.remove(database.engine, "before_cursor_execute", note)

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """What is run meanwhile is the test's own."""
        before, self._own = self._own, True
        try:
            yield
        finally:
            self._own = before

    # -- the installation ----------------------------------------------------------------------------

    def reopen(self) -> None:
        """Close and open again, as another process would."""
        self.close()
        self.installation = open_installation(self.folder, clock=self.clock)

    def leave(self) -> None:
        """Close what this thread has open: for one that ends while others go on."""
        self.installation.leave()

    def close(self) -> None:
        """Close all but other threads' links."""
        self.installation.close()


def _marked(sql: str) -> bytes:
    """A statement with its values marked as PostgreSQL's driver wants it."""
    return sql.replace("%", "%%").replace("?", "%s").encode()


def meanwhile(body: Callable[[], object]) -> None:
    """Do something in another thread, as another request would, and wait until it is done."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(body).result(timeout=60)


def caller(
    who: str, *, formal: Purpose | None = None, dor: Door = Door.CLI, os_bruker: str = OS_USER
) -> Caller:
    """A caller by user name."""
    return Caller(dor=dor, brukernavn=who, os_bruker=os_bruker, formal=formal)


def job(name: Job) -> Caller:
    """A job of the house as a caller."""
    return Caller(dor=Door.JOBB, jobb=name, os_bruker=OS_USER)


def make_template(folder: Path, *, settings: Settings | None = None) -> Path:
    """An installation with all its staff and no case. Made once in a test run: it costs about half a second.

    Staff are written as an installation writes its first: nobody has proposed any of them.
    """
    installation = initialise(
        folder, bruker="admin", os_bruker=OS_USER, clock=SettableClock(), settings=settings
    )
    office = installation.office
    with office.work(caller("admin")) as w:
        grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte")
        w.begin()
        founding.add_team(w.tx, grant, "annet", "Et annet lag")
    for name, valg in _STAFF.items():
        with office.work(caller("admin")) as w:
            ansatt_id = AnsattId(new_subject_id())
            grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte", gjelder_ansatt=ansatt_id)
            write_staff(w, grant, ansatt_id, name, valg, aktiv=name != "sperret")
    office.pin()
    installation.close()
    return folder


def open_copy(template: Path, folder: Path) -> Kontor:
    """A copy of the template, open, with a clock at START."""
    shutil.copytree(template, folder)
    return _open(folder)


@contextmanager
def copy_in_files(template: Path, folder: Path) -> Iterator[Kontor]:
    """The same, closed at the end."""
    kontor = open_copy(template, folder)
    yield kontor
    kontor.close()


def _open(folder: Path) -> Kontor:
    clock = SettableClock()
    return Kontor(folder=folder, clock=clock, installation=open_installation(folder, clock=clock))


Copied = Callable[[Path, Path], AbstractContextManager[Kontor]]
"""Opens a copy of a template in a folder."""


def make_template_on(server: Server, folder: Path) -> Path:
    """As `make_template`, with data and keys in two databases of a server."""
    addresses = {name: server.of(server.make()) for name in ON_SERVER}
    return make_template(folder, settings=Settings.model_validate(addresses))


@contextmanager
def copy_on(server: Server, template: Path, folder: Path) -> Iterator[Kontor]:
    """As `open_copy`, of a template on a server."""
    shutil.copytree(template, folder)
    before = load(folder / FILE_NAME)
    made = {name: server.make(like=_database_of(getattr(before, name))) for name in ON_SERVER}
    after = before.model_copy(update={name: server.of(database) for name, database in made.items()})
    (folder / FILE_NAME).write_text(as_toml(after), encoding="utf-8")
    try:
        kontor = _open(folder)
        yield kontor
        kontor.close()
    finally:
        server.drop(*made.values())


def _database_of(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]
