"""The ages that a programme looks at, on the day itself and before it, and those born on a leap day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.asking import OSLO, UNG
from tests.workflows.test_definition_lint import build
from workflows import (
    PROGRAMMES,
    STAGES,
    AgeEvent,
    Numbers,
    Programme,
    UnknownProgramme,
    age_events,
    age_on,
    birthday,
    due_month,
    stage_days,
)

OPEN = ("henvendelse", "vurdering", "forlop", "avslutning", "frafall")
FIRST = ("henvendelse",)


def event(programme: Programme, key: str) -> AgeEvent:
    (found,) = [each for each in age_events(programme) if each.key == key]
    return found


def test_a_programme_that_follows_and_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownProgramme):
        age_events(build(followed_by="hopp"))


def test_the_ages_are_those_of_the_programmes() -> None:
    found = {
        each.key: [(event.key, event.age, event.states) for event in age_events(each)] for each in PROGRAMMES
    }
    assert found == {
        "exin_oslo": [("alder_18", 18, FIRST), ("alder_31", 31, OPEN)],
        "exin_oslo_ung": [("alder_16", 16, FIRST), ("alder_18", 18, OPEN), ("alder_19", 19, OPEN)],
    }


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda each: each.key)
def test_no_age_is_looked_at_where_a_case_has_ended(programme: Programme) -> None:
    final = {state.key for state in programme.states if state.final}
    assert all(final.isdisjoint(each.states) for each in age_events(programme))


@pytest.mark.parametrize("ages", [(18, 30), (19, 30), (15, 17)])
def test_nobody_passes_on_at_an_age_outside_the_range_or_at_its_beginning(ages: tuple[int, int]) -> None:
    numbers = Numbers(alder_fra=ages[0], alder_til=ages[1], plasser=1)
    found = age_events(replace(UNG, numbers=numbers))
    assert [each.age for each in found] == [ages[0], ages[1] + 1]


def test_the_texts_say_what_is_to_be_done_and_that_age_ends_nothing() -> None:
    assert event(UNG, "alder_18").label == "Planlegg overgangen til EXIN OSLO"
    for programme, key in ((UNG, "alder_19"), (OSLO, "alder_31")):
        assert event(programme, key).tekst.endswith("alderen avslutter aldri en sak av seg selv.")


@pytest.mark.parametrize(
    ("born", "month", "days"),
    [
        (date(2008, 4, 17), date(2026, 4, 1), [date(2025, 10, 19), date(2026, 3, 18), date(2026, 4, 17)]),
        (date(2008, 2, 29), date(2026, 3, 1), [date(2025, 9, 2), date(2026, 1, 30), date(2026, 3, 1)]),
        (date(2010, 2, 28), date(2028, 2, 1), [date(2027, 9, 1), date(2028, 1, 29), date(2028, 2, 28)]),
    ],
)
def test_staff_are_told_half_a_year_before_a_month_before_and_on_the_day(
    born: date, month: date, days: list[date]
) -> None:
    eighteen = event(UNG, "alder_18")
    assert due_month(born, eighteen) == month
    assert list(stage_days(born, eighteen)) == days


def test_a_leap_day_that_comes_again_is_the_birthday() -> None:
    sixteen = event(UNG, "alder_16")
    assert stage_days(date(2012, 2, 29), sixteen)[-1] == date(2028, 2, 29)
    assert due_month(date(2012, 2, 29), sixteen) == date(2028, 2, 1)


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.sampled_from([*age_events(OSLO), *age_events(UNG)]))
def test_the_last_stage_is_the_first_day_of_the_age_and_the_month_holds_it(
    born: date, event: AgeEvent
) -> None:
    *earlier, last = stage_days(born, event)
    assert last == birthday(born, event.age)
    assert age_on(born, last - timedelta(days=1)) == event.age - 1
    assert [(last - each).days for each in earlier] == list(STAGES[:-1])
    assert due_month(born, event) <= last
    assert due_month(born, event) == date(last.year, last.month, 1)
