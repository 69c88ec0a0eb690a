"""What is aimed at on each database: a limit is printed beside its figure, and nothing is stopped by it.

Ratios to the floor are by p50 where each commit waits for the disk, and by mean in
NORMAL, where checkpoints fall on a few acts.
"""

from typing import Final

_BOTH: Final = {
    "growth": 1.10,
    "verify": 0.45,
    "verify, peak MB": 200.0,
    "import": 1_500.0,
    "exin --help": 150.0,
    "exin sak vis": 900.0,
    "page: case, p50 ms": 25.0,
    "page: case, p99 ms": 100.0,
    "page: overview, p50 ms": 60.0,
    "page: overview, p99 ms": 250.0,
    "search, longest ms": 300.0,
    "page: case, growth": 1.5,
    "page: list of 50, growth": 1.5,
    "page: day, growth": 1.5,
    "page, kB compressed": 60.0,
    "sweep": 6.0,
    "sweep, peak MB": 300.0,
    "sweep, growth": 1.5,
}

SQLITE: Final = {
    **_BOTH,
    "advance": 2.0,
    "open": 2.0,
    "list of 50": 2.5,
    "advance, NORMAL": 6.0,
    "processes": 0.45,
    "processes, worst p99 ms": 100.0,
    "processes, longest ms": 500.0,
    "processes, faults": 0.0,
    "storage": 2_600.0,
}

POSTGRES: Final = {
    **_BOTH,
    "advance": 2.0,
    "open": 2.0,
    "list of 50": 2.0,
    "round trips, advance": 4.0,
    "processes": 0.5,
    "processes, faults": 0.0,
}

AT_LEAST: Final = frozenset({"verify", "import", "processes"})
"""The names whose limit is the least wanted; of the others it is the most."""
