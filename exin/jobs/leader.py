"""One process leads: it has the lock, and knows it. The others ask for it every half second.

Must not run anything. A lock can be lost without a word, so two may think for an instant that they lead: that nothing
is done twice then is the work of unique keys (docs/adr/0015).
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol

from exin.actor import Caller
from exin.errors import ExinError
from exin.work import Office, Reading, Work

LEDER: Final = "leder"
"""The name of the leader's lock."""

ASK_EVERY: Final = 0.5
"""Seconds between two tries of one that waits."""

LOOK_EVERY: Final = 0.25
"""Seconds between two looks of one that leads, whether it still does."""

PAUSE: Final = 0.5
"""Seconds that a new leader waits before its first job: one that lost the lead has looked by then."""

_SURE: Final = 0.5


class LostLead(ExinError):
    """This process does not lead any more, or is about to end: no further block is opened for its jobs."""

    kode = "leder_ikke_lenger"


class Locks(Protocol):
    """The locks of one process, as the store has them (`exin.store.leder`)."""

    def try_take(self, navn: str) -> bool:
        """Take the lock of that name; False at once where somebody has it."""
        ...

    def holds(self, navn: str) -> bool:
        """Whether this process still has it."""
        ...

    def give_back(self, navn: str) -> None:
        """Give it back."""
        ...


class Leadership:
    """This process's claim to lead. Threads may share it."""

    def __init__(self, locks: Locks) -> None:
        self._locks = locks
        self._seen = 0.0
        self._shut = False

    def try_take(self) -> bool:
        """Lead, if nobody does. Raises LogUnavailable."""
        if not self._locks.try_take(LEDER):
            return False
        self._seen, self._shut = time.monotonic(), False
        return True

    def held(self) -> bool:
        """Whether this process leads: asked of whoever keeps the lock. Once lost, nothing more is done under it."""
        asked = time.monotonic()
        if self._shut or not self._locks.holds(LEDER):
            self._shut = True
            return False
        self._seen = asked
        return True

    def require(self) -> None:
        """Raises LostLead unless this process leads, or did half a second ago."""
        if self._shut or (time.monotonic() - self._seen > _SURE and not self.held()):
            raise LostLead

    def shut(self) -> None:
        """From now on nothing more is done under this lead. The lock is kept until it is given back."""
        self._shut = True

    def give_back(self) -> None:
        """Let another lead."""
        self._shut = True
        self._locks.give_back(LEDER)


@dataclass(frozen=True, kw_only=True)
class LedOffice(Office):
    """The door for the jobs of a leader: it opens for no further block when the lead is lost."""

    leadership: Leadership

    @contextmanager
    def work(self, caller: Caller) -> Iterator[Work]:
        """As `Office.work`. Raises LostLead."""
        self.leadership.require()
        with super().work(caller) as w:
            yield w

    @contextmanager
    def read(self, caller: Caller) -> Iterator[Reading]:
        """As `Office.read`. Raises LostLead."""
        self.leadership.require()
        with super().read(caller) as r:
            yield r
