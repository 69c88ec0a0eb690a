"""How a column is declared: open, sealed or a keyed look-up, each with category, purpose and retention.

Must not do cryptography: the sealed type only boxes ciphertext, and refuses plain text.
"""

import re
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, LargeBinary, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine
from sqlmodel import Field

from exin.clock import stamp
from exin.sealing.sealed import Sealed


class Kategori(StrEnum):
    """What kind of information a column holds (GDPR art. 4, 9 and 10)."""

    IDENTITET = "identitet"
    KONTAKT = "kontakt"
    ADRESSE = "adresse"
    HELSE = "helse"
    LOVBRUDD = "lovbrudd"
    ANNET = "annet"


class Bevaring(StrEnum):
    """How long it is kept: as long as the case, the person, the member of staff, or the installation."""

    SAK = "sak"
    PERSON = "person"
    ANSATT = "ansatt"
    DRIFT = "drift"


_as_stamped = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII).fullmatch
"""The one form that `stamp` writes: a fifth of the cost of writing it again to compare."""


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC, stored as RFC 3339 text so that it reads and sorts alike on both databases."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002, D102 - as SQLAlchemy names it
        return None if value is None else stamp(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102
        if value is None:
            return None
        if _as_stamped(value) is None:  # another way to write it is not how it was written
            raise ValueError("time_not_as_written")
        return datetime.fromisoformat(value)


class SealedBox(TypeDecorator[Sealed]):
    """Boxes ciphertext on the way out and refuses anything but a `Sealed` on the way in."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002, D102
        if value is None or type(value) is Sealed:
            return value
        raise TypeError("plain_text_in_sealed_column")

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sealed | None:  # noqa: ARG002, D102
        return None if value is None else Sealed(value)


def _column(
    sql: TypeEngine[Any] | type[TypeEngine[Any]],
    info: dict[str, str],
    **options: Any,  # noqa: ANN401 - SQLAlchemy's own keywords
) -> Any:  # noqa: ANN401 - SQLModel's Field has no narrower type
    target = options.pop("references", None)
    keys = [ForeignKey(target)] if target else []
    default = {"default": options.pop("default")} if "default" in options else {}
    options.setdefault("nullable", False)
    return Field(sa_column=Column(None, sql, *keys, info=info, **options), **default)


def open_column(
    sql: TypeEngine[Any] | type[TypeEngine[Any]],
    *,
    kategori: Kategori = Kategori.ANNET,
    formal: str,
    bevaring: Bevaring = Bevaring.SAK,
    **options: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """An open column: readable by whoever holds the file, so only ids, dates and codes."""
    return _column(
        sql, {"klasse": "apen", "kategori": kategori, "formal": formal, "bevaring": bevaring}, **options
    )


def sealed_column(*, kategori: Kategori, formal: str, bevaring: Bevaring = Bevaring.SAK) -> Any:  # noqa: ANN401
    """A sealed column: ciphertext bound to table, row, column and content version."""
    return _column(
        SealedBox(), {"klasse": "forseglet", "kategori": kategori, "formal": formal, "bevaring": bevaring}
    )


def lookup_column(*, kategori: Kategori, formal: str, bevaring: Bevaring) -> Any:  # noqa: ANN401
    """A keyed hash for finding an exact value; unique, and empty where the value is not known."""
    info = {"klasse": "oppslag", "kategori": kategori, "formal": formal, "bevaring": bevaring}
    return _column(LargeBinary(32), info, nullable=True, unique=True)


def key_column(**options: Any) -> Any:  # noqa: ANN401
    """The primary key of a table: 16 bytes."""
    return open_column(LargeBinary(16), formal="id", primary_key=True, **options)


def ref_column(target: str, *, formal: str, **options: Any) -> Any:  # noqa: ANN401
    """A reference to another row."""
    return open_column(LargeBinary(16), formal=formal, references=target, **options)


def day_column(*, formal: str, **options: Any) -> Any:  # noqa: ANN401
    """A calendar date."""
    return open_column(Date, formal=formal, **options)


def time_column(*, formal: str, **options: Any) -> Any:  # noqa: ANN401
    """A moment in UTC."""
    return open_column(UtcTime, formal=formal, **options)


def code_column(*, formal: str, length: int = 40, **options: Any) -> Any:  # noqa: ANN401
    """A code from a list, never typed text."""
    return open_column(String(length), formal=formal, **options)
