"""`python -m bench`: what the engine costs on this machine, on SQLite and PostgreSQL, beside a hand-written floor.

Must not assert anything: aims are printed beside the figures, and the exit code is 0 whether they are reached or not.
"""

import argparse
import tempfile
import time
from pathlib import Path

from bench.acts import Sizes
from bench.aims import POSTGRES, SQLITE
from bench.machine import facts
from bench.paging import Turns
from bench.report import Report, write
from bench.run import NAMES, Run, Scale
from bench.server import server
from bench.subjects import Subject, on_postgres, on_sqlite

_RESULTS = Path(__file__).parent / "results"
_BASES = ("sqlite", "postgres")
_FULL = Scale(sizes=(1_000, 10_000, 100_000))
_QUICK = Scale(
    sizes=(300, 500),
    few=300,
    acts=Sizes(rounds=4, turn=5),
    client_rounds=2,
    client_turn=32,
    paging=Turns(rounds=2, turn=32),
    long_log=20_000,
    process_rounds=4,
    process_turn=2,
    starts=3,
    stored=60,
    swept=(1_000, 3_000),
)


def main() -> None:
    """Measure what was asked for, print it, and write the results of a whole run."""
    asked = _arguments()
    start = time.monotonic()
    results = {}
    with tempfile.TemporaryDirectory(prefix="exin-bench-") as room, server() as running:
        machine = facts(running, Path(room))
        print(", ".join(f"{name} {each}" for name, each in machine.items()))
        sizes = ", ".join(map(str, _scale(asked).sizes))
        for name in asked.base:
            print(f"{name}: measured with {sizes} cases in the database")
        for name in asked.base:
            folder = Path(room) / name
            folder.mkdir()
            if name == "sqlite":
                results[name] = _run(on_sqlite(folder), machine, asked)
            elif running is None:
                print("\npostgres: not installed here (no initdb); nothing is measured on it")
            else:
                with on_postgres(folder, running) as subject:
                    results[name] = _run(subject, machine, asked)
    print(f"\n{time.monotonic() - start:.0f} s in all")
    _write(results, asked)


def _run(subject: Subject, machine: dict[str, object], asked: argparse.Namespace) -> dict[str, object]:
    report = Report(subject.name, machine, SQLITE if subject.name == "sqlite" else POSTGRES)
    run = Run(subject, _scale(asked), report, asked.bare)
    run.all()
    run.close()
    return report.result()


def _scale(asked: argparse.Namespace) -> Scale:
    return _QUICK if asked.rask else _FULL


def _write(results: dict[str, dict[str, object]], asked: argparse.Namespace) -> None:
    whole = not asked.rask and set(asked.bare) == set(NAMES)
    if asked.ut is not None:
        write(asked.ut, results)
    elif whole:
        for name, result in results.items():
            write(_RESULTS / f"{name}.json", result)
    else:
        print("A quick or partial run: bench/results is as it was. --ut FILE writes the figures.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--rask", action="store_true", help="everything touched once, in a minute or so")
    parser.add_argument(
        "--bare",
        nargs="+",
        choices=NAMES,
        default=NAMES,
        metavar="NAVN",
        help=f"only some of {', '.join(NAMES)}",
    )
    parser.add_argument("--base", nargs="+", choices=_BASES, default=_BASES, help="only one of the databases")
    parser.add_argument(
        "--ut", type=Path, metavar="FIL", help="write the figures to this file instead of bench/results"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
