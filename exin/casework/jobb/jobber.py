"""How the jobs of the house are seen and set off, and the note of each run.

Must not know which jobs there are: `exin.jobs` does. Of a fault it keeps the code, never what it said.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from exin.store import jobber as store
from exin.store import varsler
from exin.store.jobber import FEILET, OK, STARTET, Sist
from exin.work import Office, Reading, Work
from exin.work.office import Planlagt
from policies import Action

PAGAR, AVBRUTT = "pågår", "avbrutt"
"""What is made of a run that has not ended, by whether anybody is at it."""

PATIENCE: Final = 2.0
"""Seconds that whoever set a job off by a page waits for its end."""

_CODE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")

__all__ = [
    "AVBRUTT",
    "FEILET",
    "OK",
    "PAGAR",
    "STARTET",
    "Drift",
    "JobbStand",
    "Sist",
    "code_of",
    "job_board",
    "job_names",
    "last_runs",
    "note_end",
    "note_start",
    "permit_run",
    "read_status",
    "set_off",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class JobbStand:
    """A job, its last run and its next. `utfall`: None where it never ran."""

    navn: str
    beskrivelse: str
    tekst: str
    startet: datetime | None
    ferdig: datetime | None
    utfall: str | None
    antall: int | None
    kode: str | None
    neste: datetime


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


def job_board(office: Office, drift: Drift) -> tuple[list[JobbStand], bool]:
    """Each job as it stands now, and whether anybody runs them. After the block that gave `drift`.

    Raises:
        LogUnavailable: the database cannot be asked what runs.
    """
    jobs = office.jobber() if office.jobber else None
    if jobs is None:
        return [], False
    planned, now = jobs.all(), office.means.clock()
    busy, leads = jobs.busy(office, [each.navn for each in planned])
    return [_stand(each, drift.sist.get(each.navn), now, each.navn in busy) for each in planned], leads


def _stand(job: Planlagt, sist: Sist | None, now: datetime, running: bool) -> JobbStand:  # noqa: FBT001 - the fact
    """One that is not running and has not ended was cut off."""
    utfall = sist.utfall if sist else None
    if sist is not None and sist.ferdig is None:
        utfall = PAGAR if running else AVBRUTT
    return JobbStand(
        navn=job.navn,
        beskrivelse=job.beskrivelse,
        tekst=job.tekst,
        startet=sist.startet if sist else None,
        ferdig=sist.ferdig if sist else None,
        utfall=utfall,
        antall=sist.antall if sist else None,
        kode=sist.kode if sist else None,
        neste=job.next_after(now),
    )


def permit_run(w: Work, navn: str) -> None:
    """Leave in the log that a job is set off by hand. It then acts as itself. Raises Denied."""
    w.permit_house(Action.KJOR_JOBB, "system", koder=(f"jobb:{navn}",))


def set_off(office: Office, navn: str, *, on_fault: Callable[[BaseException], object]) -> str | None:
    """Run a job now, beside: after a block in which `permit_run` was asked, for a job that there is.

    Returns how it ended, as `exin.work.office.Jobber.set_off`. Raises Conflict where it runs already.
    """
    jobs = office.jobber() if office.jobber else None
    return jobs.set_off(office, navn, on_fault=on_fault, wait=PATIENCE) if jobs else None


def job_names(office: Office) -> frozenset[str]:
    """The names of the jobs that there are."""
    return frozenset(each.navn for each in office.jobber().all()) if office.jobber else frozenset()


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
