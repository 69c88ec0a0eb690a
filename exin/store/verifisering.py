"""What verification reads: log, checkpoints and protected rows exactly as they lie in the database.

Must not judge, nor hand out a value converted where the stored one is another: a flag of 3 and a flag of 1 are
both true to the engine, and only one of them was written by it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Select, func, select, type_coerce
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import NullType
from sqlmodel import SQLModel

from exin.errors import LogUnavailable, Tampered
from exin.store.engine import Link
from exin.store.rows import Model, name_of, table_of
from exin.store.tables import VERNET, LoggHendelse, LoggHode, LoggRad, LoggSjekkpunkt

__all__ = [
    "LogRow",
    "ProtectedRow",
    "checkpoints",
    "ids_of",
    "log_rows",
    "protected_rows",
    "record",
    "rules",
    "sealed_columns",
    "sealed_count",
]

_BATCH = 500

Form = tuple[str, Callable[[Any], Any] | None, Callable[[Any], Any] | None]
"""Name of a column, how the engine reads what is stored there, and how it writes it."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """An event as it lies there, with the columns that help to find it."""

    blad: Any
    kropp: Any
    bladhash: Any
    sak_id: Any
    person_id: Any
    ansatt_id: Any
    slag: Any
    tid: Any


@dataclass(frozen=True, slots=True)
class ProtectedRow:
    """A row as the engine would read it. `foreign` names the columns that hold what it never writes."""

    table: str
    id: bytes
    values: dict[str, Any]
    foreign: tuple[str, ...]
    sealed: tuple[str, ...]


def log_rows(link: Link) -> Iterator[LogRow]:
    """All events by leaf number. Raises Tampered when the database cannot read them."""
    columns = tuple(each.name for each in fields(LogRow))
    statement = _as_stored(LoggHendelse, columns).order_by(table_of(LoggHendelse).c.blad)
    yield from (LogRow(*row) for row in _rows(link, statement))


def record(link: Link) -> Iterator[tuple[Any, Any]]:
    """Row id and digest on record for each protected row. Raises as `log_rows`."""
    yield from ((row[0], row[1]) for row in _rows(link, _as_stored(LoggRad, ("rad", "sammendrag"))))


def checkpoints(link: Link) -> list[tuple[Any, Any]]:
    """Size and note of each checkpoint that the database knows, smallest first."""
    statement = _as_stored(LoggSjekkpunkt, ("storrelse", "notat"))
    return [(row[0], row[1]) for row in _rows(link, statement.order_by(table_of(LoggSjekkpunkt).c.storrelse))]


def rules(link: Link) -> Any:  # noqa: ANN401 - as it lies there
    """The digests of the rules in force, as they stand beside the log's head."""
    return next((row[0] for row in _rows(link, _as_stored(LoggHode, ("regelverk",)))), None)


def sealed_count(link: Link) -> int:
    """How many sealed cells there are."""
    tables = [model for model in VERNET if sealed_columns(model)]
    counted = [(len(sealed_columns(model)), _count(model)) for model in tables]
    return sum(columns * link.execute(statement).scalar_one() for columns, statement in counted)


@cache
def _count(model: type[Model]) -> Select[Any]:
    return select(func.count()).select_from(table_of(model))


def ids_of(link: Link, model: type[Model]) -> list[bytes]:
    """The ids of all rows of a table."""
    return [row[0] for row in _rows(link, _as_stored(model, ("id",)))]


@cache
def sealed_columns(model: type[Model]) -> tuple[str, ...]:
    """The names of a table's sealed columns."""
    return tuple(column.name for column in table_of(model).c if column.info.get("klasse") == "forseglet")


def protected_rows(link: Link, model: type[Model]) -> Iterator[ProtectedRow]:
    """All rows of a protected table. Raises Tampered when the database cannot read them."""
    forms = _forms(model, link.connection.dialect)
    statement = _as_stored(model, tuple(name for name, _, _ in forms))
    for row in _rows(link, statement):
        yield _read(model, forms, tuple(row))


def _read(model: type[Model], forms: tuple[Form, ...], stored: tuple[Any, ...]) -> ProtectedRow:
    values, foreign = {}, []
    for (name, decode, encode), raw in zip(forms, stored, strict=True):
        try:
            value = decode(raw) if decode else raw
            again = encode(value) if encode else value
            same = _plain(again) == raw and type(_plain(again)) is type(raw)
        except Exception:  # noqa: BLE001 - whatever a column type says of a value that it did not write
            value, same = None, False
        values[name] = value
        if not same:
            foreign.append(name)
    return ProtectedRow(name_of(model), values["id"], values, tuple(foreign), sealed_columns(model))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a driver's value
    """Bytes as they come back: drivers wrap them on the way in."""
    value = getattr(value, "obj", value)  # psycopg's Binary
    return bytes(value) if isinstance(value, bytes | memoryview) else value


@cache
def _forms(model: type[Model], dialect: Dialect) -> tuple[Form, ...]:
    found = []
    for column in table_of(model).c:
        kind = column.type.dialect_impl(dialect)
        found.append((column.name, kind.result_processor(dialect, None), kind.bind_processor(dialect)))
    return tuple(found)


@cache
def _as_stored(model: type[SQLModel], columns: tuple[str, ...]) -> Select[Any]:
    table = table_of(model)
    wanted: list[Any] = [type_coerce(table.c[name], NullType()).label(name) for name in columns]
    return select(*wanted)


def _rows(link: Link, statement: Select[Any]) -> Iterator[Any]:
    try:
        # Said beforehand, so that a server keeps the rest: afterwards the whole answer lies in this process.
        with link.execute(statement.execution_options(yield_per=_BATCH)) as rows:
            yield from rows
    except (DBAPIError, LogUnavailable):  # the engine takes a damaged file for one that cannot be written
        raise Tampered("database_skadet") from None
