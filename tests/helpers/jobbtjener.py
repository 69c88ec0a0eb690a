"""A service that runs jobs in a process of its own, by the machine's clock, with jobs that leave a trace in a file.

What it does is `exin.jobs.runner`'s own; only the list of jobs is the test's. Must not be imported by the engine.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from exin import logs
from exin.app import open_installation
from exin.ids import new_id
from exin.jobs.leader import LEDER
from exin.jobs.runner import serve
from exin.jobs.spec import JobSpec
from exin.jobs.times import Hvert
from exin.store.postgres import LOCK_NAME
from exin.work import Office
from policies import Action, Job
from tests.architecture.tree import ROOT
from tests.helpers.office import Kontor, job

PATIENCE = 20.0
CANARY = "Vilde Hemmelig 01880081183"
"""What a job that fails says: it must stand nowhere."""

SELDOM = 3
"""Seconds between the runs of `sjelden`."""

TRACE, SAID = "spor.txt", "sagt.txt"


@dataclass(frozen=True, slots=True)
class Line:
    """What a process did, in the order of all processes: a job begun or ended, a block passed, or its death."""

    what: str
    job: str
    process: int
    at: float


@dataclass
class Service:
    """One process that serves."""

    folder: Path
    process: subprocess.Popen[str]

    @property
    def pid(self) -> int:
        """Its number."""
        return self.process.pid

    @property
    def leads(self) -> bool:
        """Whether it said last that it leads."""
        said = [line.split() for line in _lines(self.folder / SAID)]
        mine = [words[1] for words in said if words[0] == str(self.pid)]
        return bool(mine) and mine[-1] == "leder"

    def kill(self) -> None:
        """Kill -9, and write down in the trace that it is dead."""
        self.process.kill()
        self.process.wait(PATIENCE)
        _write(self.folder / TRACE, f"dod - {self.pid} {time.time()}")

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Ask it to stop. Returns its exit code and what it complained of."""
        self.process.send_signal(how)
        _, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, err


@contextmanager
def service(folder: Path, *jobs: str) -> Iterator[Service]:
    """A process that serves these jobs of `JOBS` below; up when this begins, and dead when it ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.jobbtjener", str(folder), *jobs],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "klar\n"
        yield Service(folder, process)
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)


def trace(folder: Path) -> list[Line]:
    """All that was done, in order."""
    found = [line.split() for line in _lines(folder / TRACE)]
    return [Line(what, name, int(pid), float(at)) for what, name, pid, at in found]


def wait_until(true: object, *, within: float = PATIENCE) -> float:
    """Wait for a condition. Returns the seconds it took."""
    assert callable(true)
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < within, "it did not come"
        time.sleep(0.01)
    return time.monotonic() - began


def two_at_once(lines: list[Line]) -> list[Line]:
    """Where a job begins while it runs already, in whatever process that is not dead."""
    running: dict[str, int] = {}
    found = []
    for line in lines:
        if line.what == "dod":
            running = {name: pid for name, pid in running.items() if pid != line.process}
        elif line.what == "start":
            if line.job in running:
                found.append(line)
            running[line.job] = line.process
        elif line.what == "slutt" and running.get(line.job) == line.process:
            del running[line.job]
    return found


def lose(kontor: Kontor) -> None:
    """Take away what the locks hang on, behind the back of whoever leads."""
    if kontor.on_server:
        kontor.rows(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = ?", LOCK_NAME
        )
    else:
        kontor.database.with_name(f"{kontor.database.name}.{LEDER}.las").unlink()


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def _write(path: Path, line: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{line}\n".encode())
    finally:
        os.close(handle)


# -- in the process -----------------------------------------------------------------------------------


def _jobs(folder: Path) -> dict[str, JobSpec]:
    def leave(what: str, name: str) -> None:
        _write(folder / TRACE, f"{what} {name} {os.getpid()} {time.time()}")

    def traced(name: str, blocks: int, pause: float, *, fails: bool = False, every: int = 1) -> JobSpec:
        def run(office: Office) -> int:
            leave("start", name)
            for _ in range(blocks):
                with office.work(job(Job.VERIFISERING)) as w:
                    w.permit_house(Action.VERIFISER_LOGG, "logg")
                leave("blokk", name)
                time.sleep(pause)
            if fails:
                raise ValueError(CANARY)
            leave("slutt", name)
            return blocks

        return JobSpec(navn=name, beskrivelse=f"Prøver {name}.", naar=Hvert(every), run=run)

    return {
        "tikk": traced("tikk", 2, 0.1),
        "sjelden": traced("sjelden", 1, 0.0, every=SELDOM),
        "lang": traced("lang", 15, 0.1),
        "seig": traced("seig", 200, 0.1),
        "feiler": traced("feiler", 1, 0.0, fails=True),
    }


def _main(folder: Path, names: list[str]) -> None:
    installation, stop, known = open_installation(folder), threading.Event(), _jobs(folder)
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda _number, _frame: stop.set())

    def tell(leads: bool) -> None:
        _write(folder / SAID, f"{os.getpid()} {'leder' if leads else 'venter'}")

    sys.stdout.write("klar\n")
    sys.stdout.flush()
    serve(
        installation.office,
        [known[name] for name in names],
        stop,
        tell=tell,
        on_fault=lambda error: logs.fault(folder, error, new_id().hex()),
    )
    installation.close()


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2:])
