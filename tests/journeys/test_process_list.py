"""What is typed stands in no process list, no environment, no file beside the installation, while a command runs."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.helpers import cases, people
from tests.helpers.canaries import Canaries
from tests.helpers.office import make_template, open_copy
from tests.helpers.terminal import terminal

pytestmark = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="the system has no /proc")

WATCHED = 0.8
"""Seconds to watch a command that waits for its text."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """An installation's folder, and a case in it."""
    base = tmp_path_factory.mktemp("liste")
    kontor = open_copy(make_template(base / "mal"), base / "var")
    saksnr = cases.case(kontor)
    kontor.office.pin()
    kontor.close()
    return kontor.folder, saksnr


@pytest.fixture
def beside(tmp_path: Path) -> dict[str, str]:
    """Where a program leaves things without being asked: a home and a folder for what is temporary."""
    places = {
        name: tmp_path / name.lower() for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    }
    for place in places.values():
        place.mkdir()
    return {name: str(place) for name, place in places.items()}


def left_in(beside: dict[str, str]) -> list[Path]:
    return [path for place in beside.values() for path in Path(place).rglob("*") if path.is_file()]


def seen_of(pid: int) -> bytes:
    """What the system tells others of a process and its children: arguments, environment, the names of its files."""
    return b"\n".join(_told(pid))


def _told(pid: int) -> Iterator[bytes]:
    folder = Path(f"/proc/{pid}")
    try:
        for name in ("cmdline", "environ", "comm"):
            yield (folder / name).read_bytes()
        for descriptor in (folder / "fd").iterdir():
            yield os.readlink(descriptor).encode()  # noqa: PTH115 - it may be no path
        for child in (folder / f"task/{pid}/children").read_text().split():
            yield from _told(int(child))
    except OSError:  # it has ended
        return


def test_a_text_from_standard_in_is_seen_by_nobody(office: tuple[Path, str], beside: dict[str, str]) -> None:
    folder, saksnr = office
    canaries = Canaries()
    command = ["sak", "notat", saksnr, "--fra-fil", "-", "--som", "kari", "--dir", str(folder)]
    seen = set()
    with subprocess.Popen(
        [sys.executable, "-m", "exin", *command],
        cwd=ROOT,
        env={**os.environ, **beside},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(canaries.text("notat").encode())
        process.stdin.flush()
        until = time.monotonic() + WATCHED
        while time.monotonic() < until:
            seen.add(seen_of(process.pid))
            time.sleep(0.02)
        out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert any(b"notat" in each for each in seen)
    assert canaries.found_in(b"\n".join([*seen, out])) == set()
    assert left_in(beside) == []


def test_what_is_typed_at_the_terminal_is_seen_by_nobody(
    office: tuple[Path, str], beside: dict[str, str]
) -> None:
    folder, _ = office
    canaries = Canaries()
    number = people.new_number()
    canaries.watch("nummer", number)
    command = "sak ny --kilde direkte --program exin_oslo --bydel Sagene --som mottak --dir".split()
    with terminal(*command, folder, **beside) as at:
        at.type("Navn: ", canaries.text("navn"))
        at.type("kan være tomt): ", number)
        at.type("om nummeret mangler: ", "")
        for label in ("Telefon", "E-post", "Adresse"):
            at.type(f"{label}: ", canaries.text(label))
        at.wait_for("bare «.»):")
        waiting = seen_of(at.process.pid)
        at.type("", f"{canaries.text('tekst')}\n.")
        assert at.end() == 0
    assert b"sak\0ny" in waiting
    assert canaries.found_in(waiting) == set()
    # Typed and echoed, but for the number.
    assert canaries.found_in(at.screen) == canaries.labels - {"nummer"}
    assert left_in(beside) == []


def test_a_text_from_a_file_is_seen_by_nobody_and_the_file_is_left_alone(
    office: tuple[Path, str], beside: dict[str, str], tmp_path: Path
) -> None:
    folder, saksnr = office
    canaries = Canaries()
    file = tmp_path / "notat.txt"
    file.write_text(canaries.text("notat"), "utf-8")
    before = file.stat()
    command = ["sak", "notat", saksnr, "--fra-fil", str(file), "--som", "kari", "--dir", str(folder)]
    seen = set()
    with subprocess.Popen(
        [sys.executable, "-m", "exin", *command],
        cwd=ROOT,
        env={**os.environ, **beside},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None:
            seen.add(seen_of(process.pid))
            time.sleep(0.02)
    assert process.returncode == 0
    assert canaries.found_in(b"\n".join(seen)) == set()
    assert (file.stat().st_mtime_ns, file.stat().st_size) == (before.st_mtime_ns, before.st_size)
    assert left_in(beside) == []
