"""Reading and writing protected rows, each with its digest: what a row was when last written is in the log.

Must not choose which rows: the subject modules do, with a grant. A row that is not its last write is refused.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Executable, Insert, Select, Table, Update, bindparam, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from exin.errors import Tampered
from exin.sealing.digest import DigestKey, Layout
from exin.store.engine import Link, Unreadable
from exin.store.intact import RECORDED, seal_of
from exin.store.prepared import Asked, Found, Prepared, Record, each_with_places, prepared
from exin.store.tables import LoggRad
from exin.store.values import check

Model = SQLModel
"""What all table classes are, for those who may not import SQLModel."""

T = TypeVar("T", bound=SQLModel)
Made = TypeVar("Made")


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
    digest_key: DigestKey = field(repr=False)
    written: list[Write] = field(default_factory=list)
    own: dict[bytes, bytes] = field(default_factory=dict)
    """The digests of rows written in this block: their event is not in the log yet."""
    _ahead: dict[tuple[Prepared, frozenset[tuple[str, Any]]], Found] = field(default_factory=dict, repr=False)
    _kept: "dict[tuple[Prepared, frozenset[tuple[str, Any]]], list[Stored[Any]]] | None" = field(
        default=None, repr=False
    )
    _made: dict[tuple[Any, ...], Any] = field(default_factory=dict, repr=False)
    """While rows are kept: what was made of several, by what it was asked for."""

    def ask(self, statement: Executable | Prepared, params: Mapping[str, Any]) -> Found:
        """Run a statement, or take the answer that came ahead. Raises as `Link.execute`, and Unreadable."""
        if not isinstance(statement, Prepared):
            result = self.link.execute(statement, params)
            try:
                return Found.of(result)
            except (DBAPIError, ValueError, TypeError):
                raise Unreadable from None
        if self._ahead:
            found = self._ahead.pop((statement, frozenset(params.items())), None)
            if found is not None:
                return found
        return self.link.ask(statement, params)

    def ask_all(self, asked: Sequence[Asked]) -> Sequence[Found]:
        """Run several, or take what came ahead: all of it or none."""
        if self._ahead:
            keys = [(statement, frozenset(params.items())) for statement, params in asked]
            if all(key in self._ahead for key in keys):
                return [self._ahead.pop(key) for key in keys]
        return self.link.ask_all(*asked)

    def begin(self, asked: Sequence[Asked], ahead: Sequence[Asked] = ()) -> list[Found]:
        """Open the write transaction and ask in it. Where each question is a trip, `ahead` is asked along with it."""
        ahead = ahead if self.link.remote else ()
        found = self.link.begin_with(*asked, *ahead)
        self._keep(ahead, found[len(asked) :])
        return found[: len(asked)]

    def look_ahead(self, *asked: Asked) -> None:
        """Where each question is a trip: ask together what is going to be asked. Each answer is given once."""
        if self.link.remote:
            self._keep(asked, self.link.ask_all(*asked))

    def _keep(self, asked: Sequence[Asked], found: Sequence[Found]) -> None:
        for (statement, params), result in zip(asked, found, strict=True):
            self._ahead[statement, frozenset(params.items())] = result

    def keep(self) -> None:
        """From now on the same rows are read, and checked, once: for a page of many parts that are made of them.

        Must not be asked for where anything is written.
        """
        self._kept = {}
        self._made.clear()

    def once(self, key: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """What `make` gives; while rows are kept, that which it gave before for the same key."""
        if self._kept is None:
            return make()
        if key not in self._made:
            self._made[key] = make()
        return cast("Made", self._made[key])

    def rows(
        self, model: "type[T]", statement: Select[Any] | Prepared, params: Mapping[str, Any]
    ) -> "list[Stored[T]]":
        """The checked rows of a statement; those that were kept, where it was asked before. Raises Tampered."""
        if self._kept is None or not isinstance(statement, Prepared):
            return stored(self, model, read(self, model, statement, params))
        key = (statement, frozenset(params.items()))
        if key not in self._kept:
            self._kept[key] = stored(self, model, read(self, model, statement, params))
        return list(self._kept[key])

    def forget(self) -> None:
        """Nothing was written after all: the transaction was rolled back."""
        self.written.clear()
        self.own.clear()
        self._ahead.clear()
        self._kept = None
        self._made.clear()


@cache
def table_of(model: type[SQLModel]) -> Table:
    """The Core table behind a table class."""
    return cast("Table", getattr(model, "__table__"))  # noqa: B009 - SQLModel hides it from the type checker


def name_of(model: type[SQLModel]) -> str:
    """The name of the table behind a table class."""
    return table_of(model).name


@dataclass(slots=True, eq=False)
class Stored(Generic[T]):
    """A protected row as `stored` found it. `row` has the attributes of its table class and cannot be changed."""

    model: type[T]
    row: T
    version: int
    """That of its content."""


def own_columns(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a Record that poses as its table class
    """The row's own columns by name, without those that a statement adds (they begin with a low line)."""
    names, values_of = _own(cast("type[Record]", type(row)))
    return dict(zip(names, values_of(row), strict=True))


