"""What kind of step an event is, read off the definition: so for an event that a programme adds, too."""

import pytest

from tests.workflows.asking import OSLO, UNG
from workflows import (
    Changes,
    Event,
    Kind,
    Numbers,
    State,
    Transition,
    UnknownCode,
    allowed_events,
    is_end,
    kind_of,
)

KINDS = {
    ("henvendelse", "start_vurdering"): Kind.VIDERE,
    ("henvendelse", "ikke_tatt_inn"): Kind.STOPP,
    ("vurdering", "start_forlop"): Kind.VIDERE,
    ("vurdering", "ikke_tatt_inn"): Kind.STOPP,
    ("vurdering", "frafall"): Kind.UT,
    ("forlop", "start_avslutning"): Kind.VIDERE,
    ("forlop", "frafall"): Kind.UT,
    ("avslutning", "avslutt"): Kind.SLUTT,
    ("avslutning", "tilbake_til_forlop"): Kind.TILBAKE,
    ("avslutning", "frafall"): Kind.UT,
    ("frafall", "reinntak"): Kind.INN_IGJEN,
    **{(state, "ny_henvendelse"): Kind.NY_SAK for state in ("avsluttet", "ikke_tatt_inn", "frafall")},
    **{(state.key, "annuller_steg"): Kind.ANNULLER for state in OSLO.states},
}
TRANSFERRED = ("henvendelse", "vurdering", "forlop", "avslutning", "frafall")


@pytest.mark.parametrize("state, event", [("forlop", "avslutt"), ("forlop", "hopp"), ("ingen", "frafall")])
def test_what_is_no_step_from_there_has_no_kind(state: str, event: str) -> None:
    with pytest.raises(UnknownCode):
        kind_of(OSLO, state, event)


def test_each_step_of_the_programmes_is_of_the_kind_that_people_know() -> None:
    of_oslo = {(s.key, e): kind_of(OSLO, s.key, e) for s in OSLO.states for e in allowed_events(OSLO, s.key)}
    assert of_oslo == KINDS
    of_ung = {(s.key, e): kind_of(UNG, s.key, e) for s in UNG.states for e in allowed_events(UNG, s.key)}
    assert of_ung == KINDS | {(state, "overfor_til_18"): Kind.VIDERE for state in TRANSFERRED}


def test_the_end_is_the_final_state_that_the_last_phase_alone_leads_to() -> None:
    assert [state.key for state in OSLO.states if is_end(OSLO, state.key)] == ["avsluttet"]


def test_a_step_that_a_programme_adds_is_back_or_out_without_anybody_naming_it() -> None:
    added = OSLO.derive(
        Changes(
            add=(
                State(key="flyttet", label="Flyttet", read_only=True, final=True),
                Event("tilbake_til_vurdering", "Tilbake til vurdering"),
                Transition(event="tilbake_til_vurdering", fra=("forlop",), til="vurdering"),
                Event("flytt", "Registrer flytting"),
                Transition(event="flytt", fra=("forlop", "avslutning"), til="flyttet"),
            )
        ),
        key="avledet",
        version=1,
        navn="Avledet",
        numbers=Numbers(alder_fra=18, alder_til=30, plasser=10),
    )
    assert kind_of(added, "forlop", "tilbake_til_vurdering") is Kind.TILBAKE
    assert (kind_of(added, "avslutning", "flytt"), is_end(added, "flyttet")) == (Kind.STOPP, False)
