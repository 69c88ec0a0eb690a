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

from audit.events import Outcome
from exin.app import Installation, open_installation
from exin.casework import arbeid, steg
from exin.casework.arbeid import NyKartlegging, NyKontakt
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
    """When a worker is killed: by itself at a statement, or by us so many seconds after it has begun."""

    statement: int | None = None
    before: bool = True
    after: float = PATIENCE

    def watch(self) -> None:
        """In the worker: count statements on every database, and die at the one."""
        seen = 0

        def count(*_: object) -> None:
            nonlocal seen
            seen += 1
            if seen == self.statement:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, f"{'before' if self.before else 'after'}_cursor_execute", count)


def draw(chance: random.Random, *, statements: int, seconds: float) -> Doom:
    """A doom somewhere in a piece of work of that size."""
    if chance.random() < 0.5:
        return Doom(after=chance.uniform(0, seconds))
    return Doom(statement=chance.randint(1, statements), before=chance.random() < 0.5)


@dataclass(frozen=True)
class Fate:
    """What became of a worker: what it acknowledged, and whether it was killed before it was done."""

    acknowledged: tuple[str, ...]
    killed: bool


def run(work: Callable[..., None], folder: Path, *args: object, doom: Doom) -> Fate:
    """Do `work` on an installation in a process of its own, until it is done or its doom comes."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_in_worker, args=(work, folder, args, doom, there), daemon=True)
    process.start()
    there.close()
    with here:
        said = _told(here, PATIENCE)
        assert said == "klar", "the worker did not get as far as its work"
        acknowledged = list(_acknowledgements(here, doom.after))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        acknowledged += _acknowledgements(here, PATIENCE)
    process.join(PATIENCE)
    done = acknowledged[-1:] == ["ferdig"]
    return Fate(tuple(acknowledged[:-1] if done else acknowledged), killed=not done)


def _acknowledgements(pipe: Connection, seconds: float) -> Iterator[str]:
    """What the worker says until it ends, or the time is up."""
    until = time.monotonic() + seconds
    while (said := _told(pipe, until - time.monotonic())) is not None:
        yield said


def _told(pipe: Connection, seconds: float) -> str | None:
    try:
        return str(pipe.recv()) if pipe.poll(max(0.0, seconds)) else None
    except EOFError:
        return None


def _in_worker(
    work: Callable[..., None], folder: Path, args: tuple[object, ...], doom: Doom, pipe: Connection
) -> None:
    installation = open_installation(folder, clock=SettableClock())
    doom.watch()
    pipe.send("klar")
    work(installation, pipe.send, *args)
    pipe.send("ferdig")
    time.sleep(PATIENCE)  # the killing is for others


# -- the day's work: cases through all phases ---------------------------------------------------------------


def _step(hendelse: str, **given: str) -> Callable[[Work, str], object]:
    return lambda w, saksnr: steg.advance(w, saksnr, Onske(hendelse=hendelse, **given))


ACTS: tuple[Callable[[Work, str], object], ...] = (
    lambda w, nr: arbeid.write_kontakt(w, nr, NyKontakt(slag="informasjonssamtale", utfall="holdt")),
    _step("start_vurdering"),
    lambda w, nr: arbeid.write_kartlegging(
        w, nr, NyKartlegging(motivasjon="a", risiko="b", beskyttelsesfaktorer="c", behov="d")
    ),
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

TABLES = ("steg", "kontakt", "kartlegging", "samtykke", "overleveringsplan", "notat", "overlevering", "fortalt")
"""Where the acts leave their rows."""

BEGUN = 2
"""The rows of a new case in those tables: its first step, and what was said then."""


def done(installation: Installation, saksnr: str) -> int:
    """How many of the acts have been done with a case."""
    count = " + ".join(f"(select count(*) from {table} where sak_id = s.id)" for table in TABLES)
    link = installation.office.means.database.link()
    row = link.connection.exec_driver_sql(f"select {count} from sak s where saksnr = ?", (saksnr,)).one()  # noqa: S608 - names from above
    return int(row[0]) - BEGUN


def day(installation: Installation, acknowledge: Callable[[str], None], saker: Sequence[str]) -> None:
    """Take each case on from where it stands to the end, a checkpoint after each act, as commands do."""
    office = installation.office
    for saksnr in saker:
        for number in range(done(installation, saksnr), len(ACTS)):
            with office.work(caller("kari")) as w:
                ACTS[number](w, saksnr)
            office.pin()
            acknowledge(f"{saksnr} {number}")


STATEMENTS, SECONDS = 900, 0.4
"""More than one case takes."""


def whole(kontor: Kontor) -> bool:
    """Whether the log verifies, and each row and cell is what the log says was last written."""
    with kontor.office.read(job(Job.VERIFISERING)) as w:
        report = verify(w, kontor.office.pins, data=True)
    return kontor.verify().ok and report.hel


def life(kontor: Kontor, saksnr: str) -> tuple[Counter[tuple[str, str | None, str]], list[tuple[Any, ...]]]:
    """All that the log and the history say of a case, but for random ids: equal lives are equal."""
    (sak,) = kontor.one("select lower(hex(id)) from sak where saksnr = ?", saksnr)
    said = Counter((each.handling, each.hendelse, str(each.utfall)) for each in kontor.log() if each.sak == sak)
    steps = kontor.rows(
        "select t.nummer, t.hendelse, t.fra_tilstand, t.til_tilstand, s.tilstand, s.steg_nummer, s.versjon"
        " from steg t join sak s on s.id = t.sak_id where s.saksnr = ? order by 1",
        saksnr,
    )
    return said, steps


def test_a_kill_in_the_middle_of_steps_loses_nothing_acknowledged_and_the_next_run_goes_on(
    kontor: Kontor, rounds: Rounds
) -> None:
    chance = random.Random(9)
    wanted = rounds(8, 100)
    undisturbed = cases.case(kontor)
    day(kontor.installation, lambda _: None, [undisturbed])
    expected = life(kontor, undisturbed)
    saker, kills = [], 0
    while kills < wanted:
        saker.append(cases.case(kontor))
        unfinished = [saksnr for saksnr in saker if done(kontor.installation, saksnr) < len(ACTS)]
        before = {saksnr: done(kontor.installation, saksnr) for saksnr in unfinished}
        if chance.random() < 0.5:
            kontor.close()  # else somebody else has the database open when the worker dies
        fate = run(
            day, kontor.folder, unfinished, doom=draw(chance, statements=STATEMENTS, seconds=SECONDS)
        )
        kontor.reopen()
        assert whole(kontor)
        after = {saksnr: done(kontor.installation, saksnr) for saksnr in unfinished}
        acknowledged = Counter(said.split()[0] for said in fate.acknowledged)
        unheard = {saksnr: after[saksnr] - before[saksnr] - acknowledged[saksnr] for saksnr in unfinished}
        assert set(unheard.values()) <= {0, 1}
        assert sum(unheard.values()) <= fate.killed
        kills += fate.killed
        assert len(saker) < wanted * 5, "hardly any kill comes in time"
    day(kontor.installation, lambda _: None, saker)
    assert [saksnr for saksnr in saker if life(kontor, saksnr) != expected] == []
    assert whole(kontor)
