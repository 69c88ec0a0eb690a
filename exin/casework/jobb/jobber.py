"""How the jobs of the house are seen and set off, and the note of each run.

Must not know which jobs there are: `exin.jobs` does. Of a fault it keeps the code, never what it said.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from exin.store import jobber as store
from exin.store import varsler
from exin.store.jobber import FEILET, OK, STARTET, Sist
from exin.work import Office, Reading, Work
from policies import Action

_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")

__all__ = [
    "FEILET",
    "OK",
    "STARTET",
    "Drift",
    "Sist",
    "code_of",
    "last_runs",
    "note_end",
    "note_start",
    "permit_run",
    "read_status",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """How the jobs went, and what waits."""

    sist: Mapping[str, Sist]
    """The last run of each job that ever ran, by name."""
    venter: int
    """Events that wait for their leaf numbers."""
    gitt_opp: int
    """Messages that nobody could be sent."""
    proves_igjen: int
    """Messages that could not be sent yet, and are going to be tried again."""


def read_status(r: Reading) -> Drift:
    """How the jobs went. Raises Denied."""
    grant = r.permit_house(Action.SE_JOBBER, "system")
    given_up, again = varsler.counts(r.tx, grant)
    return Drift(
        sist=store.last(r.tx.link),
        venter=store.waiting_events(r.tx, grant),
        gitt_opp=given_up,
        proves_igjen=again,
    )


def permit_run(w: Work, navn: str) -> None:
    """Leave in the log that a job is set off by hand. It then acts as itself. Raises Denied."""
    w.permit_house(Action.KJOR_JOBB, "system", koder=(f"jobb:{navn}",))


def last_runs(office: Office) -> Mapping[str, Sist]:
    """The last run of each job, for whoever runs them. Raises LogUnavailable."""
    return store.last(office.means.database.link())


def note_start(office: Office, navn: str) -> datetime:
    """Note that a job begins; returns when. Raises LogUnavailable, Conflict where it could not be noted."""
    startet = office.means.clock()
    with office.means.database.transaction() as link:
        store.begin(link, navn, startet=startet)
    return startet


def note_end(
    office: Office, navn: str, startet: datetime, *, antall: int = 0, kode: str | None = None
) -> None:
    """Note how the run ended that began then: well, or by a fault of that code. Raises as `note_start`."""
    with office.means.database.transaction() as link:
        store.end(
            link,
            navn,
            startet=startet,
            ferdig=office.means.clock(),
            utfall=OK if kode is None else FEILET,
            antall=antall,
            kode=kode,
        )


def code_of(error: BaseException) -> str:
    """What may be kept of an error: its code where it has one, else the name of its class."""
    kode = getattr(error, "kode", None)
    if isinstance(kode, str) and _CODE.fullmatch(kode):
        return kode
    name = type(error).__name__
    return name if _CODE.fullmatch(name) else "feil"
