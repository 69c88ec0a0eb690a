"""Runs the jobs: one process leads and has a scheduler, and each run is noted with how it ended.

Must not know what a job does. The office's clock says what day it is for a job; the machine's, when to look.
APScheduler's own log is shut off, since it would hold what an error said.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from apscheduler.executors.pool import BasePoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from exin.casework.jobb import jobber
from exin.casework.jobb.jobber import STARTET, Sist
from exin.clock import system_clock
from exin.errors import Conflict, LogUnavailable
from exin.jobs.leader import ASK_EVERY, LOOK_EVERY, PAUSE, Leadership, LedOffice, Locks
from exin.jobs.spec import JobSpec
from exin.jobs.times import When
from exin.work import Office

ENDS_WITHIN: Final = 20.0
"""Seconds that a running job has to end by itself when the service stops; then no further block is opened for it."""

AGAIN_AFTER: Final = timedelta(minutes=5)
"""After a run that was cut off, the job runs again so long after that began: not at once, as it may be the cause."""

OnFault = Callable[[BaseException], object]

logging.getLogger("apscheduler").addHandler(logging.NullHandler())
logging.getLogger("apscheduler").propagate = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Utfall:
    """How a run ended: how many it dealt with, or the code of what went wrong."""

    antall: int = 0
    kode: str | None = None


def run_once(office: Office, spec: JobSpec, locks: Locks, *, on_fault: OnFault) -> Utfall | None:
    """Run a job now and note it, whatever becomes of it. None: it is running already, somewhere.

    Raises:
        LogUnavailable, Conflict: the run cannot be noted.
    """
    if not locks.try_take(spec.navn):
        return None
    try:
        startet = jobber.note_start(office, spec.navn)
        utfall = _outcome(office, spec, on_fault)
        jobber.note_end(office, spec.navn, startet, antall=utfall.antall, kode=utfall.kode)
    finally:
        locks.give_back(spec.navn)
    return utfall


def _outcome(office: Office, spec: JobSpec, on_fault: OnFault) -> Utfall:
    try:
        return Utfall(antall=spec.run(office))
    except Exception as error:  # noqa: BLE001 - a job that fails must not take the others with it
        on_fault(error)
        return Utfall(kode=jobber.code_of(error))


def first_wait(naar: When, last: Sist | None, now: datetime) -> timedelta | None:
    """How long a new leader waits with a job that was missed or cut off; None: until it is due again."""
    if last is None:
        return None
    due = naar.next_after(last.startet)
    if last.utfall == STARTET:
        due = min(due, last.startet + AGAIN_AFTER)
    return max(timedelta(), due - now) if due < naar.next_after(now) else None


def serve(
    office: Office,
    jobs: Sequence[JobSpec],
    stop: threading.Event,
    *,
    tell: Callable[[bool], object],
    on_fault: OnFault,
) -> None:
    """Lead if nobody does, else wait to; until `stop` is set. Then a running job ends first, and another may lead.

    Tells whether it leads, at first and whenever that changes. While the database is not to be had, `on_fault` is told
    once.
    """
    locks = office.means.database.locks()
    service = _Service(office, jobs, locks, on_fault)
    try:
        service.serve(stop, tell)
    finally:
        locks.close()


class _Service:
    """One process's part in running the jobs."""

    def __init__(self, office: Office, jobs: Sequence[JobSpec], locks: Locks, on_fault: OnFault) -> None:
        self._jobs = jobs
        self._locks = locks
        self._on_fault = on_fault
        self._leadership = Leadership(locks)
        self._office = office
        self._led = LedOffice(means=office.means, pins=office.pins, leadership=self._leadership)

    def serve(self, stop: threading.Event, tell: Callable[[bool], object]) -> None:
        """As the function of that name."""
        told: bool | None = None
        out_of_reach = False
        while not stop.is_set():
            try:
                leads = self._leadership.try_take()
                if leads is not told:
                    tell(leads)
                    told = leads
                if leads:
                    self._lead(stop)
                out_of_reach = False
            except (LogUnavailable, Conflict) as error:
                if not out_of_reach:
                    self._on_fault(error)
                out_of_reach = True
            stop.wait(ASK_EVERY)

    def _lead(self, stop: threading.Event) -> None:
        """Run the jobs as long as this process leads. Raises LogUnavailable where it cannot begin."""
        try:
            if stop.wait(PAUSE) or not self._leadership.held():
                return
            pool = ThreadPoolExecutor(len(self._jobs), thread_name_prefix="jobb")
            scheduler = self._scheduler(pool, jobber.last_runs(self._office))
            scheduler.start()
            while not stop.wait(LOOK_EVERY) and self._leadership.held():
                pass
            scheduler.shutdown(wait=False)
            self._see_out(pool)
        finally:
            self._leadership.give_back()

    def _see_out(self, pool: ThreadPoolExecutor) -> None:
        """Wait for what still runs, for so long with the door open. Each thread's connections end with it."""
        late = threading.Timer(ENDS_WITHIN, self._leadership.shut)
        late.daemon = True
        late.start()
        pool.shutdown(wait=True)
        late.cancel()

    def _scheduler(self, pool: ThreadPoolExecutor, last: Mapping[str, Sist]) -> BackgroundScheduler:
        scheduler = BackgroundScheduler(
            executors={"default": _Pool(pool)},
            job_defaults={"coalesce": True, "max_instances": 1},
            timezone=UTC,
        )
        for spec in self._jobs:
            scheduler.add_job(
                self._run,
                _Trigger(spec.naar),
                args=[spec],
                id=spec.navn,
                misfire_grace_time=spec.naar.grace,
                **self._first(spec, last.get(spec.navn)),
            )
        return scheduler

    def _first(self, spec: JobSpec, last: Sist | None) -> dict[str, Any]:
        wait = first_wait(spec.naar, last, self._office.means.clock())
        return {} if wait is None else {"next_run_time": system_clock() + wait}

    def _run(self, spec: JobSpec) -> None:
        """One run by the scheduler: only while this process leads."""
        try:
            if self._leadership.held():
                office = self._office if spec.til_ende else self._led
                run_once(office, spec, self._locks, on_fault=self._on_fault)
        except Exception as error:  # noqa: BLE001 - as above; APScheduler would write down what it said
            self._on_fault(error)


class _Pool(BasePoolExecutor):  # type: ignore[misc] # APScheduler has no types
    """APScheduler's executor on a pool that is ended by whoever made it."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        super().__init__(pool)

    def shutdown(self, wait: bool = True) -> None:  # noqa: FBT001, FBT002 - as APScheduler calls it
        """Left to whoever made the pool."""


class _Trigger(BaseTrigger):  # type: ignore[misc] # as above
    """APScheduler's trigger by our own times."""

    def __init__(self, naar: When) -> None:
        self._naar = naar

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """The time after the one before, or the first from now on."""
        return self._naar.next_after(previous or now)
