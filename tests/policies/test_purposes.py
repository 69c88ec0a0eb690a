"""The purposes offered are those the rules accept, and a default is given only where one fits."""

import pytest

from policies import (
    Action,
    Principal,
    Purpose,
    Role,
    default_purpose,
    has_default,
    must_say_why,
    purposes_for,
)
from policies.decide import Rulebook
from tests.policies.builders import request
from workflows import PROGRAMMES

STATES = ["henvendelse", "vurdering", "forlop", "avslutning", "avsluttet", "ikke_tatt_inn", "frafall"]
ROLES = [*Role, None]


def somebody(rolle: Role | None) -> Principal:
    if rolle is None:
        return Principal(kind="jobb", jobb="verifisering")
    return Principal(kind="ansatt", rolle=rolle, aktiv=True)


@pytest.mark.parametrize("rolle", ROLES)
def test_the_rules_refuse_exactly_the_purposes_not_offered(rulebook: Rulebook, rolle: Role | None) -> None:
    for purpose in Purpose:
        decision = rulebook.decide(request(somebody(rolle), Action.VERIFISER_LOGG, "logg", purpose=purpose))
        refused = [rule for rule in decision.rule_ids if rule.startswith("formal_")]
        assert bool(refused) is (purpose not in purposes_for(rolle))


@pytest.mark.parametrize("rolle", ROLES)
def test_the_reception_has_the_same_purposes_and_mottak_first(rolle: Role | None) -> None:
    offered = purposes_for(rolle, mottak=True)
    assert set(offered) == set(purposes_for(rolle))
    assert Purpose.MOTTAK not in offered or offered[0] is Purpose.MOTTAK


@pytest.mark.parametrize("rolle", ROLES)
@pytest.mark.parametrize("action", Action)
def test_a_default_is_always_a_purpose_of_the_role(action: Action, rolle: Role | None) -> None:
    for tilstand in (*STATES, "ukjent", None):
        default = default_purpose(action, rolle, tilstand=tilstand)
        assert default is None or default in purposes_for(rolle)


@pytest.mark.parametrize(
    ("action", "rolle", "expected"),
    [
        (Action.START_VURDERING, Role.SAKSBEHANDLER, Purpose.VURDERING),
        (Action.START_VURDERING, Role.TEAMLEDER, Purpose.VURDERING),
        (Action.HENVENDELSE, Role.SAKSBEHANDLER, Purpose.MOTTAK),
        (Action.SKRIV_PLAN, Role.SAKSBEHANDLER, Purpose.OPPFOLGING),
        (Action.TILDEL, Role.TEAMLEDER, Purpose.LEDELSE),
        (Action.LES_NOKKELTALL, Role.TEAMLEDER, Purpose.LEDELSE),
        (Action.LES_NOKKELTALL, Role.REVISOR, Purpose.KONTROLL),
        (Action.VERIFISER_LOGG, Role.REVISOR, Purpose.KONTROLL),
        (Action.ADMINISTRER_ANSATTE, Role.SYSTEMANSVARLIG, Purpose.DRIFT),
        (Action.FORKLAR, Role.SYSTEMANSVARLIG, Purpose.DRIFT),
        (Action.VIS_DAG, Role.SAKSBEHANDLER, Purpose.OPPFOLGING),
        (Action.VIS_DAG, Role.TEAMLEDER, Purpose.LEDELSE),
        (Action.LES_EGEN_LOGG, Role.SAKSBEHANDLER, Purpose.OPPFOLGING),
        (Action.LES_EGEN_LOGG, Role.TEAMLEDER, Purpose.LEDELSE),
        (Action.LES_EGEN_LOGG, Role.REVISOR, Purpose.KONTROLL),
        (Action.LES_VARSLER, Role.SAKSBEHANDLER, Purpose.OPPFOLGING),
        (Action.LES_VARSLER, Role.TEAMLEDER, Purpose.LEDELSE),
        (Action.LES_VARSLER, Role.REVISOR, Purpose.KONTROLL),
        (Action.LES_VARSLER, Role.SYSTEMANSVARLIG, Purpose.DRIFT),
        (Action.LOGG_INN, Role.SAKSBEHANDLER, Purpose.OPPFOLGING),
        (Action.LOGG_INN, Role.TEAMLEDER, Purpose.OPPFOLGING),
        (Action.LOGG_INN, Role.REVISOR, Purpose.KONTROLL),
        (Action.SKRIV_UTKAST, Role.TEAMLEDER, Purpose.OPPFOLGING),
        (Action.SLETT_UTKAST, None, Purpose.DRIFT),
        (Action.REGISTRER_FRAVAR, Role.TEAMLEDER, Purpose.LEDELSE),
        (Action.REGISTRER_FRAVAR, Role.SYSTEMANSVARLIG, Purpose.DRIFT),
        (Action.KJOR_JOBB, Role.SYSTEMANSVARLIG, Purpose.DRIFT),
        (Action.SE_ALDER, None, Purpose.DRIFT),
        (Action.VERIFISER_LOGG, None, Purpose.DRIFT),
    ],
)
def test_an_action_with_one_fitting_purpose_has_it_by_default(
    action: Action, rolle: Role | None, expected: Purpose
) -> None:
    assert default_purpose(action, rolle) is expected


