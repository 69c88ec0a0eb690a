"""Which deadlines run for a case, worked out from its latest entry into a state and what was done since.

A pure function of the programme and the course: whoever asks again with the same gets the same, in the same
order. Must not know what day it is, nor whether a deadline was told, put off or closed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from workflows.deadlines import Deadline, Fixed, Mark
from workflows.spec import Programme

_EVER: Final = 0
"""Stands for the step where a deadline does not begin anew with each entry into a state."""

_ACROSS_STATES: Final = frozenset({Fixed.SAMTYKKE_UTLOPER})
"""Dates that go on when the case moves. All others belong to the step that named them."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The latest step that led into the state where the case stands: the day it counts from, and its number."""

    state: str
    day: date
    number: int  # within the case, from 1


@dataclass(frozen=True, slots=True)
class Done:
    """A mark: what was done, on which day, and the number of the step that was the latest when it was written.

    A mark belongs to the state by that number and not by its day, which may have been dated back.
    """

    mark: Mark
    day: date
    etter_steg: int


@dataclass(frozen=True, slots=True)
class Course:
    """All of a case that deadlines look at. The marks may come in any order."""

    entry: Entry
    marks: tuple[Done, ...]
    fixed: Mapping[Fixed, date]


@dataclass(frozen=True, slots=True)
class Running:
    """A deadline that runs: (key, etter_steg, fra) is its identity, `frist` the day on which it is due."""

    key: str
    etter_steg: int
    fra: date
    frist: date


def running(programme: Programme, course: Course) -> tuple[Running, ...]:
    """The deadlines that run for the case, in the order of the definition; each key once at most."""
    return tuple(_running(programme, course))


def _running(programme: Programme, course: Course) -> Iterator[Running]:
    for deadline in programme.deadlines:
        if course.entry.state not in deadline.states:
            continue
        fra = _from(deadline, course)
        if fra is not None:
            etter_steg = _EVER if _goes_on(deadline) else course.entry.number
            yield Running(deadline.key, etter_steg, fra, deadline.term.after(fra))


def _goes_on(deadline: Deadline) -> bool:
    return deadline.carries or deadline.fixed in _ACROSS_STATES


def _from(deadline: Deadline, course: Course) -> date | None:
    """The day from which the deadline counts; None when it does not run."""
    entry = course.entry
    if deadline.fixed is not None:
        return course.fixed.get(deadline.fixed)
    after = _EVER if deadline.carries else entry.number
    done = [each.day for each in course.marks if each.mark in deadline.done_by and each.etter_steg >= after]
    if deadline.begins is not None:
        return _begun(deadline, course, since=max(done, default=date.min))
    if not deadline.repeats:
        return None if done else entry.day
    return max(done, default=entry.day) if deadline.carries else max((entry.day, *done))


def _begun(deadline: Deadline, course: Course, *, since: date) -> date | None:
    """The day of the mark that made the number full."""
    days = sorted(
        each.day
        for each in course.marks
        if each.mark is deadline.begins and each.etter_steg >= course.entry.number and each.day >= since
    )
    return days[deadline.times - 1] if len(days) >= deadline.times else None
