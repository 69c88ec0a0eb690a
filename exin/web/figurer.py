"""Charts as they are drawn: where each line, bar and number stands, for the macros of `deler/figurer.html`.

Must not know what is counted, nor hold a colour: what is drawn is named by class, and every chart has its numbers as a
table too.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from exin.skrivemate import NONE, antall, tall

Verdi = float | None
"""A number of a chart, whole or not. None: there is nothing to count from, which is not nought."""

WIDTH: Final = 570
HEIGHT: Final = 205
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 545.0, 22.0, 166.0
_LETTER: Final = 6.5
"""How wide a figure or letter is, about, in the size in which the axis is written."""
_STEPS: Final = (1, 2, 5)
_LINES: Final = 4
"""Lines of the grid at most, above the lowest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merke:
    """A place on the lower axis: what the table calls it, and what stands below it in the chart, line by line."""

    navn: str
    under: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Serie:
    """What is drawn as one line, or as bars: a number for each place."""

    navn: str
    verdier: Sequence[Verdi]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tekst:
    """Words at a point. `anker`: start, middle or end."""

    x: float
    y: float
    tekst: str
    anker: str = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strek:
    """A line of the chart; `flate` is what lies under it, where it stands alone. `nummer` tells lines apart."""

    nummer: int
    punkter: str
    flate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prikk:
    """A point of the line of that number."""

    x: float
    y: float
    nummer: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Kloss:
    """A rectangle, named by class."""

    x: float
    y: float
    bredde: float
    hoyde: float
    klasse: str = "c3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figur:
    """A chart. `tegnforklaring`: the names of its lines, where they are several; `mal`: the height of the goal."""

    navn: str
    beskrivelse: str
    bredde: int
    hoyde: int
    venstre: float
    hoyre: float
    rutenett: tuple[float, ...]
    akse: tuple[Tekst, ...]
    streker: tuple[Strek, ...]
    soyler: tuple[Kloss, ...]
    prikker: tuple[Prikk, ...]
    tall: tuple[Tekst, ...]
    mal: float | None
    tegnforklaring: tuple[str, ...]
    kolonner: tuple[str, ...]
    rader: tuple[tuple[str, ...], ...]

    @property
    def tabellhode(self) -> tuple[Any, ...]:
        """The columns as the macro of tables wants them: the places, then numbers."""
        return (self.kolonner[0], *({"tekst": each, "tall": True} for each in self.kolonner[1:]))


def line_chart(
    navn: str,
    merker: Sequence[Merke],
    serier: Sequence[Serie],
    *,
    beskrivelse: str,
    hode: str,
    enhet: tuple[str, str] | None = None,
    mal: float | None = None,
) -> Figur:
    """A line for each of the series, with a gap where there is no number. The first and last of a lone one are written.

    `beskrivelse` is the sentence for whoever cannot see it; `hode` heads the places in the table; `enhet` is what one
    and several of the numbers are called; `mal` is a number to be held to.
    """
    scale = _Scale.of([*(value for serie in serier for value in serie.verdier), mal])
    across = _spread(len(merker), inset=0)
    lone = len(serier) == 1
    drawn = [_points(serie.verdier, across, scale) for serie in serier]
    known = [(x, y, value) for (x, y), value in _known(serier[0].verdier, across, scale)] if lone else []
    ends = known[:1] + known[1:][-1:]
    return Figur(
        navn=navn,
        beskrivelse=beskrivelse,
        bredde=WIDTH,
        hoyde=HEIGHT,
        venstre=_LEFT,
        hoyre=_RIGHT,
        rutenett=tuple(scale.at(value) for value in scale.marks()),
        akse=(*scale.words(), *_below(merker, across)),
        streker=tuple(_strokes(drawn, lone=lone)),
        soyler=(),
        prikker=(*(Prikk(x=x, y=y) for x, y, _ in ends), *_alone(drawn, lone=lone)),
        tall=tuple(_said(x, y, value, enhet) for x, y, value in ends),
        mal=None if mal is None else scale.at(mal),
        tegnforklaring=() if lone else tuple(serie.navn for serie in serier),
        kolonner=(hode, *(serie.navn for serie in serier)),
        rader=_rows(merker, serier),
    )


def bar_chart(navn: str, merker: Sequence[Merke], serie: Serie, *, beskrivelse: str, hode: str) -> Figur:
    """A bar for each place, with its number on top; none where the number is nought. The arguments are as above."""
    scale = _Scale.of(serie.verdier)
    slot = (_RIGHT - _LEFT) / max(len(merker), 1)
    across, width = _spread(len(merker), inset=slot / 2), min(slot * 0.68, 48)
    standing = [(x, y, value) for (x, y), value in _known(serie.verdier, across, scale) if value]
    return Figur(
        navn=navn,
        beskrivelse=beskrivelse,
        bredde=WIDTH,
        hoyde=HEIGHT,
        venstre=_LEFT,
        hoyre=_RIGHT,
        rutenett=tuple(scale.at(value) for value in scale.marks()),
        akse=(*scale.words(), *_below(merker, across)),
        streker=(),
        soyler=tuple(
            Kloss(x=shorter(x - width / 2), y=y, bredde=shorter(width), hoyde=shorter(_BOTTOM - y))
            for x, y, _ in standing
        ),
        prikker=(),
        tall=tuple(Tekst(x=x, y=y - 6, tekst=written(value)) for x, y, value in standing),
        mal=None,
        tegnforklaring=(),
        kolonner=(hode, serie.navn),
        rader=_rows(merker, (serie,)),
    )


