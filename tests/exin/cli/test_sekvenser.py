"""`exin logg sekvenser`: numbers what waits until it is stopped; when it is killed, another goes on."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from policies import Action
from tests.helpers import cases
from tests.helpers.kommando import exin
from tests.helpers.office import Kontor, copy_on
from tests.helpers.postgres import Server
from tests.helpers.sekvenser import PATIENCE, service


@pytest.fixture
def served(postgres: Server, server_template: Path, tmp_path: Path) -> Iterator[Kontor]:
    """An office on a server."""
    with copy_on(postgres, server_template, tmp_path / "var") as opened:
        yield opened


def waiting(kontor: Kontor) -> int:
    return int(kontor.one("select count(*) from logg_inntak")[0])


def seconds_until_numbered(kontor: Kontor) -> float:
    began = time.monotonic()
    while waiting(kontor):
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.01)
    return time.monotonic() - began


def look(kontor: Kontor, saksnr: str) -> None:
    with kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)


def test_on_sqlite_there_is_nothing_to_do(kontor: Kontor) -> None:
    answer = exin("logg", "sekvenser", "--dir", kontor.folder)
    assert (answer.code, answer.err) == (0, "")
    assert "Ingenting å gjøre" in answer.out


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_it_is_told_to_with_all_numbered_and_signed(
    served: Kontor, how: signal.Signals
) -> None:
    saksnr = cases.case(served)
    with service(served.folder) as process:
        look(served, saksnr)
        process.send_signal(how)
        _, err = process.communicate(timeout=PATIENCE)
        assert (process.returncode, err) == (0, "")
    assert waiting(served) == 0
    assert served.verify().ok


def test_when_one_is_killed_in_the_middle_another_takes_over_within_two_seconds(served: Kontor) -> None:
    saksnr = cases.case(served)
    with service(served.folder) as first, service(served.folder):
        for _ in range(20):
            look(served, saksnr)
        first.kill()
        look(served, saksnr)
        assert seconds_until_numbered(served) < 2
    assert served.verify().ok


def test_what_was_left_by_one_that_was_killed_is_numbered_by_the_next_command(served: Kontor) -> None:
    saksnr = cases.case(served)
    with service(served.folder) as process:
        process.kill()
        process.wait(PATIENCE)
        look(served, saksnr)
    assert waiting(served) > 0
    assert exin("logg", "verify", "--dir", served.folder).code == 0
    assert waiting(served) == 0
