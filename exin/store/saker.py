"""Cases and their history. Only the case of the grant is written; lists come from `decision`.

Must not decide what a state means: it keeps what the machine answered.
"""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from exin.store import rows
from exin.store.grant import Grant, OutsideGrant
from exin.store.prepared import Asked, prepared
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
    return tx.link.execute(_count_number(), {"b_saksnr": saksnr}).scalar() == 0


@prepared
def _count_number() -> Select[Any]:
    return select(func.count()).select_from(_SAK).where(_SAK.c.saksnr == bindparam("b_saksnr"))


def asking_for_places(program: str) -> Asked:
    """What `places_taken` asks."""
    return _places(), {"b_program": program}


def places_taken(tx: Tx, program: str) -> int:
    """How many cases of a programme hold a place: counted under the programme's lock."""
    return int(tx.ask(*asking_for_places(program)).scalar() or 0)


@prepared
def _places() -> Select[Any]:
    mine = _SAK.c.program == bindparam("b_program")
    return select(func.count()).select_from(_SAK).where(mine, _SAK.c.har_plass.is_(True))


def assessment_places_taken(tx: Tx, program: str, states: tuple[str, ...]) -> int:
    """How many cases of a programme stand in one of `states` and hold no other place."""
    params = {"b_program": program, "b_tilstander": states}
    return int(tx.link.execute(_assessment_places(), params).scalar() or 0)


@cache
def _assessment_places() -> Select[Any]:
    return (
        select(func.count())
        .select_from(_SAK)
        .where(
            _SAK.c.program == bindparam("b_program"),
            _SAK.c.tilstand.in_(bindparam("b_tilstander", expanding=True)),
            _SAK.c.har_plass.is_(False),
        )
    )


def annulled(annulments: list[Stored[Annullering]]) -> frozenset[bytes]:
    """The ids of the steps that are void."""
    return frozenset(stored.row.steg_id for stored in annulments)


def standing(history: list[Stored[Steg]], annulments: list[Stored[Annullering]]) -> list[Stored[Steg]]:
    """The steps that count: the history without those marked void."""
    void = annulled(annulments)
    return [step for step in history if step.row.id not in void]
