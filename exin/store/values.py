"""What may be written into a column: the type that it is read back as, and codes but no typed text in an open one.

Must not repeat a value in its errors: they name table and column. What it refuses is a programming error, caught
before it is stored: a row whose digest would not fit when read again, or words where only codes belong.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, String, Table

from exin.errors import ExinError
from exin.sealing.sealed import Sealed
from exin.store.columns import SealedBox, UtcTime

_KINDS: Final[tuple[tuple[type[Any], type[Any]], ...]] = (
    (SealedBox, Sealed),
    (UtcTime, datetime),
    (Boolean, bool),
    (Integer, int),
    (Date, date),
    (LargeBinary, bytes),
    (String, str),
)
_EXACT: Final = frozenset({Sealed, bool, int, date})
"""Types of which no subclass will do: True is an int, too, and a moment is a day."""


class UnfitValue(ExinError):
    """A programming error: a value that does not belong in its column. Fails closed."""


def check(table: Table, values: Mapping[str, Any], *, whole_row: bool = True) -> None:
    """Raises UnfitValue unless every value fits its column, and, for a whole row, every column has one."""
    kinds = _kinds(table)
    if whole_row and values.keys() != kinds.keys():
        raise UnfitValue("kolonner", table.name, *sorted(values.keys() ^ kinds.keys()))
    for name, value in values.items():
        kind, longest = kinds[name]
        if type(value) is kind and longest is None:
            continue
        if value is not None and not _fits(value, kind, longest):
            raise UnfitValue("verdi", table.name, name)


def _fits(value: object, kind: type[Any], longest: int | None) -> bool:
    if type(value) is not kind and (kind in _EXACT or not isinstance(value, kind)):
        return False
    return longest is None or _is_code(str(value), longest)


def _is_code(text: str, longest: int) -> bool:
    """No blanks, no letters beyond ASCII: nobody writes about anybody in that."""
    return len(text) <= longest and text.isascii() and text.isprintable() and " " not in text


@cache
def _kinds(table: Table) -> Mapping[str, tuple[type[Any], int | None]]:
    return {column.name: (_kind(column), _longest(column)) for column in table.c}


def _kind(column: Column[Any]) -> type[Any]:
    return next(kind for sql, kind in _KINDS if isinstance(column.type, sql))


def _longest(column: Column[Any]) -> int | None:
    """The length of a column of codes; None for what is no text, and for the names of the house's own things."""
    if column.name == "navn" or not isinstance(column.type, String):
        return None
    return column.type.length
