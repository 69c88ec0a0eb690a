"""Create, advance, open, list: the engine beside the floor, turn by turn, at each size of the database.

Cold is with the memo of the rules' answers emptied before each act; warm is with whatever it holds.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from bench.floor import LISTED, OWN_CASES, Floor
from bench.house import STEPS, House, batches, new_number
from bench.measuring import Act, Figures, Turn, contest
from bench.small import FEW
from exin.ids import Saksnr

ACTS = ("create", "advance", "open", "list of 50")
_NEW = itertools.count(10_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How often each is done: `turn` acts in each of `rounds` rounds. Lists are long: a fifth as many."""

    rounds: int = 12
    turn: int = 25

    @property
    def lists(self) -> int:
        """Lists in a turn."""
        return max(2, self.turn // 5)


def measure(
    house: House, floor: Floor, cases: list[Saksnr], sizes: Sizes, *, cold: bool
) -> dict[str, dict[str, Figures]]:
    """Figures by act and by who did it. `cases` are her own, for opening."""
    of_floor: dict[str, Turn] = {
        "create": _creating(floor, sizes),
        "advance": _advancing(floor, sizes),
        "open": _opening(floor, sizes),
        "list of 50": _lists(partial(floor.list_cases, LISTED), sizes),
    }
    of_house = _of_house(house, cases, sizes)
    taken = {}
    for act in ACTS:
        contestants: dict[str, Turn] = {"floor": of_floor[act], "exin": of_house[act]()}
        if cold:
            contestants["exin, cold"] = _forgetting(house, of_house[act]())
        taken[act] = _warmed_up(contestants, sizes)
    return taken


def beside_few(
    house: House, few: House, cases: list[Saksnr], cases_of_few: list[Saksnr], sizes: Sizes
) -> dict[str, dict[str, Figures]]:
    """The same acts in turn in two installations, the second of which is small. Figures by act and installation."""
    own, small = _of_house(house, cases, sizes), _of_house(few, cases_of_few, sizes)
    return {act: _warmed_up({"exin": own[act](), FEW: small[act]()}, sizes) for act in ACTS}


def _of_house(house: House, cases: list[Saksnr], sizes: Sizes) -> dict[str, Callable[[], Turn]]:
    return {
        "create": lambda: _creates(house, sizes),
        "advance": lambda: _steps(house, sizes),
        "open": lambda: _opens(house, cases, sizes),
        "list of 50": lambda: _lists(house.list_cases, sizes),
    }


def _warmed_up(contestants: dict[str, Turn], sizes: Sizes) -> dict[str, Figures]:
    """Each once for nothing first: statements compiled, keys unwrapped."""
    for turn in contestants.values():
        for done in turn(0):
            done()
    return contest(contestants, rounds=sizes.rounds)


def _forgetting(house: House, warm: Turn) -> Turn:
    def turn(number: int) -> Iterator[Act]:
        for act in warm(number):
            house.forget_answers()
            yield act

    return turn


def _creates(house: House, sizes: Sizes) -> Turn:
    return lambda _number: (partial(house.create, new_number()) for _ in range(sizes.turn))


def _steps(house: House, sizes: Sizes) -> Turn:
    coming = batches(house, sizes.turn)

    def turn(_number: int) -> Iterator[Act]:
        step, cases = next(coming)
        for saksnr in cases:
            yield partial(house.advance, saksnr, step)

    return turn


def _opens(house: House, cases: list[Saksnr], sizes: Sizes) -> Turn:
    coming = itertools.cycle(cases)
    return lambda _number: (partial(house.open_case, next(coming)) for _ in range(sizes.turn))


def _creating(floor: Floor, sizes: Sizes) -> Turn:
    return lambda _number: (partial(floor.create, next(_NEW)) for _ in range(sizes.turn))


def _advancing(floor: Floor, sizes: Sizes) -> Turn:
    coming = itertools.cycle(range(OWN_CASES))
    return lambda number: (
        partial(floor.advance, next(coming), STEPS[number % len(STEPS)]) for _ in range(sizes.turn)
    )


def _opening(floor: Floor, sizes: Sizes) -> Turn:
    coming = itertools.cycle(range(OWN_CASES))
    return lambda _number: (partial(floor.open_case, next(coming)) for _ in range(sizes.turn))


def _lists(act: Act, sizes: Sizes) -> Turn:
    return lambda _number: itertools.repeat(act, sizes.lists)
