"""Who holds a place, who may go past full places, and what is then over capacity."""

from datetime import timedelta

import pytest

from tests.workflows.asking import (
    BIRTHS,
    CLERK,
    DAG,
    LEADER,
    OSLO,
    STRANGER,
    UNG,
    good_facts,
    good_inputs,
    step,
)
from workflows import (
    Actorship,
    Inputs,
    Place,
    Programme,
    Refused,
    Status,
    TaPlass,
    birthday,
    held_place,
    holds_assessment_place,
    holds_place,
    latest_entry,
    replay_step,
)

History = tuple[tuple[str, str], ...]

NEW_CASE: History = (("henvendelse", "henvendelse"),)
IN_VURDERING: History = (*NEW_CASE, ("start_vurdering", "vurdering"))
IN_FORLOP: History = (*IN_VURDERING, ("start_forlop", "forlop"))
IN_AVSLUTNING: History = (*IN_FORLOP, ("start_avslutning", "avslutning"))
DROPPED: History = (*IN_FORLOP, ("frafall", "frafall"))
BACK_IN: History = (*DROPPED, ("reinntak", "vurdering"))

HELD: list[tuple[str, History, Place | None]] = [
    ("no case", (), None),
    ("henvendelse", NEW_CASE, None),
    ("first vurdering", IN_VURDERING, Place.VURDERINGSPLASS),
    ("forlop", IN_FORLOP, Place.PLASS),
    ("avslutning", IN_AVSLUTNING, Place.PLASS),
    ("back to forlop", (*IN_AVSLUTNING, ("tilbake_til_forlop", "forlop")), Place.PLASS),
    ("avsluttet", (*IN_AVSLUTNING, ("avslutt", "avsluttet")), None),
    ("ikke tatt inn", (*IN_VURDERING, ("ikke_tatt_inn", "ikke_tatt_inn")), None),
    ("frafall", DROPPED, None),
    ("frafall from vurdering", (*IN_VURDERING, ("frafall", "frafall")), None),
    ("reinntak", BACK_IN, Place.PLASS),
    ("forlop after reinntak", (*BACK_IN, ("start_forlop", "forlop")), Place.PLASS),
    ("dropped again", (*BACK_IN, ("frafall", "frafall")), None),
    ("turned down after reinntak", (*BACK_IN, ("ikke_tatt_inn", "ikke_tatt_inn")), None),
    ("transfer in forlop", (*IN_FORLOP, ("overfor_til_18", "forlop")), Place.PLASS),
    ("transfer in vurdering", (*IN_VURDERING, ("overfor_til_18", "vurdering")), Place.VURDERINGSPLASS),
    ("transfer after reinntak", (*BACK_IN, ("overfor_til_18", "vurdering")), Place.PLASS),
    ("transfer in frafall", (*DROPPED, ("overfor_til_18", "frafall")), None),
    ("new case beside", (*DROPPED, ("ny_henvendelse", "frafall")), None),
]


@pytest.mark.parametrize("programme", [OSLO, UNG], ids=lambda programme: programme.key)
@pytest.mark.parametrize(("history", "held"), [row[1:] for row in HELD], ids=[row[0] for row in HELD])
def test_a_place_is_held_in_forlop_and_avslutning_and_from_reinntak_on(
    programme: Programme, history: History, held: Place | None
) -> None:
    assert held_place(programme, history) is held
    assert holds_place(programme, history) is (held is Place.PLASS)
    assert holds_assessment_place(programme, history) is (held is Place.VURDERINGSPLASS)


def test_the_latest_entry_into_vurdering_is_the_reinntak_and_never_the_transfer() -> None:
    assert latest_entry(NEW_CASE, "vurdering") is None
    assert latest_entry(IN_FORLOP, "vurdering") == 1
    assert latest_entry((*IN_VURDERING, ("overfor_til_18", "vurdering")), "vurdering") == 1
    assert latest_entry(BACK_IN, "vurdering") == 4
    assert latest_entry((*BACK_IN, ("overfor_til_18", "vurdering")), "vurdering") == 4


