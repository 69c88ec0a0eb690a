"""What the user must give with a step, and from which list."""

from datetime import timedelta

import pytest

from tests.workflows.asking import DAG, OSLO, UNG, good_facts, good_inputs, step
from workflows import InputField, Inputs, Programme, Refused, replay_step

LISTS = {
    "ikke_tatt_inn": ["utenfor_malgruppen", "manglende_endringsmotivasjon", "kapasitet"],
    "frafall": ["svingende_motivasjon", "ustabil_hverdag", "nye_hendelser", "manglende_oppmote"],
    "reinntak": ["kortvarig_frafall", "endrede_livsforhold", "ny_motivasjon", "bedre_tilrettelegging"],
}
FROM = {
    "ikke_tatt_inn": "henvendelse",
    "frafall": "forlop",
    "reinntak": "frafall",
    "tilbake_til_forlop": "avslutning",
    "annuller_steg": "forlop",
}


def codes_refused(event: str, state: str, inputs: Inputs) -> tuple[object, ...]:
    with pytest.raises(Refused) as refused:
        step(OSLO, state, event, inputs=inputs)
    return refused.value.args


@pytest.mark.parametrize("event", LISTS)
@pytest.mark.parametrize("arsak", [None, "", "annet", "Kapasitet"])
def test_a_reason_must_be_of_the_list(event: str, arsak: str | None) -> None:
    assert codes_refused(event, FROM[event], good_inputs(event, arsak=arsak)) == ("arsak",)


@pytest.mark.parametrize("event", LISTS)
def test_a_reason_of_another_step_is_refused(event: str) -> None:
    for other in LISTS:
        if other != event:
            inputs = good_inputs(event, arsak=LISTS[other][0])
            assert codes_refused(event, FROM[event], inputs) == ("arsak",)


@pytest.mark.parametrize("programme", [OSLO, UNG], ids=lambda programme: programme.key)
@pytest.mark.parametrize("event", LISTS)
def test_every_reason_of_the_list_is_taken(programme: Programme, event: str) -> None:
    assert [choice.kode for choice in programme.choices(event, InputField.ARSAK)] == LISTS[event]
    for arsak in LISTS[event]:
        assert step(programme, FROM[event], event, inputs=good_inputs(event, arsak=arsak)).event == event


def test_a_refused_reason_names_the_list() -> None:
    with pytest.raises(Refused) as refused:
        step(OSLO, "forlop", "frafall", inputs=good_inputs("frafall", arsak=None))
    assert ", ".join(LISTS["frafall"]) in refused.value.reasons[0].mangler


def test_the_door_is_never_open_until_a_day_before_the_step() -> None:
    for until in (None, DAG - timedelta(days=1)):
        assert codes_refused("frafall", "forlop", good_inputs("frafall", apen_til=until)) == ("apen_til",)


@pytest.mark.parametrize("days", [0, 1, 365])
def test_the_door_may_be_open_until_the_day_of_the_step_or_later(days: int) -> None:
    inputs = good_inputs("frafall", apen_til=DAG + timedelta(days=days))
    assert step(OSLO, "forlop", "frafall", inputs=inputs).til == "frafall"


@pytest.mark.parametrize("event", ["tilbake_til_forlop", "annuller_steg"])
def test_a_step_back_is_refused_without_a_typed_reason(event: str) -> None:
    assert codes_refused(event, FROM[event], Inputs()) == ("begrunnelse",)


@pytest.mark.parametrize(
    "tilbud, har_tilbudsgrunn", [(None, False), (None, True), ("kanskje", True), ("ikke_gitt", False)]
)
def test_other_services_must_be_explained_or_it_must_be_told_why_not(
    tilbud: str | None, har_tilbudsgrunn: bool
) -> None:
    inputs = good_inputs("ikke_tatt_inn", tilbud=tilbud, har_tilbudsgrunn=har_tilbudsgrunn)
    assert codes_refused("ikke_tatt_inn", "henvendelse", inputs) == ("tilbud",)


@pytest.mark.parametrize("tilbud, har_tilbudsgrunn", [("gitt", False), ("gitt", True), ("ikke_gitt", True)])
def test_other_services_explained_or_not_with_a_reason_is_taken(tilbud: str, har_tilbudsgrunn: bool) -> None:
    inputs = good_inputs("ikke_tatt_inn", tilbud=tilbud, har_tilbudsgrunn=har_tilbudsgrunn)
    assert step(OSLO, "henvendelse", "ikke_tatt_inn", inputs=inputs).til == "ikke_tatt_inn"


@pytest.mark.parametrize("kilde", [None, "", "nabo"])
def test_a_henvendelse_needs_a_source_of_the_list(kilde: str | None) -> None:
    assert codes_refused("henvendelse", "ny", Inputs(kilde=kilde)) == ("kilde",)


@pytest.mark.parametrize("kilde", ["direkte", "kriminalomsorgen", "bydel", "politi"])
def test_the_source_is_given_with_the_step_or_known_already(kilde: str) -> None:
    assert step(OSLO, "ny", "henvendelse", inputs=Inputs(kilde=kilde)).til == "henvendelse"
    known = good_facts(OSLO, kilde=kilde)
    assert step(OSLO, "ny", "henvendelse", facts=known, inputs=Inputs()).til == "henvendelse"


@pytest.mark.parametrize("event", LISTS)
def test_history_is_refused_only_for_its_reason(event: str) -> None:
    facts = good_facts(OSLO)
    for arsak in (None, "annet"):
        with pytest.raises(Refused) as refused:
            replay_step(OSLO, FROM[event], event, facts=facts, inputs=Inputs(arsak=arsak))
        assert refused.value.args == ("arsak",)
    assert (
        replay_step(OSLO, FROM[event], event, facts=facts, inputs=Inputs(arsak=LISTS[event][0])).event
        == event
    )


def test_a_step_asks_for_no_list_where_it_has_none() -> None:
    assert OSLO.choices("start_forlop", InputField.ARSAK) == ()
    assert OSLO.choices("hopp", InputField.ARSAK) == ()