@cache
def _own(record: type[Record]) -> tuple[list[str], Callable[[Any], Sequence[Any]]]:
    names = [name for name in record.columns if name[0] != "_"]
    return names, attrgetter(*names)


def digest_of(key: DigestKey, table: str, values: Mapping[str, Any]) -> bytes:
    """The digest of a whole row, open columns too: HMAC over content version and all cells."""
    version = values.get("innholdsversjon", 1)
    return _layout(table, tuple(values)).digest(key, values["id"], version, tuple(values.values()))


@lru_cache(maxsize=512)
def _layout(table: str, columns: tuple[str, ...]) -> Layout:
    return Layout(table, columns)


@cache
def selecting(model: type[SQLModel]) -> Select[Any]:
    """SELECT of all columns of `model` and the digest on record: one statement, so one state of the database."""
    table = table_of(model)
    recorded = select(table_of(LoggRad).c.sammendrag).where(table_of(LoggRad).c.rad == table.c.id)
    return select(*table.c, recorded.scalar_subquery().label(RECORDED))


def read(tx: Tx, model: type[T], statement: Select[Any] | Prepared, params: Mapping[str, Any]) -> Found:
    """What a statement gives, not yet compared. Raises Tampered where a value is not even of its column's type."""
    try:
        return tx.ask(statement, params)
    except Unreadable:
        raise _not_as_written(model) from None


def _not_as_written(model: type[SQLModel]) -> Tampered:
    """What is said where a value is not of its column's type: nothing that the engine wrote."""
    return Tampered("rad_er_ikke_siste_skriving", name_of(model))


def read_all(
    tx: Tx, asked: Sequence[tuple[type[SQLModel], Prepared]], params: Mapping[str, Any]
) -> Sequence[Found]:
    """What several statements with the same values give, asked together. Raises as `read`."""
    try:
        return tx.ask_all([(statement, params) for _, statement in asked])
    except Unreadable:
        raise _not_as_written(asked[-1][0]) from None


def fetch_among(
    tx: Tx, model: type[T], build: Callable[[int], Prepared], values: Collection[Any]
) -> list[Stored[T]]:
    """The rows of a statement that is built for a number of `places`; none for no values. Raises as `stored`."""
    if not values:
        return []
    try:
        found = tx.ask_all(each_with_places(build, values))
    except Unreadable:
        raise _not_as_written(model) from None
    return [each for part in found for each in stored(tx, model, part)]


def stored(tx: Tx, model: type[T], found: Found) -> list[Stored[T]]:
    """The rows of a statement made from `selecting(model)`. Raises Tampered on a row that was put back or changed."""
    seal = seal_of(name_of(model), found.form)
    record = cast("Callable[[Sequence[Any]], T]", found.form.record)
    return [Stored(model, record(raw), seal.check(raw, tx.digest_key, tx.own)) for raw in found.raw]


def fetch(
    tx: Tx, model: type[T], statement: Select[Any] | Prepared, params: Mapping[str, Any]
) -> list[Stored[T]]:
    """As `stored`, asked for now."""
    return tx.rows(model, statement, params)


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
    if not written:
        return
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
    """Write what is another than before in a row that was read, and raise its lock version.

    Raises:
        Conflict: somebody else changed the row since it was read; nothing is written. As late as `Link.post` says.
    """
    values = own_columns(stored.row)
    before = values["versjon"]
    changes["versjon"] = before + 1
    check(table_of(stored.model), changes, whole_row=False)
    # A column that is named is written anew in each of its indexes, whatever its value was.
    changes = {name: value for name, value in changes.items() if value != values[name]}
    values.update(changes)
    params = {f"b_ny_{name}": value for name, value in changes.items()}
    statement = _update(stored.model, tuple(changes))
    tx.link.post(statement, {"b_id": values["id"], "b_versjon": before, **params}, one=True)
    _note(tx, grant_number, table_of(stored.model).name, values)


def _note(tx: Tx, grant_number: int, table: str, values: Mapping[str, Any]) -> None:
    digest = digest_of(tx.digest_key, table, values)
    tx.own[values["id"]] = digest
    tx.written.append(Write(grant_number, table, values["id"], values.get("innholdsversjon", 1), digest))
