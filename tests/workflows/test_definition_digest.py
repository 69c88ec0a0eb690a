"""A published definition never changes under its number, and one digest stands for all of them.

A snapshot is the canonical text of one (key, version). When a definition must change, raise its version, keep
the old one in PROGRAMMES while cases stand on it, and add a snapshot; never write over one that was released.
"""

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.workflows.asking import OSLO, UNG
from workflows import PROGRAMMES, Numbers, Programme, Term, Unit, canonical_text, digest, digest_of

SNAPSHOTS = Path(__file__).parent / "snapshots"


def snapshot_of(programme: Programme) -> Path:
    return SNAPSHOTS / f"{programme.key}.{programme.version}.json"


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda each: f"{each.key}.{each.version}")
def test_a_published_definition_is_what_it_was(programme: Programme) -> None:
    assert canonical_text(programme) == snapshot_of(programme).read_text("utf-8")


def test_every_published_definition_is_still_there() -> None:
    assert {path.name for path in SNAPSHOTS.iterdir()} == {snapshot_of(each).name for each in PROGRAMMES}


def test_the_digest_is_that_of_the_published_texts() -> None:
    ordered = sorted(PROGRAMMES, key=lambda each: (each.key, each.version))
    texts = [snapshot_of(each).read_bytes() for each in ordered]
    assert digest() == hashlib.sha256(b"".join(texts)).hexdigest()


def test_the_digest_is_the_same_in_another_run() -> None:
    for seed in ("0", "1", "4711"):
        told = subprocess.run(
            [sys.executable, "-c", "import workflows; print(workflows.digest())"],
            cwd=Path(__file__).parents[2],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == digest()


def test_the_digest_does_not_hang_on_the_order_of_the_programmes() -> None:
    assert digest_of((UNG, OSLO)) == digest_of((OSLO, UNG)) == digest()


STEP = OSLO.transitions[1]
CHANGED = {
    "a number": {"numbers": replace(OSLO.numbers, annuller_timer=25)},
    "a label": {"states": (replace(OSLO.states[0], label="Kontakt"), *OSLO.states[1:])},
    "a flag": {"states": (replace(OSLO.states[0], holds_place=True), *OSLO.states[1:])},
    "a text of a guard": {
        "transitions": (
            OSLO.transitions[0],
            replace(STEP, guards=(replace(STEP.guards[0], mangler="Hold samtalen."), *STEP.guards[1:])),
            *OSLO.transitions[2:],
        )
    },
    "a rule of a guard": {
        "transitions": (
            OSLO.transitions[0],
            replace(STEP, guards=(replace(STEP.guards[0], rule=STEP.guards[1].rule), *STEP.guards[1:])),
            *OSLO.transitions[2:],
        )
    },
    "the order of guards": {
        "transitions": (
            OSLO.transitions[0],
            replace(STEP, guards=STEP.guards[::-1]),
            *OSLO.transitions[2:],
        )
    },
    "a term": {
        "deadlines": (replace(OSLO.deadlines[0], term=Term(4, Unit.ARBEIDSDAGER)), *OSLO.deadlines[1:])
    },
    "what a term is counted in": {
        "deadlines": (replace(OSLO.deadlines[0], term=Term(3, Unit.DAGER)), *OSLO.deadlines[1:])
    },
    "the order of deadlines": {"deadlines": OSLO.deadlines[::-1]},
    "the programme that follows": {"followed_by": "exin_oslo_ung"},
}


@pytest.mark.parametrize("what", CHANGED)
def test_any_change_gives_another_digest(what: str) -> None:
    changed = replace(OSLO, **CHANGED[what])  # type: ignore[arg-type]
    assert digest_of((changed, UNG)) != digest()


def test_an_equal_definition_gives_the_same_text() -> None:
    again = replace(OSLO, numbers=Numbers(alder_fra=18, alder_til=30, plasser=60))
    assert again is not OSLO
    assert canonical_text(again) == canonical_text(OSLO)
