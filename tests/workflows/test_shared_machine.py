"""The machine itself knows no jumps, moves nothing that was not cleared, and serves all at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from transitions import MachineError

from tests.workflows.asking import OSLO, UNG, good_facts, good_inputs, step
from tests.workflows.test_transition_table import TABLES
from workflows import NEW, PROGRAMMES, Actorship, Programme, Refused, next_step
from workflows.machine import shared_machine


class Token:
    """What the machine moves."""

    def __init__(self, state: str, *, cleared: bool) -> None:
        self.state = state
        self.cleared = cleared


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
class TestTheMachine:
    def test_has_the_events_of_the_programme_and_no_jumps(self, programme: Programme) -> None:
        assert set(shared_machine(programme).events) == {event.key for event in programme.events}

    def test_refuses_a_jump_to_every_state(self, programme: Programme) -> None:
        for state in (NEW, *(each.key for each in programme.states)):
            for target in programme.states:
                with pytest.raises(Refused):
                    step(programme, state, f"to_{target.key}")

    def test_moves_nothing_that_was_not_cleared(self, programme: Programme) -> None:
        for (state, event), target in TABLES[programme.key].items():
            if target == "-":
                continue
            token = Token(state, cleared=False)
            assert not shared_machine(programme).events[event].trigger(token)
            assert token.state == state

    def test_raises_where_the_programme_has_no_step_even_when_cleared(self, programme: Programme) -> None:
        for (state, event), target in TABLES[programme.key].items():
            if target == "-" and programme.has_event(event):
                with pytest.raises(MachineError):
                    shared_machine(programme).events[event].trigger(Token(state, cleared=True))

    def test_is_built_once_and_keeps_no_case(self, programme: Programme) -> None:
        machine = shared_machine(programme)
        step(programme, "henvendelse", "start_vurdering")
        assert machine is shared_machine(programme)
        assert machine.models == []
        assert not machine.auto_transitions


def test_two_programmes_have_two_machines() -> None:
    assert shared_machine(OSLO) is not shared_machine(UNG)


def test_many_threads_share_one_machine_without_mixing_cases() -> None:
    ways = [
        (programme, state, event, target)
        for programme in PROGRAMMES
        for (state, event), target in TABLES[programme.key].items()
        if target not in {"-", "=", "<"}
    ]

    def go(number: int) -> bool:
        programme, state, event, target = ways[number % len(ways)]
        taken = next_step(
            programme,
            state,
            event,
            facts=good_facts(programme),
            inputs=good_inputs(event),
            actorship=Actorship(),
        )
        return taken.til == target

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(go, range(800)))
