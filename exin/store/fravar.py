"""Days on which staff are away.

Must not say who acts then: casework does. An absence that was taken back ends before it begins: its row stays, as every
protected row does.
"""

from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam

from exin.ids import AnsattId
from exin.store import rows
from exin.store.grant import Grant
from exin.store.prepared import prepared
from exin.store.rows import Stored, Tx, fetch, selecting, table_of
from exin.store.tables import Fravar

_FRAVAR = table_of(Fravar)


def _standing() -> Select[Any]:
    return selecting(Fravar).where(_FRAVAR.c.fra <= _FRAVAR.c.til).order_by(_FRAVAR.c.fra, _FRAVAR.c.id)


@prepared
def _from_day() -> Select[Any]:
    return _standing().where(_FRAVAR.c.til >= bindparam("b_dag"))


@prepared
def _on_day() -> Select[Any]:
    return _standing().where(_FRAVAR.c.fra <= bindparam("b_dag"), _FRAVAR.c.til >= bindparam("b_dag"))


@prepared
def _of_one() -> Select[Any]:
    return _standing().where(_FRAVAR.c.ansatt_id == bindparam("b_ansatt"))


def on_day(tx: Tx, day: date) -> list[Stored[Fravar]]:
    """Who is away on a day. Nothing of a case, so no grant: whoever works out who is told asks."""
    return fetch(tx, Fravar, _on_day(), {"b_dag": day})


def not_over(tx: Tx, grant: Grant, day: date) -> list[Stored[Fravar]]:
    """The absences that end on a day or later, for a list of staff."""
    grant.check_action("les_ansatte")
    return fetch(tx, Fravar, _from_day(), {"b_dag": day})


def of_one(tx: Tx, grant: Grant, ansatt_id: AnsattId) -> list[Stored[Fravar]]:
    """All absences of one member of staff, earliest first."""
    grant.check_action("registrer_fravar")
    return fetch(tx, Fravar, _of_one(), {"b_ansatt": ansatt_id})


@prepared
def _stood_in_by() -> Select[Any]:
    return _standing().where(_FRAVAR.c.vikar_id == bindparam("b_vikar"), _FRAVAR.c.til >= bindparam("b_dag"))


def stood_in_by(tx: Tx, grant: Grant, vikar_id: AnsattId, day: date) -> list[Stored[Fravar]]:
    """The absences that somebody stands in for and that end on a day or later."""
    grant.check_action("les_ansatte", "flytt_arbeid")
    return fetch(tx, Fravar, _stood_in_by(), {"b_vikar": vikar_id, "b_dag": day})


def add(tx: Tx, grant: Grant, values: dict[str, Any]) -> None:
    """Write an absence."""
    grant.check_action("registrer_fravar")
    rows.add(tx, grant.number, Fravar, values)


def change(tx: Tx, grant: Grant, stored: Stored[Fravar], **changes: Any) -> None:  # noqa: ANN401 - column values
    """Change an absence. Raises Conflict."""
    grant.check_action("registrer_fravar")
    rows.change(tx, grant.number, stored, **changes)
