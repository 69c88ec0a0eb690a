"""Files of rows with semicolons, as Norwegian Excel opens them: UTF-8 with its mark in front.

Must not hold a formula, whatever a value looks like, nor a sign that ends a line or is none.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from starlette.responses import Response

MEDIA_TYPE: Final = "text/csv; charset=utf-8"

_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@")

Celle = str | int | None


def rows_of(hode: Sequence[str], rader: Iterable[Sequence[Celle]]) -> bytes:
    """The file of some rows. None: the cell is empty."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(hode)
    writer.writerows([_guarded(value) for value in row] for row in rader)
    return (_MARK + text.getvalue()).encode()


def _guarded(value: Celle) -> str | int:
    """A text that no program takes for anything else: what looks like a formula has an apostrophe before it."""
    if not isinstance(value, str):
        return "" if value is None else value
    plain = "".join(sign for sign in value if unicodedata.category(sign) not in ("Cc", "Zl", "Zp")).lstrip()
    return f"'{plain}" if plain.startswith(_STARTS_A_FORMULA) else plain


def as_file(content: bytes, navn: str) -> Response:
    """The file as an answer that a browser keeps. `navn` is a word of the site's own: it tells of nobody."""
    named = {"Content-Disposition": f'attachment; filename="{navn}.csv"'}
    return Response(content, media_type=MEDIA_TYPE, headers=named)
