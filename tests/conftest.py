"""What every test may use: how heavy to run, and how to say that a real server was not there.

Must not build anything of the engine: that is in `tests/helpers`.
"""

import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

from tests.helpers.postgres import VARIABLE, Server, server

HEAVY = os.environ.get("EXIN_TUNGT") == "1"
"""True where the long variants run too (`make test-heavy`)."""

_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own there
_ENOUGH = 4 * 1024**3
"""Bytes, of the file system and of the machine: much more than a run was seen to take."""

IN_CI = os.environ.get("CI") == "true"

_NO_SERVER = "uten ekte tjener: "

settings.register_profile("vanlig", deadline=None, derandomize=IN_CI, print_blob=True)
settings.register_profile(
    "tungt",
    deadline=None,
    max_examples=2_000,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tungt" if HEAVY else "vanlig")


def _available() -> int:
    """Bytes of memory that nobody uses, as Linux says it; none where it says nothing."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), 0)


def pytest_configure() -> None:
    """A shell starts what runs in the background with Ctrl-C ignored, and every child would inherit that.

    And tests make their installations in memory, where there is room: each would else wait for the disk at each step,
    and none of them asks what survives a power cut.
    """
    if os.access(_MEMORY, os.W_OK) and min(shutil.disk_usage(_MEMORY).free, _available()) > _ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave tests marked `tung` out of an ordinary run, and those of SQLite's own ways out of one on PostgreSQL."""
    items[:] = [item for item in items if not (_on_postgres(item) and item.get_closest_marker("sqlite"))]
    if HEAVY:
        return
    skip = pytest.mark.skip(reason="heavy: make test-heavy")
    for item in items:
        if item.get_closest_marker("tung"):
            item.add_marker(skip)


def _on_postgres(item: pytest.Item) -> bool:
    called = getattr(item, "callspec", None)
    return called is not None and called.params.get("databaseslag") == "postgres"


@pytest.fixture(scope="session")
def rounds() -> Callable[[int, int], int]:
    """Choose how often: `rounds(ordinary, heavy)`."""
    return lambda ordinary, heavy: heavy if HEAVY else ordinary


@pytest.fixture(scope="session")
def real_server() -> Callable[[str, str], str]:
    """Where a real server is: `real_server(name, variable)` gives the variable's value.

    Where it is not set, the test is skipped and the run's last lines say so; with CI=true it fails.
    """

    def address(name: str, variable: str) -> str:
        return os.environ.get(variable) or _go_without(name, variable)

    return address


def _go_without(name: str, variable: str) -> NoReturn:
    reason = f"{_NO_SERVER}{name} ({variable})"
    if IN_CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL on which databases can be made: the one that is named, or one of the run's own."""
    with server() as found:
        yield found or _go_without("PostgreSQL", VARIABLE)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line for each kind of server how many tests did without it."""
    missed: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        _, _, server = str(report.longrepr).partition(_NO_SERVER)
        if server:
            missed[server.rstrip("')")] += 1
    for server, count in sorted(missed.items()):
        terminalreporter.write_line(
            f"Not tested against a real server: {server}) – {count} skipped", yellow=True
        )
