"""A server of the door works while something beside it is killed: it goes on, and nothing is lost or half done.

On a PostgreSQL of the test's own that waits for its disk: the client, the sequencer, a process of the server, or all
of the server is killed at any moment. Kills at each kind of statement stand in `test_kill`.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from audit.events import Outcome
from exin.cli.feil import LOG_UNAVAILABLE
from exin.errors import LogUnavailable
from tests.helpers import cases, sekvenser
from tests.helpers.days import ACTS, done, life, serve, told
from tests.helpers.doom import Doom, Worker, run, set_out
from tests.helpers.office import Kontor, copy_on, make_template_on
from tests.helpers.postgres import Server, cluster, kill, programs, start, wait_until_up
from tests.helpers.whole import whole_at_one_moment

AT_ONCE = 3
"""Cases on which a worker works at the same time."""

Rounds = Callable[[int, int], int]
Told = tuple[Counter[tuple[str, str | None, str]], list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def own(real_server: Callable[[str, str], str]) -> Iterator[Server]:
    """A server that is nobody else's, as it comes: every commit waits for the disk."""
    binaries = programs()
    if binaries is None:
        real_server("en PostgreSQL som testen kan drepe", "initdb")
    assert binaries is not None
    with cluster(binaries, under=Path("/var/tmp")) as found:  # noqa: S108 - a folder of its own; no disk in memory
        yield found


