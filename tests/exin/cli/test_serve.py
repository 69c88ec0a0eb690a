"""`exin serve`: a real server in a process of its own, and `exin demo --nettsted`."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from exin.casework.hus.ansattvisning import list_staff
from tests.helpers.kommando import exin
from tests.helpers.office import Kontor

PATIENCE = 30

_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")


@contextmanager
def started(
    folder: Path, *more: str, command: str = "serve"
) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """The process, its port, and what it said until it listened."""
    args = [sys.executable, "-m", "exin", command, "--dir", str(folder), "--port", "0", *more]
    with subprocess.Popen(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if found := _ADDRESS.search(line):
                break
        else:
            raise AssertionError(process.stderr and process.stderr.read())
        try:
            yield process, int(found[1]), said
        finally:
            process.kill()


def _get(port: int, path: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def test_an_address_that_is_taken_is_refused_with_what_to_do(kontor: Kontor) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = exin("serve", "--dir", kontor.folder, "--port", str(taken.getsockname()[1]))
    assert (answer.code, answer.out) == (2, "")
    assert "--port" in answer.err


@pytest.mark.parametrize("databaseslag", ["sqlite", "postgres"])
def test_the_pages_are_shown_the_log_is_numbered_and_pinned_and_it_ends_when_asked_to(kontor: Kontor) -> None:
    kontor.office.pin()
    before = len(kontor.office.pins.sink.notes())
    with started(kontor.folder) as (process, port, _):
        assert _get(port, "/logg-inn")[0] == 200
        assert _get(port, "/finnes-ikke")[0] == 404
        with kontor.read("admin") as r:
            list_staff(r)
        ends = time.monotonic() + PATIENCE
        while len(kontor.office.pins.sink.notes()) == before and time.monotonic() < ends:
            time.sleep(0.05)
        assert len(kontor.office.pins.sink.notes()) > before
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, err) == (0, "")
    assert "/logg-inn" not in out


def test_the_demonstration_names_one_of_each_role_and_lets_them_in_again_the_next_time(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "var"
    with started(folder, "--nettsted", command="demo") as (_, port, said):
        assert "Prøvekonto" in _get(port, "/logg-inn")[1]
    password = re.search(r"Passord for alle: (\S+)", said)
    assert password is not None
    for role in ("Saksbehandler", "Teamleder", "Revisor", "Systemansvarlig"):
        assert role in said
    assert (folder / "demopassord.txt").stat().st_mode & 0o077 == 0
    with started(folder, "--nettsted", command="demo") as (_, _, again):
        assert password[0] in again
