"""The rulebook refuses what it cannot judge: faulty rules, missing facts, what does not belong together."""

from dataclasses import replace
from typing import Any, Final

import pytest

from policies import Action, Decision, Other, Principal, Protection, Purpose, Request, Role
from policies.decide import Rulebook, RulebookError
from tests.policies.builders import (
    MOTTAK,
    ORDINARY,
    OWN,
    SAKSBEHANDLER,
    TEAMLEDER,
    VERIFISERING,
    ask,
    request,
    rules_in_force,
)

REFUSED_AS_FAULTY: Final = Decision(allowed=False, rule_ids=(), faulty=True)

# Passes validation, since the types are right, and overflows when asked.
OVERFLOWS: Final = """
@id("proves") @grunn("Prøves.")
forbid (principal, action == Action::"les_sak", resource is Sak)
when { 9223372036854775807 + 1 > 0 };
"""


def with_rule(text: str) -> Rulebook:
    rules, schema = rules_in_force()
    return Rulebook({**rules, "prove.cedar": text}, schema)


def findings(rules: dict[str, str], schema: str | None = None) -> str:
    with pytest.raises(RulebookError) as caught:
        Rulebook(rules, schema if schema is not None else rules_in_force()[1])
    return " | ".join(map(str, caught.value.args))


def but(request: Request, **facts: object) -> Request:
    """The same request with facts of the case replaced by what the types do not allow."""
    anything: Any = facts
    return replace(request, resource=replace(OWN, **anything))


# --- answers with errors ------------------------------------------------------------------------------------


def test_a_rule_that_fails_when_asked_refuses_what_others_permit(rulebook: Rulebook) -> None:
    asked = request(SAKSBEHANDLER, Action.LES_SAK, OWN)
    assert rulebook.decide(asked).allowed
    assert with_rule(OVERFLOWS).decide(asked) == REFUSED_AS_FAULTY


def test_a_rule_that_fails_leaves_other_questions_alone() -> None:
    assert ask(with_rule(OVERFLOWS), SAKSBEHANDLER, Action.LES_NOTAT, OWN).allowed


def test_a_forbid_is_still_named_when_another_rule_fails() -> None:
    decision = ask(with_rule(OVERFLOWS), SAKSBEHANDLER, Action.LES_SAK, replace(OWN, inhabil=True))
    assert decision == Decision(allowed=False, rule_ids=("inhabil",), faulty=True)


def test_an_answer_with_errors_is_never_kept() -> None:
    rulebook = with_rule(OVERFLOWS)
    for _ in range(3):
        ask(rulebook, SAKSBEHANDLER, Action.LES_SAK, OWN)
    assert rulebook.remembered == 0


def test_the_fault_can_be_read_by_those_who_mend_it() -> None:
    assert "overflow" in " ".join(with_rule(OVERFLOWS).faults(request(SAKSBEHANDLER, Action.LES_SAK, OWN)))


# --- facts that are missing or wrong ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fact",
    [
        "program",
        "tilstand",
        "skjerming",
        "egen",
        "i_mitt_lag",
        "inhabil",
        "ufordelt",
        "registrert_av_meg",
        "overlevert",
        "skrivebeskyttet",
    ],
)
def test_a_fact_that_is_not_known_refuses(rulebook: Rulebook, fact: str) -> None:
    asked = request(SAKSBEHANDLER, Action.LES_SAK, OWN)
    assert rulebook.decide(asked).allowed
    assert rulebook.decide(but(asked, **{fact: None})) == REFUSED_AS_FAULTY


@pytest.mark.parametrize("fact", ["egen", "i_mitt_lag"])
def test_a_one_from_a_database_is_not_taken_for_true(rulebook: Rulebook, fact: str) -> None:
    asked = request(SAKSBEHANDLER, Action.LES_SAK, OWN)
    assert rulebook.decide(asked).allowed
    assert but(asked, **{fact: 1}) == asked
    assert rulebook.decide(but(asked, **{fact: 1})) == REFUSED_AS_FAULTY


@pytest.mark.parametrize("level", ["", "kode6", "STRENGT_FORTROLIG"])
def test_an_unknown_level_of_protection_refuses(rulebook: Rulebook, level: str) -> None:
    asked = request(SAKSBEHANDLER, Action.LES_SAK, OWN)
    assert rulebook.decide(but(asked, skjerming=level)) == REFUSED_AS_FAULTY


def test_an_unknown_purpose_refuses(rulebook: Rulebook) -> None:
    asked: Any = request(SAKSBEHANDLER, Action.LES_SAK, OWN)
    assert rulebook.decide(replace(asked, formal="nysgjerrighet")) == REFUSED_AS_FAULTY
    assert rulebook.decide(replace(asked, formal=None)) == REFUSED_AS_FAULTY


def test_an_unknown_action_door_role_or_job_refuses(rulebook: Rulebook) -> None:
    asked: Any = request(SAKSBEHANDLER, Action.LES_SAK, OWN)
    anybody: Any = SAKSBEHANDLER
    assert rulebook.decide(replace(asked, action="slett_alt")) == REFUSED_AS_FAULTY
    assert rulebook.decide(replace(asked, dor="vindu")) == REFUSED_AS_FAULTY
    assert rulebook.decide(replace(asked, principal=replace(anybody, rolle="sjef"))) == REFUSED_AS_FAULTY
    assert (
        ask(rulebook, Principal(kind="jobb", jobb="opprydding"), Action.VERIFISER_LOGG, "logg")
        == REFUSED_AS_FAULTY
    )


