"""`exin logg sekvenser` in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 15.0


def begin(folder: Path) -> subprocess.Popen[str]:
    """Start one, and return when it is up and running."""
    process = subprocess.Popen(
        [sys.executable, "-m", "exin", "logg", "sekvenser", "--dir", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Nummererer loggen")
    return process


def end(process: subprocess.Popen[str]) -> None:
    """Kill -9."""
    process.kill()
    process.communicate(timeout=PATIENCE)


@contextmanager
def service(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """One that runs meanwhile."""
    process = begin(folder)
    try:
        yield process
    finally:
        end(process)
