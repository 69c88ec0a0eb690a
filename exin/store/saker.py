"""Cases and their history. Only the case of the grant is written; lists come from `decision`.

Must not decide what a state means: it keeps what the machine answered.
"""

from typing import Any

from sqlalchemy import Select, bindparam, func, select

from exin.store import rows
from exin.store.grant import Grant, OutsideGrant
from exin.store.prepared import prepared
from exin.store.rows import Stored, Tx, table_of
from exin.store.tables import Annullering, Sak, Steg

_SAK = table_of(Sak)


def add(tx: Tx, grant: Grant, values: dict[str, Any]) -> None:
    """Write a new case. Raises Conflict when its number is taken."""
    if values["id"] != grant.sak():
        raise OutsideGrant("sak")
    rows.add(tx, grant.number, Sak, values)


def change(tx: Tx, grant: Grant, stored: Stored[Sak], **changes: Any) -> None:  # noqa: ANN401 - column values
    """Change the grant's case. Raises OutsideGrant, Conflict."""
    if stored.row.id != grant.sak():
        raise OutsideGrant("sak")
    rows.change(tx, grant.number, stored, **changes)


def number_is_free(tx: Tx, saksnr: str) -> bool:
    """Whether no case has that number: for drawing a new one."""
    return bool(tx.link.ask(_count_number(), {"b_saksnr": saksnr}).scalar() == 0)


@prepared
def _count_number() -> Select[Any]:
    return select(func.count()).select_from(_SAK).where(_SAK.c.saksnr == bindparam("b_saksnr"))


def annulled(annulments: list[Stored[Annullering]]) -> frozenset[bytes]:
    """The ids of the steps that are void."""
    return frozenset(stored.row.steg_id for stored in annulments)


def standing(history: list[Stored[Steg]], annulments: list[Stored[Annullering]]) -> list[Stored[Steg]]:
    """The steps that count: the history without those marked void."""
    void = annulled(annulments)
    return [step for step in history if step.row.id not in void]
