"""The digest of a whole row, kept in its last write event: a row put back, or changed past us, is found.

Must not depend on how a database hands values back: order, subclasses and time zones make no difference.
Types do: 1, "1", True and b"1" all differ.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any, Final, NoReturn

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from exin.sealing.framing import framed, number

Value = bytes | str | int | bool | date | datetime | None
"""What a column may hold. No floats: they have more than one way to be written."""

Canonical = Callable[[Any], bytes]
"""One byte for the type, then the value, behind their length in 4 bytes as `framed` has it."""

_FORMAT: Final = b"exin/radsum/1"


class DigestKey:
    """The key of the row digests, taken in by the hash once. Safe to share between threads."""

    __slots__ = ("_keyed",)

    def __init__(self, secret: bytes) -> None:
        self._keyed = HMAC(secret, SHA256())

    def over(self, message: bytes) -> bytes:
        """HMAC-SHA-256 of the message: 32 bytes."""
        mac = self._keyed.copy()
        mac.update(message)
        return mac.finalize()

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("key_is_not_pickled")


class Layout:
    """How the rows of one table become the bytes that are hashed, worked out once for all of them.

    What is hashed is framed(format, table, row id, version, then name and value of each column, sorted by name).

    Args:
        table: Its name.
        columns: The names of the values, in the order in which these are given.
        forms: By column, how its values become canonical, where they come as the database keeps them.

    Raises:
        ValueError: a column is named twice.
    """

    __slots__ = ("_forms", "_pick", "_text")

    def __init__(
        self, table: str, columns: Sequence[str], forms: Mapping[str, Canonical] | None = None
    ) -> None:
        if len(set(columns)) != len(columns):
            raise ValueError("column_named_twice")
        order = sorted(range(len(columns)), key=columns.__getitem__)
        self._pick = itemgetter(*order, 0)  # one too many: of a single place it gives no tuple
        self._forms = [forms[columns[index]] for index in order] if forms is not None else None
        names = [framed(columns[index].encode()) for index in order]
        head = framed(_FORMAT, table.encode())
        version = len(number(0)).to_bytes(4, "big")
        self._text = b"%b".join(part.replace(b"%", b"%%") for part in (head, version, *names, b""))

    def digest(self, key: DigestKey, row_id: bytes, content_version: int, values: Sequence[Any]) -> bytes:
        """The digest of a row: 32 bytes. A value past the last column is not of the row.

        Raises:
            TypeError, ValueError, LookupError, AttributeError: a value is of a type that has no canonical form, or
                not of one that its column has.
        """
        own = self._pick(values)
        by_column = self._forms or map(_FORMS.__getitem__, map(type, own[:-1]))
        forms = [form(value) for form, value in zip(by_column, own, strict=False)]
        return key.over(self._text % (_framed(row_id), number(content_version), *forms))


def canonical(value: Any) -> bytes:  # noqa: ANN401 - a Value, or what has no form
    """The form of a value, by its type. Raises TypeError when it has none."""
    return _FORMS[type(value)](value)


_STAMP: Final = len("2026-01-02T12:00:00.000000Z")
_UTC: Final = b"+00:00"
_MOMENT: Final = (_STAMP + len(_UTC)).to_bytes(4, "big") + b"T"
NOTHING: Final = b"\0\0\0\1N"
"""The form of no value."""


def of_flag(value: bool) -> bytes:  # noqa: FBT001 - a value as any other
    """The form of a truth value."""
    return b"\0\0\0\2B1" if value else b"\0\0\0\2B0"


def of_bytes(value: bytes | None) -> bytes:
    """The form of bytes, or of no value."""
    return NOTHING if value is None else (len(value) + 1).to_bytes(4, "big") + b"Y" + value


def of_text(value: str | None) -> bytes:
    """The form of text, or of no value."""
    if value is None:
        return NOTHING
    text = value.encode("utf-8", "surrogatepass")
    return (len(text) + 1).to_bytes(4, "big") + b"S" + text


def of_day(text: str) -> bytes:
    """The form of a date, from how ISO 8601 writes it."""
    return _framed(b"D" + text.encode())


def of_stamp(text: str | None) -> bytes:
    """The form of a moment as `exin.clock.stamp` writes it, or of no value. Raises ValueError for another writing."""
    if text is None:
        return NOTHING
    if len(text) != _STAMP or text[-1] != "Z":
        raise ValueError("time_not_as_written")
    return _MOMENT + text[:-1].encode("ascii") + _UTC


def of_number(value: int | None) -> bytes:
    """The form of a whole number, or of no value. Raises TypeError for a fraction."""
    if type(value) is not int:
        return NOTHING if value is None else canonical(value)
    form = b"I%d" % value
    return len(form).to_bytes(4, "big") + form


def _framed(form: bytes) -> bytes:
    """As `framed`, for one part. Where it is done for each cell it stands written out: a call costs as much."""
    return len(form).to_bytes(4, "big") + form


def _of_moment(value: datetime) -> bytes:
    moment = value if value.tzinfo in (None, UTC) else value.astimezone(UTC)
    return _framed(b"T" + moment.isoformat(timespec="microseconds").encode())


_BY_KIND: Final[Sequence[tuple[type[Any], Canonical]]] = (
    (type(None), of_bytes),
    (bytes, of_bytes),
    (str, of_text),
    (bool, of_flag),
    (int, lambda value: _framed(b"I%d" % value)),
    (datetime, _of_moment),
    (date, lambda value: of_day(value.isoformat())),
)
"""The order of asking matters: True is an int, too, and a moment is a day."""


class _Forms(dict[type[Any], Canonical]):
    """The form for each type. A subclass has that of the first kind that it is; it is looked for once."""

    def __missing__(self, kind: type[Any]) -> Canonical:
        form = next((form for known, form in _BY_KIND if issubclass(kind, known)), None)
        if form is None:
            raise TypeError("value_without_canonical_form")
        self[kind] = form
        return form


_FORMS: Final = _Forms(_BY_KIND)