FULL = (("vurdering", "start_forlop"), ("frafall", "reinntak"))


@pytest.mark.parametrize(("state", "event"), FULL)
class TestAFullProgramme:
    def test_refuses_everybody_who_does_not_override(self, state: str, event: str) -> None:
        facts = good_facts(OSLO, ledige_plasser=0)
        inputs = good_inputs(event, har_begrunnelse=True)
        for actorship in (CLERK, STRANGER, LEADER):
            with pytest.raises(Refused) as refused:
                step(OSLO, state, event, facts=facts, inputs=inputs, actorship=actorship)
            assert refused.value.args == ("ledig_plass",)
            assert refused.value.reasons[0].hvem == "teamleder"

    def test_refuses_whoever_overrides_and_is_no_lead(self, state: str, event: str) -> None:
        inputs = good_inputs(event, overstyr=True, har_begrunnelse=True)
        for free in (0, 5):
            with pytest.raises(Refused) as refused:
                step(OSLO, state, event, facts=good_facts(OSLO, ledige_plasser=free), inputs=inputs)
            assert refused.value.args[0] == "overstyr"
            assert ("ledig_plass" in refused.value.args) is (free == 0)

    def test_refuses_a_lead_who_gives_no_reason(self, state: str, event: str) -> None:
        inputs = good_inputs(event, overstyr=True)
        facts = good_facts(OSLO, ledige_plasser=0)
        with pytest.raises(Refused) as refused:
            step(OSLO, state, event, facts=facts, inputs=inputs, actorship=LEADER)
        assert refused.value.args == ("ledig_plass", "begrunnelse")

    def test_refuses_a_lead_when_nobody_has_counted(self, state: str, event: str) -> None:
        inputs = good_inputs(event, overstyr=True, har_begrunnelse=True)
        facts = good_facts(OSLO, plasser_kjent=False)
        with pytest.raises(Refused) as refused:
            step(OSLO, state, event, facts=facts, inputs=inputs, actorship=LEADER)
        assert refused.value.args == ("ledig_plass",)

    def test_lets_a_lead_past_with_a_reason_and_says_so(self, state: str, event: str) -> None:
        inputs = good_inputs(event, overstyr=True, har_begrunnelse=True)
        facts = good_facts(OSLO, ledige_plasser=0)
        taken = step(OSLO, state, event, facts=facts, inputs=inputs, actorship=LEADER)
        assert taken.over_capacity
        assert {result.kode: result.status for result in taken.results}["ledig_plass"] is Status.OPPFYLT
        assert TaPlass("exin_oslo", Place.PLASS) in taken.effects

    def test_is_told_in_history_and_refuses_nothing_there(self, state: str, event: str) -> None:
        facts = good_facts(OSLO, ledige_plasser=0)
        taken = replay_step(OSLO, state, event, facts=facts, inputs=good_inputs(event))
        assert taken.over_capacity
        assert {result.kode: result.status for result in taken.results}["ledig_plass"] is Status.IKKE_OPPFYLT

    def test_is_not_gone_past_when_there_is_room(self, state: str, event: str) -> None:
        inputs = good_inputs(event, overstyr=True, har_begrunnelse=True)
        for free in (1, None):
            facts = good_facts(OSLO, ledige_plasser=free)
            assert not step(OSLO, state, event, facts=facts, inputs=inputs, actorship=LEADER).over_capacity


def test_overriding_is_refused_to_all_but_leads_at_every_step() -> None:
    for state, event in (("forlop", "start_avslutning"), ("ny", "henvendelse"), ("forlop", "annuller_steg")):
        inputs = good_inputs(event, overstyr=True, har_begrunnelse=True)
        with pytest.raises(Refused) as refused:
            step(OSLO, state, event, inputs=inputs)
        assert refused.value.args == ("overstyr",)


