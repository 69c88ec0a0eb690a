"""Each run is noted, whatever becomes of it; and what was missed is made up for."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, time, timedelta

import pytest

from exin.casework.jobb import jobber
from exin.casework.jobb.jobber import FEILET, OK, STARTET, Sist
from exin.errors import Denied, LogUnavailable, Tampered
from exin.jobs.runner import Utfall, first_wait, run_once
from exin.jobs.spec import JobSpec
from exin.jobs.times import Daglig, Hvert, When
from exin.store.leder import Locks
from exin.work import Office
from tests.helpers.office import START, Kontor

SAID = "Vilde Hemmelig 01880081183"


@pytest.fixture
def locks(kontor: Kontor) -> Iterator[Locks]:
    with closing(kontor.office.means.database.locks()) as made:
        yield made


def spec(run: Callable[[Office], int]) -> JobSpec:
    return JobSpec(navn="prove", beskrivelse="Prøver.", naar=Hvert(60), run=run)


def raising(error: BaseException) -> JobSpec:
    def run(_office: Office) -> int:
        raise error

    return spec(run)


def row(kontor: Kontor) -> tuple[object, ...]:
    return kontor.one("select utfall, antall, kode, ferdig is null from jobb where navn = 'prove'")


NAMELESS: type[Exception] = type("Feil om Vilde", (Exception,), {})
"""An error whose class has a name that is no code."""


# -- runs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error, kode",
    [
        (ValueError(SAID), "ValueError"),
        (Tampered("logg_ikke_hel", SAID), "logg_ikke_hel"),
        (Tampered(SAID), "Tampered"),
        (Denied("les_sak"), "Denied"),
        (LogUnavailable("database"), "LogUnavailable"),
        (NAMELESS(SAID), "feil"),
        (MemoryError(), "MemoryError"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_run_that_failed_is_noted_by_its_code_and_by_nothing_that_it_said(
    kontor: Kontor, locks: Locks, error: BaseException, kode: str
) -> None:
    seen: list[BaseException] = []
    assert run_once(kontor.office, raising(error), locks, on_fault=seen.append) == Utfall(kode=kode)
    assert seen == [error]
    assert row(kontor) == (FEILET, 0, kode, False)
    assert not any(word in str(kontor.rows("select * from jobb")) for word in SAID.split())


def test_a_run_that_fails_does_not_keep_the_next_from_running(kontor: Kontor, locks: Locks) -> None:
    run_once(kontor.office, raising(ValueError()), locks, on_fault=lambda _: None)
    assert run_once(kontor.office, spec(lambda _: 7), locks, on_fault=lambda _: None) == Utfall(antall=7)
    assert row(kontor) == (OK, 7, None, False)


def test_a_job_that_runs_already_is_not_run_and_its_note_stands(kontor: Kontor, locks: Locks) -> None:
    seen: list[object] = []

    def run(office: Office) -> int:
        with closing(kontor.office.means.database.locks()) as others:
            seen.append(run_once(office, spec(lambda _: 0), others, on_fault=seen.append))
        seen.append(run_once(office, spec(lambda _: 0), locks, on_fault=seen.append))
        seen.append(row(kontor))
        return 1

    run_once(kontor.office, spec(run), locks, on_fault=seen.append)
    running = (STARTET, 0, None, 1)
    assert seen == [None, None, running]


def test_a_run_that_cannot_be_noted_is_not_begun(kontor: Kontor, locks: Locks) -> None:
    seen: list[object] = []

    def run(_office: Office) -> int:
        seen.append("begun")
        return 1

    kontor.tamper("alter table jobb rename to borte")
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the database says of it
        run_once(kontor.office, spec(run), locks, on_fault=seen.append)
    kontor.tamper("alter table borte rename to jobb")
    assert seen == []
    assert not locks.holds("prove")


def test_the_end_of_a_run_is_not_noted_over_one_that_began_since(kontor: Kontor) -> None:
    first = jobber.note_start(kontor.office, "prove")
    kontor.clock.forward(minutes=1)
    second = jobber.note_start(kontor.office, "prove")
    jobber.note_end(kontor.office, "prove", first, antall=3)
    assert row(kontor)[0] == STARTET
    jobber.note_end(kontor.office, "prove", second, antall=4)
    assert row(kontor) == (OK, 4, None, False)


def test_a_run_leaves_no_event_of_its_own(kontor: Kontor, locks: Locks) -> None:
    with kontor.new_events() as events:
        run_once(kontor.office, spec(lambda _: 1), locks, on_fault=lambda _: None)
    assert events == []
    assert kontor.verify().ok


# -- what was missed ---------------------------------------------------------------------------------------

NIGHTLY, OFTEN = Daglig(time(4, 10)), Hvert(600)
NOW = START.replace(hour=9)


def ran(ago: timedelta, utfall: str = OK) -> Sist:
    began = NOW - ago
    return Sist(
        startet=began, ferdig=None if utfall == STARTET else began, utfall=utfall, antall=0, kode=None
    )


AT_ONCE = timedelta(0)


@pytest.mark.parametrize(
    "naar, last, wait",
    [
        (NIGHTLY, None, None),
        (NIGHTLY, ran(timedelta(hours=2)), None),
        (NIGHTLY, ran(timedelta(hours=2), FEILET), None),
        (NIGHTLY, ran(timedelta(days=1)), AT_ONCE),
        (NIGHTLY, ran(timedelta(days=40)), AT_ONCE),
        (NIGHTLY, ran(timedelta(hours=2), STARTET), AT_ONCE),
        (NIGHTLY, ran(timedelta(minutes=2), STARTET), timedelta(minutes=3)),
        (OFTEN, ran(timedelta(0)), None),
        (OFTEN, ran(timedelta(hours=1)), AT_ONCE),
        (OFTEN, ran(timedelta(0), STARTET), timedelta(minutes=5)),
        (Hvert(60), ran(timedelta(0), STARTET), None),
    ],
)
def test_a_new_leader_makes_up_for_what_was_missed_or_cut_off_and_for_nothing_else(
    naar: When, last: Sist | None, wait: timedelta | None
) -> None:
    assert first_wait(naar, last, NOW) == wait


@pytest.mark.parametrize("utfall", [OK, STARTET])
def test_at_a_takeover_no_night_is_lost_and_none_comes_twice(utfall: str) -> None:
    """Whenever the lead changes in a night: the job has run once, or does."""
    due = NIGHTLY.next_after(NOW)
    for minute in range(-30, 30):
        taken: datetime = due + timedelta(minutes=minute)
        last = ran(timedelta(hours=5)) if taken < due else ran(NOW - due, utfall)
        again = first_wait(NIGHTLY, last, taken) is not None
        assert again == (taken >= due and utfall == STARTET)
