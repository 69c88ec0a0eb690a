"""Schema, vocabulary and rules use the same words, and no rule knows anybody by id."""

import re
from enum import StrEnum
from typing import Final, get_args

import pytest

from policies import Action, Door, Job, OtherKind, Protection, Purpose, Role
from tests.policies.builders import rules_in_force

# By hand: what the programmes call their events.
EVENTS: Final = [
    "henvendelse",
    "start_vurdering",
    "start_forlop",
    "start_avslutning",
    "tilbake_til_forlop",
    "avslutt",
    "ikke_tatt_inn",
    "frafall",
    "reinntak",
    "ny_henvendelse",
    "overfor_til_18",
    "annuller_steg",
]
STATES: Final = {"henvendelse", "vurdering", "forlop", "avslutning", "avsluttet", "ikke_tatt_inn", "frafall"}
ENUMS: Final[dict[str, type[StrEnum]]] = {
    "Rolle": Role,
    "Skjerming": Protection,
    "Formal": Purpose,
    "Dor": Door,
    "Jobbnavn": Job,
}


def without_comments(text: str) -> str:
    return re.sub(r"//.*", "", text)


def schema() -> str:
    return without_comments(rules_in_force()[1])


def rules() -> str:
    return "\n".join(without_comments(text) for text in rules_in_force()[0].values())


def declared_actions() -> dict[str, bool]:
    """Every action in the schema, and whether it can be asked for (a group cannot)."""
    found = {}
    for names, rest in re.findall(
        r"\baction\s+([\w\s,]+?)\s*(?:\bin\b|\bappliesTo\b|(?=;))([^;]*);", schema()
    ):
        for action in re.split(r"\s*,\s*", names.strip()):
            found[action] = "principal" in rest
    return found


def test_no_rule_names_an_id() -> None:
    named = re.findall(r'(\w+)::"([^"]*)"', rules())
    assert {kind for kind, _ in named} <= {"Action", *ENUMS}
    assert not re.findall(r"\b(?:principal|resource)\s*(?:==|in)\s", rules())


def test_a_rule_that_names_an_id_would_be_seen() -> None:
    seen = re.findall(r'(\w+)::"([^"]*)"', 'permit (principal == Ansatt::"kari", action, resource);')
    assert seen == [("Ansatt", "kari")]


@pytest.mark.parametrize(("name", "words"), ENUMS.items())
def test_a_vocabulary_is_the_same_in_schema_and_code(name: str, words: type[StrEnum]) -> None:
    declared = re.search(rf"entity {name} enum \[([^\]]*)\]", schema())
    assert declared is not None
    assert re.findall(r'"([^"]*)"', declared.group(1)) == [word.value for word in words]


def test_the_actions_of_the_schema_are_those_of_the_code() -> None:
    can_be_asked = {action for action, asked in declared_actions().items() if asked}
    assert can_be_asked == {action.value for action in Action}


def test_every_thing_that_can_be_asked_for_is_in_the_schema() -> None:
    declared = re.search(r"entity (Program[\w, ]*);", schema())
    assert declared is not None
    assert set(declared.group(1).lower().split(", ")) == set(get_args(OtherKind))


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_of_the_workflow_is_an_action(event: str) -> None:
    assert declared_actions()[event]
    assert Action(event) == event


def test_the_states_that_rules_name_exist() -> None:
    bare = re.sub(r'^@.*$|\w+::"[^"]*"', "", rules(), flags=re.MULTILINE)
    assert set(re.findall(r'"([^"]*)"', bare)) == {"henvendelse", "ikke_tatt_inn"} <= STATES


def test_every_rule_is_led_by_a_comment_on_its_ground() -> None:
    for name, text in rules_in_force()[0].items():
        lines = text.splitlines()
        for number, line in enumerate(lines):
            if line.startswith("@id("):
                assert lines[number - 1].startswith("// "), f"{name}:{number + 1}"
