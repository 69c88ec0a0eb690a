"""Full years of age, on the day itself and the day before, and those born on a leap day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import age_on, birthday

ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize("years", [16, 18, 19, 31])
@pytest.mark.parametrize(
    "birth", [date(1995, 1, 1), date(2008, 7, 15), date(2001, 12, 31), date(2004, 2, 28)]
)
def test_an_age_begins_on_the_birthday_and_not_the_day_before(birth: date, years: int) -> None:
    day = birth.replace(year=birth.year + years)
    assert age_on(birth, day - ONE_DAY) == years - 1
    assert age_on(birth, day) == years
    assert age_on(birth, day + ONE_DAY) == years


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(2026, 2, 27), 17),
        (date(2026, 2, 28), 17),
        (date(2026, 3, 1), 18),
        (date(2028, 2, 28), 19),
        (date(2028, 2, 29), 20),
        (date(2028, 3, 1), 20),
    ],
)
def test_whoever_is_born_on_a_leap_day_is_older_on_the_first_of_march_in_other_years(
    day: date, years: int
) -> None:
    assert age_on(date(2008, 2, 29), day) == years


@pytest.mark.parametrize(
    ("birth", "years", "expected"),
    [
        (date(2008, 2, 29), 18, date(2026, 3, 1)),
        (date(2008, 2, 29), 20, date(2028, 2, 29)),
        (date(2000, 2, 29), 100, date(2100, 3, 1)),
        (date(1600, 2, 29), 400, date(2000, 2, 29)),
        (date(2008, 3, 1), 18, date(2026, 3, 1)),
        (date(2008, 2, 28), 18, date(2026, 2, 28)),
    ],
)
def test_a_birthday_is_the_first_day_of_the_age(birth: date, years: int, expected: date) -> None:
    assert birthday(birth, years) == expected


def test_before_the_birth_the_age_is_negative() -> None:
    assert age_on(date(2010, 5, 2), date(2010, 5, 1)) == -1


def test_a_birthday_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="year"):
        birthday(date(2000, 2, 29), 9000)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 120))
def test_age_and_birthday_agree(birth: date, years: int) -> None:
    day = birthday(birth, years)
    assert age_on(birth, day) == years
    assert age_on(birth, day - ONE_DAY) == years - 1
