"""The jobs of the house for whoever looks at them or sets one off from elsewhere than the command line.

Must not decide who may: casework asks before it calls here.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from exin.errors import Conflict
from exin.jobs.declared import BY_NAME, JOBS
from exin.jobs.leader import LEDER
from exin.jobs.runner import run_once
from exin.jobs.spec import JobSpec
from exin.work import Office


@dataclass(frozen=True, slots=True)
class Linje:
    """One job as it stands on the board."""

    spec: JobSpec

    @property
    def navn(self) -> str:
        """Its name."""
        return self.spec.navn

    @property
    def beskrivelse(self) -> str:
        """What it does."""
        return self.spec.beskrivelse

    @property
    def tekst(self) -> str:
        """How often, in words."""
        return self.spec.naar.tekst

    def next_after(self, moment: datetime) -> datetime:
        """When it is due the next time."""
        return self.spec.naar.next_after(moment)


class Tavle:
    """`exin.work.office.Jobber`: see there."""

    def all(self) -> Sequence[Linje]:
        """The jobs there are."""
        return [Linje(each) for each in JOBS]

    def busy(self, office: Office, names: Iterable[str]) -> tuple[frozenset[str], bool]:
        """Which of these run now, and whether somebody leads."""
        locks = office.means.database.locks()
        try:
            return frozenset(navn for navn in names if locks.taken(navn)), locks.taken(LEDER)
        finally:
            locks.close()

    def set_off(
        self, office: Office, navn: str, *, on_fault: Callable[[BaseException], object], wait: float
    ) -> str | None:
        """Run one in a thread of its own: a job may take minutes, and whoever asked is not to wait for it."""
        run = _Run(office, BY_NAME[navn], on_fault)
        run.thread.start()
        run.thread.join(wait)
        if run.refused:
            raise Conflict("jobben_er_i_gang")
        return run.ended


class _Run:
    """One run, and how it ended."""

    def __init__(self, office: Office, spec: JobSpec, on_fault: Callable[[BaseException], object]) -> None:
        self._office, self._spec, self._on_fault = office, spec, on_fault
        self.refused = False
        self.ended: str | None = None
        # Whoever stops the service does not wait for it: a job that is cut off is begun again.
        self.thread = threading.Thread(target=self._go, name=f"jobb-{spec.navn}", daemon=True)

    def _go(self) -> None:
        locks = self._office.means.database.locks()
        try:
            utfall = run_once(self._office, self._spec, locks, on_fault=self._on_fault)
            self.refused = utfall is None
            self.ended = None if utfall is None else utfall.kode or "ok"
        except Exception as error:  # noqa: BLE001 - nobody above this thread would hear of it
            self._on_fault(error)
            self.ended = "feil"
        finally:
            locks.close()
            self._office.means.leave()
