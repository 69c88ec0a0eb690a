"""Reading and writing protected rows, each with its digest: what a row was when last written is in the log.

Must not choose which rows: the subject modules do, with a grant. A row that is not its last write is refused.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import (
    CursorResult,
    Executable,
    Insert,
    Row,
    Select,
    Table,
    Update,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from exin.errors import Tampered
from exin.sealing.digest import row_digest
from exin.store.engine import Link, Unreadable
from exin.store.prepared import Asked, Prepared, Rows, prepared
from exin.store.tables import LoggRad
from exin.store.values import check

Model = SQLModel
"""What all table classes are, for those who may not import SQLModel."""

T = TypeVar("T", bound=SQLModel)

_RECORDED = "_sammendrag"


@dataclass(frozen=True, slots=True)
class Write:
    """One row written under a grant: it becomes part of the grant's event."""

    grant: int
    table: str
    row: bytes
    version: int
    digest: bytes


@dataclass(slots=True)
class Tx:
    """A block's way to the database: the link, the digest key, and what was written so far."""

    link: Link
    digest_key: bytes = field(repr=False)
    written: list[Write] = field(default_factory=list)
    own: dict[bytes, bytes] = field(default_factory=dict)
    """The digests of rows written in this block: their event is not in the log yet."""
    _ahead: dict[tuple[Prepared, frozenset[tuple[str, Any]]], Rows] = field(default_factory=dict, repr=False)

    def ask(self, statement: Executable | Prepared, params: Mapping[str, Any]) -> CursorResult[Any]:
        """Run a statement, or take the answer that came ahead. Raises as `Link.execute`."""
        if self._ahead and isinstance(statement, Prepared):
            found = self._ahead.pop((statement, frozenset(params.items())), None)
            if found is not None:
                return cast("CursorResult[Any]", found)
        return self.link.execute(statement, params)

    def ask_all(self, asked: Sequence[Asked]) -> Sequence[Rows]:
        """Run several, or take what came ahead: all of it or none."""
        keys = [(statement, frozenset(params.items())) for statement, params in asked]
        if all(key in self._ahead for key in keys):
            return [self._ahead.pop(key) for key in keys]
        return self.link.ask_all(*asked)

    def begin(self, asked: Sequence[Asked], ahead: Sequence[Asked] = ()) -> list[Rows]:
        """Open the write transaction and ask in it. Where each question is a trip, `ahead` is asked along with it."""
        ahead = ahead if self.link.remote else ()
        found = self.link.begin_with(*asked, *ahead)
        self._keep(ahead, found[len(asked) :])
        return found[: len(asked)]

    def look_ahead(self, *asked: Asked) -> None:
        """Where each question is a trip: ask together what is going to be asked. Each answer is given once."""
        if self.link.remote:
            self._keep(asked, self.link.ask_all(*asked))

    def _keep(self, asked: Sequence[Asked], found: Sequence[Rows]) -> None:
        for (statement, params), result in zip(asked, found, strict=True):
            self._ahead[statement, frozenset(params.items())] = result

    def forget(self) -> None:
        """Nothing was written after all: the transaction was rolled back."""
        self.written.clear()
        self.own.clear()
        self._ahead.clear()


def table_of(model: type[SQLModel]) -> Table:
    """The Core table behind a table class."""
    return cast("Table", getattr(model, "__table__"))  # noqa: B009 - SQLModel hides it from the type checker


def name_of(model: type[SQLModel]) -> str:
    """The name of the table behind a table class."""
    return table_of(model).name


class Stored(Generic[T]):
    """A protected row as read. `row` has the attributes of its table class and cannot be changed.

    Raises:
        Tampered: the row is not what its last write event says (on making one).
    """

    __slots__ = ("model", "row", "version")

    def __init__(self, model: type[T], row: Row[Any], tx: Tx) -> None:
        self.model = model
        self.row = cast("T", row)
        shape = _shape(row._fields)
        row_id: bytes = row[shape.id]
        self.version: int = 1 if shape.version is None else row[shape.version]
        name = table_of(model).name
        recorded = tx.own.get(row_id) or row[shape.recorded]
        digest = row_digest(tx.digest_key, name, row_id, self.version, columns=shape.own, values=row)
        if recorded != digest:
            raise Tampered("rad_er_ikke_siste_skriving", name, row_id.hex())


@dataclass(frozen=True, slots=True)
class _Shape:
    """Where in a statement's rows each thing stands."""

    own: tuple[str, ...]
    """The row's own columns, which come first: those that a statement adds begin with a low line."""
    id: int
    version: int | None
    recorded: int


@cache
def _shape(names: tuple[str, ...]) -> _Shape:
    own = tuple(name for name in names if name[0] != "_")
    version = names.index("innholdsversjon") if "innholdsversjon" in own else None
    return _Shape(own, names.index("id"), version, names.index(_RECORDED))


