"""What a job is: its name, what it does in words, when it is due, and what it runs.

Must not know any job: `declared` has them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from exin.jobs.times import When
from exin.work import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSpec:
    """A job. What it runs gives how many it dealt with.

    What is done twice must be as if done once: a run may be cut off at any moment, and begun again.
    """

    navn: str
    beskrivelse: str
    naar: When
    run: Callable[[Office], int]
    til_ende: bool = False
    """Whether a run goes on to its end though the lead is lost: it acts outside the database, and must note that."""
