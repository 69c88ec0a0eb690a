"""What the memo says is what Cedar says, and what holds for every request there can be."""

from dataclasses import replace
from typing import Final

from hypothesis import example, given
from hypothesis import strategies as st

from policies import (
    Action,
    CaseFacts,
    Door,
    Job,
    Other,
    OtherKind,
    Principal,
    Protection,
    Purpose,
    Request,
    Role,
)
from policies.decide import MEMO_SIZE, Rulebook
from tests.policies.builders import OWN, SAKSBEHANDLER, request, rules_in_force

RULEBOOK: Final = Rulebook.load()
KINDS: Final[tuple[OtherKind, ...]] = (
    *("program", "register", "nokkeltall", "ansatte", "logg", "system", "varsler"),
)
STATES: Final = ("henvendelse", "vurdering", "forlop", "avslutning", "avsluttet", "ikke_tatt_inn", "frafall")

# By hand: what shows nobody anything, and which job does it.
JOBS_ON_CASES: Final = (
    (Job.MOTTAKSPOST, Action.MELD_HENVENDELSE),
    (Job.FRISTSVEIP, Action.REGN_FRISTER),
    (Job.FRISTSVEIP, Action.VARSLE_FRIST),
    (Job.ALDERSSVEIP, Action.REGN_FRISTER),
    (Job.ALDERSSVEIP, Action.VARSLE_FRIST),
    (Job.ALDERSSVEIP, Action.SE_ALDER),
)
BY_THE_HOUSE: Final = (*(Action.MELD_HENVENDELSE, Action.REGN_FRISTER, Action.VARSLE_FRIST, Action.SE_ALDER),)

flag = st.booleans()
staff = st.builds(
    Principal,
    kind=st.just("ansatt"),
    rolle=st.sampled_from(Role),
    # most accounts are open, or hardly any answer would be yes
    aktiv=st.sampled_from([True, True, True, False]),
    klarert=flag,
    mottak=flag,
    vakt=flag,
)
jobs = st.builds(Principal, kind=st.just("jobb"), jobb=st.sampled_from(Job))
cases = st.builds(
    CaseFacts,
    program=st.sampled_from(["exin_oslo", "exin_oslo_ung"]),
    tilstand=st.sampled_from(STATES),
    skjerming=st.sampled_from(Protection),
    egen=flag,
    i_mitt_lag=flag,
    inhabil=flag,
    ufordelt=flag,
    registrert_av_meg=flag,
    overlevert=flag,
    skrivebeskyttet=flag,
)
others = st.builds(Other, st.sampled_from(KINDS))
requests = st.builds(
    Request,
    principal=staff | jobs,
    action=st.sampled_from(Action),
    resource=cases | others,
    formal=st.sampled_from(Purpose),
    dor=st.sampled_from(Door),
)
about_cases = st.builds(
    Request,
    principal=staff | jobs,
    action=st.sampled_from(Action),
    resource=cases,
    formal=st.sampled_from([Purpose.OPPFOLGING, Purpose.DRIFT]),
    dor=st.just(Door.CLI),
)


@given(requests)
@example(request(SAKSBEHANDLER, Action.LES_SAK, OWN))
def test_memo_and_cedar_agree(asked: Request) -> None:
    from_cedar = RULEBOOK.decide_unmemoised(asked)
    assert RULEBOOK.decide(asked) == from_cedar
    assert RULEBOOK.decide(asked) == from_cedar


@given(requests)
def test_a_faulty_answer_is_never_yes(asked: Request) -> None:
    decision = RULEBOOK.decide(asked)
    assert not (decision.faulty and decision.allowed)
    assert decision.faulty is bool(RULEBOOK.faults(asked))


@given(requests)
def test_yes_names_only_permits_and_no_only_forbids(asked: Request) -> None:
    decision = RULEBOOK.decide(asked)
    assert not decision.allowed or decision.rule_ids
    assert all(RULEBOOK.grounds[rule].forbyr is not decision.allowed for rule in decision.rule_ids)


@given(about_cases, st.sampled_from(BY_THE_HOUSE))
def test_no_staff_does_what_the_house_does_by_itself(asked: Request, action: Action) -> None:
    decision = RULEBOOK.decide(replace(asked, action=action))
    assert not decision.allowed or asked.principal.kind == "jobb"


@given(about_cases, st.sampled_from(JOBS_ON_CASES))
def test_no_fact_of_a_case_but_partiality_stops_a_job_on_its_list(
    asked: Request, listed: tuple[Job, Action]
) -> None:
    job, action = listed
    who = Principal(kind="jobb", jobb=job)
    decision = RULEBOOK.decide(replace(asked, principal=who, action=action, formal=Purpose.DRIFT))
    assert isinstance(asked.resource, CaseFacts)
    assert decision.allowed is not asked.resource.inhabil


@given(about_cases)
@example(request(Principal(kind="jobb", jobb=Job.FRISTSVEIP), Action.REGN_FRISTER, OWN))
def test_nothing_but_what_shows_nobody_is_allowed_on_a_case_that_one_may_not_know_of(
    asked: Request,
) -> None:
    if asked.action in BY_THE_HOUSE:
        return
    known = RULEBOOK.decide(replace(asked, action=Action.KJENNE_TIL)).allowed
    assert known or not RULEBOOK.decide(asked).allowed


@given(about_cases)
def test_whoever_may_know_of_a_case_gets_an_explanation_unless_barred(asked: Request) -> None:
    known = RULEBOOK.decide(replace(asked, action=Action.KJENNE_TIL)).allowed
    explained = RULEBOOK.decide(replace(asked, action=Action.FORKLAR)).allowed
    assert isinstance(asked.resource, CaseFacts)
    assert explained is (known and not asked.resource.inhabil)


@given(about_cases, st.sampled_from(Door))
def test_the_door_changes_no_answer(asked: Request, door: Door) -> None:
    assert RULEBOOK.decide(asked) == RULEBOOK.decide(replace(asked, dor=door))


def test_the_memo_is_bounded() -> None:
    rulebook = Rulebook(*rules_in_force())
    asked = request(SAKSBEHANDLER, Action.LES_SAK, OWN)
    for number in range(MEMO_SIZE + 50):
        rulebook.decide(replace(asked, resource=replace(OWN, program=f"program_{number}")))
    assert rulebook.remembered == MEMO_SIZE


def test_equal_questions_ask_cedar_once() -> None:
    rulebook = Rulebook(*rules_in_force())
    for _ in range(3):
        rulebook.decide(request(SAKSBEHANDLER, Action.LES_SAK, OWN))
    assert rulebook.remembered == 1
