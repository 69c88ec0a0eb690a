"""What the replay counts on the way: places taken in each programme, and which cases of a person are open.

Must not know a row. All cases hold places; but open are here only a register's own cases, since what a guard came
to is read by whoever has the case, and must not tell of another that is hidden.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from exin.casework.register.course import Course
from workflows import Facts, Place, Programme

Held = tuple[str, Place] | None


def held(course: Course) -> Held:
    """The place that a case holds now."""
    return None if course.plass is None else (course.programme.key, course.plass)


@dataclass(slots=True)
class Tally:
    """Counted from the first day on; `plasser` are the limits of today, since no others are known."""

    plasser: Mapping[str, tuple[int, int | None]]
    _taken: Counter[tuple[str, Place]] = field(default_factory=Counter)
    _open: dict[bytes, set[str]] = field(default_factory=dict)

    def moved(self, course: Course, before: Held) -> None:
        """Count a case that has moved, and held `before` until then."""
        after = held(course)
        if before != after:
            if before is not None:
                self._taken[before] -= 1
            if after is not None:
                self._taken[after] += 1
        if course.known is None or course.known.imported:
            mine = self._open.setdefault(course.person, set())
            if course.open:
                mine.add(course.saksnr)
            else:
                mine.discard(course.saksnr)

    def add_to(self, facts: Facts, course: Course, target: Programme) -> Facts:
        """The facts with what is counted: free places of the programme led into, and another open case."""
        places, assessment = self.plasser[target.key]
        free = places - self._taken[target.key, Place.PLASS]
        if assessment is not None:
            assessment -= self._taken[target.key, Place.VURDERINGSPLASS]
        others = self._open.get(course.person, set()) - {course.saksnr}
        return replace(
            facts,
            annen_apen_sak=bool(others),
            plasser_kjent=True,
            ledige_plasser=free,
            ledige_vurderingsplasser=assessment,
        )
