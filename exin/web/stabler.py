"""Bars of the rows of a table, for the macros of `deler/figurer.html`: all rows are drawn to one scale.

Must not know what is counted: what a bar says stands in words beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from exin.web.figurer import Kloss, shorter

WIDTH: Final = 260
_HEIGHT: Final = 18
_AIR: Final = 1.5
"""Between two parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stabel:
    """A bar of parts one after the other. `grense`: how far there is room; `rom`: the ground, as wide as that.

    `over`: what is past it.
    """

    bredde: int
    rom: float
    deler: tuple[Kloss, ...]
    over: Kloss | None
    grense: float | None


def stacked_bar(deler: Sequence[float], *, hele: float, grense: float | None = None) -> Stabel:
    """A bar of parts in the classes c1, c2 and on. `hele` is what the whole width stands for."""
    unit = WIDTH / hele if hele else 0.0
    parts, end = [], 0.0
    for number, part in enumerate(deler, start=1):
        if part:
            width = max(part * unit - _AIR, 1.0)
            parts.append(_block(end, width, f"c{number}"))
        end += part * unit
    if grense is None:
        return Stabel(bredde=WIDTH, rom=0.0, deler=tuple(parts), over=None, grense=None)
    limit = grense * unit
    over = _block(limit, end - limit, "cover") if sum(deler) > grense else None
    edge = shorter(limit)
    return Stabel(bredde=WIDTH, rom=edge, deler=tuple(parts), over=over, grense=edge)


def _block(start: float, width: float, klasse: str) -> Kloss:
    return Kloss(x=shorter(start), y=0, bredde=shorter(width), hoyde=_HEIGHT, klasse=klasse)
