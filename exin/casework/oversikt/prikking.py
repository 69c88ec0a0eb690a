"""Which numbers of a set of tables are hidden, so that no small one follows from those that are shown.

Pure: numbers in, hidden numbers out. Every sum of the tables is a node in a network, and every number an edge: what
goes into a node comes out of it. A hidden number can then be any that another flow through hidden edges gives it, and
how far it can go is found by pushing units round (Ford and Fulkerson): exact, and in whole numbers.

Must not know what is counted, nor show anything.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

GRENSE: Final = 5
"""Numbers below this are small. Nought is one of them."""


@dataclass(slots=True, kw_only=True, eq=False)
class Tall:
    """One number: it goes out of one sum and into another. `vekt`: how much is lost where it is hidden to cover others.

    `ute`: it has been published before, shown or hidden, and stays as it is.
    """

    fra: str
    til: str
    verdi: int
    vekt: int = 1
    skjult: bool = False
    ute: bool = False

    @property
    def lite(self) -> bool:
        """Whether it must not be told."""
        return self.verdi < GRENSE


class _Vei(NamedTuple):
    tall: Tall
    med: bool
    """Whether the number grows: else it shrinks, and not below nought."""


def hide(tall: Sequence[Tall]) -> None:
    """Hide what must be hidden among those that are not out yet: the small ones, and as few others as it takes.

    Afterwards every small number, also of those that were out before, could be anything from nought to four for whoever
    knows all that is shown, every sum, and that nothing is below nought.
    """
    for each in tall:
        if each.lite and not each.ute:
            each.skjult = True
    nett = _Nett(tall)
    for each in tall:
        if each.lite and each.skjult:
            for covering in nett.cover(each):
                covering.skjult = True


def is_covered(tall: Sequence[Tall], which: Tall) -> bool:
    """Whether a hidden number could be anything from nought to four, as `hide` says."""
    return which.skjult and not _Nett(tall, closed=True).cover(which)


class _Nett:
    """The numbers by where they lead."""

    def __init__(self, tall: Iterable[Tall], *, closed: bool = False) -> None:
        self._closed = closed
        """Whether nothing more may be hidden."""
        self._out = defaultdict[str, list[_Vei]](list)
        for each in tall:
            self._out[each.fra].append(_Vei(each, med=True))
            self._out[each.til].append(_Vei(each, med=False))

    def cover(self, which: Tall) -> set[Tall]:
        """What has to be hidden as well, so that a small number can go up to four and down to nought."""
        up = self._push(which, which.til, which.fra, GRENSE - 1 - which.verdi)
        down = self._push(which, which.fra, which.til, which.verdi)
        return up | down

    def _push(self, which: Tall, start: str, goal: str, units: int) -> set[Tall]:
        """Lead so many units from one sum to the other past `which`; returns what they go by and is shown.

        Where there is no way, all that could still be hidden is returned: then nothing is told of any of it.
        """
        moved = defaultdict[Tall, int](int)
        shown = set[Tall]()
        while units > 0:
            way = self._cheapest(which, start, goal, moved, shown)
            if way is None:
                return self._everything(which)
            most = min([units, *(each.tall.verdi + moved[each.tall] for each in way if not each.med)])
            for each in way:
                moved[each.tall] += most if each.med else -most
                if not each.tall.skjult:
                    shown.add(each.tall)
            units -= most
        return shown

    def _everything(self, which: Tall) -> set[Tall]:
        free = {
            way.tall
            for ways in self._out.values()
            for way in ways
            if not way.tall.ute and not way.tall.skjult
        }
        return free or ({which} if self._closed else set())

    def _cheapest(
        self, which: Tall, start: str, goal: str, moved: dict[Tall, int], shown: set[Tall]
    ) -> list[_Vei] | None:
        """The way by which least is lost. Of equals always the same one."""
        number, came = 0, dict[str, tuple[str, _Vei]]()
        waiting, done = [(0, number, start)], set[str]()
        best = {start: 0}
        while waiting:
            lost, _, here = heapq.heappop(waiting)
            if here == goal and here != start:
                return _walked(came, start, goal)
            if here in done:
                continue
            done.add(here)
            for way in self._out[here]:
                cost = self._cost(way, which, moved, shown)
                there = way.tall.til if way.med else way.tall.fra
                if cost is not None and lost + cost < best.get(there, lost + cost + 1):
                    number += 1
                    best[there], came[there] = lost + cost, (here, way)
                    heapq.heappush(waiting, (lost + cost, number, there))
        return None

    def _cost(self, way: _Vei, which: Tall, moved: dict[Tall, int], shown: set[Tall]) -> int | None:
        """What is lost by a way; None where it cannot be gone."""
        tall = way.tall
        if tall is which or (not way.med and tall.verdi + moved.get(tall, 0) <= 0):
            return None
        if tall.skjult or tall in shown:
            return 0
        return None if tall.ute or self._closed else tall.vekt * 1_000 + min(tall.verdi, 999)


def _walked(came: dict[str, tuple[str, _Vei]], start: str, goal: str) -> list[_Vei]:
    way, here = list[_Vei](), goal
    while here != start:
        here, step = came[here]
        way.append(step)
    return way
