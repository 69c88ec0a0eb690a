"""What a state expects is a warning and never a refusal; limits are the numbers of the programme."""

from dataclasses import replace

import pytest

from tests.workflows.asking import (
    DAG,
    OSLO,
    UNG,
    good_facts,
    good_inputs,
    step,
)
from workflows import (
    Facts,
    Programme,
    Refused,
    missing,
)


@pytest.mark.parametrize("fortalt", [None, False])
def test_not_told_yet_is_a_warning_when_not_admitted_and_no_refusal(fortalt: bool | None) -> None:
    facts = good_facts(OSLO, fortalt=fortalt)
    taken = step(OSLO, "vurdering", "ikke_tatt_inn", facts=facts)
    assert [reason.kode for reason in taken.warnings] == ["fortalt_om_ikke_tatt_inn"]
    assert taken.results[-1].kode == "fortalt_om_ikke_tatt_inn"
    assert [reason.kode for reason in missing(OSLO, "ikke_tatt_inn", facts)] == ["fortalt_om_ikke_tatt_inn"]


def test_once_told_nothing_is_missing() -> None:
    assert step(OSLO, "vurdering", "ikke_tatt_inn").warnings == ()
    assert missing(OSLO, "ikke_tatt_inn", good_facts(OSLO)) == ()


def test_nothing_is_missing_in_a_state_that_expects_nothing() -> None:
    assert missing(OSLO, "forlop", Facts(dag=DAG)) == ()


@pytest.mark.parametrize(
    ("programme", "numbers", "state", "event", "kode"),
    [
        (OSLO, {"annuller_timer": 0}, "forlop", "annuller_steg", "rett_til_annullering"),
        (OSLO, {"overleveringer_for_avslutt": 2}, "avslutning", "avslutt", "overlevering_bekreftet"),
        (OSLO, {"kontaktforsok_ved_manglende_oppmote": 4}, "forlop", "frafall", "kontaktforsok"),
        (OSLO, {"alder_til": 20}, "henvendelse", "start_vurdering", "alder_i_programmet"),
        (UNG, {"overforing_dager_for_18": 21}, "forlop", "overfor_til_18", "alder_for_overforing"),
    ],
)
def test_the_limits_are_the_numbers_of_the_programme(
    programme: Programme, numbers: dict[str, int], state: str, event: str, kode: str
) -> None:
    stricter = replace(programme, numbers=replace(programme.numbers, **numbers))
    inputs = good_inputs(event, arsak="manglende_oppmote") if event == "frafall" else good_inputs(event)
    assert step(programme, state, event, inputs=inputs).event == event
    with pytest.raises(Refused) as refused:
        step(stricter, state, event, inputs=inputs)
    assert refused.value.args == (kode,)
