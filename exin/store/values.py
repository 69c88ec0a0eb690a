"""What may be written into a column: the type that it is read back as, and codes but no typed text in an open one.

Must not repeat a value in its errors: they name table and column. What it refuses is a programming error, caught
before it is stored: a row whose digest would not fit when read again, or words where only codes belong.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from types import NoneType
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


_code = re.compile("[!-~]*").fullmatch


class UnfitValue(ExinError):
    """A programming error: a value that does not belong in its column. Fails closed."""


def check(table: Table, values: Mapping[str, Any], *, whole_row: bool = True) -> None:
    """Raises UnfitValue unless every value fits its column, and, for a whole row, every column has one."""
    kinds = _kinds(table)
    if whole_row and values.keys() != kinds.keys():
        raise UnfitValue("kolonner", table.name, *sorted(values.keys() ^ kinds.keys()))
    unfit = _unfit(table, tuple(values), tuple(map(type, values.values())))
    if unfit is not None:
        raise UnfitValue("verdi", table.name, unfit)
    for name, longest in _codes(table):
        value = values.get(name)
        if value is not None and not _is_code(value, longest):
            raise UnfitValue("verdi", table.name, name)


@lru_cache(maxsize=1_024)
def _unfit(table: Table, names: tuple[str, ...], types: tuple[type[Any], ...]) -> str | None:
    """The first column whose value is of another type; None when all fit. Rows of a kind have the same few types."""
    kinds = _kinds(table)
    return next(
        (name for name, given in zip(names, types, strict=True) if not _fits(given, kinds[name])), None
    )


def _fits(given: type[Any], kind: type[Any]) -> bool:
    return given in (kind, NoneType) or (kind not in _EXACT and issubclass(given, kind))


def _is_code(text: str, longest: int) -> bool:
    """No blanks, no letters beyond ASCII: nobody writes about anybody in that."""
    return len(text) <= longest and _code(text) is not None


@cache
def _kinds(table: Table) -> Mapping[str, type[Any]]:
    return {column.name: _kind(column) for column in table.c}


@cache
def _codes(table: Table) -> Sequence[tuple[str, int]]:
    """The columns of codes, and how long one may be."""
    found = [(column.name, _longest(column)) for column in table.c]
    return [(name, longest) for name, longest in found if longest is not None]


def _kind(column: Column[Any]) -> type[Any]:
    return next(kind for sql, kind in _KINDS if isinstance(column.type, sql))


def _longest(column: Column[Any]) -> int | None:
    """The length of a column of codes; None for what is no text, and for the names of the house's own things."""
    if column.name == "navn" or not isinstance(column.type, String):
        return None
    return column.type.length
