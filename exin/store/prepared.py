"""Statements written in Core, compiled once for each dialect, and run as text on the driver's own connection.

For those that every act runs: SQLAlchemy's own way costs 30 microseconds a statement, which is as much as an act's
whole work by hand (docs/adr/0012). Must not take lists of values (IN): their text differs each time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ParamSpec, cast

from sqlalchemy import Dialect, Executable, LargeBinary
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

P = ParamSpec("P")
Convert = Callable[[Any], Any] | None


class Rows(IteratorResult[Any]):
    """What a statement gave, with the methods of SQLAlchemy's own results."""

    rowcount: int = -1
    """How many rows were changed."""


@dataclass(frozen=True, slots=True)
class Form:
    """A statement for one dialect: its text, its values in order, and the columns that come back."""

    text: str
    values: tuple[tuple[str, Any, Convert], ...]
    """Name, the value where the statement itself has it, and how the driver wants it."""
    columns: SimpleResultMetaData | None

    def given(self, params: Mapping[str, Any]) -> list[Any]:
        """The values in order. Raises KeyError when one is missing."""
        return [
            constant if constant is not _ASKED else convert(params[name]) if convert else params[name]
            for name, constant, convert in self.values
        ]

    def rows(self, found: Sequence[Any], changed: int) -> Rows:
        """The driver's rows as SQLAlchemy's."""
        result = Rows(self.columns or _NOTHING, iter(found))
        result.rowcount = changed
        return result


class _Asked:
    """Stands where a value is given each time."""


_ASKED = _Asked()
_NOTHING = SimpleResultMetaData([])


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


_OWN: dict[str, Dialect] = {}


def _with_values_in_order(dialect: Dialect) -> Dialect:
    """The same dialect, writing statements with marks in order, as both drivers take them."""
    if dialect.name not in _OWN:
        make: Callable[..., Dialect] = type(dialect)
        _OWN[dialect.name] = make(paramstyle="qmark" if dialect.name == "sqlite" else "format")
    return _OWN[dialect.name]


def _compile(statement: Executable, dialect: Dialect, columns: list[str] | None) -> Form:
    own = _with_values_in_order(dialect)
    compiled = statement.compile(dialect=own, column_keys=columns)  # type: ignore[attr-defined]
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what Core statements compile to
    constants = compiled.params
    values = []
    for name in compiled.positiontup or ():
        bind = compiled.binds[name]
        convert = _convert(bind.type, own, "bind_processor")
        constant = constants[name]
        if constant is None or bind.required:
            values.append((name, _ASKED, convert))
        else:
            values.append((name, convert(constant) if convert else constant, None))
    return Form(str(compiled), tuple(values), _columns(compiled, own))


def _columns(compiled: SQLCompiler, dialect: Dialect) -> SimpleResultMetaData | None:
    found = list(_result_columns(compiled))
    if not found:
        return None
    converts: Any = [_convert(kind, dialect, "result_processor", None) for _, kind in found]
    return SimpleResultMetaData([name for name, _ in found], _processors=converts)


def _result_columns(compiled: SQLCompiler) -> Iterator[tuple[str, TypeEngine[Any]]]:
    for entry in compiled._result_columns:  # noqa: SLF001 - there is no public way to it
        yield entry.keyname, entry.type


def _convert(kind: TypeEngine[Any], dialect: Dialect, way: str, *more: object) -> Convert:
    """How a type's values are turned for or from the driver. Bytes are what they are for both drivers."""
    if type(kind) is LargeBinary:
        return None
    found: Convert = getattr(kind.dialect_impl(dialect), way)(dialect, *more)
    return found
