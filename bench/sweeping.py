"""A day's sweep of deadlines at one size of the house, and the floor that reads them all.

Must not judge: `bench.aims` has the limits.
"""

import json
import subprocess
import sys
import time
from datetime import date, timedelta
from typing import Any

from bench.deadlines import PER_CASE, due_days, grow_open_cases
from bench.floor_deadlines import deadlines_at
from bench.house import House
from bench.measuring import figures
from bench.report import Report
from bench.subjects import Subject
from bench.whole_sweep import DUE, PASSED_ON


def sweeping(subject: Subject, cases: int, report: Report) -> float:
    """Grow a house of so many cases, sweep it on successive days, and report. Returns seconds a day for each case."""
    report.section(f"sweep of {cases} cases with {cases * len(PER_CASE)} deadlines")
    first = date.today() + timedelta(days=1)  # noqa: DTZ011 - days to come
    house = subject.make_house(f"frister-{cases}")
    with subject.beside(house):
        start = time.perf_counter()
        grow_open_cases(house, cases, due_days(first))
        report.line(f"grown in {time.perf_counter() - start:.0f} s")
        floor = deadlines_at(subject.floor_deadlines)
        floor.grow(cases, PER_CASE, due_days(first))
        floor.close()
        found = _measured(house, subject.floor_deadlines, first)
    house.close()
    return _told(report, cases, found)


def _measured(house: House, floor_place: str, first: date) -> dict[str, Any]:
    """The figures of `bench.whole_sweep`, from a process of its own."""
    module = [sys.executable, "-m", "bench.whole_sweep"]
    command = [*module, str(house.installation.folder), floor_place, first.isoformat()]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _told(report: Report, cases: int, found: dict[str, Any]) -> float:
    taken = {
        kind: {who: figures(seconds) for who, seconds in by_whom.items()}
        for kind, by_whom in found["seconds"].items()
    }
    report.acts(f"sweep of {cases} cases", taken)
    report.line(f"told a day: {', '.join(f'{kind} {each}' for kind, each in found['told'].items())}")
    report.line(f"peak memory {found['peak_mb']} MB")
    report.keep("sweep", str(cases), value={"told": found["told"], "peak_mb": found["peak_mb"]})
    due = taken[DUE]
    report.aim(
        "sweep", due["exin"].mean / due["floor"].mean, f"sweep of {cases} cases, {DUE}, x floor by mean"
    )
    report.aim("sweep, peak MB", found["peak_mb"], f"sweep of {cases} cases, peak MB")
    return taken[PASSED_ON]["exin"].mean / cases