def written(value: Verdi) -> str:
    """A number as Norwegians write it, with one decimal where it is not whole; a dash where there is none."""
    if value is None:
        return NONE
    if float(value).is_integer():
        return tall(int(value))
    return f"{value:.1f}".replace(".", ",")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """The upright axis: from nought to `top`, with a line at each `step`."""

    step: int
    top: int

    @classmethod
    def of(cls, values: Sequence[Verdi]) -> "_Scale":
        most = max((value for value in values if value is not None), default=0)
        step = next(
            digit * 10**zeros for zeros in range(20) for digit in _STEPS if digit * 10**zeros * _LINES >= most
        )
        return cls(step=step, top=max(math.ceil(most / step), 1) * step)

    def at(self, value: float) -> float:
        return shorter(_BOTTOM - value / self.top * (_BOTTOM - _TOP))

    def marks(self) -> range:
        return range(0, self.top + 1, self.step)

    def words(self) -> Iterator[Tekst]:
        for value in self.marks():
            yield Tekst(x=_LEFT - 10, y=self.at(value) + 4, tekst=tall(value), anker="end")


def _spread(count: int, *, inset: float) -> list[float]:
    """Where the places stand, from edge to edge; one alone stands in the middle."""
    first, last = _LEFT + inset, _RIGHT - inset
    if count == 1:
        return [shorter((first + last) / 2)]
    return [shorter(first + (last - first) * number / (count - 1)) for number in range(count)]


def _below(merker: Sequence[Merke], across: Sequence[float]) -> Iterator[Tekst]:
    """What stands below: each place, or as many as there is room for, counted from the last."""
    if not merker:
        return
    widest = max(len(line) for each in merker for line in (*each.under, "")) * _LETTER + 6
    apart = across[1] - across[0] if len(across) > 1 else WIDTH
    every = max(math.ceil(widest / apart), 1)
    for number, (merke, x) in enumerate(zip(merker, across, strict=True)):
        if (len(merker) - 1 - number) % every == 0:
            for line, text in enumerate(merke.under):
                yield Tekst(x=x, y=_BOTTOM + 18 + 14 * line, tekst=text)


def _known(
    values: Sequence[Verdi], across: Sequence[float], scale: _Scale
) -> list[tuple[tuple[float, float], float]]:
    return [
        ((x, scale.at(value)), value) for x, value in zip(across, values, strict=True) if value is not None
    ]


def _points(
    values: Sequence[Verdi], across: Sequence[float], scale: _Scale
) -> list[list[tuple[float, float]]]:
    """The points of a line, one list for each stretch without a gap."""
    stretches: list[list[tuple[float, float]]] = [[]]
    for x, value in zip(across, values, strict=True):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append((x, scale.at(value)))
    return [stretch for stretch in stretches if stretch]


def _strokes(drawn: Sequence[Sequence[Sequence[tuple[float, float]]]], *, lone: bool) -> Iterator[Strek]:
    for number, stretches in enumerate(drawn, start=1):
        for stretch in stretches:
            under = [(stretch[0][0], _BOTTOM), *stretch, (stretch[-1][0], _BOTTOM)] if lone else []
            yield Strek(nummer=number, punkter=_path(stretch), flate=_path(under))


def _alone(drawn: Sequence[Sequence[Sequence[tuple[float, float]]]], *, lone: bool) -> Iterator[Prikk]:
    """Points between two gaps, which no line leads to; and both ends of each of several lines."""
    for number, stretches in enumerate(drawn, start=1):
        for stretch in stretches:
            if len(stretch) == 1:
                yield Prikk(x=stretch[0][0], y=stretch[0][1], nummer=number)
        if stretches and not lone:
            for x, y in (stretches[0][0], stretches[-1][-1]):
                yield Prikk(x=x, y=y, nummer=number)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _said(x: float, y: float, value: float, enhet: tuple[str, str] | None) -> Tekst:
    """The number of a point, above it and inside the chart."""
    words = written(value)
    if enhet:
        words = antall(int(value), *enhet) if float(value).is_integer() else f"{words} {enhet[1]}"
    edge = 60
    anchor = "start" if x < _LEFT + edge else "end" if x > _RIGHT - edge else "middle"
    return Tekst(x=x, y=shorter(max(y - 10, 12)), tekst=words, anker=anchor)


def _rows(merker: Sequence[Merke], serier: Sequence[Serie]) -> tuple[tuple[str, ...], ...]:
    numbers = zip(*(serie.verdier for serie in serier), strict=True)
    return tuple((merke.navn, *map(written, row)) for merke, row in zip(merker, numbers, strict=True))


def shorter(number: float) -> float:
    """The same with as many decimals as can be seen."""
    return round(number, 1)
