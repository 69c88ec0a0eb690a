"""Workbooks: sheets of plain values, made in memory and sent as a file.

Must not write a formula, a link or a file on disk, whatever a value looks like: what people typed once is opened by a
program that would run it. Must not know what is told, nor name a case or a person in a file's name.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]
from starlette.responses import Response

from exin.clock import OSLO

Celle = str | float | date | datetime | None
"""What a cell may hold. None: it stands empty."""

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a program may take for the beginning of a formula, once the cell is copied or saved as another kind of file."""

_WIDEST: Final = 60
_LONGEST_NAME: Final = 31
"""Letters of a sheet's name at most, by the file format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ark:
    """A sheet: its name, a line on top of it where there is one, the heads of its columns, and its rows."""

    navn: str
    hode: Sequence[str]
    rader: Sequence[Sequence[Celle]]
    merknad: str = ""


def workbook(ark: Sequence[Ark], *, laget: datetime) -> bytes:
    """The file of some sheets, at least one. The same sheets at the same moment give the same bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.set_properties({"author": "EXIN", "created": laget.astimezone(OSLO).replace(tzinfo=None)})
    writer = _Writer(book)
    for each in ark:
        writer.write(each)
    book.close()
    return target.getvalue()


def as_file(content: bytes, navn: str) -> Response:
    """A workbook as an answer that a browser keeps. `navn` is a word of the site's own: it tells of nobody."""
    named = {"Content-Disposition": f'attachment; filename="{navn}.xlsx"'}
    return Response(content, media_type=MEDIA_TYPE, headers=named)


class _Writer:
    """Writes sheets into one book, each kind of value in its own way."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - of a library without types
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self._day = book.add_format({"num_format": "dd.mm.yyyy", "align": "left"})
        self._moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm", "align": "left"})
        self._guarded = book.add_format({"quote_prefix": True})

    def write(self, ark: Ark) -> None:
        sheet = self._book.add_worksheet(ark.navn[:_LONGEST_NAME])
        top = 2 if ark.merknad else 0
        if ark.merknad:
            self._cell(sheet, 0, 0, ark.merknad)
        for column, text in enumerate(ark.hode):
            sheet.write_string(top, column, text, self._head)
            sheet.set_column(column, column, _width([text, *(row[column] for row in ark.rader)]))
        for number, row in enumerate(ark.rader, start=top + 1):
            for column, value in enumerate(row):
                self._cell(sheet, number, column, value)
        sheet.freeze_panes(top + 1, 0)

    def _cell(self, sheet: Any, row: int, column: int, value: Celle) -> None:  # noqa: ANN401
        match value:
            case None:
                return
            case str():  # never by the library's own guess, which makes formulas and links
                guard = self._guarded if value.startswith(_STARTS_A_FORMULA) else None
                sheet.write_string(row, column, value, guard)
            case datetime():
                local = value.astimezone(OSLO).replace(tzinfo=None)
                sheet.write_datetime(row, column, local, self._moment)
            case date():
                sheet.write_datetime(row, column, value, self._day)
            case _:
                sheet.write_number(row, column, value)


def _width(values: Sequence[Celle]) -> int:
    return min(max(len(str(value)) for value in values if value is not None) + 2, _WIDEST)
