"""A case of somebody whose birthday matters to the programme, and every way in which the day of it could be told.

Must not count the month: that may be told.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from exin.casework.jobb.alderssveip import sweep_ages
from exin.ids import Saksnr
from exin.skrivemate import MANEDER
from tests.helpers import cases, people
from tests.helpers.office import Kontor

BORN = date(2008, 9, 23)
MONTH = "september 2026"
"""When they are 18."""

AHEAD, LATE = date(2026, 8, 28), date(2026, 10, 2)
"""When the birthday is in the day of whoever has the case: in a week or so, and past with nobody having acted."""


def set_up(kontor: Kontor) -> Saksnr:
    """Their case, of which staff were told two times: not on a day that tells the birthday."""
    number = people.new_number(BORN)
    saksnr = cases.case(kontor, "forlop", program="exin_oslo_ung", fodselsnummer=number)
    for day in (date(2026, 1, 16), AHEAD):
        kontor.clock.set(day)
        sweep_ages(kontor.office)
    return saksnr


def told_in(content: str) -> set[str]:
    """What of a text tells the day: of the birth, of the birthday, or the first of its month in its stead."""
    return {way for way in _WAYS if way in content.lower()}


def _ways(day: date) -> Iterator[str]:
    yield from (f"{day:%Y-%m-%d}", f"{day:%m-%d}", f"{day:%Y%m%d}", f"{day:%d.%m.}", f"{day:%d/%m}")
    yield from (f"{day.day}.{day.month}.", f"{day.day}. {MANEDER[day.month - 1]}")


_WAYS: Final = frozenset(
    way for day in (BORN, BORN.replace(year=2026), date(2026, 9, 1)) for way in _ways(day)
)
