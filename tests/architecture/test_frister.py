"""The deadlines in words are those that run: docs/frister.md is generated."""

import subprocess
import sys

import pytest

from tests.architecture.tree import ROOT
from workflows import PROGRAMMES, Programme, age_events

PAPER = ROOT / "docs/frister.md"


def test_the_page_is_current() -> None:
    command = [sys.executable, "-m", "docs.frister.write", "--check"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, f"{answer.stdout}{answer.stderr}run: make diagrams"


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.key)
def test_every_deadline_and_age_of_a_programme_stands_in_its_chapter(programme: Programme) -> None:
    _, _, rest = PAPER.read_text("utf-8").partition(f"\n## {programme.navn}\n")
    rows = [line for line in rest.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    for deadline in programme.deadlines:
        states = ", ".join(programme.state(key).label for key in deadline.states)
        start = f"| {deadline.label} | {states} | {deadline.tekst} | {deadline.term.words} | "
        assert sum(row.startswith(start) for row in rows) == 1
    for event in age_events(programme):
        assert sum(row.startswith(f"| {event.age} år | {event.label} | ") for row in rows) == 1
