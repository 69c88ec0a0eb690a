"""Timing: turns taken between what is measured and its floor, so that a machine that drifts drifts for both.

Must not know what is measured, nor judge it.
"""

import gc
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Act = Callable[[], object]
Turn = Callable[[int], Iterable[Act]]
"""The acts of one round. What it does before it yields one is not timed: preparing a case, emptying the memo."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds an act, over all turns."""

    acts: int
    mean: float
    p50: float
    p99: float
    longest: float

    @property
    def per_second(self) -> float:
        """Acts a second of one client, from the mean."""
        return 1 / self.mean

    def as_json(self) -> dict[str, float]:
        """Milliseconds, for the result file."""
        seconds = {"mean": self.mean, "p50": self.p50, "p99": self.p99, "longest": self.longest}
        return {"acts": self.acts} | {f"{name}_ms": round(each * 1e3, 3) for name, each in seconds.items()}


def figures(seconds: Sequence[float]) -> Figures:
    """The figures of a list of durations."""
    ordered = sorted(seconds)
    return Figures(
        acts=len(ordered),
        mean=statistics.fmean(ordered),
        p50=ordered[len(ordered) // 2],
        p99=p99(ordered),
        longest=ordered[-1],
    )


def p99(seconds: Sequence[float]) -> float:
    """The duration that one in a hundred passes."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]


def timed(act: Act) -> float:
    """Seconds that one act took."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def contest(contestants: Mapping[str, Turn], *, rounds: int) -> dict[str, Figures]:
    """Let each have its turn, `rounds` times over, the order rotated. Returns figures by name.

    What the process holds by then (an import's rows, say) is kept from the garbage collector: a service has none of it.
    """
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    gc.collect()
    gc.freeze()
    for number in range(rounds):
        for name in rotated(list(contestants), number):
            taken[name] += [timed(act) for act in contestants[name](number)]
    gc.unfreeze()
    return {name: figures(seconds) for name, seconds in taken.items()}


def rotated(names: Sequence[str], number: int) -> list[str]:
    """The names, begun at another one each round."""
    at = number % len(names)
    return [*names[at:], *names[:at]]


@dataclass(frozen=True, slots=True)
class Crowd:
    """What many clients at once came to. `worst` is the p99 of the client that had the worst."""

    rate: float
    each: Figures
    worst: float
    faults: Mapping[str, int]

    def as_json(self) -> dict[str, object]:
        """For the result file."""
        return {
            "per_second": round(self.rate),
            **self.each.as_json(),
            "worst_clients_p99_ms": round(self.worst * 1e3, 3),
            "faults": dict(self.faults),
        }


@dataclass(frozen=True, slots=True)
class Took:
    """One client's turn: when it began and ended, how long each act took, what failed."""

    start: float
    end: float
    seconds: tuple[float, ...]
    faults: tuple[str, ...] = ()


def crowd(turns: Sequence[Sequence[Took]]) -> Crowd:
    """All turns together: a list of the clients' turns for each round, the clients in the same order."""
    wall = sum(max(took.end for took in turn) - min(took.start for took in turn) for turn in turns)
    by_client = [[each for took in client for each in took.seconds] for client in zip(*turns, strict=True)]
    seconds = [each for client in by_client for each in client]
    faults = Counter(fault for turn in turns for took in turn for fault in took.faults)
    return Crowd(
        rate=len(seconds) / wall,
        each=figures(seconds),
        worst=max(p99(client) for client in by_client),
        faults=dict(sorted(faults.items())),
    )
