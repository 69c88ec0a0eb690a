"""A real office on a throw-away installation: keys, database, log and staff, with a clock that the test sets.

Must not stand in for anything: every block, cell and event is the engine's own. One template is made in a test
run (`make_template`), and each test gets a copy of its folder.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from audit.encode import decode
from audit.events import Event
from audit.findings import Report
from audit.verify import check_log
from exin.actor import Caller
from exin.app import Installation, initialise, open_installation
from exin.casework.ansatte import AnsattValg, add_staff, set_active
from exin.store import founding, logg
from exin.work import Office, Reading, Work
from policies import Action, Door, Job, Purpose, Role

START = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
"""When the clock of every new office stands: a Thursday morning."""

OS_USER = "tester"

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
        link = self.office.means.database.link()
        return [decode(body) for _, body, _ in logg.entries(link, first=since)]

    @property
    def log_size(self) -> int:
        """How many events there are."""
        return logg.head(self.office.means.database.link()).size

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
        """The database's file."""
        return self.installation.path("database")

    def rows(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - what SQLite takes
        """The rows of a query on a connection of its own."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(sql, params).fetchall()

    def one(self, sql: str, *params: Any) -> tuple[Any, ...]:  # noqa: ANN401
        """The one row of a query."""
        (row,) = self.rows(sql, *params)
        return row

    def tamper(self, sql: str, *params: Any) -> int:  # noqa: ANN401
        """Change the database behind the engine's back. Returns how many rows were changed."""
        with closing(sqlite3.connect(self.database)) as connection, connection:
            return connection.execute(sql, params).rowcount

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """The SQL that the engine runs on its database meanwhile."""
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        engine = self.office.means.database.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    # -- the installation ----------------------------------------------------------------------------

    def reopen(self) -> None:
        """Close and open again, as another process would."""
        self.close()
        self.installation = open_installation(self.folder, clock=self.clock)

    def close(self) -> None:
        """Close what this thread has open."""
        self.installation.close()


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


def make_template(folder: Path) -> Path:
    """An installation with all its staff and no case. Made once in a test run: it costs about half a second."""
    installation = initialise(folder, bruker="admin", os_bruker=OS_USER, clock=SettableClock())
    office = installation.office
    with office.work(caller("admin")) as w:
        grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte")
        w.begin()
        founding.add_team(w.tx, grant, "annet", "Et annet lag")
    for name, valg in _STAFF.items():
        with office.work(caller("admin")) as w:
            add_staff(w, name, valg)
    with office.work(caller("admin")) as w:
        set_active(w, "sperret", aktiv=False)
    office.pin()
    installation.close()
    return folder


def open_copy(template: Path, folder: Path) -> Kontor:
    """A copy of the template, open, with a clock at START."""
    shutil.copytree(template, folder)
    clock = SettableClock()
    return Kontor(folder=folder, clock=clock, installation=open_installation(folder, clock=clock))
