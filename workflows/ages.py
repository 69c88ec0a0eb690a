"""Ages in full years, and birthdays. Must not know what day it is: the day is always an argument.

A year of age is full when the day before the birthday has run out. Whoever was born on 29 February has lived
another full year at the end of 28 February, and is a year older from 1 March in years without a leap day. The
programmes count full years, so nobody may count as older than the years lived.
"""

from datetime import date

_LEAP_DAY = (2, 29)


def birthday(birth: date, years: int) -> date:
    """The first day on which a person born on `birth` is `years` full years old.

    Raises:
        ValueError: the year lies outside what a date can hold.
    """
    year = birth.year + years
    if (birth.month, birth.day) == _LEAP_DAY and not _is_leap(year):
        return date(year, 3, 1)
    return birth.replace(year=year)


def age_on(birth: date, day: date) -> int:
    """Full years of age on `day`; negative when `day` lies before the birth."""
    had_birthday = (day.month, day.day) >= (birth.month, birth.day)
    return day.year - birth.year - (0 if had_birthday else 1)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
