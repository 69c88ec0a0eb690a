"""A run says what it could not test for want of a real server, and CI does not accept it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

NEEDS_A_SERVER = """
import pytest

def test_with_a_server(real_server):
    assert real_server("PostgreSQL", "EXIN_NO_SUCH_SERVER")

@pytest.mark.tung
def test_heavy(rounds):
    assert rounds(1, 100) == 100
"""


def run(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(NEEDS_A_SERVER, "utf-8")
    plain = {key: value for key, value in os.environ.items() if key not in {"CI", "EXIN_TUNGT"}}
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider"),
            *("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), str(folder)),
        ],
        cwd=ROOT,
        env={**plain, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_server_is_an_error_in_ci(tmp_path: Path) -> None:
    answer = run(tmp_path, CI="true")
    assert answer.returncode == pytest.ExitCode.TESTS_FAILED
    assert "uten ekte tjener: PostgreSQL (EXIN_NO_SUCH_SERVER)" in answer.stdout


def test_a_missing_server_is_told_in_one_line_elsewhere(tmp_path: Path) -> None:
    answer = run(tmp_path)
    assert answer.returncode == pytest.ExitCode.OK
    told = [line for line in answer.stdout.splitlines() if "real server" in line]
    assert told == ["Not tested against a real server: PostgreSQL (EXIN_NO_SUCH_SERVER) – 1 skipped"]


def test_heavy_variants_run_when_asked_for(tmp_path: Path) -> None:
    assert "1 passed, 1 skipped" in run(tmp_path, EXIN_TUNGT="1").stdout
