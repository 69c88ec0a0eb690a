"""Statements written in Core, compiled once for each dialect, and run as text on the driver's own connection.

For those that every act runs: SQLAlchemy's own way costs 30 microseconds a statement, which is as much as an act's
whole work by hand (docs/adr/0012). A list of values (IN) needs a text for each length: see `each_with_places`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from operator import itemgetter
from typing import Any, ClassVar, Final, ParamSpec, Self, cast

from sqlalchemy import ColumnElement, Dialect, Executable, LargeBinary, Result, bindparam
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

P = ParamSpec("P")
Convert = Callable[[Any], Any] | None
Column = tuple[str, TypeEngine[Any] | None, Convert]
"""Name and type of a column that comes back, and how the driver's value becomes the engine's."""


class Rows(IteratorResult[Any]):
    """What a statement gave, with the methods of SQLAlchemy's own results."""

    rowcount: int = -1
    """How many rows were changed."""


class Record(tuple[Any, ...]):
    """One row: the driver's values, and the engine's as attributes. Cannot be changed."""

    __slots__ = ()
    columns: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        return "Record(***)"


def _record_of(columns: Iterable[Column]) -> type[Record]:
    """What the rows of a statement are: an attribute for each column. A column's value is made when it is asked for."""
    names = tuple(name for name, _, _ in columns)
    attributes = {name: property(_reader(at, convert)) for at, (name, _, convert) in enumerate(columns)}
    return type("Record", (Record,), {"__slots__": (), "columns": names, **attributes})


@cache
def _form_of(names: tuple[str, ...]) -> "Form":
    """What SQLAlchemy's own rows are like."""
    columns = tuple((name, None, None) for name in names)
    return Form("", _picking(()), {}, (), columns, _record_of(columns))


def _reader(at: int, convert: Convert) -> Callable[[Record], Any]:
    return itemgetter(at) if convert is None else lambda row: convert(row[at])


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A statement for one dialect: its text, its values in order, and the columns that come back."""

    text: str
    pick: Callable[[Mapping[str, Any]], Sequence[Any]]
    """The values in order, out of all that are named."""
    constants: Mapping[str, Any]
    """Those that the statement itself has, as the driver wants them."""
    converts: Sequence[tuple[int, Callable[[Any], Any]]]
    """How the driver wants the others, where it wants them changed."""
    columns: tuple[Column, ...]
    record: type[Record]
    """What its rows are."""

    def at(self, name: str) -> int:
        """Where a column stands. Raises ValueError when there is none of that name."""
        return self.record.columns.index(name)

    def given(self, params: Mapping[str, Any]) -> list[Any]:
        """The values in order. Raises KeyError when one is missing."""
        values = list(self.pick({**self.constants, **params} if self.constants else params))
        for at, convert in self.converts:
            values[at] = convert(values[at])
        return values


@dataclass(slots=True)
class Found:
    """What a statement gave: the rows as the driver has them, and how to read them."""

    form: Form
    raw: Sequence[Sequence[Any]]
    changed: int = -1
    """How many rows were changed."""

    @classmethod
    def of(cls, result: Result[Any]) -> Self:
        """What SQLAlchemy found, its values converted already."""
        return cls(_form_of(tuple(result.keys())), result.all())

    def all(self) -> list[Any]:
        """The rows, each with its columns as attributes."""
        return [self.form.record(raw) for raw in self.raw]

    def first(self) -> Any:  # noqa: ANN401 - a Record
        """The first row; None when there is none."""
        return self.form.record(self.raw[0]) if self.raw else None

    def scalar(self) -> Any:  # noqa: ANN401 - a column's value
        """The first value of the first row; None when there is none."""
        if not self.raw:
            return None
        value, convert = self.raw[0][0], self.form.columns[0][2]
        return value if convert is None else convert(value)

    def result(self) -> Rows:
        """The same with SQLAlchemy's methods."""
        converts: Any = [convert for _, _, convert in self.form.columns]
        result = Rows(SimpleResultMetaData(self.form.record.columns, _processors=converts), iter(self.raw))
        result.rowcount = self.changed
        return result


