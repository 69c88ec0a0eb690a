"""The one place that asks what time it is. UTC inside, Europe/Oslo where a date is meant.

Must not be asked by the pure packages: they get the time as an argument.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import NewType
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")

OsloTid = NewType("OsloTid", datetime)
"""What Oslo's clock shows: a date and a time without a zone, as people write it. No moment can be taken for one."""

Clock = Callable[[], datetime]
"""Tells the time now, in UTC, with its zone."""


def system_clock() -> datetime:
    """The time now by the machine, in UTC."""
    return datetime.now(UTC)


def oslo_day(moment: datetime) -> date:
    """The calendar day in Oslo at `moment`."""
    return moment.astimezone(OSLO).date()


def stamp(moment: datetime) -> str:
    """`moment` as RFC 3339 in UTC with microseconds, the one form in which the log writes a time."""
    # Six times as fast as strftime.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
