"""Each rule has a case that it decides and one that it leaves alone: the rows in cases/*.toml.

A row leaves out what is ordinary: an open account, an ordinary running case of somebody else's in another
team, the usual purpose of the role.
"""

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest

from policies import Action, CaseFacts, Decision, Other, Principal, Protection, Purpose, Request, Role
from policies.decide import Rulebook
from tests.policies.builders import ORDINARY, request, rules_in_force

CASES: Final = Path(__file__).parent / "cases"

# These two hold the door against rules that are not written yet: no rule permits what they forbid.
SECOND_LOCKS: Final = {"revisor_uten_innhold", "systemansvarlig_uten_sak"}


@dataclass(frozen=True)
class Row:
    rule: str
    decides: bool
    allowed: bool
    request: Request
    also: frozenset[str]  # other rules that say the same here


def as_principal(who: dict[str, Any]) -> Principal:
    if "jobb" in who:
        return Principal(kind="jobb", jobb=who["jobb"])
    return Principal(**{"kind": "ansatt", "aktiv": True, **who, "rolle": Role(who["rolle"])})


def as_case(facts: dict[str, Any]) -> CaseFacts:
    case = replace(ORDINARY, **facts)
    return replace(case, skjerming=Protection(case.skjerming))


def as_row(row: dict[str, Any]) -> Row:
    on = as_case(row["on"]) if isinstance(row["on"], dict) else row["on"]
    purpose = Purpose(row["purpose"]) if "purpose" in row else None
    asked = request(as_principal(row["who"]), Action(row["action"]), on, purpose=purpose)
    return Row(
        rule=row["rule"],
        decides=row["decides"],
        allowed=row["allowed"],
        request=asked,
        also=frozenset(row.get("also", ())),
    )


def rows() -> list[Row]:
    found = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.toml"))]
    return [as_row(row) for file in found for row in file["case"]]


ROWS: Final = rows()
DECIDED: Final = [row for row in ROWS if row.decides]


def name(row: Row) -> str:
    return f"{row.rule}-{'decides' if row.decides else 'leaves'}-{row.request.action}"


def decide_without(rule_id: str, asked: Request) -> Decision:
    rules, schema = rules_in_force()
    fewer = {
        file: re.sub(rf'@id\("{rule_id}"\)(?s:.*?);$', "", text, flags=re.MULTILINE)
        for file, text in rules.items()
    }
    assert fewer != rules
    return Rulebook(fewer, schema).decide(asked)


def test_every_rule_has_a_case_it_decides_and_one_it_leaves_alone(rulebook: Rulebook) -> None:
    assert {row.rule for row in ROWS if row.decides} == set(rulebook.grounds)
    assert {row.rule for row in ROWS if not row.decides} == set(rulebook.grounds)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_a_row_gets_the_answer_written_in_it(rulebook: Rulebook, row: Row) -> None:
    decision = rulebook.decide(row.request)
    assert (decision.allowed, row.rule in decision.rule_ids) == (row.allowed, row.decides)
    assert not decision.faulty
    if row.decides:
        assert set(decision.rule_ids) == {row.rule} | row.also


@pytest.mark.parametrize("row", DECIDED, ids=name)
def test_a_rule_that_decides_permits_or_forbids_as_it_says(rulebook: Rulebook, row: Row) -> None:
    assert rulebook.grounds[row.rule].forbyr is not row.allowed


@pytest.mark.parametrize(
    "row", [row for row in DECIDED if row.rule not in SECOND_LOCKS and not row.also], ids=name
)
def test_without_the_rule_that_decides_the_answer_is_the_opposite(row: Row) -> None:
    assert decide_without(row.rule, row.request).allowed is not row.allowed


def test_a_second_lock_stands_behind_a_door_that_is_shut() -> None:
    for row in DECIDED:
        if row.rule in SECOND_LOCKS:
            assert decide_without(row.rule, row.request) == Decision(allowed=False, rule_ids=())


def test_a_case_is_not_reached_by_asking_as_something_else(rulebook: Rulebook) -> None:
    for row in ROWS:
        if isinstance(row.request.resource, CaseFacts) and row.request.action is not Action.FORKLAR:
            answer = rulebook.decide(replace(row.request, resource=Other("program")))
            assert not answer.allowed
            assert answer.faulty
