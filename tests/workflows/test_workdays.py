"""Public holidays against an independent library, and counting in working days."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import add_working_days, is_working_day, public_holidays, working_day_on_or_after

ONE_DAY = timedelta(days=1)
days = st.dates(date(1950, 1, 1), date(2150, 1, 1))


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(date(2026, 3, 10), -1)


@pytest.mark.parametrize("year", range(2000, 2101))
def test_the_holidays_are_those_of_an_independent_source(year: int) -> None:
    assert public_holidays(year) == set(holidays.country_holidays("NO", years=year))


def test_the_holidays_of_a_year() -> None:
    assert sorted(public_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 2),
        date(2026, 4, 3),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 5, 17),
        date(2026, 5, 24),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ]


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 3, 13), True),
        (date(2026, 3, 14), False),  # Saturday
        (date(2026, 3, 15), False),  # Sunday
        (date(2026, 4, 2), False),  # Maundy Thursday
        (date(2026, 12, 24), True),
        (date(2026, 12, 31), True),
        (date(2027, 5, 17), False),  # also Whit Monday
    ],
)
def test_a_working_day_is_neither_weekend_nor_holiday(day: date, working: bool) -> None:
    assert is_working_day(day) is working


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 3, 10), 0, date(2026, 3, 10)),  # Tuesday
        (date(2026, 3, 14), 0, date(2026, 3, 16)),
        (date(2026, 3, 10), 3, date(2026, 3, 13)),
        (date(2026, 3, 13), 1, date(2026, 3, 16)),
        (date(2026, 3, 14), 1, date(2026, 3, 16)),  # from a Saturday, Monday is the first
        (date(2026, 4, 1), 1, date(2026, 4, 7)),  # over Easter
        (date(2026, 12, 30), 2, date(2027, 1, 4)),  # over New Year
    ],
)
def test_working_days_are_counted_from_the_day_after(day: date, count: int, expected: date) -> None:
    assert add_working_days(day, count) == expected


@given(days)
def test_the_first_working_day_passes_over_none(day: date) -> None:
    found = working_day_on_or_after(day)
    assert is_working_day(found)
    assert not any(is_working_day(day + i * ONE_DAY) for i in range((found - day).days))


@given(days, st.integers(1, 60))
def test_as_many_working_days_as_asked_for_lie_between(day: date, count: int) -> None:
    found = add_working_days(day, count)
    passed = [day + i * ONE_DAY for i in range(1, (found - day).days + 1)]
    assert is_working_day(found)
    assert sum(map(is_working_day, passed)) == count


@given(days, st.integers(1, 30), st.integers(1, 30))
def test_counting_in_two_goes_is_counting_in_one(day: date, first: int, then: int) -> None:
    assert add_working_days(add_working_days(day, first), then) == add_working_days(day, first + then)
