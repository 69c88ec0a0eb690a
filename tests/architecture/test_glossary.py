"""One spelling a word: what is stored or logged as a code stands in docs/ordliste.md."""

import re
from collections.abc import Iterator
from enum import StrEnum

import pytest

import audit.events
import exin.sealing.sealed
import exin.store.columns
import policies.vocabulary
import workflows.facts
import workflows.parts
import workflows.places
from tests.architecture.tree import PACKAGES, ROOT, name, tracked
from workflows.age_events import age_events
from workflows.programmes import PROGRAMMES
from workflows.spec import Programme

STORED_IN = (
    *(workflows.parts, workflows.facts, workflows.places, policies.vocabulary, audit.events),
    *(exin.sealing.sealed, exin.store.columns),
)

ROW = re.compile(r"\| (?P<term>[^|]+) \| (?P<identifiers>[^|]+) \| (?P<meaning>[^|]+) \|")
ROWS = [row for row in map(ROW.fullmatch, (ROOT / "docs/ordliste.md").read_text("utf-8").splitlines()) if row]

# Wrong spelling -> the one spelling. Spelt with a class, so that this file does not find itself.
MISSPELT = {
    r"forlo[e]p": "forlop",
    r"f[o]edsel|f[o]dselnummer": "fodselsnummer",
    r"re_i[n]ntak|gje[n]inntak|g[j]eninnta": "reinntak",
    r"opp[m]oete": "oppmote",
    r"[m]aalgruppe": "malgruppen",
    r"overfoe[r]": "overfor",
    r"[a]arsak": "arsak",
    r"formaa[l]": "formal",
    r"oppfoelgi[n]g": "oppfolging",
    r"noek[k]el": "nokkel",
}


def enums() -> Iterator[type[StrEnum]]:
    for module in STORED_IN:
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, StrEnum) and value.__module__ == module.__name__:
                yield value


def codes_of(programme: Programme) -> Iterator[str]:
    yield programme.key
    yield from (event.key for event in programme.events)
    yield from (area.kode for area in programme.areas)
    yield from (deadline.key for deadline in programme.deadlines)
    yield from (event.key for event in age_events(programme))
    for state in programme.states:
        yield state.key
        yield from (guard.kode for guard in state.expects)
    for transition in programme.transitions:
        yield from (guard.kode for guard in transition.guards)
        yield from (choice.kode for asked in transition.inputs for choice in asked.valg)


def codes() -> dict[str, str]:
    """Every stored code, with the place it comes from."""
    found = {member.value: each.__name__ for each in enums() for member in each}
    return found | {code: programme.key for programme in PROGRAMMES for code in codes_of(programme)}


def identifiers() -> list[str]:
    return [word for row in ROWS for word in re.findall(r"`([\w.]+)`(?! \()", row["identifiers"])]


def test_every_stored_code_is_in_the_glossary() -> None:
    missing = {code: place for code, place in codes().items() if code not in identifiers()}
    assert missing == {}


def test_no_word_stands_twice() -> None:
    words = identifiers()
    assert {word for word in words if words.count(word) > 1} == set()


def test_every_identifier_of_the_glossary_is_ascii() -> None:
    assert [word for word in identifiers() if not word.isascii()] == []


@pytest.mark.parametrize(("wrong", "right"), MISSPELT.items(), ids=MISSPELT.values())
def test_a_word_is_spelt_one_way(wrong: str, right: str) -> None:
    folders = (*PACKAGES, "tests", "bench")
    found = [
        f"{name(file)}:{number}: write {right}"
        for file in tracked()
        if name(file).split("/")[0] in folders and file.suffix in {".py", ".cedar", ".cedarschema", ".mako"}
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if re.search(wrong, line, re.IGNORECASE)
    ]
    assert found == []
