"""kill -9 in the middle of work: what was acknowledged is there, the rest never was, and the next run goes on.

Half the kills come from outside at any moment; the other half from inside, just before or after one of the
statements that the engine runs on its database or its key store.
"""

import multiprocessing
import os
import random
import resource
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from exin.app import Installation, open_installation
from exin.casework import arbeid, steg
from exin.casework.arbeid import NyKartlegging, NyKontakt
from exin.casework.register.land import BATCH
from exin.casework.register.run import Files, import_register
from exin.casework.steg import Onske
from exin.casework.verifisering import verify
from exin.errors import LogUnavailable
from exin.store.sink import FileSink
from exin.work import Work
from policies import Job
from tests.helpers import cases
from tests.helpers.office import Kontor, SettableClock, caller, job, open_copy
from tests.helpers.registers import FULL, Register, land, story

PATIENCE = 60.0

Rounds = Callable[[int, int], int]


# -- how a worker dies -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Doom:
    """When a worker is killed: by itself at the n-th statement of a kind, or by us so many seconds into its work."""

    kind: str = ""
    number: int = 0
    before: bool = True
    after: float = PATIENCE

    def watch(self) -> Counter[str]:
        """In the worker: count statements on every database, and die at the one. Returns the counts, as they grow."""
        seen = Counter[str]()

        def count(_c: object, _cursor: object, statement: str, *_: object) -> None:
            kind = statement.split(maxsplit=1)[0].upper()
            seen[kind] += 1
            if (kind, seen[kind]) == (self.kind, self.number):
                os.kill(os.getpid(), signal.SIGKILL)

        def commit_keys(connection: object) -> None:
            count(connection, None, "KEYS")

        event.listen(Engine, f"{'before' if self.before else 'after'}_cursor_execute", count)
        event.listen(Engine, "commit", commit_keys)  # the key store's own way to end a transaction
        return seen


@dataclass(frozen=True)
class Fate:
    """What became of a worker: what it acknowledged; its seconds; its statements by kind, if it lived to the end."""

    acknowledged: tuple[str, ...]
    seconds: float
    statements: Counter[str] | None

    @property
    def killed(self) -> bool:
        """Whether it did not live to the end."""
        return self.statements is None


EDGES = tuple(Doom("COMMIT", number, before=before) for number in (1, 2) for before in (True, False))
"""Where data and log, or log and checkpoint, could come apart: around the end of a block and of a pin."""


def draw(chance: random.Random, whole_life: Fate) -> Doom:
    """A doom somewhere in a life like that one. Each kind of statement is as likely: most are SELECT."""
    if chance.random() < 0.5 or whole_life.statements is None:
        return Doom(after=chance.uniform(0, whole_life.seconds))
    kind = chance.choice(sorted(whole_life.statements.keys() - {"PRAGMA"}))
    return Doom(kind, chance.randint(1, whole_life.statements[kind]), before=chance.random() < 0.5)


