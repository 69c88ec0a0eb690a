"""A month, where no more than that may be told of a day: of a birthday it is all that staff meet.

Must not hold the day: what is not here, no page, message, attribute or file can tell.
"""

from calendar import monthrange
from datetime import date
from typing import Self


class Maned(str):
    """A month as ISO 8601 writes it: «2026-09». The earlier one is the lesser."""

    __slots__ = ()

    @classmethod
    def of(cls, day: date) -> Self:
        """The month of a day."""
        return cls(f"{day:%Y-%m}")

    @property
    def first(self) -> date:
        """Its first day: where it stands among days."""
        return date.fromisoformat(f"{self}-01")

    @property
    def last(self) -> date:
        """Its last day: it is over after that."""
        first = self.first
        return first.replace(day=monthrange(first.year, first.month)[1])


def first_day(when: date | Maned) -> date:
    """A day itself, or the first of a month: to put both in one order."""
    return when.first if isinstance(when, Maned) else when
