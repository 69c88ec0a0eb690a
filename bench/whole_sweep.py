"""Sweeping deadlines on successive days, and reading them: `python -m bench.whole_sweep FOLDER FLOOR DAY`.

A process of its own, since its peak memory is one of the figures; the floor never holds more than a few thousand rows.
Nobody acts on anything, so from the third day on what was told two working days before is passed on as well.
"""

import json
import sys
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Final

from bench.deadlines import due_days
from bench.floor_deadlines import deadlines_at
from bench.house import House
from bench.measuring import Act, rotated, timed
from bench.whole_log import peak_memory
from exin.casework.jobb.sveip import sweep_deadlines

DUE, PASSED_ON, NOTHING = "1 in 90 due", "2 in 90 told", "nothing due"

_DAYS: Final = 4
_PASSED_ON_FROM: Final = 2


def main(folder: Path, floor_place: str, first: date) -> None:
    """Print seconds by kind of day and by who took them, what was told of a day, and peak memory, as JSON."""
    house, floor = House.open(folder), deadlines_at(floor_place)
    taken: dict[str, dict[str, list[float]]] = {
        kind: {"floor": [], "exin": []} for kind in (DUE, PASSED_ON, NOTHING)
    }
    told: dict[str, list[int]] = {kind: [] for kind in taken}

    def sweep(kind: str) -> None:
        told[kind].append(sweep_deadlines(house.office))

    floor.read()  # the first time it is three times as slow, and would flatter the sweep
    for nth, day in enumerate(due_days(first)[:_DAYS]):
        morning = datetime.combine(day, time(8), UTC)
        house.office.means.clock = partial(_at, morning)
        for kind in (PASSED_ON if nth >= _PASSED_ON_FROM else DUE, NOTHING):
            acts: dict[str, Act] = {"floor": floor.read, "exin": partial(sweep, kind)}
            for who in rotated(list(acts), nth):
                taken[kind][who].append(timed(acts[who]))
    assert all(told[DUE] + told[PASSED_ON])
    assert not any(told[NOTHING])
    sys.stdout.write(json.dumps({"seconds": taken, "told": told, "peak_mb": round(peak_memory() / 1024)}))
    floor.close()
    house.close()


def _at(moment: datetime) -> datetime:
    return moment


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], date.fromisoformat(sys.argv[3]))
