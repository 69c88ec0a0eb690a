"""Whether a row is what it was when last written: the driver's own values against the digest on record.

Must not read rows, nor convert a value: what is compared is what lies in the database.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import Boolean, Date, Integer, LargeBinary, String

from exin.errors import Tampered
from exin.sealing.digest import (
    NOTHING,
    Canonical,
    DigestKey,
    Layout,
    canonical,
    of_bytes,
    of_day,
    of_flag,
    of_number,
    of_stamp,
    of_text,
)
from exin.store.columns import SealedBox, UtcTime
from exin.store.prepared import Form

RECORDED: Final = "_sammendrag"
"""What a statement calls the digest on record, beside the row's own columns."""


class Seal:
    """How the rows of one statement are compared with what the log says of them."""

    __slots__ = ("_id", "_layout", "_recorded", "_table", "_version")

    def __init__(self, table: str, form: Form) -> None:
        own = [(name, kind) for name, kind, _ in form.columns if name[0] != "_"]
        forms = {name: _READ.get(type(kind), canonical) for name, kind in own}
        self._table = table
        # Its own columns come first: those that a statement adds begin with a low line.
        self._layout = Layout(table, [name for name, _ in own], forms)
        self._id, self._recorded = form.at("id"), form.at(RECORDED)
        self._version = form.at("innholdsversjon") if "innholdsversjon" in form.record.columns else None

    def check(self, raw: Sequence[Any], key: DigestKey, own: Mapping[bytes, bytes]) -> int:
        """The content version of a row. `own` are the digests of rows of which the log cannot know yet.

        Raises:
            Tampered: the row is not its last write.
        """
        row_id = raw[self._id]
        version: int = 1 if self._version is None else raw[self._version]
        try:
            digest = self._layout.digest(key, row_id, version, raw)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            digest = None  # no value that the engine writes
        if digest is None or digest != (own.get(row_id) or raw[self._recorded]):
            named = row_id.hex() if type(row_id) is bytes else "?"
            raise Tampered("rad_er_ikke_siste_skriving", self._table, named)
        return version


@cache
def seal_of(table: str, form: Form) -> Seal:
    """The same, worked out once for each statement."""
    return Seal(table, form)


def _day_as_stored(value: str | date | None) -> bytes:
    return of_day(value) if type(value) is str else canonical(value)


_READ: Final[Mapping[type[object], Canonical]] = {
    Boolean: {None: NOTHING, 0: of_flag(False), 1: of_flag(True)}.__getitem__,  # noqa: FBT003
    Date: _day_as_stored,
    Integer: of_number,
    LargeBinary: of_bytes,
    SealedBox: of_bytes,
    String: of_text,
    UtcTime: of_stamp,
}
"""How values are hashed as the databases keep them: SQLite has no days, and neither of them has moments."""
