"""A CSV file as Norwegian Excel saves it: semicolons, UTF-8 with or without a mark or cp1252, a checked header.

Must not judge what stands in a cell, nor quote one in an error: a file without its header begins with a person.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from exin.errors import InvalidInput

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_LINES_IN_A_RECORD: Final = 100
"""A quoted cell may go on over so many lines; an open quote that goes on longer spoils its own line alone."""


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """A record of the file: the line it begins on, and its cells by column without blanks around them.

    `cells` is None where the record is malformed or has another number of cells than the header.
    """

    linje: int
    cells: dict[str, str] | None
    first: str = ""


def read_csv(data: bytes, columns: Sequence[str], fil: str) -> list[Line]:
    """The records of a file, empty ones left out.

    Raises:
        InvalidInput: it is no text, or its header lacks or adds a column; `felt` is `fil`.
    """
    try:
        records = _records(_LINE_END.split(_decoded(data)))
    except UnicodeDecodeError:
        raise InvalidInput("registerfil_kan_ikke_leses", fil) from None
    _, first = next(records)
    header = [cell.lower() for cell in _trimmed(first or [], 0)]
    if sorted(header) != sorted(columns):
        raise InvalidInput("registerfil_overskrift", fil)
    return [_line(number, record, header) for number, record in records if record is None or any(record)]


def _decoded(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252")


def _records(lines: Sequence[str]) -> Iterator[tuple[int, list[str] | None]]:
    """(line, cells) of each record; no cells where it is malformed."""
    at = 0
    while at < len(lines):
        end = _end_of_record(lines, at)
        yield at + 1, _cells("\n".join(lines[at:end]))
        at = end


def _end_of_record(lines: Sequence[str], at: int) -> int:
    """The line after the record that begins at `at`: a record has an even number of quotes."""
    odd = False
    for last in range(at, min(at + _LINES_IN_A_RECORD, len(lines))):
        odd ^= lines[last].count('"') % 2 == 1
        if not odd:
            return last + 1
    return at + 1


def _cells(record: str) -> list[str] | None:
    try:
        cells = next(csv.reader([record], delimiter=";", strict=True), [])
    except csv.Error:
        return None
    return [cell.strip() for cell in cells]


def _line(number: int, record: list[str] | None, header: Sequence[str]) -> Line:
    cells = _trimmed(record or [], len(header))
    if len(cells) != len(header):
        return Line(number, None, cells[0] if cells else "")
    return Line(number, dict(zip(header, cells, strict=True)))


def _trimmed(record: list[str], least: int) -> list[str]:
    """A record without the empty cells that a spreadsheet adds at its end."""
    end = len(record)
    while end > least and not record[end - 1]:
        end -= 1
    return record[:end]
