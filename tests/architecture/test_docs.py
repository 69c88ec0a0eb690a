"""The papers hold together: links lead somewhere, decisions are numbered and name what enforces them."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, name, tracked

PAPERS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs/adr").glob("*.md"))
PARTS = ["Context", "Decision", "Rejected", "Enforced by"]
ONE_PAGE = 45


@pytest.mark.parametrize("paper", PAPERS, ids=name)
def test_every_link_leads_to_a_file(paper: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", paper.read_text("utf-8"))
    assert [target for target in targets if not (paper.parent / target).exists()] == []


def test_decisions_are_numbered_without_gaps() -> None:
    assert [int(file.name[:4]) for file in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda file: file.name[:4])
class TestADecision:
    def test_fills_one_page_in_the_same_four_parts(self, decision: Path) -> None:
        text = decision.read_text("utf-8")
        assert text.startswith(f"# {decision.name[:4]} ")
        assert re.findall(r"(?m)^## (.+)$", text) == PARTS
        assert len(text.splitlines()) <= ONE_PAGE

    def test_names_a_test_that_enforces_it(self, decision: Path) -> None:
        _, _, enforced = decision.read_text("utf-8").partition("## Enforced by")
        tests = re.findall(r"`(tests/[\w/.]+)`", enforced)
        assert tests
        assert [test for test in tests if not (ROOT / test).is_file()] == []

    def test_names_only_contracts_that_exist(self, decision: Path) -> None:
        _, _, enforced = decision.read_text("utf-8").partition("## Enforced by")
        known = set(re.findall(r'(?m)^id = "([\w-]+)"', (ROOT / "pyproject.toml").read_text("utf-8")))
        for listed in re.findall(r"contracts? ((?:`[\w-]+`(?:, | and )?)+)", enforced):
            assert set(re.findall(r"`([\w-]+)`", listed)) <= known


def test_no_file_holds_a_note_to_do_something_later() -> None:
    # Spelt with classes, so that this file does not find itself.
    later = re.compile(r"\b(TO[D]O|FIXM[E]|XX[X])\b")
    texts = [file for file in tracked() if file.suffix in {".py", ".md", ".toml", ".cedar", ".mako", ".yml"}]
    assert [name(file) for file in texts if later.search(file.read_text("utf-8"))] == []
