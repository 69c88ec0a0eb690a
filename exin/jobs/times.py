"""When a job is due: every so often, or each day at a time by Oslo's clock. Pure.

Must not ask what time it is. Inside it is UTC; a daily time is turned by the calendar, and never stands in the hour
that one clock change skips and the other has twice.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar, Final, Protocol

from exin.clock import OSLO, oslo_day

_CHANGING_HOUR: Final = 2
"""Both clock changes are between 02 and 03 by Oslo's clock."""
_MINUTE: Final = 60


class When(Protocol):
    """When a job is due."""

    @property
    def grace(self) -> int:
        """So many seconds late a run is still wanted."""
        ...

    @property
    def tekst(self) -> str:
        """In words."""
        ...

    def next_after(self, moment: datetime) -> datetime:
        """The first time after `moment`, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Hvert:
    """Every so many seconds, counted from the same moment by every process."""

    sekunder: int

    @property
    def grace(self) -> int:
        """Its own interval, and never less than a minute: after that the next run does as well."""
        return max(_MINUTE, self.sekunder)

    @property
    def tekst(self) -> str:
        """In words."""
        count, unit = (
            (self.sekunder, "sekund") if self.sekunder % _MINUTE else (self.sekunder // _MINUTE, "minutt")
        )
        return f"hvert {unit}" if count == 1 else f"hvert {count}. {unit}"

    def next_after(self, moment: datetime) -> datetime:
        """As `When.next_after`."""
        ticks = int(moment.timestamp() // self.sekunder)
        return datetime.fromtimestamp((ticks + 1) * self.sekunder, UTC)


@dataclass(frozen=True, slots=True)
class Daglig:
    """Once each day at a time by Oslo's clock.

    Raises:
        ValueError: a time that does not come once each day.
    """

    kl: time

    grace: ClassVar[int] = 20 * 60 * _MINUTE
    """A night's work is wanted also in the afternoon, and not together with the next night's."""

    def __post_init__(self) -> None:
        if self.kl.hour == _CHANGING_HOUR or self.kl.tzinfo is not None:
            raise ValueError("tidspunktet_finnes_ikke_hver_dag")

    @property
    def tekst(self) -> str:
        """In words."""
        return f"hver dag kl. {self.kl:%H.%M}"

    def next_after(self, moment: datetime) -> datetime:
        """As `When.next_after`."""
        day = oslo_day(moment)
        today = self._on(day)
        return today if today > moment else self._on(day + timedelta(days=1))

    def _on(self, day: date) -> datetime:
        return datetime.combine(day, self.kl, OSLO).astimezone(UTC)
