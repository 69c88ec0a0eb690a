"""The rows of work on a case: notes, talks, mappings, consents and the rest, read and written by their case.

Must not reach a row of another case: the grant's case stands in every statement.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam
from sqlmodel import SQLModel

from exin.ids import Id
from exin.store import rows
from exin.store.grant import Grant, OutsideGrant
from exin.store.prepared import Asked, prepared
from exin.store.rows import Stored, Tx, fetch, selecting, table_of

T = TypeVar("T", bound=SQLModel)


def _ordered(model: type[SQLModel]) -> Select[Any]:
    table = table_of(model)
    order = [table.c[name] for name in ("nummer", "registrert", "fra") if name in table.c]
    return selecting(model).where(table.c.sak_id == bindparam("b_sak")).order_by(*order, table.c.id)


@prepared
def _of_case(model: type[SQLModel]) -> Select[Any]:
    return _ordered(model)


@prepared
def _one_of_case(model: type[SQLModel]) -> Select[Any]:
    return _ordered(model).where(table_of(model).c.id == bindparam("b_id"))


def asking_for(grant: Grant, *models: type[SQLModel]) -> list[Asked]:
    """What `of_case` asks, for each kind."""
    params = {"b_sak": grant.sak()}
    return [(_of_case(model), params) for model in models]


def of_case(tx: Tx, grant: Grant, model: type[T]) -> list[Stored[T]]:
    """All rows of one kind of the grant's case, oldest first."""
    return fetch(tx, model, _of_case(model), {"b_sak": grant.sak()})


def one(tx: Tx, grant: Grant, model: type[T], row_id: Id) -> Stored[T] | None:
    """One row of the grant's case; None when there is none of that id in that case."""
    return next(iter(fetch(tx, model, _one_of_case(model), {"b_sak": grant.sak(), "b_id": row_id})), None)


def add(tx: Tx, grant: Grant, model: type[SQLModel], values: dict[str, Any]) -> None:
    """Write a row of the grant's case. Raises OutsideGrant for another case, Conflict when it is there."""
    if values["sak_id"] != grant.sak():
        raise OutsideGrant("sak")
    rows.add(tx, grant.number, model, values)


def add_many(tx: Tx, grant: Grant, model: type[SQLModel], several: Sequence[dict[str, Any]]) -> None:
    """The same for several rows of one kind, in one statement."""
    sak_id = grant.sak()
    if any(values["sak_id"] != sak_id for values in several):
        raise OutsideGrant("sak")
    rows.add_many(tx, model, [(grant.number, values) for values in several])


def change(tx: Tx, grant: Grant, stored: Stored[Any], **changes: Any) -> None:  # noqa: ANN401 - column values
    """Change open columns of a row of the grant's case. Raises OutsideGrant, Conflict."""
    if stored.row.sak_id != grant.sak():
        raise OutsideGrant("sak")
    rows.change(tx, grant.number, stored, **changes)
