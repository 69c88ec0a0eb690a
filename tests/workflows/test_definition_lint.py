"""A definition with a fault is never built: each fault is told."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from tests.workflows.asking import OSLO, UNG
from workflows import (
    NEW,
    Ansvar,
    Choice,
    Deadline,
    DefinitionError,
    Event,
    Guard,
    InputField,
    Into,
    Mark,
    Numbers,
    Programme,
    Requirement,
    State,
    Target,
    Term,
    Transition,
    Unit,
    Who,
)
from workflows.facts import MET, Finding
from workflows.parts import Question
from workflows.programmes import check


def always(_question: Question) -> Finding:
    return MET


GUARD = Guard(kode="ok", tekst="Det.", mangler="Gjør det.", ukjent="Se.", hvem=Who.MOTTAK, rule=always)
STATES = (State(key="start", label="Start"), State(key="slutt", label="Slutt", final=True))
EVENTS = (Event("opprett", "Opprett"), Event("avslutt", "Avslutt"))
STEPS = (
    Transition(event="opprett", fra=(NEW,), til="start", guards=(GUARD,)),
    Transition(event="avslutt", fra=("start",), til="slutt"),
)
NUMBERS = Numbers(alder_fra=18, alder_til=30, plasser=1)


def watching(*states: str) -> Deadline:
    """A sound deadline in these states."""
    return Deadline(
        key="se_til",
        label="Se til",
        tekst="Noen ser til saken.",
        states=states,
        term=Term(7, Unit.DAGER),
        done_by=(Mark.KONTAKT,),
        hvem=Ansvar.KONTAKT,
        deretter=Ansvar.LEDER,
    )


def build(**changes: Any) -> Programme:  # noqa: ANN401 - any part may be spoilt
    parts: dict[str, Any] = {
        "key": "liten",
        "version": 1,
        "navn": "Liten",
        "states": STATES,
        "events": EVENTS,
        "transitions": STEPS,
        "numbers": NUMBERS,
        "deadlines": (watching("start"),),
    }
    return Programme(**(parts | changes))


def with_step(step: Transition) -> dict[str, object]:
    return {"transitions": (*STEPS, step), "events": (*EVENTS, Event(step.event, "Mer"))}


FAULTS: dict[str, dict[str, object]] = {
    "state start stands twice": {"states": (*STATES, STATES[0])},
    "event avslutt stands twice": {"events": (*EVENTS, EVENTS[1])},
    "state start has no label": {"states": (State(key="start", label=" "), STATES[1])},
    "event avslutt has no label": {"events": EVENTS[:1]},
    "event opprett has no label": {"events": (Event("opprett", ""), EVENTS[1])},
    "event hopp has a label, but no transition": {"events": (*EVENTS, Event("hopp", "Hopp"))},
    "state 'Å': not a code that can be stored": {"states": (*STATES, State(key="Å", label="Å", final=True))},
    "state 'ny': not a code that can be stored": {"states": (*STATES, State(key="ny", label="Ny"))},
    "hopp starts from sol, which is no state": with_step(Transition(event="hopp", fra=("sol",), til="slutt")),
    "hopp leads to sol, which is no state": with_step(Transition(event="hopp", fra=("start",), til="sol")),
    "hopp leads to ny, which is no state": with_step(Transition(event="hopp", fra=("start",), til=NEW)),
    "hopp starts nowhere": with_step(Transition(event="hopp", fra=(), til="slutt")),
    "hopp opens a case without naming its state": with_step(
        Transition(event="hopp", fra=(NEW,), til=Target.SAME)
    ),
    "two transitions for avslutt from start": {
        "transitions": (*STEPS, Transition(event="avslutt", fra=("start",), til=Target.SAME))
    },
    "two transitions for hopp from start": with_step(
        Transition(event="hopp", fra=("start", "start"), til="slutt")
    ),
    "state sol cannot be reached": {"states": (*STATES, State(key="sol", label="Sol", final=True))},
    "state slutt has no way out and is not final": {"states": (STATES[0], replace(STATES[1], final=False))},
    "state start is final and has a way out": {"states": (replace(STATES[0], final=True), STATES[1])},
    "two different guards are called ok": with_step(
        Transition(event="hopp", fra=("start",), til="slutt", guards=(replace(GUARD, tekst="Noe annet."),))
    ),
    "a step leads into the programme that follows, and none does": with_step(
        Transition(event="hopp", fra=("start",), til=Target.SAME, into=Into.NEXT)
    ),
    "the programme has no name": {"navn": ""},
    "the programme's key cannot be stored": {"key": "EXIN OSLO"},
    "versions start at 1": {"version": 0},
}


def test_a_sound_definition_is_built() -> None:
    assert build().state("start").label == "Start"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told(fault: str) -> None:
    with pytest.raises(DefinitionError) as error:
        build(**FAULTS[fault])
    assert fault in error.value.args


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(DefinitionError) as error:
        build(navn="", events=())
    assert set(error.value.args) >= {"the programme has no name", "event opprett has no label"}


@pytest.mark.parametrize("til", [Target.SAME, Target.PREVIOUS, "slutt"])
def test_a_step_that_stays_or_goes_back_is_no_way_out(til: str | Target) -> None:
    stay = Transition(event="hopp", fra=("slutt",), til=til)
    parts = with_step(stay) | {
        "states": (STATES[0], replace(STATES[1], final=False)),
        "deadlines": (watching("start", "slutt"),),
    }
    with pytest.raises(DefinitionError) as error:
        build(**parts)
    assert error.value.args == ("state slutt has no way out and is not final",)
    assert build(**with_step(stay)).transition("slutt", "hopp") is stay


def test_a_state_reached_only_from_an_unreachable_one_is_unreachable() -> None:
    islands = (State(key="a", label="A"), State(key="b", label="B"))
    hops = (
        Transition(event="fram", fra=("a",), til="b"),
        Transition(event="tilbake", fra=("b",), til="a"),
    )
    with pytest.raises(DefinitionError) as error:
        build(
            states=(*STATES, *islands),
            events=(*EVENTS, Event("fram", "Fram"), Event("tilbake", "Tilbake")),
            transitions=(*STEPS, *hops),
            deadlines=(watching("start", "a", "b"),),
        )
    assert error.value.args == ("state a cannot be reached", "state b cannot be reached")


PARTS: dict[str, Callable[[], object]] = {
    "no text": lambda: replace(GUARD, tekst=""),
    "no text of what is missing": lambda: replace(GUARD, mangler=" "),
    "no text for the unknown": lambda: replace(GUARD, ukjent=""),
    "a number that is none": lambda: replace(GUARD, tekst="Minst {antall}."),
    "a nameless rule": lambda: replace(GUARD, rule=lambda _: MET),
    "ages the wrong way round": lambda: Numbers(alder_fra=31, alder_til=18, plasser=1),
    "a negative number": lambda: Numbers(alder_fra=18, alder_til=30, plasser=-1),
    "a choice twice": lambda: Requirement(
        felt=InputField.ARSAK,
        tekst="Velg.",
        mangler="Velg en.",
        rule=lambda _question, _codes: MET.status,
        valg=(Choice("a", "A"), Choice("a", "B")),
    ),
}


@pytest.mark.parametrize("fault", PARTS)
def test_a_part_with_a_fault_is_never_made(fault: str) -> None:
    with pytest.raises(DefinitionError):
        PARTS[fault]()


def test_programmes_must_fit_together() -> None:
    check((OSLO, UNG))
    for programmes, fault in (
        ((UNG,), "exin_oslo_ung is followed by exin_oslo, which is no programme"),
        ((OSLO, OSLO, UNG), "a programme stands twice under one version"),
        ((OSLO, build(followed_by="exin_oslo")), "liten has states that exin_oslo lacks"),
    ):
        with pytest.raises(DefinitionError) as error:
            check(programmes)
        assert error.value.args == (fault,)


def test_a_definition_cannot_be_changed() -> None:
    for value, name in ((OSLO, "version"), (OSLO.numbers, "plasser"), (OSLO.states[0], "label")):
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, 7)
