"""The deadlines of a case, and which cases have one that is due.

Must not decide what runs or who is told: it keeps what was worked out. A closed deadline stays.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, literal, or_, select

from exin.ids import SakId
from exin.store import arbeid
from exin.store.grant import Grant
from exin.store.prepared import Asked, prepared
from exin.store.rows import Stored, Tx, fetch, selecting, table_of
from exin.store.tables import Frist, Person, Sak

_FRIST = table_of(Frist)
_SAK = table_of(Sak)
_PERSON = table_of(Person)

AGE: Final = "alder_"
"""What the kind of a deadline begins with that is about the person's age."""

LOOKED_AT: Final = "alder_sett_"
"""What, with the programme behind it, is the kind of the row that says for which version of the person's identity the
ages were worked out. It is no deadline, and closed from the first.
"""


@prepared
def _standing_of_case(returning: tuple[str, ...]) -> Select[Any]:
    kinds = (_FRIST.c.slag == slag for slag in returning)
    may_stand = or_(_FRIST.c.lukket.is_(None), _FRIST.c.etter_steg == 0, *kinds)
    mine = selecting(Frist).where(_FRIST.c.sak_id == bindparam("b_sak"), may_stand)
    return mine.order_by(_FRIST.c.slag, _FRIST.c.fra, _FRIST.c.id)


def asking_for_standing(grant: Grant, returning: tuple[str, ...] = ()) -> Asked:
    """What `standing_of_case` asks."""
    return _standing_of_case(returning), {"b_sak": grant.sak()}


def standing_of_case(tx: Tx, grant: Grant, returning: tuple[str, ...] = ()) -> list[Stored[Frist]]:
    """The deadlines of the grant's case that are open, and the closed ones that may open again.

    Those are the ones that belong to no step, and those of the kinds `returning`.
    """
    return fetch(tx, Frist, *asking_for_standing(grant, returning))


@prepared
def _due_of_case(ages: bool) -> Select[Any]:  # noqa: FBT001 - a cache's key
    mine = selecting(Frist).where(_FRIST.c.sak_id == bindparam("b_sak"), *_to_look_at(ages=ages))
    return mine.order_by(_FRIST.c.slag, _FRIST.c.fra, _FRIST.c.id)


def asking_for_due(grant: Grant, today: date, *, ages: bool) -> Asked:
    """What `due_of_case` asks."""
    return _due_of_case(ages), {"b_sak": grant.sak(), "b_dag": today}


def due_of_case(tx: Tx, grant: Grant, today: date, *, ages: bool) -> list[Stored[Frist]]:
    """The deadlines of the grant's case that must be looked at: those about an age, or all others."""
    return fetch(tx, Frist, *asking_for_due(grant, today, ages=ages))


def all_of_case(tx: Tx, grant: Grant) -> list[Stored[Frist]]:
    """The deadlines of the grant's case, closed ones too, oldest first."""
    return arbeid.of_case(tx, grant, Frist)


def add(tx: Tx, grant: Grant, values: dict[str, Any]) -> None:
    """Write a new deadline of the grant's case. Raises Conflict when it is there already."""
    arbeid.add(tx, grant, Frist, values)


def add_many(tx: Tx, grant: Grant, several: Sequence[dict[str, Any]]) -> None:
    """The same for several."""
    arbeid.add_many(tx, grant, Frist, several)


def change(tx: Tx, grant: Grant, stored: Stored[Frist], **changes: Any) -> None:  # noqa: ANN401 - column values
    """Change a deadline of the grant's case. Raises OutsideGrant, Conflict."""
    arbeid.change(tx, grant, stored, **changes)


def cases_due(tx: Tx, today: date, *, ages: bool) -> list[SakId]:
    """The ids of cases with a deadline to look at, the longest due first: what a job asks leave for, one by one."""
    rows = tx.link.execute(_due(ages), {"b_dag": today}).scalars()
    return list(dict.fromkeys(SakId(row) for row in rows))


@prepared
def _due(ages: bool) -> Select[Any]:  # noqa: FBT001 - a cache's key
    due = select(_FRIST.c.sak_id).where(*_to_look_at(ages=ages))
    return due.order_by(_FRIST.c.neste, _FRIST.c.id)


def _to_look_at(*, ages: bool) -> tuple[ColumnElement[bool], ...]:
    """What is closed or paused has no next day."""
    kind = _FRIST.c.slag.startswith(AGE)
    return _FRIST.c.neste <= bindparam("b_dag"), kind if ages else ~kind


def cases_not_worked_out(tx: Tx, states: Sequence[str]) -> list[SakId]:
    """The ids of cases in one of these states whose deadlines or ages were not worked out as they stand now.

    An installation of before there were deadlines, a changed identity, a case that went over to another programme.
    """
    seen = select(_FRIST.c.id).where(
        _FRIST.c.sak_id == _SAK.c.id,
        _FRIST.c.slag == literal(LOOKED_AT).concat(_SAK.c.program),
        _FRIST.c.grunnlag == _PERSON.c.innholdsversjon,
    )
    wanted = select(_SAK.c.id).join(_PERSON, _PERSON.c.id == _SAK.c.person_id)
    statement = wanted.where(_SAK.c.tilstand.in_(states), ~seen.exists()).order_by(_SAK.c.saksnr)
    return [SakId(row) for row in tx.link.execute(statement).scalars()]