@pytest.fixture(scope="module")
def template(own: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation on it. Not to be written to."""
    return make_template_on(own, tmp_path_factory.mktemp("mal") / "var")


@pytest.fixture
def served(own: Server, template: Path, tmp_path: Path) -> Iterator[Kontor]:
    """An office on it, and one who numbers its log."""
    with copy_on(own, template, tmp_path / "var") as kontor, sekvenser.service(kontor.folder):
        yield kontor


@dataclass
class Life:
    """The cases of one office, and what each must have come to."""

    kontor: Kontor
    expected: Told
    seconds: float

    def new_cases(self) -> list[str]:
        """The next that a worker works on."""
        return [cases.case(self.kontor) for _ in range(AT_ONCE)]

    def is_as_if_nothing_had_happened(self, saker: list[str]) -> bool:
        """Whether each case has been through all acts once, each with its event; faults are told of besides."""
        until_numbered(self.kontor)
        lives = [_allowed(life(self.kontor, nr)) for nr in saker]
        return lives == [self.expected] * len(saker) and whole_at_one_moment(self.kontor)


def _allowed(told: Told) -> Told:
    said, steps = told
    return Counter({each: count for each, count in said.items() if each[2] == Outcome.TILLATT}), steps


@pytest.fixture
def lives(served: Kontor) -> Life:
    """What becomes of cases when nothing happens."""
    saker = [cases.case(served) for _ in range(AT_ONCE)]
    undisturbed = run(serve, served.folder, saker, Doom())
    assert Counter(undisturbed.acknowledged) == Counter(saker * len(ACTS))
    until_numbered(served)
    expected = _allowed(life(served, saker[0]))
    return Life(served, expected, undisturbed.seconds)


# -- what can happen ---------------------------------------------------------------------------------------------


def until_numbered(kontor: Kontor) -> float:
    """Wait until what waits now has its number, whatever comes after it. Returns how many seconds that took."""
    began = time.monotonic()
    (last,) = kontor.one("select max(nr) from logg_inntak")
    while last is not None and kontor.one("select count(*) from logg_inntak where nr <= ?", last) != (0,):
        assert time.monotonic() - began < sekvenser.PATIENCE
        time.sleep(0.01)
    return time.monotonic() - began


def backends(kontor: Kontor) -> set[int]:
    """The processes of the server that serve engines with this database."""
    query = (
        "select pid from pg_stat_activity where datname = current_database() and application_name = 'exin'"
    )
    return {int(row[0]) for row in kontor.rows(query)}


def terminate(own: Server, pid: int) -> bool:
    """As an administrator ends one."""
    with own.connect() as connection:
        connection.execute(sql.SQL("select pg_terminate_backend({})").format(pid))
    return True


def shoot(own: Server, pid: int) -> bool:
    """Kill -9: the server ends all its processes, and goes through its journal."""
    with own.connect() as witness:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False  # whom it served has just ended its work
        with suppress(psycopg.OperationalError):
            while True:
                witness.execute("select pg_sleep(0.001)")
    wait_until_up(own.of("postgres"))
    return True


def fell(own: Server, _pid: int) -> bool:
    """Kill -9 of all of it, and started again."""
    binaries = programs()
    assert binaries is not None
    assert own.data is not None
    kill(own.data)
    start(binaries, own.data)
    return True


@dataclass(frozen=True)
class Fault:
    """Something that happens to the server, and in how many rounds. `strike` says whether it came in time."""

    strike: Callable[[Server, int], bool]
    ordinary: int
    heavy: int


FAULTS = [Fault(terminate, 2, 60), Fault(shoot, 1, 50), Fault(fell, 1, 40)]


def at_some_moment(chance: random.Random, lives: Life, worker: Worker) -> bool:
    """Wait until then. Whether the worker still works."""
    return not worker.hear(chance.uniform(0, lives.seconds * 0.8))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.strike.__name__)
def test_who_serves_goes_on_after_the_server_was_gone_and_nothing_is_lost_or_done_twice(
    own: Server, lives: Life, fault: Fault, rounds: Rounds
) -> None:
    chance, kontor, struck = random.Random(5), lives.kontor, 0
    texts = {LOG_UNAVAILABLE, told(LogUnavailable("utfall_ukjent"))}
    while struck < rounds(fault.ordinary, fault.heavy):
        saker = lives.new_cases()
        kontor.close()
        others = backends(kontor)
        worker = set_out(serve, kontor.folder, saker)
        if at_some_moment(chance, lives, worker):
            hit = chance.choice(sorted(backends(kontor) - others) or [0])
            if hit and fault.strike(own, hit):
                assert until_numbered(kontor) < 2
                struck += 1
        fate = worker.fate()
        heard = Counter(fate.acknowledged)
        assert not fate.killed
        assert set(heard) - set(saker) <= texts
        assert {len(ACTS) - heard[nr] for nr in saker} <= {0, 1}  # what nobody knew of was found done, once
        assert lives.is_as_if_nothing_had_happened(saker)


def test_who_serves_is_killed_and_the_next_goes_on_where_it_stood(lives: Life, rounds: Rounds) -> None:
    chance, kontor, killed = random.Random(6), lives.kontor, 0
    while killed < rounds(1, 40):
        saker = lives.new_cases()
        kontor.close()
        others = backends(kontor)
        worker = set_out(serve, kontor.folder, saker)
        if at_some_moment(chance, lives, worker):
            worker.kill()
            killed += 1
        heard = Counter(worker.fate().acknowledged)
        while not backends(kontor) <= others:
            time.sleep(0.005)
        assert until_numbered(kontor) < 2
        assert {done(kontor.installation, nr) - heard[nr] for nr in saker} <= {0, 1}
        assert whole_at_one_moment(kontor)
        assert not run(serve, kontor.folder, saker, Doom()).killed
        assert lives.is_as_if_nothing_had_happened(saker)


def test_who_numbers_is_killed_and_another_goes_on_within_two_seconds(lives: Life, rounds: Rounds) -> None:
    chance, kontor, killed = random.Random(7), lives.kontor, 0
    while killed < rounds(1, 40):
        saker = lives.new_cases()
        with sekvenser.service(kontor.folder) as victim:
            worker = set_out(serve, kontor.folder, saker)
            killed += at_some_moment(chance, lives, worker)
            victim.kill()
            assert until_numbered(kontor) < 2
            fate = worker.fate()
        assert Counter(fate.acknowledged) == Counter(saker * len(ACTS))
        assert lives.is_as_if_nothing_had_happened(saker)
