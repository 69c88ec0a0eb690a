"""Many at once on one case: one wins, the rest are told of a conflict, and the log says what became of each.

The rivals meet where it hurts: all have their permits and facts, none has the write lock yet.
"""

import multiprocessing
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

import pytest

from audit.events import Event, Outcome
from exin.app import open_installation
from exin.casework.sak import henvendelse, steg
from exin.casework.sak.steg import Onske
from exin.errors import Conflict, IllegalStep
from exin.store.prepared import Asked
from exin.work import Office, Work
from tests.helpers import cases, people
from tests.helpers.office import Kontor, SettableClock, caller
from tests.helpers.whole import whole

RIVALS = ("kari", "ola", "mottak", "klarert1", "klarert2", "annen", "leder", "klarert_leder")
"""Eight who may all take steps of one case: its contact, five co-assigned, and two who lead the team."""

PATIENCE = 60.0
"""Seconds that one waits for the others before the test is given up."""

WON = "vant"

Rounds = Callable[[int, int], int]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def databaseslag(request: pytest.FixtureRequest) -> str:
    """Which database they meet in."""
    return str(request.param)


class Gate(Protocol):
    """Where the rivals wait until all have come: a barrier between threads, or between processes."""

    def wait(self, timeout: float | None = None) -> int:
        """Return when all have come."""
        ...


@dataclass(frozen=True)
class Act:
    """One step that somebody wants to take of a case."""

    saksnr: str
    hendelse: str

    def take(self, w: Work) -> None:
        """Take it, as the command line and the web do."""
        steg.advance(w, self.saksnr, Onske(hendelse=self.hendelse, begrunnelse="Om kapp."))


@contextmanager
def abreast(w: Work, gate: Gate) -> Iterator[None]:
    """In this block the first who wants the write lock waits for all the others to want it."""
    begin = w.begin

    def begin_together(*ahead: Asked) -> None:
        if not w.tx.link.writing:
            gate.wait(PATIENCE)
        begin(*ahead)

    w.begin = begin_together  # type: ignore[method-assign]
    yield


def run(office: Office, who: str, act: Callable[[Work], object], gate: Gate | None) -> str:
    """Do something in a block of one's own. Returns `WON`, or what it came to."""
    try:
        with office.work(caller(who)) as w:
            if gate is None:
                act(w)
            else:
                with abreast(w, gate):
                    act(w)
    except IllegalStep as error:
        return ",".join(reason.kode for reason in error.reasons)
    except Exception as error:  # noqa: BLE001 - the test wants to see whatever it is
        return type(error).__name__
    return WON


def rival(office: Office, who: str, acts: Sequence[Act], gates: tuple[Gate, Gate]) -> list[str]:
    """Try each of the acts at the same moment as the others do. Returns what each came to."""
    came_to = []
    for act in acts:
        came_to.append(run(office, who, act.take, gates[0]))
        gates[1].wait(PATIENCE)
    return came_to


def hurried(office: Office, who: str, acts: Sequence[Act]) -> list[str]:
    """Try the acts as fast as one can, whatever the others do; each with a checkpoint, as commands make it."""
    came_to = []
    for act in acts:
        came_to.append(run(office, who, act.take, None))
        office.pin()
        office.check_pins()
    return came_to


# -- in threads and in processes -----------------------------------------------------------------------------

Part = tuple[str, Sequence[Act]]
"""Who, and what that one tries."""


def in_threads(kontor: Kontor, parts: Sequence[Part], *, together: bool = True) -> list[list[str]]:
    """Each part in a thread of this process."""
    gates = threading.Barrier(len(parts)), threading.Barrier(len(parts))

    def work(part: Part) -> list[str]:
        try:
            return rival(kontor.office, *part, gates) if together else hurried(kontor.office, *part)
        finally:
            kontor.leave()

    with ThreadPoolExecutor(len(parts)) as pool:
        return list(pool.map(work, parts))


