"""How answers are laid out for people: tables and texts. Aligned, short, and safe for the terminal.

Must not know what is shown.
"""

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence

from exin.skrivemate import NONE

WIDTH = 100


def rent(text: str | None) -> str:
    """A stored text as it may be printed: without characters that steer a terminal. A dash where there is none."""
    shown = "".join(each for each in text or "" if each == "\n" or unicodedata.category(each)[0] != "C")
    return shown.strip() or NONE


def avsnitt(text: str | None, innrykk: int = 2) -> list[str]:
    """The lines of a text, wrapped and indented; its own line breaks are kept."""
    margin = " " * innrykk
    lines: list[str] = []
    for line in rent(text).split("\n"):
        lines += textwrap.wrap(
            line, WIDTH, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False
        ) or [""]
    return lines


def tabell(rows: Iterable[Sequence[str]], *, innrykk: int = 0, hode: Sequence[str] = ()) -> list[str]:
    """Rows in aligned columns, under their heads where there are any."""
    cells = [[_celle(cell) for cell in row] for row in (*([hode] if hode else []), *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    margin = " " * innrykk
    return [
        (margin + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip()
        for row in cells
    ]


def _celle(text: str) -> str:
    return rent(text).replace("\n", " ") if text else ""


def merket(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Labels and what they say, aligned; what is empty is left out."""
    return tabell([(f"{label}:", text) for label, text in pairs if text])


def kort_id(row_id: str) -> str:
    """The end of a row's id, which names it in its case (casework takes no shorter one)."""
    return row_id[-6:]