def run(work: Callable[..., None], folder: Path, given: object, doom: Doom) -> Fate:
    """Do `work` on an installation in a process of its own, until it is done or its doom comes."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_in_worker, args=(work, folder, given, doom, there), daemon=True)
    process.start()
    there.close()
    with here:
        if not here.poll(PATIENCE):
            pytest.fail("the worker does not begin")
        said = list(_said(here, PATIENCE, until_begun=True))
        began = time.monotonic()
        said += _said(here, doom.after)
        seconds = time.monotonic() - began
        if not doom.kind and not isinstance(said[-1], Counter):
            process.kill()
        said += _said(here, PATIENCE)
    process.join(PATIENCE)
    counts = [each for each in said if isinstance(each, Counter)]
    told = tuple(each for each in said if isinstance(each, str) and each != BEGUN)
    return Fate(told, seconds, counts[0] if counts else None)


BEGUN = "klar"
"""What a worker says before its work; after it, it says how many statements it took."""


def _said(pipe: Connection, seconds: float, *, until_begun: bool = False) -> Iterator[str | Counter[str]]:
    """What the worker says until it is done, it is dead, or the time is up."""
    latest = time.monotonic() + seconds
    said: str | Counter[str] = ""
    while not isinstance(said, Counter) and not (until_begun and said == BEGUN):
        if not pipe.poll(max(0.0, latest - time.monotonic())):
            return
        try:
            said = pipe.recv()
        except EOFError:
            return
        yield said


def _in_worker(work: Callable[..., None], folder: Path, given: object, doom: Doom, pipe: Connection) -> None:
    seen = doom.watch()
    installation = open_installation(folder, clock=SettableClock())
    pipe.send(BEGUN)
    work(installation, pipe.send, given)
    pipe.send(seen)


# -- what is true after every kill -----------------------------------------------------------------------------


def whole(kontor: Kontor) -> bool:
    """Whether the log verifies, and each row and cell is what the log says was last written."""
    with kontor.office.read(job(Job.VERIFISERING)) as w:
        report = verify(w, kontor.office.pins, data=True)
    return kontor.verify().ok and report.hel


# -- steps: cases through all phases ---------------------------------------------------------------------------


def _step(hendelse: str, **given: str) -> Callable[[Work, str], object]:
    return lambda w, saksnr: steg.advance(w, saksnr, Onske(hendelse=hendelse, **given))  # type: ignore[arg-type]


AREAS = {area: f"Om {area}." for area in ("motivasjon", "risiko", "beskyttelsesfaktorer", "behov")}

ACTS: tuple[Callable[[Work, str], object], ...] = (
    lambda w, nr: arbeid.write_kontakt(w, nr, NyKontakt(slag="informasjonssamtale", utfall="holdt")),
    _step("start_vurdering"),
    lambda w, nr: arbeid.write_kartlegging(w, nr, NyKartlegging(**AREAS)),  # type: ignore[arg-type]
    lambda w, nr: arbeid.write_samtykke(w, nr, "deltakelse"),
    _step("start_forlop"),
    lambda w, nr: arbeid.write_plan(w, nr, "Til NAV."),
    _step("start_avslutning"),
    _step("tilbake_til_forlop", begrunnelse="Ikke klar ennå."),
    lambda w, nr: arbeid.write_notat(w, nr, "Snakket om sommeren."),
    _step("start_avslutning"),
    lambda w, nr: arbeid.write_overlevering(w, nr, "NAV Sagene"),
    lambda w, nr: arbeid.write_fortalt(w, nr, "samtale"),
    _step("avslutt"),
)
"""What is done with each case, in order. Each act is a block, and leaves one row more in one of `TABLES`."""

TABLES = (
    "steg",
    "kontakt",
    "kartlegging",
    "samtykke",
    "overleveringsplan",
    "notat",
    "overlevering",
    "fortalt",
)
"""Where the acts leave their rows."""

AT_FIRST = 2
"""The rows of a new case in those tables: its first step, and what was said then."""

_COUNT = " + ".join(f"(select count(*) from {table} where sak_id = s.id)" for table in TABLES)  # noqa: S608


def done(installation: Installation, saksnr: str) -> int:
    """How many of the acts have been done with a case."""
    connection = installation.office.means.database.link().connection
    found = connection.exec_driver_sql(f"select {_COUNT} from sak s where saksnr = ?", (saksnr,))  # noqa: S608
    return int(found.scalar_one()) - AT_FIRST


def day(installation: Installation, acknowledge: Callable[[str], None], saker: Sequence[str]) -> None:
    """Take each case on from where it stands to the end, with a checkpoint after each act as commands make it."""
    office = installation.office
    for saksnr in saker:
        for number in range(done(installation, saksnr), len(ACTS)):
            with office.work(caller("kari")) as w:
                ACTS[number](w, saksnr)
            office.pin()
            acknowledge(saksnr)


def life(kontor: Kontor, saksnr: str) -> tuple[Counter[tuple[str, str | None, str]], list[tuple[Any, ...]]]:
    """All that the log and the history say of a case, but for random ids: equal lives are equal."""
    (sak,) = kontor.one("select lower(hex(id)) from sak where saksnr = ?", saksnr)
    said = Counter(
        (each.handling, each.hendelse, str(each.utfall)) for each in kontor.log() if each.sak == sak
    )
    steps = kontor.rows(
        "select t.nummer, t.hendelse, t.fra_tilstand, t.til_tilstand, s.tilstand, s.steg_nummer, s.versjon"
        " from steg t join sak s on s.id = t.sak_id where s.saksnr = ? order by 1",
        saksnr,
    )
    return said, steps


def test_a_kill_in_the_middle_of_steps_loses_nothing_acknowledged_and_the_next_run_goes_on(
    kontor: Kontor, rounds: Rounds
) -> None:
    chance, wanted = random.Random(9), rounds(8, 100)
    saker = [cases.case(kontor)]
    undisturbed = run(day, kontor.folder, saker, Doom())
    assert (undisturbed.acknowledged, undisturbed.killed) == (tuple(saker * len(ACTS)), False)
    expected = life(kontor, saker[0])
    kills = 0
    while kills < wanted:
        assert len(saker) < 20 + wanted * 3, "hardly any kill comes in time"
        saker.append(cases.case(kontor))
        left = {nr: done(kontor.installation, nr) for nr in saker[-3:]}
        if chance.random() < 0.5:
            kontor.close()  # else somebody else has the database open when the worker dies
        doom = EDGES[kills] if kills < len(EDGES) else draw(chance, undisturbed)
        fate = run(day, kontor.folder, list(left), doom)
        kontor.reopen()
        assert whole(kontor)
        heard = Counter(fate.acknowledged)
        unheard = [done(kontor.installation, nr) - before - heard[nr] for nr, before in left.items()]
        assert sorted(unheard)[:-1] == [0] * (len(unheard) - 1)
        assert max(unheard) in ({0, 1} if fate.killed else {0})
        kills += fate.killed
    day(kontor.installation, lambda _: None, saker)
    assert [nr for nr in saker if life(kontor, nr) != expected] == []
    assert whole(kontor)


# -- a register ----------------------------------------------------------------------------------------------------
# Kills at any moment of a long import stand beside the import's own tests. Here they come at its statements, and
# rows and cells are verified besides.


def register() -> Files:
    """Three batches."""
    found = Register()
    ways = (FULL, FULL[:4], (*FULL[:2], "ikke_tatt_inn:kapasitet"), (*FULL[:4], "frafall:nye_hendelser"))
    for number in range(2 * BATCH + 5):
        found.course(f"E-{number}", *ways[number % len(ways)])
    return found.files()


def bring_in(installation: Installation, acknowledge: Callable[[str], None], files: Files) -> None:
    """Import a register."""

    def progress(landed: int, _of: int) -> None:
        acknowledge(str(landed))

    import_register(installation.office, caller("admin"), files, progress=progress)


def of_case(told: dict[str, list[tuple[Any, ...]]], saksnr: str) -> dict[str, list[tuple[Any, ...]]]:
    """What a story tells of one case."""
    return {name: [row for row in rows if row[0] == saksnr] for name, rows in told.items()}


def test_a_kill_in_the_middle_of_an_import_leaves_whole_cases_and_the_rerun_lands_the_rest(
    kontor_template: Path, tmp_path: Path, rounds: Rounds
) -> None:
    chance, files = random.Random(4), register()
    untouched = open_copy(kontor_template, tmp_path / "hel")
    undisturbed = run(bring_in, untouched.folder, files, Doom())
    expected = story(untouched)
    untouched.close()
    assert undisturbed.acknowledged[-1] == str(len(expected["saker"]))
    for number in range(rounds(4, 60)):
        kontor = open_copy(kontor_template, tmp_path / str(number))
        kontor.close()
        fate = run(bring_in, kontor.folder, files, draw(chance, undisturbed))
        kontor.reopen()
        assert whole(kontor)
        told = story(kontor)
        landed = [row[0] for row in told["saker"]]
        assert all(of_case(told, saksnr) == of_case(expected, saksnr) for saksnr in landed)
        assert 0 <= len(landed) - int(("0", *fate.acknowledged)[-1]) <= BATCH
        land(kontor, files)
        assert story(kontor) == expected
        assert whole(kontor)
        kontor.close()


# -- the sink --------------------------------------------------------------------------------------------------------


def test_a_checkpoint_of_which_the_disk_took_only_a_part_is_not_taken_for_written(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "sluk.jsonl")
    sink.push("den første")
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (sink.path.stat().st_size + 10, hard))
    try:
        with pytest.raises(LogUnavailable):
            sink.push("den andre")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert sink.notes() == ["den første"]
    sink.push("den andre")
    assert sink.notes() == ["den første", "den andre"]
