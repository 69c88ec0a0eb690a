"""A derived programme names what it adds, changes and drops, and nothing slips in or away."""

from dataclasses import replace

import pytest

from tests.workflows.asking import OSLO, UNG
from workflows import (
    Changes,
    Deadline,
    DefinitionError,
    Event,
    Numbers,
    Programme,
    State,
    Target,
    Transition,
    UnknownCode,
)

NUMBERS = Numbers(alder_fra=16, alder_til=18, plasser=10)
PAUSE = State(key="pause", label="Pause")
TO_PAUSE = Transition(event="ta_pause", fra=("forlop",), til="pause")
FROM_PAUSE = Transition(event="fortsett", fra=("pause",), til="forlop")
WITH_PAUSE = (PAUSE, Event("ta_pause", "Ta pause"), Event("fortsett", "Fortsett"), TO_PAUSE, FROM_PAUSE)


# What watches over forlop can watch over pause too.
WATCHED = tuple(
    replace(each, states=(*each.states, "pause")) for each in OSLO.deadlines if "forlop" in each.states
)
UNWATCHED = tuple(each for each in OSLO.deadlines if "forlop" not in each.states)


def derive(changes: Changes, deadlines: tuple[Deadline, ...] | None = None) -> Programme:
    return OSLO.derive(
        changes, key="avledet", version=1, navn="Avledet", numbers=NUMBERS, deadlines=deadlines
    )


def step_of(programme: Programme, event: str) -> Transition:
    (found,) = [each for each in programme.transitions if each.event == event]
    return found


BACK = step_of(OSLO, "tilbake_til_forlop")
FAULTS: dict[str, Changes] = {
    "state forlop is added, and is there already": Changes(add=(State(key="forlop", label="Igjen"),)),
    "event frafall is added, and is there already": Changes(add=(Event("frafall", "Igjen"),)),
    "transition frafall is added, and is there already": Changes(
        add=(Transition(event="frafall", fra=("henvendelse",), til="frafall"),)
    ),
    "state pause is changed, and is not there": Changes(change=(PAUSE,)),
    "event hopp is changed, and is not there": Changes(change=(Event("hopp", "Hopp"),)),
    "transition ta_pause is changed, and is not there": Changes(change=(TO_PAUSE,)),
    "state pause is dropped, and is not there": Changes(drop_states=("pause",)),
    "event hopp is dropped, and is not there": Changes(drop_events=("hopp",)),
    "event frafall is changed and dropped": Changes(
        change=(Event("frafall", "Slutt"),), drop_events=("frafall",)
    ),
    "state frafall is changed into itself": Changes(change=(OSLO.state("frafall"),)),
    "state frafall cannot be reached": Changes(drop_events=("frafall",)),
    "frafall leads to frafall, which is no state": Changes(drop_states=("frafall",)),
    "reinntak starts nowhere": Changes(drop_states=("frafall",), drop_events=("frafall",)),
    "state pause has no deadline: a case could be forgotten there": Changes(add=WITH_PAUSE),
    "deadline dor_apen runs in frafall, which is no state": Changes(
        drop_states=("frafall",), drop_events=("frafall", "reinntak")
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_change_that_does_not_fit_is_refused(fault: str) -> None:
    with pytest.raises(DefinitionError) as error:
        derive(FAULTS[fault])
    assert fault in error.value.args


def test_no_changes_give_the_same_graph_under_another_name() -> None:
    same = derive(Changes())
    assert (same.states, same.events, same.transitions) == (OSLO.states, OSLO.events, OSLO.transitions)
    assert (same.key, same.numbers, same.areas) == ("avledet", NUMBERS, OSLO.areas)
    assert same.deadlines is OSLO.deadlines


def test_what_is_added_comes_last() -> None:
    derived = derive(Changes(add=WITH_PAUSE), deadlines=(*UNWATCHED, *WATCHED))
    assert derived.states == (*OSLO.states, PAUSE)
    assert derived.transitions == (*OSLO.transitions, TO_PAUSE, FROM_PAUSE)


def test_deadlines_that_are_given_stand_for_all_that_were() -> None:
    kept = tuple(each for each in OSLO.deadlines if each.key != "kartlegging")
    derived = derive(Changes(), deadlines=kept)
    assert derived.deadlines == kept
    assert derived.deadline("plan") is OSLO.deadline("plan")
    with pytest.raises(UnknownCode, match="deadline"):
        derived.deadline("kartlegging")


def test_what_is_changed_stays_in_its_place() -> None:
    changed = replace(BACK, inputs=())
    derived = derive(Changes(change=(changed, Event("frafall", "Slutter"))))
    assert derived.transitions.index(changed) == OSLO.transitions.index(BACK)
    assert [event.key for event in derived.events] == [event.key for event in OSLO.events]
    assert derived.event("frafall").label == "Slutter"


def test_a_changed_transition_stands_for_all_of_its_event() -> None:
    split = (replace(BACK, inputs=()), Transition(event=BACK.event, fra=("frafall",), til="forlop"))
    derived = derive(Changes(change=split))
    joined = derived.derive(Changes(change=(BACK,)), key="igjen", version=1, navn="Igjen", numbers=NUMBERS)
    assert [each for each in derived.transitions if each.event == BACK.event] == list(split)
    assert joined.transitions == OSLO.transitions


def test_a_dropped_event_takes_its_transitions_along() -> None:
    derived = derive(Changes(drop_events=("tilbake_til_forlop",)))
    assert not derived.has_event("tilbake_til_forlop")
    assert derived.transition("avslutning", "tilbake_til_forlop") is None


def test_a_dropped_state_is_no_longer_where_steps_start() -> None:
    derived = derive(
        Changes(drop_states=("frafall",), drop_events=("frafall", "reinntak")),
        deadlines=tuple(each for each in OSLO.deadlines if "frafall" not in each.states),
    )
    assert step_of(derived, "ny_henvendelse").fra == ("avsluttet", "ikke_tatt_inn")
    assert "frafall" not in step_of(derived, "annuller_steg").fra


def test_the_young_have_all_that_the_older_have_and_the_transfer() -> None:
    transfer = step_of(UNG, "overfor_til_18")
    assert UNG.states == OSLO.states
    assert UNG.deadlines == OSLO.deadlines
    assert UNG.transitions == (*OSLO.transitions, transfer)
    assert transfer.til is Target.SAME
    assert UNG.followed_by == "exin_oslo"


def test_the_numbers_are_those_of_the_programmes() -> None:
    expected = {
        "kontaktforsok_ved_manglende_oppmote": 3,
        "overleveringer_for_avslutt": 1,
        "overforing_dager_for_18": 30,
        "risikovurdering_dager": 30,
        "annuller_timer": 24,
        "vurderingsplasser": None,
    }
    assert OSLO.numbers.values() == {"alder_fra": 18, "alder_til": 30, "plasser": 60} | expected
    assert UNG.numbers.values() == {"alder_fra": 16, "alder_til": 18, "plasser": 10} | expected


def test_the_states_are_what_the_figures_and_the_pages_lean_on() -> None:
    for programme in (OSLO, UNG):
        assert [state.key for state in programme.states if state.active] == [
            "henvendelse",
            "vurdering",
            "forlop",
            "avslutning",
        ]
        assert [state.key for state in programme.states if state.read_only] == ["avsluttet", "ikke_tatt_inn"]
        assert [state.key for state in programme.states if state.final] == ["avsluttet", "ikke_tatt_inn"]
        assert [state.key for state in programme.states if state.holds_place] == ["forlop", "avslutning"]
