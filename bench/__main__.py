"""`python -m bench`: a first benchmark. Prints rates and ratios to a floor measured in the same run.

Must not assert anything: what is fast enough is judged by whoever reads the figures.
"""

import tempfile
import time
from pathlib import Path

from bench.floor import Floor
from bench.measuring import Figures, interleaved
from bench.subjects import CASES, Bench

ROUNDS, TURN = 10, 40


def main() -> None:
    """Measure, and print what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder) / "installasjon")
        floor = Floor(Path(folder) / "floor.sqlite", CASES)
        taken = interleaved(
            {
                "open, floor": lambda number: floor.open_row(number % CASES),
                "open, exin": bench.open_case,
                "note, exin": bench.write_note,
            },
            rounds=ROUNDS,
            turn=TURN,
        )
        rows, seconds = _import(Path(folder) / "import")
    _print(taken)
    print(f"import: {rows} rows in {seconds:.2f} s = {rows / seconds:.0f} rows/s")


def _import(folder: Path) -> tuple[int, float]:
    bench = Bench(folder, cases=0)
    start = time.perf_counter()
    rows = bench.import_register()
    return rows, time.perf_counter() - start


def _print(taken: dict[str, Figures]) -> None:
    floor = taken["open, floor"]
    print("One client, SQLite with synchronous=FULL, each act's events durable before its answer.")
    print(f"{'':14} {'acts/s':>8} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8} {'x floor, mean':>14} {'p50':>6}")
    for name, each in taken.items():
        figures = (
            f"{each.per_second:8.0f} {each.p50 * 1e3:8.2f} {each.p99 * 1e3:8.2f} {each.longest * 1e3:8.2f}"
        )
        print(f"{name:14} {figures} {each.mean / floor.mean:14.1f} {each.p50 / floor.p50:6.1f}")


if __name__ == "__main__":
    main()
