"""What the architecture tests look at: the files of the project and their syntax trees.

Must not judge: each rule stands in its own test.
"""

import ast
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("exin", "workflows", "policies", "audit")
CORES = ("workflows", "policies", "audit")


def modules(*folders: str) -> list[Path]:
    """The Python files under `folders`, sorted; there must be some in each."""
    found = {folder: sorted((ROOT / folder).rglob("*.py")) for folder in folders}
    empty = [folder for folder, files in found.items() if not files]
    assert not empty, f"no Python files under {empty}"
    return [file for files in found.values() for file in files]


@cache
def syntax(file: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(file.read_text("utf-8"), str(file))


def name(file: Path) -> str:
    """A file's path from the root of the project, for messages."""
    return file.relative_to(ROOT).as_posix()


def tracked() -> list[Path]:
    """Every file under version control or about to be. Skips the test in a tree without git."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        answer = subprocess.run(command, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return sorted(ROOT / line for line in answer.stdout.split("\0") if line and (ROOT / line).is_file())
