"""The drawn states are those that run: docs/diagrams and the picture in README.md are generated."""

import subprocess
import sys

from tests.architecture.tree import ROOT
from workflows.programmes import PROGRAMMES

README = (ROOT / "README.md").read_text("utf-8")


def test_every_drawing_is_current() -> None:
    command = [sys.executable, "-m", "docs.diagrams.write", "--check"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, f"{answer.stdout}{answer.stderr}run: make diagrams"


def test_every_programme_is_drawn() -> None:
    drawn = {file.stem for file in (ROOT / "docs/diagrams").glob("*.mmd")}
    assert drawn == {programme.key for programme in PROGRAMMES}


def test_the_readme_shows_the_states() -> None:
    _, _, block = README.partition("<!-- diagram:exin_oslo -->\n```mermaid\n")
    assert block.startswith("stateDiagram-v2")
