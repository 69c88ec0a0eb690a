"""Norwegian public holidays, and counting in working days. Must not know what day it is: the day is an argument.

Easter is reckoned by the anonymous Gregorian algorithm (Nature, 20 April 1876, p. 487; Meeus, Astronomical
Algorithms, ch. 8). The days are those of lov om helligdager and lov om 1 og 17 mai. Christmas Eve and New
Year's Eve are working days: no law makes them anything else.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

_FIXED: Final = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))
# Maundy Thursday, Good Friday, Easter Sunday and Monday, Ascension, Whit Sunday and Monday.
_FROM_EASTER: Final = (-3, -2, 0, 1, 39, 49, 50)
_ONE_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """The days of that year on which Norway is closed, beside Saturdays and ordinary Sundays."""
    easter = _easter(year)
    moving = {easter + timedelta(days=days) for days in _FROM_EASTER}
    return frozenset(moving | {date(year, month, day) for month, day in _FIXED})


def is_working_day(day: date) -> bool:
    """Whether `day` is neither Saturday, Sunday nor a public holiday."""
    return day.weekday() < _SATURDAY and day not in public_holidays(day.year)


def working_day_on_or_after(day: date) -> date:
    """`day` itself, or the first working day that follows."""
    while not is_working_day(day):
        day += _ONE_DAY
    return day


def add_working_days(day: date, count: int) -> date:
    """The working day of that number after `day`; with 0 the first one on or after it.

    Raises:
        ValueError: the count is negative.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    if count == 0:
        return working_day_on_or_after(day)
    for _ in range(count):
        day = working_day_on_or_after(day + _ONE_DAY)
    return day


def _easter(year: int) -> date:
    """Easter Sunday. The letters are those of the algorithm as it is printed."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l_ = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * l_) // 451
    month, day = divmod(h + l_ - 7 * m + 114, 31)
    return date(year, month, day + 1)
