"""The commands are those that README and CI name."""

import re
import subprocess

from tests.architecture.tree import ROOT

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"(?m)^([a-z-]+):", MAKEFILE))


def test_every_command_is_explained() -> None:
    assert set(re.findall(r"(?m)^([a-z-]+):.*## \S", MAKEFILE)) == TARGETS


def test_every_command_named_in_the_papers_exists() -> None:
    papers = "".join(file.read_text("utf-8") for file in ROOT.glob("*.md"))
    assert set(re.findall(r"`make ([a-z-]+)", papers)) <= TARGETS


def test_ci_runs_the_checks_and_the_tests() -> None:
    script = ROOT / ".ci/run"
    assert script.stat().st_mode & 0o111
    assert script.read_text("utf-8").splitlines()[-1] == "make check test"
    subprocess.run(["bash", "-n", script], check=True)
