"""Wherever a case wanders, it stays in the graph: random facts, inputs and events, as many as it takes."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.asking import DAG, EVENTS, good_facts, good_inputs
from tests.workflows.test_transition_table import TABLES
from workflows import (
    NEW,
    PROGRAMMES,
    Actorship,
    Facts,
    Inputs,
    Programme,
    Refused,
    Step,
    by_key,
    next_step,
    possibilities,
    replay_step,
)

STATES = tuple(state.key for state in PROGRAMMES[0].states)
AREAS = tuple(area.kode for area in PROGRAMMES[0].areas)
ARSAKER = ("kapasitet", "nye_hendelser", "manglende_oppmote", "ny_motivasjon", "annet", None)

known = st.sampled_from((True, True, True, False, None))
number = st.one_of(st.none(), st.integers(-1, 4))

facts = st.builds(
    Facts,
    dag=st.just(DAG),
    fodselsdato=st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2012, 12, 31))),
    fodselsnummer_kjent=known,
    kilde=st.sampled_from(("bydel", None)),
    annen_apen_sak=st.sampled_from((False, False, True, None)),
    informasjonssamtale_holdt=known,
    tilknytning_oslo=known,
    kartlegging_mangler=st.one_of(st.none(), st.frozensets(st.sampled_from(AREAS), max_size=1)),
    samtykke_i_kraft=known,
    plasser_kjent=st.booleans(),
    ledige_plasser=number,
    ledige_vurderingsplasser=number,
    holder_plass=known,
    overleveringsplan=known,
    bekreftede_overleveringer=number,
    fortalt=known,
    kontaktforsok=number,
    siste_hendelse=st.sampled_from((*EVENTS, None)),
    forrige_tilstand=st.sampled_from((*STATES, NEW, None)),
)
inputs = st.builds(
    Inputs,
    arsak=st.sampled_from(ARSAKER),
    kilde=st.sampled_from(("direkte", "nabo", None)),
    har_begrunnelse=st.booleans(),
    apen_til=st.sampled_from((DAG, DAG - timedelta(days=1), None)),
    tilbud=st.sampled_from(("gitt", "ikke_gitt", None)),
    har_tilbudsgrunn=st.booleans(),
    overstyr=st.booleans(),
)
actorships = st.builds(
    Actorship,
    er_leder=st.booleans(),
    er_forfatter=st.booleans(),
    timer_siden=st.sampled_from((None, 1.0, 25.0)),
)
programmes = st.sampled_from(PROGRAMMES)
events = st.sampled_from((*EVENTS, "to_avsluttet", "avsluttet", ""))
states = st.sampled_from((NEW, *STATES))


def in_the_table(programme: Programme, state: str, event: str) -> bool:
    return TABLES[programme.key].get((state, event), "-") != "-"


def attempt(
    programme: Programme, state: str, event: str, fact: Facts, given_inputs: Inputs, actorship: Actorship
) -> Step | Refused:
    try:
        return next_step(programme, state, event, facts=fact, inputs=given_inputs, actorship=actorship)
    except Refused as refused:
        return refused


def check(programme: Programme, state: str, step: Step, fact: Facts) -> None:
    assert in_the_table(programme, state, step.event)
    target = TABLES[programme.key][state, step.event]
    expected = {"=": state, "<": fact.forrige_tilstand}.get(target, target)
    assert (step.fra, step.til) == (state, expected)
    assert step.til in STATES


@given(programmes, st.lists(st.tuples(events, facts, inputs, actorships), max_size=40))
def test_no_walk_leaves_the_graph(
    programme: Programme, attempts: list[tuple[str, Facts, Inputs, Actorship]]
) -> None:
    state = NEW
    for event, fact, given_inputs, actorship in attempts:
        answer = attempt(programme, state, event, fact, given_inputs, actorship)
        if isinstance(answer, Refused):
            assert answer.args
        else:
            check(programme, state, answer, fact)
            programme, state = by_key(answer.program_key, answer.program_version), answer.til


@given(programmes, st.lists(st.sampled_from(EVENTS), max_size=40))
def test_a_walk_in_which_all_is_well_goes_wherever_the_table_leads(
    programme: Programme, wishes: list[str]
) -> None:
    state = NEW
    for event in wishes:
        fact = good_facts(programme, forrige_tilstand="vurdering")
        answer = attempt(programme, state, event, fact, good_inputs(event), Actorship(er_leder=True))
        assert isinstance(answer, Step) is in_the_table(programme, state, event)
        if isinstance(answer, Step):
            check(programme, state, answer, fact)
            programme, state = by_key(answer.program_key), answer.til


@given(programmes, states, events, facts, inputs, actorships)
def test_history_takes_every_step_that_could_be_taken_and_leads_to_the_same_place(
    programme: Programme, state: str, event: str, fact: Facts, given_inputs: Inputs, actorship: Actorship
) -> None:
    answer = attempt(programme, state, event, fact, given_inputs, actorship)
    if isinstance(answer, Step):
        told = replay_step(programme, state, event, facts=fact, inputs=given_inputs)
        assert (told.fra, told.til, told.program_key) == (answer.fra, answer.til, answer.program_key)
        assert {result.kode for result in told.results} <= {result.kode for result in answer.results}


@given(programmes, states, events, facts, inputs)
def test_history_refuses_only_order_and_reason(
    programme: Programme, state: str, event: str, fact: Facts, given_inputs: Inputs
) -> None:
    legal = in_the_table(programme, state, event)
    try:
        told = replay_step(programme, state, event, facts=fact, inputs=given_inputs)
    except Refused as refused:
        codes = refused.args
    else:
        codes = ()
        assert told.til in STATES
    allowed = [(), ("arsak",)] if legal else [("ulovlig_rekkefolge",), ("ukjent_hendelse",)]
    assert codes in allowed


@given(programmes, states, facts, actorships)
def test_what_is_said_to_be_possible_is_refused_for_its_inputs_only(
    programme: Programme, state: str, fact: Facts, actorship: Actorship
) -> None:
    for possibility in possibilities(programme, state, facts=fact, actorship=actorship):
        answer = attempt(programme, state, possibility.event, fact, Inputs(), actorship)
        lacking = answer.args if isinstance(answer, Refused) else ()
        assert lacking == (*(reason.kode for reason in possibility.mangler), *possibility.krever)


@given(programmes, states, events, facts, inputs, actorships)
def test_the_same_question_has_the_same_answer(
    programme: Programme, state: str, event: str, fact: Facts, given_inputs: Inputs, actorship: Actorship
) -> None:
    first, second = (attempt(programme, state, event, fact, given_inputs, actorship) for _ in range(2))
    if isinstance(first, Refused):
        assert isinstance(second, Refused)
        assert first.reasons == second.reasons
    else:
        assert first == second
