"""What can be done with a case now, what is missing, and what the user must give."""

import pytest

from tests.workflows.asking import CLERK, DAG, LEADER, OSLO, STRANGER, UNG, good_facts
from workflows import (
    PROGRAMMES,
    Actorship,
    Facts,
    Possibility,
    Programme,
    Refused,
    UnknownCode,
    allowed_events,
    condition_texts,
    possibilities,
    possibility,
)


def ask(
    programme: Programme, state: str, *, facts: Facts | None = None, actorship: Actorship = CLERK
) -> dict[str, Possibility]:
    answers = possibilities(programme, state, facts=facts or good_facts(programme), actorship=actorship)
    return {answer.event: answer for answer in answers}


def test_an_unknown_state_has_no_possibilities_but_a_fault() -> None:
    with pytest.raises(UnknownCode):
        possibilities(OSLO, "slettet", facts=good_facts(OSLO), actorship=CLERK)


def test_an_event_that_does_not_lead_on_has_neither_an_answer_nor_conditions() -> None:
    for asked in (
        lambda: possibility(OSLO, "forlop", "avslutt", facts=good_facts(OSLO), actorship=CLERK),
        lambda: condition_texts(OSLO, "forlop", "avslutt", good_facts(OSLO)),
    ):
        with pytest.raises(Refused):
            asked()


def test_nothing_known_makes_no_guarded_step_possible() -> None:
    for programme in PROGRAMMES:
        for state in programme.states:
            for answer in ask(programme, state.key, facts=Facts(dag=DAG), actorship=STRANGER).values():
                step = programme.transition(state.key, answer.event)
                assert step is not None
                # The guard of frafall depends on the reason given.
                unguarded = not step.guards or answer.event == "frafall"
                assert answer.mulig is unguarded, answer


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
def test_each_allowed_event_is_answered_once_and_in_order(programme: Programme) -> None:
    for state in ("ny", *(each.key for each in programme.states)):
        assert tuple(ask(programme, state)) == allowed_events(programme, state)


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
def test_one_event_is_answered_alone_as_among_all(programme: Programme) -> None:
    for facts in (good_facts(programme), Facts(dag=DAG)):
        for state in programme.states:
            for event, answer in ask(programme, state.key, facts=facts).items():
                alone = possibility(programme, state.key, event, facts=facts, actorship=CLERK)
                assert alone == answer


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
def test_a_condition_is_asked_in_the_same_words_whether_it_is_met_or_not(programme: Programme) -> None:
    for state in programme.states:
        for event, answer in ask(programme, state.key, facts=Facts(dag=DAG), actorship=STRANGER).items():
            asked = condition_texts(programme, state.key, event, Facts(dag=DAG))
            refused = {reason.kode: reason.tekst for reason in answer.mangler}
            assert asked.items() >= refused.items()
            assert not [text for text in asked.values() if "{" in text]


def test_a_step_is_possible_exactly_when_nothing_is_missing() -> None:
    for facts in (good_facts(OSLO), Facts(dag=DAG), good_facts(OSLO, samtykke_i_kraft=False)):
        for state in OSLO.states:
            for answer in ask(OSLO, state.key, facts=facts).values():
                assert answer.mulig is (answer.mangler == ())


def test_all_that_is_missing_is_told_with_who_can_mend_it() -> None:
    facts = good_facts(OSLO, samtykke_i_kraft=False, ledige_plasser=0, fodselsnummer_kjent=None)
    answer = ask(OSLO, "vurdering", facts=facts)["start_forlop"]
    assert [(reason.kode, reason.hvem) for reason in answer.mangler] == [
        ("samtykke_i_kraft", "saksbehandler"),
        ("fodselsnummer_kjent", "saksbehandler"),
        ("ledig_plass", "teamleder"),
    ]


@pytest.mark.parametrize(
    ("state", "event", "krever"),
    [
        ("ny", "henvendelse", ("kilde",)),
        ("henvendelse", "start_vurdering", ()),
        ("henvendelse", "ikke_tatt_inn", ("arsak", "tilbud")),
        ("forlop", "frafall", ("arsak", "apen_til")),
        ("frafall", "reinntak", ("arsak",)),
        ("avslutning", "tilbake_til_forlop", ("begrunnelse",)),
        ("avslutning", "annuller_steg", ("begrunnelse",)),
        ("avsluttet", "ny_henvendelse", ()),
    ],
)
def test_what_the_user_must_give_is_asked_for_and_hinders_nothing(
    state: str, event: str, krever: tuple[str, ...]
) -> None:
    answer = ask(OSLO, state)[event]
    assert answer.mulig
    assert answer.krever == krever


def test_a_source_that_is_known_is_not_asked_for_again() -> None:
    assert ask(OSLO, "ny", facts=good_facts(OSLO, kilde="politi"))["henvendelse"].krever == ()


def test_full_places_are_missing_for_all_and_a_lead_is_told_of_the_way_past() -> None:
    full = good_facts(OSLO, ledige_plasser=0)
    for actorship, way_past in ((CLERK, False), (LEADER, True)):
        answer = ask(OSLO, "vurdering", facts=full, actorship=actorship)["start_forlop"]
        assert not answer.mulig
        assert answer.kan_overstyres is way_past


def test_there_is_no_way_past_anything_else() -> None:
    for changes in (
        {"ledige_plasser": 0, "samtykke_i_kraft": False},
        {"samtykke_i_kraft": False},
        {"plasser_kjent": False},
        {},
    ):
        facts = good_facts(OSLO, **changes)
        assert not ask(OSLO, "vurdering", facts=facts, actorship=LEADER)["start_forlop"].kan_overstyres


def test_voiding_is_possible_for_whoever_may() -> None:
    assert ask(OSLO, "forlop", actorship=CLERK)["annuller_steg"].mulig
    assert ask(OSLO, "forlop", actorship=LEADER)["annuller_steg"].mulig
    assert not ask(OSLO, "forlop", actorship=STRANGER)["annuller_steg"].mulig


def test_the_young_may_be_transferred_only_when_18_is_near() -> None:
    assert ask(UNG, "forlop")["overfor_til_18"].mulig
    too_early = good_facts(UNG, fodselsdato=DAG.replace(year=DAG.year - 17))
    assert not ask(UNG, "forlop", facts=too_early)["overfor_til_18"].mulig
