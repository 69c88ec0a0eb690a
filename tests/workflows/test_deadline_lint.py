"""A deadline with a fault is never part of a programme: each fault is told."""

from dataclasses import replace

import pytest

from tests.workflows.asking import OSLO
from tests.workflows.test_definition_lint import build, watching
from workflows import PROGRAMMES, Deadline, DefinitionError, Fixed, Mark, Programme, Term, Unit, UnknownCode

SOUND = watching("start")
NONE = Term(0, Unit.DAGER)
NOTICE = Term(-30, Unit.DAGER)

FAULTS: dict[str, tuple[Deadline, ...]] = {
    "state start has no deadline: a case could be forgotten there": (),
    "deadline se_til stands twice": (SOUND, SOUND),
    "deadline 'Se': not a code that can be stored": (replace(SOUND, key="Se"),),
    "deadline se_til has no label": (replace(SOUND, label=" "),),
    "deadline se_til does not say what must be done": (replace(SOUND, tekst=" "),),
    "deadline se_til runs nowhere": (SOUND, replace(SOUND, states=())),
    "deadline se_til runs in slutt, which is final": (watching("start", "slutt"),),
    "deadline se_til runs in sol, which is no state": (watching("start", "sol"),),
    "deadline se_til counts in two ways": (replace(SOUND, repeats=True, begins=Mark.IKKE_MOTT),),
    "deadline se_til carries over what does not repeat": (replace(SOUND, carries=True),),
    "deadline se_til tells the next in line before the first": (replace(SOUND, eskaler=NOTICE),),
}
TERMS = (replace(SOUND, term=NONE), replace(SOUND, term=NOTICE), replace(SOUND, repeats=True, term=NONE))
DONE = (replace(SOUND, done_by=()), replace(SOUND, fixed=Fixed.APEN_TIL))
TIMES = (replace(SOUND, times=2), replace(SOUND, times=0), replace(SOUND, begins=Mark.IKKE_MOTT, times=0))


def faults(*deadlines: Deadline) -> tuple[str, ...]:
    with pytest.raises(DefinitionError) as error:
        build(deadlines=deadlines)
    return error.value.args


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told(fault: str) -> None:
    assert fault in faults(*FAULTS[fault])


@pytest.mark.parametrize("deadline", TERMS)
def test_a_term_that_is_out_as_it_begins_is_refused(deadline: Deadline) -> None:
    assert faults(deadline) == ("deadline se_til is out as it begins",)


def test_a_term_before_the_mark_that_begins_it_is_refused() -> None:
    begun = replace(SOUND, begins=Mark.IKKE_MOTT, term=NOTICE)
    assert faults(begun) == ("deadline se_til is out as it begins",)


@pytest.mark.parametrize("deadline", DONE)
def test_a_deadline_is_done_in_one_way(deadline: Deadline) -> None:
    assert faults(deadline) == ("deadline se_til is done by a mark or by another date, one of the two",)


@pytest.mark.parametrize("deadline", TIMES)
def test_a_number_of_marks_that_cannot_be_is_refused(deadline: Deadline) -> None:
    assert faults(deadline) == ("deadline se_til begins after a number of marks that cannot be",)


def test_a_deadline_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownCode, match="deadline"):
        OSLO.deadline("hopp")


@pytest.mark.parametrize(
    "deadline",
    [
        SOUND,
        replace(SOUND, repeats=True),
        replace(SOUND, repeats=True, carries=True),
        replace(SOUND, begins=Mark.IKKE_MOTT, times=3, term=NONE),
        replace(SOUND, done_by=(), fixed=Fixed.SAMTYKKE_UTLOPER, term=NOTICE),
    ],
)
def test_a_sound_deadline_is_found_by_its_key(deadline: Deadline) -> None:
    assert build(deadlines=(deadline,)).deadline("se_til") is deadline


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda each: each.key)
class TestAProgramme:
    def test_watches_over_every_state_that_is_not_final(self, programme: Programme) -> None:
        watched = {state for each in programme.deadlines for state in each.states}
        assert watched == {state.key for state in programme.states if not state.final}

    def test_asks_for_the_risk_assessment_anew_when_it_no_longer_stands(self, programme: Programme) -> None:
        days = programme.numbers.risikovurdering_dager
        assert programme.deadline("risikovurdering").term == Term(days, Unit.DAGER)
