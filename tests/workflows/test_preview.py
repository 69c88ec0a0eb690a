"""A preview is the step as it would be: the machine's own, refused for nothing but its order."""

import pytest

from tests.workflows.asking import DAG, LEADER, good_facts, good_inputs, step
from workflows import (
    PROGRAMMES,
    Facts,
    Inputs,
    Programme,
    Refused,
    Status,
    UnknownCode,
    allowed_events,
    by_key,
    preview,
)

STEPS = [
    (programme, state.key, event)
    for programme in PROGRAMMES
    for state in programme.states
    for event in allowed_events(programme, state.key)
]


def test_a_step_that_does_not_lead_on_is_refused() -> None:
    own = by_key("exin_oslo")
    with pytest.raises(Refused) as refused:
        preview(own, "vurdering", "avslutt", facts=good_facts(own), inputs=Inputs(), actorship=LEADER)
    assert refused.value.args == ("ulovlig_rekkefolge",)
    with pytest.raises(UnknownCode):
        preview(own, "pause", "avslutt", facts=good_facts(own), inputs=Inputs(), actorship=LEADER)


@pytest.mark.parametrize(("programme", "state", "event"), STEPS)
def test_where_all_is_well_it_is_the_step(programme: Programme, state: str, event: str) -> None:
    facts, inputs = good_facts(programme), good_inputs(event)
    seen = preview(programme, state, event, facts=facts, inputs=inputs, actorship=LEADER)
    assert seen == step(programme, state, event, actorship=LEADER)


@pytest.mark.parametrize(("programme", "state", "event"), STEPS)
def test_what_speaks_against_it_stands_in_its_results(programme: Programme, state: str, event: str) -> None:
    facts = Facts(dag=DAG)
    seen = preview(programme, state, event, facts=facts, inputs=Inputs(), actorship=LEADER)
    asked = programme.transition(state, event)
    assert asked is not None
    unmet = {each.kode for each in seen.results if each.status is not Status.OPPFYLT}
    assert unmet >= {each.felt.value for each in asked.inputs}
    assert [each.kode for each in seen.results][: len(asked.guards)] == [each.kode for each in asked.guards]
