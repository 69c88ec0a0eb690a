"""A move under test: the two databases that are moved to, the command, and how to see that nothing was touched.

Must not move anything itself: `exin flytt` does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from audit.events import Event
from exin import flytting
from exin.casework.hus import gjentakelse
from exin.casework.hus.gjentakelse import Foresporsel, Gjort
from exin.casework.oppfolging import arbeid, utkast
from exin.casework.person import personer
from exin.casework.sak import henvendelse
from exin.settings import FILE_NAME
from exin.store import flytting as lager
from tests.helpers import cases, people, registers
from tests.helpers.kommando import Svar, exin
from tests.helpers.office import Kontor
from tests.helpers.okter import log_in
from tests.helpers.postgres import Server
from tests.helpers.scene import lead_a_life

TEXT = "Satt lenge på trappa."

STEPS = [
    (lager, "copy_keys"),
    (lager, "copy_data"),
    (flytting, "_open_moved"),
    (flytting, "_prove"),
    (flytting, "_replace_settings"),
    (lager, "close_for_good"),
]
"""Before the keys are there, before the data are, when they are, when all is proved, and when it is moved."""


@dataclass(frozen=True, kw_only=True)
class Ends:
    """Two empty databases on a server."""

    server: Server
    data: str
    nokler: str

    def options(self, *, user: str | None = None) -> tuple[str, ...]:
        data, keys = (self.server.of(name, user=user) for name in (self.data, self.nokler))
        return ("--til-database", data, "--til-nokkellager", keys)

    def tables(self, name: str) -> set[str]:
        with self.server.connect(name) as connection:
            found = connection.execute("select tablename from pg_tables where schemaname = 'public'")
            return {row[0] for row in found}

    @property
    def empty(self) -> bool:
        return not self.tables(self.data) and not self.tables(self.nokler)


def lead_a_full_life(kontor: Kontor) -> None:
    """Rows in every table that an installation in files fills; some refer to later ones of their own table."""
    registers.land(kontor, registers.Register().course("R-1"))
    lead_a_life(kontor, lambda: None)
    closed = cases.case(kontor, "avsluttet")
    with kontor.work("kari") as w:
        henvendelse.open_linked(w, closed, people.henvendelse(navn="", fodselsnummer=None))
    early, late = (cases.case(kontor, "vurdering") for _ in range(2))
    with kontor.work("leder") as w:
        personer.merge_persons(w, late, early, "Samme person.")
    with kontor.work("kari") as w:
        notat = arbeid.write_notat(w, late, TEXT)
        asked = Foresporsel(nokkel="en-nokkel-for-seg", rute="skriv_notat", innhold=b"")
        gjentakelse.remember(w, asked, Gjort(status=201, laget=notat.hex()))
    with kontor.work("kari") as w:
        corrected = arbeid.correct_notat(w, late, notat, "Det var på benken.")
    with kontor.work("kari") as w:
        arbeid.correct_notat(w, late, corrected, "Det var på trappa likevel.")
    # After its correction.
    kontor.put_back("notat", kontor.rows("select * from notat where id = ?", corrected))
    log_in(kontor)
    for skjema in ("notat", "plan"):
        with kontor.work("kari") as w:
            utkast.save(w, skjema, late, {"tekst": TEXT})
    with kontor.work("kari") as w:
        utkast.discard(w, "plan", late)  # so that a key that was destroyed moves as well
    number = people.new_number()
    cases.protected_case(kontor, "vurdering", fodselsnummer=number)
    cases.register(kontor, fodselsnummer=number)
    kontor.office.pin()


def flytt(kontor: Kontor, ends: Ends, *more: str, som: str = "admin") -> Svar:
    return exin("flytt", *ends.options(), *more, "--som", som, "--dir", kontor.folder)


def verified(kontor: Kontor) -> Any:  # noqa: ANN401 - whatever JSON says
    answer = exin("logg", "verify", "--data", "--json", "--dir", kontor.folder)
    assert (answer.code, answer.data["hel"]) == (0, True), answer.said
    return answer.data


@contextmanager
def as_before(kontor: Kontor) -> Iterator[list[Event]]:
    """What is done meanwhile leaves the installation as it was, and at work; gives the events that came."""
    settings = (kontor.folder / FILE_NAME).read_bytes()
    with kontor.new_events() as events:
        yield events
    assert (kontor.folder / FILE_NAME).read_bytes() == settings
    assert exin("ansatt", "liste", "--som", "admin", "--dir", kontor.folder).code == 0
    verified(kontor)
