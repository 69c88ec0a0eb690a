"""The digest of a whole row, kept in its last write event: a row put back, or changed past us, is found.

Must not depend on how a database hands values back: order, subclasses and time zones make no difference.
Types do: 1, "1", True and b"1" all differ.
"""

import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final

from exin.sealing.framing import framed, number

Value = bytes | str | int | bool | date | datetime | None
"""What a column may hold. No floats: they have more than one way to be written."""

_FORMAT: Final = b"exin/radsum/1"


def row_digest(
    key: bytes,
    table: str,
    row_id: bytes,
    content_version: int,
    *,
    columns: tuple[str, ...],
    values: Sequence[Value],
) -> bytes:
    """HMAC-SHA-256 (32 bytes) over table, row id, content version and all cells, sorted by column.

    `columns` names the values in their order; a value past the last column is not of the row.

    What is hashed is framed(format, table, row id, version, then name and value of each column).

    Raises:
        TypeError: a value is of a type that has no canonical form.
        ValueError: a column is named twice.
    """
    parts = [framed(_FORMAT, table.encode(), row_id, number(content_version))]
    for index, name in _sorted(columns):
        value = values[index]
        form = _FORMS.get(type(value), _canonical)(value)
        parts += (name, len(form).to_bytes(4, "big"), form)
    return hmac.digest(key, b"".join(parts), "sha256")


@lru_cache(maxsize=512)
def _sorted(columns: tuple[str, ...]) -> tuple[tuple[int, bytes], ...]:
    """Index and framed name of each column in order; the same for every row of a table, so remembered."""
    if len(set(columns)) != len(columns):
        raise ValueError("column_named_twice")
    order = sorted(range(len(columns)), key=columns.__getitem__)
    return tuple((index, framed(columns[index].encode())) for index in order)


def _canonical(value: Any) -> bytes:  # noqa: ANN401 - a Value, or what has no canonical form
    """One byte for the type, then the value. The order of asking matters: True is an int, too."""
    if value is None:
        form = b"N"
    elif isinstance(value, bytes):
        form = b"Y" + value
    elif isinstance(value, str):
        form = b"S" + value.encode("utf-8", "surrogatepass")
    elif isinstance(value, bool):
        form = b"B1" if value else b"B0"
    elif isinstance(value, int):
        form = b"I%d" % value
    elif isinstance(value, datetime):
        form = b"T" + _instant(value).isoformat(timespec="microseconds").encode()
    elif isinstance(value, date):
        form = b"D" + value.isoformat().encode()
    else:
        raise TypeError("value_without_canonical_form")
    return form


def _instant(moment: datetime) -> datetime:
    return moment if moment.tzinfo in (None, UTC) else moment.astimezone(UTC)


_FORMS: Final[Mapping[type[Any], Callable[[Any], bytes]]] = {
    type(None): lambda _: b"N",
    bytes: lambda value: b"Y" + value,
    str: lambda value: b"S" + value.encode("utf-8", "surrogatepass"),
    bool: lambda value: b"B1" if value else b"B0",
    int: lambda value: b"I%d" % value,
}
"""The short way for the types themselves; subclasses and times take the long one. Both give the same bytes."""
