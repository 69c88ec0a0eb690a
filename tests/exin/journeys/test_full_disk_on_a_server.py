"""The server's disk runs full: nobody reads or writes, nothing is half done, and with room again all goes on.

A PostgreSQL of the test's own on a small disk in memory, which is filled.
"""

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import psycopg
import pytest

from exin.casework.oppfolging import arbeid
from exin.cli.feil import LOG_UNAVAILABLE
from exin.errors import LogUnavailable
from policies import Action
from tests.helpers import cases
from tests.helpers.days import told
from tests.helpers.office import Kontor, copy_on, make_template_on
from tests.helpers.postgres import Server, cluster, programs, start
from tests.helpers.whole import whole

MEGABYTE = 2**20
SMALL = ("shared_buffers=8MB", "max_wal_size=64MB", "min_wal_size=32MB", "autovacuum=off")
LENGTHS = (15_000, 2_000, 200, 20)
"""Letters of notes: where a long one finds no room, a short one may, and then its event finds none."""


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of some megabytes, where the server's own user can reach it."""
    with tempfile.TemporaryDirectory(prefix="exin-disk-") as folder:
        where = Path(folder)
        where.chmod(0o755)
        words = ["mount", "-t", "tmpfs", "-o", "size=256m,mode=755", "exin-test", folder]
        mounted = subprocess.run(words, capture_output=True, check=False)
        if mounted.returncode != 0:
            pytest.skip("a small disk cannot be mounted here")
        yield where
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def own(small_disk: Path, real_server: Callable[[str, str], str]) -> Iterator[Server]:
    """A server that has all that it keeps there."""
    binaries = programs()
    if binaries is None:
        real_server("en PostgreSQL på en liten disk", "initdb")
    assert binaries is not None
    with cluster(binaries, settings=SMALL, under=small_disk) as found:
        yield found


@pytest.fixture
def cramped(own: Server, tmp_path: Path) -> Iterator[Kontor]:
    """An office on it."""
    template = make_template_on(own, tmp_path / "mal")
    with copy_on(own, template, tmp_path / "var") as kontor:
        yield kontor


class Filler:
    """A file that takes what room there is."""

    def __init__(self, disk: Path) -> None:
        self._path = disk / "fyll"

    def fill(self) -> None:
        """Leave nothing."""
        with self._path.open("ab", buffering=0) as file:
            for size in (MEGABYTE, 4_096):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue

    def away(self) -> None:
        """Give it back."""
        self._path.unlink()


def write(kontor: Kontor, saksnr: str, length: int = 20) -> None:
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "x" * length)


def look(kontor: Kontor, saksnr: str) -> None:
    with kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)


def until_it_says_no(act: Callable[[], None]) -> tuple[int, LogUnavailable]:
    """How many times it could be done, and what was told then."""
    for number in range(2_000):
        try:
            act()
        except LogUnavailable as error:
            return number, error
    pytest.fail("the disk is not full")


def until_up(own: Server) -> None:
    """Wait until it answers again: where it found room in time it runs by itself, else it is started."""
    binaries = programs()
    assert binaries is not None
    assert own.data is not None
    for _ in range(1_000):
        with suppress(psycopg.OperationalError), own.connect():
            return
        if not (own.data / "postmaster.pid").exists():
            start(binaries, own.data, settings=SMALL)
        time.sleep(0.02)
    pytest.fail("the server does not come back")


def notes(kontor: Kontor) -> int:
    return int(kontor.one("select count(*) from notat")[0])


def test_a_full_disk_stops_writing_and_reading_and_with_room_again_all_goes_on(
    cramped: Kontor, small_disk: Path
) -> None:
    saksnr, filler = cases.case(cramped), Filler(small_disk)
    write(cramped, saksnr)
    filler.fill()
    written = 0
    for length in LENGTHS:
        number, error = until_it_says_no(partial(write, cramped, saksnr, length))
        assert told(error) == LOG_UNAVAILABLE
        written += number
        assert notes(cramped) == 1 + written
    until_it_says_no(partial(look, cramped, saksnr))
    filler.away()
    write(cramped, saksnr)
    look(cramped, saksnr)
    assert notes(cramped) == 2 + written
    assert whole(cramped)


def test_a_server_that_stops_for_want_of_room_for_its_journal_has_lost_nothing_when_it_runs_again(
    cramped: Kontor, own: Server, small_disk: Path
) -> None:
    saksnr, filler = cases.case(cramped), Filler(small_disk)
    write(cramped, saksnr)
    cramped.office.pin()
    filler.fill()
    with own.connect() as admin, pytest.raises(psycopg.OperationalError):
        for _ in range(100):  # each fills what is left of a journal file
            admin.execute("select pg_logical_emit_message(false, 'exin', repeat('x', 1000000))")
            admin.execute("select pg_switch_wal()")
    written, error = until_it_says_no(partial(write, cramped, saksnr))
    assert written == 0
    assert told(error) == LOG_UNAVAILABLE
    with pytest.raises(LogUnavailable):
        look(cramped, saksnr)
    filler.away()
    until_up(own)
    write(cramped, saksnr)
    assert notes(cramped) == 2
    assert whole(cramped)