def in_processes(kontor: Kontor, parts: Sequence[Part], *, together: bool = True) -> list[list[str]]:
    """Each part in a process of its own, with an installation that it opened itself."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    gates = context.Barrier(len(parts)), context.Barrier(len(parts))
    running, pipes = [], []
    for part in parts:
        here, there = context.Pipe(duplex=False)
        process = context.Process(
            target=_in_process, args=(kontor.folder, part, gates if together else None, there), daemon=True
        )
        process.start()
        there.close()
        running.append(process)
        pipes.append(here)
    answers = [_received(pipe, len(acts)) for pipe, (_, acts) in zip(pipes, parts, strict=True)]
    for process in running:
        process.join(PATIENCE)
        assert process.exitcode == 0
    return answers


def _received(pipe: Connection, acts: int) -> list[str]:
    with pipe:
        assert pipe.poll(PATIENCE + acts), "a rival does not answer"
        found: list[str] = pipe.recv()
        return found


def _in_process(folder: Path, part: Part, gates: tuple[Gate, Gate] | None, pipe: Connection) -> None:
    installation = open_installation(folder, clock=SettableClock())
    came_to = rival(installation.office, *part, gates) if gates else hurried(installation.office, *part)
    installation.close()
    with pipe:
        pipe.send(came_to)


WAYS = [in_threads, in_processes]


@pytest.fixture(params=WAYS, ids=["threads", "processes"])
def at_once(request: pytest.FixtureRequest) -> Callable[..., list[list[str]]]:
    return request.param  # type: ignore[no-any-return]


# -- what is true afterwards ---------------------------------------------------------------------------------


def shared_case(kontor: Kontor) -> str:
    """A case in forlop that all the rivals may take on."""
    saksnr = cases.case(kontor, "forlop")
    for who in RIVALS[1:-2]:
        cases.give(kontor, saksnr, who, funksjon="medansvarlig")
    cases.prepare(kontor, saksnr, "start_avslutning")
    return saksnr


def to_and_fro(saksnr: str, times: int) -> list[Act]:
    """So many steps of a case in forlop, each possible after the one before."""
    return [Act(saksnr, ("start_avslutning", "tilbake_til_forlop")[turn % 2]) for turn in range(times)]


def who_did(kontor: Kontor, events: Sequence[Event], outcome: Outcome) -> list[tuple[str, str]]:
    """Who came to that outcome with which step, in the order of the log."""
    names = {kontor.staff_id(who).hex(): who for who in RIVALS}
    steps = [event for event in events if event.hendelse and event.utfall is outcome]
    return [(names[event.ansatt or ""], event.hendelse or "") for event in steps]


# -- one case ------------------------------------------------------------------------------------------------


def test_of_eight_on_one_case_one_wins_and_seven_are_told_of_a_conflict(
    kontor: Kontor, at_once: Callable[..., list[list[str]]], rounds: Rounds
) -> None:
    saksnr = shared_case(kontor)
    acts = to_and_fro(saksnr, rounds(6, 1_000))
    (before,) = kontor.one("select count(*) from steg")
    with kontor.new_events() as events:
        came_to = at_once(kontor, [(who, acts) for who in RIVALS])
    winners = []
    for turn in zip(*came_to, strict=True):
        assert Counter(turn) == {WON: 1, Conflict.__name__: len(RIVALS) - 1}
        winners.append(RIVALS[turn.index(WON)])

    assert kontor.one("select count(*) from steg") == (before + len(acts),)
    told = who_did(kontor, events, Outcome.TILLATT)
    assert told == [(who, act.hendelse) for who, act in zip(winners, acts, strict=True)]
    lost = Counter(who_did(kontor, events, Outcome.KONFLIKT))
    assert lost == Counter((who, act.hendelse) for act in acts for who in RIVALS) - Counter(told)
    assert [event for event in events if event.utfall is not Outcome.TILLATT and event.skrevet] == []
    assert {event.koder for event in events if event.utfall is Outcome.KONFLIKT} == {("endret_av_andre",)}
    assert whole(kontor)


def test_whoever_comes_whenever_is_answered_and_nobody_is_told_of_a_step_that_was_not(
    kontor: Kontor, at_once: Callable[..., list[list[str]]], rounds: Rounds
) -> None:
    saksnr = shared_case(kontor)
    acts = to_and_fro(saksnr, rounds(4, 60))
    (before,) = kontor.one("select count(*) from steg")
    with kontor.new_events() as events:
        came_to = at_once(kontor, [(who, acts) for who in RIVALS], together=False)
    answers = Counter(answer for each in came_to for answer in each)
    assert set(answers) <= {WON, Conflict.__name__, "ulovlig_rekkefolge"}
    assert kontor.one("select count(*) from steg") == (before + answers[WON],)
    assert answers[WON] > 0
    told = Counter(who for who, _ in who_did(kontor, events, Outcome.TILLATT))
    assert told == Counter({who: each.count(WON) for who, each in zip(RIVALS, came_to, strict=True)})
    assert len(events) == len(RIVALS) * len(acts)
    assert whole(kontor)


def test_eight_on_eight_cases_are_in_nobodys_way(
    kontor: Kontor, at_once: Callable[..., list[list[str]]], rounds: Rounds
) -> None:
    parts = []
    for who in RIVALS:
        saksnr = cases.case(kontor, "forlop", kontakt=who)
        cases.prepare(kontor, saksnr, "start_avslutning", by=who)
        parts.append((who, to_and_fro(saksnr, rounds(4, 80))))
    with kontor.new_events() as events:
        came_to = at_once(kontor, parts, together=False)
    assert came_to == [[WON] * len(acts) for _, acts in parts]
    assert sorted(who_did(kontor, events, Outcome.TILLATT)) == sorted(
        (who, act.hendelse) for who, acts in parts for act in acts
    )
    assert len(events) == sum(len(acts) for _, acts in parts)
    assert whole(kontor)


# -- the last place ------------------------------------------------------------------------------------------


def test_of_two_who_take_the_last_place_one_gets_it_and_the_other_learns_that_it_is_gone(
    kontor: Kontor, at_once: Callable[..., list[list[str]]], rounds: Rounds
) -> None:
    cases.case(kontor, "forlop")
    mine, theirs = cases.case(kontor, "vurdering"), cases.case(kontor, "vurdering", kontakt="ola")
    cases.prepare(kontor, mine, "start_forlop")
    cases.prepare(kontor, theirs, "start_forlop", by="ola")
    cases.set_places(kontor, "exin_oslo", 2)
    for _ in range(rounds(3, 500)):
        parts = [("kari", [Act(mine, "start_forlop")]), ("ola", [Act(theirs, "start_forlop")])]
        ((first,), (second,)) = at_once(kontor, parts)
        assert {first, second} in ({gone, WON} for gone in ("ledig_plass", Conflict.__name__))
        assert kontor.one("select count(*) from sak where har_plass") == (2,)
        saksnr, who = (mine, "kari") if first == WON else (theirs, "ola")
        cases.advance(kontor, saksnr, "annuller_steg", who, begrunnelse="En runde til.")
    assert whole(kontor)


# -- one person ----------------------------------------------------------------------------------------------


class Meanwhile:
    """A gate at which somebody else does something from beginning to end, while the one who came waits."""

    def __init__(self, kontor: Kontor, act: Callable[[], str]) -> None:
        self._kontor = kontor
        self._act = act
        self.answer = ""

    def wait(self, timeout: float | None = None) -> int:
        """Let the other do it."""

        def work() -> None:
            self.answer = self._act()
            self._kontor.leave()

        other = threading.Thread(target=work)
        other.start()
        other.join(timeout)
        return 0


def register(kontor: Kontor, who: str, nummer: str, gate: Gate | None = None) -> str:
    """Register a henvendelse of the person with that number."""
    ny = people.henvendelse(fodselsnummer=nummer)
    return run(kontor.office, who, lambda w: henvendelse.register_henvendelse(w, ny), gate)


def readmit(kontor: Kontor, saksnr: str, gate: Gate | None = None) -> str:
    """Take somebody in again, as one who may know of any other case here."""
    wanted = Onske(hendelse="reinntak", arsak="ny_motivasjon")
    return run(kontor.office, "leder", lambda w: steg.advance(w, saksnr, wanted), gate)


def open_cases_of(kontor: Kontor, saksnr: str) -> int:
    """How many open cases the person of a case has."""
    (found,) = kontor.one(
        "select count(*) from sak where tilstand in ('henvendelse', 'vurdering', 'forlop', 'avslutning')"
        " and person_id = (select person_id from sak where saksnr = ?)",
        saksnr,
    )
    return int(found)


def test_two_henvendelser_of_somebody_new_make_one_person_and_one_case(kontor: Kontor) -> None:
    nummer = people.new_number()
    first = Meanwhile(kontor, lambda: register(kontor, "mottak", nummer))
    assert register(kontor, "leder", nummer, first) == Conflict.__name__
    assert first.answer == WON
    assert kontor.one("select count(*) from person") == kontor.one("select count(*) from sak") == (1,)
    assert whole(kontor)


def test_two_henvendelser_of_somebody_known_make_one_case(kontor: Kontor) -> None:
    nummer = people.new_number()
    ended = cases.case(kontor, "ikke_tatt_inn", fodselsnummer=nummer)
    first = Meanwhile(kontor, lambda: register(kontor, "mottak", nummer))
    assert register(kontor, "leder", nummer, first) == Conflict.__name__
    assert (first.answer, open_cases_of(kontor, ended)) == (WON, 1)
    assert whole(kontor)


def test_a_henvendelse_loses_to_the_reinntak_that_came_first(kontor: Kontor) -> None:
    nummer = people.new_number()
    saksnr = cases.case(kontor, "frafall", fodselsnummer=nummer)
    first = Meanwhile(kontor, lambda: readmit(kontor, saksnr))
    assert register(kontor, "mottak", nummer, first) == Conflict.__name__
    assert (first.answer, open_cases_of(kontor, saksnr)) == (WON, 1)


@pytest.mark.parametrize("other", ["henvendelse", "reinntak"])
def test_a_reinntak_loses_to_another_case_of_the_person_that_was_opened_first(
    kontor: Kontor, other: str
) -> None:
    nummer = people.new_number()
    saksnr = cases.case(kontor, "frafall", fodselsnummer=nummer)
    if other == "henvendelse":
        first = Meanwhile(kontor, lambda: register(kontor, "mottak", nummer))
    else:
        second = cases.case(kontor, "frafall", fodselsnummer=nummer)
        first = Meanwhile(kontor, lambda: readmit(kontor, second))
    answer = readmit(kontor, saksnr, first)
    assert (first.answer, open_cases_of(kontor, saksnr)) == (WON, 1)
    assert answer in {Conflict.__name__, "ingen_annen_apen_sak"}
