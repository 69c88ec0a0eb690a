"""The drawing of a programme: every label, every step, and the same text each time."""

import pytest

from tests.workflows.asking import OSLO, UNG
from workflows import NEW, PROGRAMMES, Numbers, Programme, State, Target, mermaid
from workflows.parts import Event, Transition


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
class TestADrawing:
    def test_has_the_label_of_every_state_and_event(self, programme: Programme) -> None:
        drawn = mermaid(programme)
        for state in programme.states:
            assert f'state "{state.label}" as {state.key}\n' in drawn
        for event in programme.events:
            assert event.label in drawn

    def test_has_an_arrow_for_every_step_that_can_be_drawn(self, programme: Programme) -> None:
        arrows = [line for line in mermaid(programme).splitlines() if "-->" in line]
        steps = sum(len(step.fra) for step in programme.transitions if step.til is not Target.PREVIOUS)
        closed = sum(state.final for state in programme.states)
        assert len(arrows) == len(set(arrows)) == steps + closed

    def test_is_the_same_each_time(self, programme: Programme) -> None:
        assert mermaid(programme) == mermaid(programme)
        assert mermaid(programme).startswith("stateDiagram-v2\n")
        assert mermaid(programme).endswith("end note\n")


def test_a_case_comes_in_by_henvendelse_and_ends_in_two_ways() -> None:
    drawn = mermaid(OSLO)
    assert "    [*] --> henvendelse : Ny henvendelse\n" in drawn
    assert "    frafall --> vurdering : Re-inntak\n" in drawn
    assert [line.split()[0] for line in drawn.splitlines() if line.endswith("--> [*]")] == [
        "avsluttet",
        "ikke_tatt_inn",
    ]


def test_the_transfer_is_drawn_only_for_the_young() -> None:
    assert "forlop --> neste_program : Overfør til EXIN OSLO" in mermaid(UNG)
    assert "neste_program" not in mermaid(OSLO)


def test_a_step_that_only_stays_is_drawn_to_itself() -> None:
    programme = Programme(
        key="liten",
        version=1,
        navn="Liten",
        states=(State(key="inne", label="Inne", final=True),),
        events=(Event("inn", "Inn"), Event("vent", "Vent")),
        transitions=(
            Transition(event="inn", fra=(NEW,), til="inne"),
            Transition(event="vent", fra=("inne",), til=Target.SAME),
        ),
        numbers=Numbers(alder_fra=0, alder_til=1, plasser=0),
    )
    assert mermaid(programme).splitlines() == [
        "stateDiagram-v2",
        '    state "Inne" as inne',
        "    [*] --> inne : Inn",
        "    inne --> inne : Vent",
        "    inne --> [*]",
    ]