class Prepared:
    """One statement in all its forms."""

    __slots__ = ("_forms", "_writes", "statement")

    def __init__(self, statement: Executable) -> None:
        self.statement = statement
        self._writes = isinstance(statement, UpdateBase)
        self._forms: dict[object, Form] = {}

    def form(self, dialect: Dialect, names: Mapping[str, Any]) -> Form:
        """Its form for a dialect, and, where it writes whole rows, for the columns that are given."""
        key = (dialect.name, *names) if self._writes else dialect.name
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = _compile(self.statement, dialect, list(names) if self._writes else None)
        return form


Asked = tuple[Prepared, Mapping[str, Any]]
"""A statement and its values."""


def prepared(build: Callable[P, Executable]) -> Callable[P, Prepared]:
    """Build a statement once for each set of arguments, and keep it with its forms."""

    @wraps(build)
    def make(*args: P.args, **kwargs: P.kwargs) -> Prepared:
        return Prepared(build(*args, **kwargs))

    return cast("Callable[P, Prepared]", cache(make))


_MOST_PLACES: Final = 512


def places(column: ColumnElement[Any], count: int) -> ColumnElement[bool]:
    """The condition that a column has one of `count` values, named as `each_with_places` gives them."""
    return column.in_([bindparam(f"b_{at}") for at in range(count)])


def each_with_places(
    build: Callable[[int], Prepared],
    values: Collection[Any],
    **also: Any,  # noqa: ANN401 - values of any column
) -> list[Asked]:
    """A statement that is built for a number of places, asked for all values: there may be more than one can take.

    Where there are more places than values, the last value is there several times. `also` are its other values.
    """
    wanted, asked = list(values), list[Asked]()
    for start in range(0, len(wanted), _MOST_PLACES):
        part = wanted[start : start + _MOST_PLACES]
        count = 1 << (len(part) - 1).bit_length()
        part += part[-1:] * (count - len(part))
        asked.append((build(count), also | {f"b_{at}": value for at, value in enumerate(part)}))
    return asked


_OWN: dict[str, Dialect] = {}


def _with_values_in_order(dialect: Dialect) -> Dialect:
    """The same dialect, writing statements with the marks that the database itself knows: no driver changes them."""
    if dialect.name not in _OWN:
        make: Callable[..., Dialect] = type(dialect)
        _OWN[dialect.name] = make(paramstyle="qmark" if dialect.name == "sqlite" else "numeric_dollar")
    return _OWN[dialect.name]


def _compile(statement: Executable, dialect: Dialect, columns: list[str] | None) -> Form:
    own = _with_values_in_order(dialect)
    compiled = statement.compile(dialect=own, column_keys=columns)  # type: ignore[attr-defined]
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what Core statements compile to
    names = list(compiled.positiontup or ())
    constants, converts = dict[str, Any](), list[tuple[int, Callable[[Any], Any]]]()
    for at, name in enumerate(names):
        bind, constant = compiled.binds[name], compiled.params[name]
        convert = _convert(bind.type, own, "bind_processor")
        if constant is not None and not bind.required:
            constants[name] = convert(constant) if convert else constant
        elif convert is not None:
            converts.append((at, convert))
    found = tuple(_columns(compiled, own))
    return Form(str(compiled), _picking(names), constants, converts, found, _record_of(found))


def _picking(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda params: [params[name] for name in names]


def _columns(compiled: SQLCompiler, dialect: Dialect) -> Iterator[Column]:
    for entry in compiled._result_columns:  # noqa: SLF001 - there is no public way to it
        yield entry.keyname, entry.type, _convert(entry.type, dialect, "result_processor", None)


def _convert(kind: TypeEngine[Any], dialect: Dialect, way: str, *more: object) -> Convert:
    """How a type's values are turned for or from the driver. Bytes are what they are for both drivers."""
    if type(kind) is LargeBinary:
        return None
    found: Convert = getattr(kind.dialect_impl(dialect), way)(dialect, *more)
    return found