def own_columns(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a Row that poses as its table class
    """The row's own columns by name, without those that a statement adds (they begin with a low line)."""
    return {name: value for name, value in row._mapping.items() if name[0] != "_"}  # noqa: SLF001


def digest_of(key: bytes, table: str, values: Mapping[str, Any]) -> bytes:
    """The digest of a whole row, open columns too: HMAC over content version and all cells."""
    version = values.get("innholdsversjon", 1)
    return row_digest(key, table, values["id"], version, columns=tuple(values), values=list(values.values()))


@cache
def selecting(model: type[SQLModel]) -> Select[Any]:
    """SELECT of all columns of `model` and the digest on record: one statement, so one state of the database."""
    table = table_of(model)
    recorded = select(table_of(LoggRad).c.sammendrag).where(table_of(LoggRad).c.rad == table.c.id)
    return select(*table.c, recorded.scalar_subquery().label(_RECORDED))


def read(
    tx: Tx, model: type[T], statement: Select[Any] | Prepared, params: Mapping[str, Any]
) -> Sequence[Row[Any]]:
    """The bare rows of a statement. Raises Tampered when a value is not even of its column's type."""
    try:
        result = tx.ask(statement, params)
    except Unreadable:
        raise _not_as_written(model) from None
    with _readable(model):
        return result.all()


def read_all(
    tx: Tx, asked: Sequence[tuple[type[SQLModel], Prepared]], params: Mapping[str, Any]
) -> list[Sequence[Row[Any]]]:
    """The bare rows of several statements with the same values, asked together. Raises as `read`."""
    try:
        results = tx.ask_all([(statement, params) for _, statement in asked])
    except Unreadable:
        raise _not_as_written(asked[-1][0]) from None
    found: list[Sequence[Row[Any]]] = []
    for (model, _), result in zip(asked, results, strict=True):
        with _readable(model):
            found.append(result.all())
    return found


@contextmanager
def _readable(model: type[SQLModel]) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, ValueError, TypeError):
        raise _not_as_written(model) from None


def _not_as_written(model: type[SQLModel]) -> Tampered:
    return Tampered("rad_er_ikke_siste_skriving", name_of(model))


def fetch(
    tx: Tx, model: type[T], statement: Select[Any] | Prepared, params: Mapping[str, Any]
) -> list[Stored[T]]:
    """The rows of a statement made from `selecting(model)`. Raises Tampered on a row that was put back or changed."""
    return [Stored(model, row, tx) for row in read(tx, model, statement, params)]


@prepared
def _insert(model: type[SQLModel]) -> Insert:
    return insert(table_of(model))


def add(tx: Tx, grant_number: int, model: type[SQLModel], values: dict[str, Any]) -> None:
    """Write a new row and note its digest.

    Raises:
        Conflict: a unique index says it is there already. As late as `Link.post` says.
    """
    check(table_of(model), values)
    tx.link.post(_insert(model), values)
    _note(tx, grant_number, table_of(model).name, values)


def add_many(tx: Tx, model: type[SQLModel], written: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Write new rows of one table, each under its own grant, in one statement. Raises Conflict as `add`."""
    for _, values in written:
        check(table_of(model), values)
    tx.link.post(_insert(model), [values for _, values in written])
    for grant_number, values in written:
        _note(tx, grant_number, table_of(model).name, values)


@prepared
def _update(model: type[SQLModel], names: tuple[str, ...]) -> Update:
    table = table_of(model)
    statement = update(table).where(
        table.c.id == bindparam("b_id"), table.c.versjon == bindparam("b_versjon")
    )
    return statement.values({name: bindparam(f"b_ny_{name}") for name in names})


def change(tx: Tx, grant_number: int, stored: Stored[T], **changes: Any) -> None:  # noqa: ANN401 - column values
    """Write changed columns of a row that was read, and raise its lock version.

    Raises:
        Conflict: somebody else changed the row since it was read; nothing is written. As late as `Link.post` says.
    """
    values = own_columns(stored.row)
    before = values["versjon"]
    changes["versjon"] = before + 1
    check(table_of(stored.model), changes, whole_row=False)
    values.update(changes)
    params = {f"b_ny_{name}": value for name, value in changes.items()}
    statement = _update(stored.model, tuple(changes))
    tx.link.post(statement, {"b_id": values["id"], "b_versjon": before, **params}, one=True)
    _note(tx, grant_number, table_of(stored.model).name, values)


def _note(tx: Tx, grant_number: int, table: str, values: Mapping[str, Any]) -> None:
    digest = digest_of(tx.digest_key, table, values)
    tx.own[values["id"]] = digest
    tx.written.append(Write(grant_number, table, values["id"], values.get("innholdsversjon", 1), digest))
