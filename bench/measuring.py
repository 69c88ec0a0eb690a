"""Timing: turns taken between what is measured and its floor, so that a machine that drifts drifts for both."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds an act, over all turns."""

    mean: float
    p50: float
    p99: float
    longest: float

    @property
    def per_second(self) -> float:
        """Acts a second, from the mean."""
        return 1 / self.mean


def figures(seconds: list[float]) -> Figures:
    """The figures of a list of durations."""
    ordered = sorted(seconds)
    return Figures(
        mean=statistics.fmean(ordered),
        p50=ordered[len(ordered) // 2],
        p99=ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)],
        longest=ordered[-1],
    )


def interleaved(acts: dict[str, Callable[[int], object]], *, rounds: int, turn: int) -> dict[str, Figures]:
    """Run each act `turn` times in turn, `rounds` times over, the order rotated. Returns figures by name."""
    taken: dict[str, list[float]] = {name: [] for name in acts}
    names = list(acts)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            for step in range(turn):
                start = time.perf_counter()
                acts[name](number * turn + step)
                taken[name].append(time.perf_counter() - start)
    return {name: figures(seconds) for name, seconds in taken.items()}
