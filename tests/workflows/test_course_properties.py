"""Whatever was done on a case, its deadlines hold to their rules."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from workflows import PROGRAMMES, Course, Deadline, Done, Entry, Fixed, Mark, Programme, Running, running

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
programmes = st.sampled_from(PROGRAMMES)
entries = st.builds(
    Entry, st.sampled_from([state.key for state in PROGRAMMES[0].states]), days, st.integers(1, 6)
)
marks = st.lists(st.builds(Done, st.sampled_from(Mark), days, st.integers(1, 8)), max_size=12).map(tuple)
courses = st.builds(Course, entries, marks, st.dictionaries(st.sampled_from(Fixed), days))


def once(deadline: Deadline) -> bool:
    return not deadline.repeats and deadline.begins is None and deadline.fixed is None


def relevant(deadline: Deadline) -> set[Mark]:
    return {*deadline.done_by, *([deadline.begins] if deadline.begins else [])}


def by_key(programme: Programme, course: Course) -> dict[str, Running]:
    return {each.key: each for each in running(programme, course)}


@given(programmes, courses)
def test_no_deadline_runs_in_a_final_state_or_outside_its_own(programme: Programme, course: Course) -> None:
    state = programme.state(course.entry.state)
    found = running(programme, course)
    assert not (found and state.final)
    assert all(state.key in programme.deadline(each.key).states for each in found)


@given(programmes, courses)
def test_a_deadline_that_counts_once_runs_until_it_is_done(programme: Programme, course: Course) -> None:
    since = {each.mark for each in course.marks if each.etter_steg >= course.entry.number}
    found = by_key(programme, course)
    for deadline in filter(once, programme.deadlines):
        expected = course.entry.state in deadline.states and since.isdisjoint(deadline.done_by)
        assert (deadline.key in found) is expected


@given(programmes, courses)
def test_a_deadline_that_repeats_always_runs_in_its_states(programme: Programme, course: Course) -> None:
    found = by_key(programme, course)
    for deadline in programme.deadlines:
        if deadline.repeats:
            assert (deadline.key in found) is (course.entry.state in deadline.states)


@given(programmes, courses, st.randoms(use_true_random=False))
def test_the_order_of_the_marks_says_nothing(programme: Programme, course: Course, random: Random) -> None:
    shuffled = random.sample(course.marks, k=len(course.marks))
    again = Course(course.entry, tuple(shuffled), course.fixed)
    assert running(programme, again) == running(programme, course)


@given(programmes, courses, marks)
def test_a_deadline_is_the_same_whatever_else_is_done(
    programme: Programme, course: Course, more: tuple[Done, ...]
) -> None:
    before = by_key(programme, course)
    for deadline in programme.deadlines:
        other = tuple(each for each in more if each.mark not in relevant(deadline))
        after = by_key(programme, Course(course.entry, course.marks + other, course.fixed))
        assert after.get(deadline.key) == before.get(deadline.key)


@given(programmes, courses)
def test_the_due_day_follows_from_the_day_counted_from(programme: Programme, course: Course) -> None:
    for each in running(programme, course):
        assert each.frist == programme.deadline(each.key).term.after(each.fra)
        assert each.etter_steg in (0, course.entry.number)


@given(programmes, courses)
def test_each_deadline_runs_once_and_in_the_order_of_the_definition(
    programme: Programme, course: Course
) -> None:
    keys = [each.key for each in running(programme, course)]
    assert keys == [each.key for each in programme.deadlines if each.key in keys]