def test_a_case_that_came_by_reinntak_needs_no_second_place() -> None:
    facts = good_facts(OSLO, ledige_plasser=0, holder_plass=True)
    taken = step(OSLO, "vurdering", "start_forlop", facts=facts)
    assert (taken.over_capacity, taken.effects) == (False, ())


def test_a_case_is_not_believed_to_hold_a_place_when_that_is_unknown() -> None:
    with pytest.raises(Refused):
        step(OSLO, "vurdering", "start_forlop", facts=good_facts(OSLO, ledige_plasser=0, holder_plass=None))


def test_steps_within_a_place_take_no_other() -> None:
    facts = good_facts(OSLO, ledige_plasser=0, holder_plass=True)
    for state, event in (("forlop", "start_avslutning"), ("avslutning", "tilbake_til_forlop")):
        taken = step(OSLO, state, event, facts=facts)
        assert (taken.over_capacity, taken.effects) == (False, ())


def test_places_for_vurdering_bind_only_where_they_are_limited() -> None:
    full = good_facts(OSLO, ledige_vurderingsplasser=0)
    with pytest.raises(Refused) as refused:
        step(OSLO, "henvendelse", "start_vurdering", facts=full)
    assert refused.value.args == ("ledig_vurderingsplass",)
    unlimited = good_facts(OSLO, ledige_vurderingsplasser=None, ledige_plasser=0)
    taken = step(OSLO, "henvendelse", "start_vurdering", facts=unlimited)
    assert taken.effects == (TaPlass("exin_oslo", Place.VURDERINGSPLASS),)
    inputs = Inputs(overstyr=True, har_begrunnelse=True)
    over = step(OSLO, "henvendelse", "start_vurdering", facts=full, inputs=inputs, actorship=LEADER)
    assert over.over_capacity


def test_reinntak_asks_for_a_place_and_not_for_one_for_vurdering() -> None:
    facts = good_facts(OSLO, ledige_vurderingsplasser=0)
    taken = step(OSLO, "frafall", "reinntak", facts=facts)
    assert TaPlass("exin_oslo", Place.PLASS) in taken.effects
    assert not taken.over_capacity


@pytest.mark.parametrize(
    ("state", "holder_plass", "place"),
    [
        ("henvendelse", False, None),
        ("vurdering", False, Place.VURDERINGSPLASS),
        ("vurdering", True, Place.PLASS),
        ("forlop", True, Place.PLASS),
        ("avslutning", True, Place.PLASS),
        ("frafall", False, None),
    ],
)
def test_the_transfer_goes_past_full_places_and_is_shown_as_over_where_it_takes_one(
    state: str, holder_plass: bool, place: Place | None
) -> None:
    facts = good_facts(UNG, ledige_plasser=0, ledige_vurderingsplasser=0, holder_plass=holder_plass)
    taken = step(UNG, state, "overfor_til_18", facts=facts)
    assert taken.til == state
    assert taken.over_capacity is (place is not None)
    assert taken.effects == (() if place is None else (TaPlass("exin_oslo", place),))


def test_the_transfer_is_not_over_where_there_is_room_or_no_limit_or_no_count() -> None:
    for free, counted in ((1, True), (None, True), (None, False), (0, False)):
        facts = good_facts(UNG, ledige_plasser=free, plasser_kjent=counted)
        assert not step(UNG, "forlop", "overfor_til_18", facts=facts).over_capacity


def test_a_voided_step_takes_back_its_place_even_when_full() -> None:
    facts = good_facts(OSLO, siste_hendelse="frafall", forrige_tilstand="forlop", ledige_plasser=0)
    taken = step(OSLO, "frafall", "annuller_steg", facts=facts, actorship=Actorship(er_leder=True))
    assert taken.til == "forlop"
    assert taken.over_capacity


def test_the_births_used_here_are_of_each_programmes_age() -> None:
    assert birthday(BIRTHS["exin_oslo_ung"], 18) == DAG + timedelta(days=22)
