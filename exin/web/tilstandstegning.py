"""A programme's states and steps as a drawing: boxes in two columns, and numbered arrows. A template writes it as SVG.

Must not hold anything of a programme: what is drawn is what it was given. The table beside it says the same in words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Final, Literal

from exin.casework.oversikt.definisjoner import Program, Steg

BREDDE: Final = 352
_BOX: Final = (114.0, 44.0)
"""Width and height of a box."""
_COLUMNS: Final = (36.0, 236.0)
"""Where the boxes of each column begin: the phases, and what ends or interrupts them."""
_TOP: Final = 58.0
_ROW: Final = 92.0
_START: Final = 46.0
"""Length of the arrow by which a case begins."""
_HEAD: Final = 8.0
"""Length of the head of an arrow."""
_LOOP: Final = 24.0
"""How far to the left an arrow goes that leads back up."""

Side = Literal["opp", "ned", "hoyre", "venstre"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Boks:
    """A state: where it stands."""

    navn: str
    x: float
    y: float
    slag: str
    bredde: float = _BOX[0]
    hoyde: float = _BOX[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pil:
    """A step: its line, the three corners of its head, and where its number stands."""

    nr: int
    linje: str
    hode: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tegning:
    """The whole drawing. `utenfor`: the numbers of the steps that do not move a case, and so are not drawn."""

    bredde: int
    hoyde: int
    bokser: tuple[Boks, ...]
    piler: tuple[Pil, ...]
    utenfor: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Kant:
    """An arrow before it is drawn: the state that it leaves (none where a case begins) and the one it comes to."""

    nr: int
    fra: str | None
    til: str


def draw(program: Program) -> Tegning:
    """The drawing of a programme."""
    boxes = _placed(program)
    edges = [
        _Kant(step.nr, source, step.til)
        for step in program.steg
        if step.til
        for source in step.fra or (None,)
    ]
    lowest = max(each.y + each.hoyde for each in boxes.values())
    return Tegning(
        bredde=BREDDE,
        hoyde=round(lowest + 12),
        bokser=tuple(boxes.values()),
        piler=tuple(_arrows(boxes, edges)),
        utenfor=tuple(step.nr for step in program.steg if not step.til),
    )


def _placed(program: Program) -> Mapping[str, Boks]:
    """The phases below one another, then what they end in as planned; other ways out beside where they lead from."""
    main = [each.kode for each in program.tilstander if each.aktiv]
    planned = _end_of(program.steg, main)
    rows = {kode: float(row) for row, kode in enumerate([*main, *planned])}
    beside = [each.kode for each in program.tilstander if each.kode not in rows]
    wanted = {kode: _middle(program.steg, kode, rows) for kode in beside}
    for number, kode in enumerate(sorted(beside, key=wanted.__getitem__)):
        rows[kode] = max(wanted[kode], float(number))
    names = {each.kode: each for each in program.tilstander}
    return {
        kode: Boks(
            navn=names[kode].navn,
            x=_COLUMNS[kode in beside],
            y=_TOP + _ROW * row,
            slag="aktiv" if names[kode].aktiv else "annen",
        )
        for kode, row in rows.items()
    }


def _end_of(steps: Iterable[Steg], main: Sequence[str]) -> list[str]:
    """What only the last phase leads to."""
    targets = {step.til for step in steps if step.til and step.til not in main}
    return [
        kode
        for kode in sorted(targets)
        if {source for step in steps if step.til == kode for source in step.fra} == {main[-1]}
    ]


def _middle(steps: Iterable[Steg], kode: str, rows: Mapping[str, float]) -> float:
    sources = [rows[each] for step in steps if step.til == kode for each in step.fra if each in rows]
    return sum(sources) / len(sources) if sources else 0.0


def _arrows(boxes: Mapping[str, Boks], edges: Sequence[_Kant]) -> Iterable[Pil]:
    places = _places(boxes, edges)
    for edge in edges:
        end = places[edge, "inn"]
        start = (end[0], end[1] - _START) if edge.fra is None else places[edge, "ut"]
        if edge.fra is not None and _sides(boxes, edge) == ("venstre", "venstre"):
            left = min(start[0], end[0]) - _LOOP
            points = [start, (left, start[1]), (left, end[1]), end]
            label = (left, (start[1] + end[1]) / 2)
        else:
            points = [start, end]
            part = 0.5 if start[0] == end[0] else 0.42
            label = (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))
        yield Pil(
            nr=edge.nr,
            linje=" ".join(f"{x:.1f},{y:.1f}" for x, y in points),
            hode=_head(points[-2], points[-1]),
            x=round(label[0], 1),
            y=round(label[1], 1),
        )


def _sides(boxes: Mapping[str, Boks], edge: _Kant) -> tuple[Side, Side]:
    """By which sides an arrow leaves and comes: down the column, back up on its left, or between the columns."""
    if edge.fra is None:
        return "opp", "opp"
    start, end = boxes[edge.fra], boxes[edge.til]
    if start.x == end.x:
        return ("ned", "opp") if end.y > start.y else ("venstre", "venstre")
    return ("hoyre", "venstre") if end.x > start.x else ("venstre", "hoyre")


def _places(
    boxes: Mapping[str, Boks], edges: Sequence[_Kant]
) -> Mapping[tuple[_Kant, str], tuple[float, float]]:
    """Where each arrow leaves and comes: those of one side stand apart, by where they go, so that few cross."""
    ends: dict[tuple[str, Side], list[tuple[float, _Kant, str]]] = {}
    for edge in edges:
        leaves, comes = _sides(boxes, edge)
        if edge.fra is not None:
            ends.setdefault((edge.fra, leaves), []).append((boxes[edge.til].y, edge, "ut"))
        towards = boxes[edge.fra].y if edge.fra is not None else 0.0
        ends.setdefault((edge.til, comes), []).append((towards, edge, "inn"))
    found: dict[tuple[_Kant, str], tuple[float, float]] = {}
    for (kode, side), there in ends.items():
        for number, (_, edge, way) in enumerate(
            sorted(there, key=lambda each: (each[0], each[1].nr)), start=1
        ):
            found[edge, way] = _port(boxes[kode], side, number / (len(there) + 1))
    return found


def _port(box: Boks, side: Side, part: float) -> tuple[float, float]:
    if side in ("opp", "ned"):
        return box.x + box.bredde * part, box.y + (box.hoyde if side == "ned" else 0.0)
    return box.x + (box.bredde if side == "hoyre" else 0.0), box.y + box.hoyde * part


def _head(before: tuple[float, float], end: tuple[float, float]) -> str:
    """A triangle whose point is the end of the line."""
    length = hypot(end[0] - before[0], end[1] - before[1]) or 1.0
    dx, dy = (end[0] - before[0]) / length, (end[1] - before[1]) / length
    foot = end[0] - _HEAD * dx, end[1] - _HEAD * dy
    half = _HEAD / 2
    corners = (
        end,
        (foot[0] - half * dy, foot[1] + half * dx),
        (foot[0] + half * dy, foot[1] - half * dx),
    )
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
