"""Counting a programme's places, and holding a step to them as it is written.

Must not judge: what no free place means is the machine's to say. Which states take a place is given.
"""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, case, func, or_, select

from exin.store.prepared import Asked, prepared
from exin.store.rows import Tx, table_of
from exin.store.tables import Program, Sak

_SAK = table_of(Sak)
_PROGRAM = table_of(Program)
_MINE = _SAK.c.program == bindparam("b_program")


def asking_for_taken(program: str) -> Asked:
    """What `taken` asks."""
    return _taken(), {"b_program": program}


def taken(tx: Tx, program: str) -> int:
    """How many cases of a programme hold a place."""
    return int(tx.ask(*asking_for_taken(program)).scalar() or 0)


def assessed(tx: Tx, program: str, states: tuple[str, ...]) -> int:
    """How many cases of a programme stand in one of `states` and hold no other place."""
    return int(tx.ask(_assessed(states), {"b_program": program}).scalar() or 0)


def hold_to(tx: Tx, program: str, *, assessment: tuple[str, ...] | None) -> None:
    """Where others write at the same time: let the step that was just written fail if its place is not there.

    It took a place for vurdering where the states of these are given, else one of the programme's. The lock on the
    programme's row is had in the last trip only, so that those who take a place wait for a commit and nothing else.

    Raises:
        Conflict: somebody else took the last place. As late as `Link.post` says.
    """
    if tx.link.row_locks:
        tx.link.post(_locked(), {"b_kode": program})
        tx.link.post(_fits(assessment), {"b_program": program})


@prepared
def _taken() -> Select[Any]:
    return _holding()


@prepared
def _assessed(states: tuple[str, ...]) -> Select[Any]:
    return _standing_in(states)


@prepared
def _locked() -> Select[Any]:
    return select(_PROGRAM.c.id).where(_PROGRAM.c.kode == bindparam("b_kode")).with_for_update()


@prepared
def _fits(assessment: tuple[str, ...] | None) -> Select[Any]:
    """A statement of its own: it sees what was committed while the one before it waited for the lock."""
    if assessment is None:
        counted, limit = _holding(), _PROGRAM.c.plasser
    else:
        counted, limit = _standing_in(assessment), _PROGRAM.c.vurderingsplasser
    return _or_fail(counted.scalar_subquery(), limit).where(_PROGRAM.c.kode == bindparam("b_program"))


def _or_fail(count: ScalarSelect[Any], limit: ColumnElement[Any]) -> Select[Any]:
    """Division by zero where there are more than the limit allows, as `Link.post` knows it. NULL is no limit."""
    return select(1 // case((count > limit, 0), else_=1))


def _holding() -> Select[Any]:
    return select(func.count()).select_from(_SAK).where(_MINE, _SAK.c.har_plass.is_(True))


def _standing_in(states: tuple[str, ...]) -> Select[Any]:
    inside = or_(*(_SAK.c.tilstand == state for state in states))
    return select(func.count()).select_from(_SAK).where(_MINE, inside, _SAK.c.har_plass.is_(False))