def test_staff_without_a_role_and_a_job_without_a_name_are_refused(rulebook: Rulebook) -> None:
    nobody = replace(SAKSBEHANDLER, rolle=None)
    assert ask(rulebook, nobody, Action.LES_SAK, OWN) == REFUSED_AS_FAULTY
    assert ask(rulebook, Principal(kind="jobb"), Action.VERIFISER_LOGG, "logg") == REFUSED_AS_FAULTY


def test_a_job_is_not_staff_by_having_a_role(rulebook: Rulebook) -> None:
    disguised = replace(VERIFISERING, rolle=Role.TEAMLEDER, aktiv=True, klarert=True)
    assert not ask(rulebook, disguised, Action.LES_SAK, replace(ORDINARY, i_mitt_lag=True)).allowed


def test_a_thing_that_is_not_in_the_schema_is_refused(rulebook: Rulebook) -> None:
    thing: Any = Other
    for kind in ("skap", "", "sak"):
        asked = replace(request(TEAMLEDER, Action.LES_NOKKELTALL, "nokkeltall"), resource=thing(kind))
        assert not rulebook.decide(asked).allowed
        assert rulebook.decide(asked).faulty


# --- rules that cannot be used ------------------------------------------------------------------------------


def test_no_rules_is_no_rulebook() -> None:
    assert "there must be rules" in findings({})


def test_a_rule_on_a_fact_that_does_not_exist_is_found_at_load() -> None:
    rule = (
        '@id("prove") @grunn("Prøve.") forbid (principal, action, resource is Sak) when { resource.inhabl };'
    )
    assert "prove: " in findings({"a.cedar": rule})


def test_a_misspelt_role_state_of_protection_or_action_is_found_at_load() -> None:
    start = '@id("prove") @grunn("Prøve.") permit (principal is Ansatt, '
    wrong = [
        'action, resource is Sak) when { principal.rolle == Rolle::"saksbehandlr" };',
        'action, resource is Sak) when { resource.skjerming == Skjerming::"fortrolg" };',
        'action == Action::"les_sakk", resource is Sak);',
    ]
    for rest in wrong:
        assert "prove: " in findings({"a.cedar": start + rest})


def test_a_rule_without_id_or_ground_is_found_at_load() -> None:
    assert "lacks an @id" in findings({"a.cedar": '@grunn("Prøve.") permit (principal, action, resource);'})
    assert "lacks an @id" in findings(
        {"a.cedar": '@id @grunn("Prøve.") permit (principal, action, resource);'}
    )
    assert "prove: lacks a @grunn" in findings(
        {"a.cedar": '@id("prove") permit (principal, action, resource);'}
    )


def test_two_rules_with_one_id_are_found_at_load() -> None:
    rule = '@id("prove") @grunn("Prøve.") permit (principal, action, resource);'
    assert "prove: its @id is taken" in findings({"a.cedar": rule, "b.cedar": rule})


def test_a_template_is_found_at_load() -> None:
    rule = '@id("prove") @grunn("Prøve.") permit (principal == ?principal, action, resource);'
    assert "template" in findings({"a.cedar": rule})


def test_text_that_is_no_cedar_is_found_at_load() -> None:
    assert findings({"a.cedar": "permit (alle);"})
    assert findings(rules_in_force()[0], schema="entity;").startswith("schema: ")


# --- what the rulebook tells --------------------------------------------------------------------------------


def test_the_digest_names_the_rules_in_force(rulebook: Rulebook) -> None:
    rules, schema = rules_in_force()
    assert rulebook.digest == Rulebook(rules, schema).digest
    assert len(bytes.fromhex(rulebook.digest)) == 32
    others = {
        with_rule('@id("prove") @grunn("Prøve.") permit (principal, action, resource);').digest,
        Rulebook(rules, schema + "\n").digest,
        Rulebook({**rules, "vern.cedar": rules["vern.cedar"] + "\n"}, schema).digest,
    }
    assert len(others | {rulebook.digest}) == 4


def test_every_ground_is_a_norwegian_sentence(rulebook: Rulebook) -> None:
    for rule_id, ground in rulebook.grounds.items():
        assert rulebook.ground(rule_id) == ground.tekst
        assert ground.tekst[0].isupper()
        assert ground.tekst.endswith(".")
        assert not set(ground.tekst.casefold().split()) & {"the", "is", "and", "of", "not"}


def test_an_unknown_rule_has_no_ground(rulebook: Rulebook) -> None:
    with pytest.raises(KeyError):
        rulebook.ground("finnes_ikke")


def test_the_rules_that_decided_are_named_in_order(rulebook: Rulebook) -> None:
    new_and_mine = replace(OWN, tilstand="henvendelse")
    assert ask(rulebook, MOTTAK, Action.LES_SAK, new_and_mine).rule_ids == (
        "egen_sak",
        "mottak_nye_henvendelser",
    )


def test_what_no_rule_permits_is_refused_with_no_rule_named(rulebook: Rulebook) -> None:
    assert ask(rulebook, SAKSBEHANDLER, Action.LES_SAK) == Decision(allowed=False, rule_ids=())


def test_a_strict_case_refuses_with_the_rule_that_hides_it(rulebook: Rulebook) -> None:
    strict = replace(OWN, skjerming=Protection.STRENGT_FORTROLIG)
    assert ask(rulebook, SAKSBEHANDLER, Action.LES_SAK, strict).rule_ids == ("strengt_fortrolig",)
    wrong_purpose = replace(request(SAKSBEHANDLER, Action.LES_SAK, OWN), formal=Purpose.DRIFT)
    assert rulebook.decide(wrong_purpose).rule_ids == ("formal_saksbehandler",)