@pytest.mark.parametrize(
    ("action", "rolle"),
    [
        (Action.LES_SAK, Role.SAKSBEHANDLER),  # for reception, assessment or follow-up
        (Action.LISTE_SAKER, Role.SAKSBEHANDLER),
        (Action.LES_SAK, Role.TEAMLEDER),
        (Action.LES_MOTE, Role.TEAMLEDER),
        (Action.LES_LESERE, Role.TEAMLEDER),
        (Action.SOK_PERSON, Role.TEAMLEDER),
        (Action.FLYTT_FRIST, Role.SAKSBEHANDLER),
        (Action.REGISTRER_FRAVAR, Role.SAKSBEHANDLER),  # who may not: none of theirs fits better than another
        (Action.LES_LOGG, Role.REVISOR),  # for a check, or for the person it is about
    ],
)
def test_where_several_purposes_fit_the_caller_must_ask(action: Action, rolle: Role) -> None:
    assert default_purpose(action, rolle) is None


@pytest.mark.parametrize(
    ("tilstand", "expected"),
    [
        ("henvendelse", Purpose.MOTTAK),
        ("vurdering", Purpose.VURDERING),
        ("forlop", Purpose.OPPFOLGING),
        ("frafall", Purpose.OPPFOLGING),
    ],
)
def test_the_state_of_a_case_tells_what_a_case_handler_reads_it_for(tilstand: str, expected: Purpose) -> None:
    assert default_purpose(Action.LES_SAK, Role.SAKSBEHANDLER, tilstand=tilstand) is expected
    assert default_purpose(Action.SKRIV_NOTAT, Role.TEAMLEDER, tilstand=tilstand) is expected
    assert default_purpose(Action.LES_SAK, Role.TEAMLEDER, tilstand=tilstand) is None


@pytest.mark.parametrize(
    ("tilstand", "expected"),
    [
        ("henvendelse", Purpose.MOTTAK),
        ("vurdering", Purpose.VURDERING),
        ("ikke_tatt_inn", Purpose.VURDERING),
        ("forlop", Purpose.OPPFOLGING),
        ("avslutning", Purpose.OPPFOLGING),
        ("frafall", Purpose.OPPFOLGING),
    ],
)
def test_meetings_and_deadlines_follow_the_state_and_a_lead_says_why_a_meeting_is_read(
    tilstand: str, expected: Purpose
) -> None:
    for rolle in (Role.SAKSBEHANDLER, Role.TEAMLEDER):
        for action in (Action.SKRIV_MOTE, Action.FLYTT_FRIST):
            assert default_purpose(action, rolle, tilstand=tilstand) is expected
    assert default_purpose(Action.LES_MOTE, Role.SAKSBEHANDLER, tilstand=tilstand) is expected
    assert default_purpose(Action.LES_MOTE, Role.TEAMLEDER, tilstand=tilstand) is None


@pytest.mark.parametrize(
    "action", [Action.LES_SAK, Action.LES_NOTAT, Action.LES_MOTE, Action.LES_KARTLEGGING, Action.SOK_PERSON]
)
def test_only_a_lead_has_to_say_why_something_is_read(action: Action) -> None:
    assert [rolle for rolle in Role if not has_default(action, rolle)] == [Role.TEAMLEDER]


def test_an_auditor_has_to_say_why_the_log_is_read() -> None:
    assert not has_default(Action.LES_LOGG, Role.REVISOR)
    assert has_default(Action.LES_SAK, Role.REVISOR)


@pytest.mark.parametrize("rolle", [Role.SAKSBEHANDLER, Role.TEAMLEDER])
def test_what_has_a_default_has_one_in_every_state_of_every_programme(rolle: Role) -> None:
    states = {state.key for programme in PROGRAMMES for state in programme.states}
    for action in (each for each in Action if has_default(each, rolle)):
        assert all(default_purpose(action, rolle, tilstand=each) for each in states), action


def test_a_lead_says_why_before_a_case_is_shown_and_not_before_what_is_a_leads_alone() -> None:
    assert must_say_why(Action.LES_SAK, Role.TEAMLEDER, reads_case=False)
    assert must_say_why(Action.TILDEL, Role.TEAMLEDER, reads_case=True)
    assert not must_say_why(Action.TILDEL, Role.TEAMLEDER, reads_case=False)


@pytest.mark.parametrize("reads_case", [True, False])
def test_who_has_one_purpose_in_each_state_is_not_asked(reads_case: bool) -> None:
    assert not must_say_why(Action.LES_SAK, Role.SAKSBEHANDLER, reads_case=reads_case)
