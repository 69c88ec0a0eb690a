"""What is measured without a floor: import, start-up, bytes a case, the whole log.

Must not hold a limit: `bench.aims` does.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from typing import Final

import psycopg

from bench.floor import NOTE, PERSON
from bench.growing import Landed
from bench.house import LEADS, WORKS, House, caller, new_number
from bench.measuring import Act, Figures, contest, figures, timed
from exin.casework.oversikt.tallside import show_figures
from exin.casework.register.run import Files, import_register
from exin.ids import Saksnr
from exin.store.place import is_address

Figure = dict[str, float]
_PROGRAM: Final = Path(sys.executable).with_name("exin")


def import_demonstration(house: House) -> Landed:
    """The register that the demonstration has, into a house that has no case."""
    data = files("exin.casework.register").joinpath("data")
    cases, events = (data.joinpath(f"{name}.csv").read_bytes() for name in ("henvendelser", "hendelser"))
    start = perf_counter()
    came = import_register(house.office, caller("admin"), Files(henvendelser=cases, hendelser=events))
    return Landed(came.saker, came.saker + came.hendelser, perf_counter() - start, 0)


def figures_after_a_step(house: House, *, times: int) -> Figures:
    """Key figures of today, each time after a new case that nobody has counted yet; once before, unmeasured."""
    taken = []
    for nth in range(times + 1):
        with house.office.read(caller(LEADS)) as r:
            seconds = timed(partial(show_figures, r, r.means.today()))
        if nth:
            taken.append(seconds)
        house.create(new_number())
    return figures(taken)


def start_up(folder: Path, saksnr: Saksnr, *, times: int) -> dict[str, Figures]:
    """A bare interpreter, the program's help, and one case shown: whole processes, in turn."""
    commands = {
        "python": [sys.executable, "-c", "pass"],
        "exin --help": [str(_PROGRAM), "--help"],
        "exin sak vis": [str(_PROGRAM), "sak", "vis", saksnr, "--som", WORKS, "--dir", str(folder)],
    }
    acts = {name: partial(_run, command) for name, command in commands.items()}
    for act in acts.values():
        act()
    return contest({name: partial(_one, act) for name, act in acts.items()}, rounds=times)


def _one(act: Act, _number: int) -> list[Act]:
    return [act]


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)


def verification(folder: Path) -> Figure:
    """The figures of `bench.whole_log`, from a process of its own."""
    command = [sys.executable, "-m", "bench.whole_log", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: Figure = json.loads(done.stdout)
    return figures


def bytes_a_case(house: House, make: Callable[[], tuple[int, int]]) -> Figure:
    """What data and keys grow by for each case that `make` makes: it returns how many, and the bytes of their texts."""
    before = _sizes(house)
    cases, text = make()
    grown = [(now - then) / cases for now, then in zip(_sizes(house), before, strict=True)]
    figure = {"cases": cases, "data": grown[0], "keys": grown[1], "texts": text / cases}
    return {
        name: round(each) for name, each in (figure | {"beyond_texts": sum(grown) - text / cases}).items()
    }


def created(house: House, cases: int) -> tuple[int, int]:
    """Cases created through the door, and the bytes of their texts."""
    for _ in range(cases):
        house.create(new_number())
    return cases, cases * (sum(map(len, PERSON)) + len(NOTE.encode()))


def _sizes(house: House) -> tuple[int, int]:
    """The bytes of data and key store, all that was committed written into their files."""
    settings = house.installation.settings
    return _size(house, "database", settings.database), _size(house, "nokkellager", settings.nokkellager)


def _size(house: House, name: str, where: str) -> int:
    if is_address(where):
        with psycopg.connect(where, autocommit=True) as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
            return int(row[0]) if row else 0
    path = house.installation.path(name)
    subprocess.run([sys.executable, "-c", _CHECKPOINT, str(path)], check=True)
    return path.stat().st_size


_CHECKPOINT: Final = (
    "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchall()"
)
