"""When jobs are due: each night once, whatever the clock does, and the same moment for every process."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exin.clock import OSLO, oslo_day
from exin.jobs.declared import JOBS
from exin.jobs.spec import JobSpec
from exin.jobs.times import Daglig, Hvert, When

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""The clock goes from 02 to 03, and from 03 to 02."""

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - UTC is given beside
TIMES = st.times(time(0), time(23, 59)).map(lambda kl: kl.replace(second=0, microsecond=0))


def runs(when: When, first: datetime, last: datetime) -> list[datetime]:
    """All the times from one moment to another."""
    found = [when.next_after(first)]
    while found[-1] < last:
        found.append(when.next_after(found[-1]))
    return found[:-1]


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_a_time_in_the_hour_that_the_clock_changes_is_refused(minute: int) -> None:
    with pytest.raises(ValueError, match="tidspunktet"):
        Daglig(time(2, minute))


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("kl", [time(0), time(1, 59), time(3), time(4, 10), time(23, 59)])
def test_a_daily_job_runs_once_on_each_day_around_a_clock_change(day: date, kl: time) -> None:
    first = datetime.combine(day - timedelta(days=3), time(0), OSLO)
    found = runs(Daglig(kl), first - timedelta(seconds=1), first + timedelta(days=7))
    days = [oslo_day(each) for each in found]
    assert days[:7] == [day + timedelta(days=each) for each in range(-3, 4)]
    assert {each.astimezone(OSLO).time() for each in found} == {kl}
    assert {each.tzinfo for each in found} == {UTC}


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_the_day_of_the_change_is_an_hour_shorter_or_longer(day: date, hours: int) -> None:
    (before, after) = runs(
        Daglig(time(0, 10)),
        datetime.combine(day, time(0), OSLO),
        datetime.combine(day + timedelta(days=1), time(12), OSLO),
    )
    assert (after - before).total_seconds() == hours * 3600


@given(kl=TIMES.filter(lambda kl: kl.hour != 2), moment=MOMENTS)
def test_the_next_day_time_is_the_first_after_the_moment(kl: time, moment: datetime) -> None:
    found = Daglig(kl).next_after(moment)
    assert timedelta(0) < found - moment <= timedelta(hours=25)
    assert found.astimezone(OSLO).time() == kl
    assert Daglig(kl).next_after(found - timedelta(microseconds=1)) == found


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_what_is_due_every_ten_minutes_is_so_through_a_clock_change(day: date) -> None:
    midnight = datetime.combine(day, time(0), OSLO).astimezone(UTC)
    found = runs(Hvert(600), midnight, midnight + timedelta(hours=6))
    assert {(b - a).total_seconds() for a, b in pairwise(found)} == {600}


@given(seconds=st.sampled_from([1, 30, 60, 600, 3600]), moment=MOMENTS)
def test_every_process_counts_from_the_same_moment(seconds: int, moment: datetime) -> None:
    found = Hvert(seconds).next_after(moment)
    assert timedelta(0) < found - moment <= timedelta(seconds=seconds)
    assert found.timestamp() % seconds == 0


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (Hvert(1), "hvert sekund"),
        (Hvert(30), "hvert 30. sekund"),
        (Hvert(60), "hvert minutt"),
        (Hvert(600), "hvert 10. minutt"),
        (Daglig(time(4, 5)), "hver dag kl. 04.05"),
    ],
)
def test_a_time_is_told_in_words(when: When, words: str) -> None:
    assert when.tekst == words


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.navn)
def test_each_job_of_the_house_has_a_bound_on_how_late_it_is_wanted(job: JobSpec) -> None:
    when = job.naar
    first = datetime(2026, 1, 1, tzinfo=UTC)
    following = when.next_after(when.next_after(first)) - when.next_after(first)
    assert 60 <= when.grace <= max(60.0, following.total_seconds())


def test_no_two_jobs_have_one_name() -> None:
    assert len({job.navn for job in JOBS}) == len(JOBS)
