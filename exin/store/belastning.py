"""What a team's open cases come to: counted by all that a decision on them depends on, and their deadlines likewise.

Must not be shown by itself: these counts are of what there is. Whoever counts asks the rules of each kind, and adds up
those that the asker may know of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    null,
    or_,
    select,
    union_all,
)

from exin.store.frister import AGE
from exin.store.grant import Grant
from exin.store.omriss import Omriss
from exin.store.prepared import prepared
from exin.store.rows import Tx, table_of
from exin.store.saksslag import (
    CLOSED_DOOR,
    OF_TEAM,
    Laget,
    by_kind,
    check,
    grouping,
    is_plain,
    is_special,
    kind_of,
    plain_kind,
)
from exin.store.tables import Frist, Sak

_SAK = table_of(Sak)
_FRIST = table_of(Frist)


class Ventetid(NamedTuple):
    """How many days a case of a programme may stand in a state before it has waited too long."""

    program: str
    tilstand: str
    dager: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Saksantall:
    """How many cases there are of one kind. `sene` of them have waited too long."""

    slag: Omriss
    antall: int
    sene: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fristantall:
    """How many deadlines of cases of one kind are due on a day. No day: it is past."""

    slag: Omriss
    dag: date | None
    antall: int


def count_cases(
    tx: Tx, grant: Grant, laget: Laget, *, dag: date, ventetider: Sequence[Ventetid]
) -> list[Saksantall]:
    """The open cases, by kind; without those whose door is closed."""
    check(grant)
    limits = {f"b_grense_{at}": dag - timedelta(days=each.dager) for at, each in enumerate(ventetider)}
    statement = _counted(tuple((each.program, each.tilstand) for each in ventetider))
    found = tx.ask(statement, laget.values(b_dag=dag, **limits)).all()
    return [Saksantall(slag=kind_of(row), antall=int(row.antall), sene=int(row.sene)) for row in found]


@prepared
def _counted(waits: tuple[tuple[str, str], ...]) -> CompoundSelect[Any]:
    late = [
        and_(
            _SAK.c.program == program,
            _SAK.c.tilstand == tilstand,
            _SAK.c.tilstand_fra < bindparam(f"b_grense_{at}"),
        )
        for at, (program, tilstand) in enumerate(waits)
    ]
    late_ones = func.sum(case((or_(false(), *late), 1), else_=0)).label("sene")

    def counted(kinds: Sequence[ColumnElement[Any]], which: ColumnElement[bool]) -> Select[Any]:
        mine = select(*kinds, func.count().label("antall"), late_ones)
        return mine.where(*OF_TEAM, ~CLOSED_DOOR, which).group_by(*grouping(kinds))

    return union_all(counted(plain_kind(), is_plain()), counted(by_kind(), is_special()))


def count_deadlines(tx: Tx, grant: Grant, laget: Laget, *, dag: date, til: date) -> list[Fristantall]:
    """The deadlines that run in the open cases and are due by `til`, by kind and day.

    Ages are left out: they stand as the first of their month, on which nothing is due.
    """
    check(grant)
    found = tx.ask(_due(), laget.values(b_dag=dag, b_til=til)).all()
    return [Fristantall(slag=kind_of(row), dag=row.dag, antall=int(row.antall)) for row in found]


@prepared
def _due() -> CompoundSelect[Any]:
    runs = _FRIST.c.lukket.is_(None), _FRIST.c.pauset.is_(None), _FRIST.c.frist <= bindparam("b_til")
    due = (*runs, ~_FRIST.c.slag.startswith(AGE))

    def counted(kinds: Sequence[ColumnElement[Any]], which: ColumnElement[bool]) -> Select[Any]:
        day = case((_FRIST.c.frist < bindparam("b_dag"), null()), else_=_FRIST.c.frist).label("dag")
        joined = select(*kinds, day).join_from(_SAK, _FRIST, _FRIST.c.sak_id == _SAK.c.id)
        each = joined.where(*OF_TEAM, which, *due).subquery()
        apart = {column.name: each.c[column.name] for column in (*grouping(kinds), day)}
        shown = [apart.get(column.name, column) for column in kinds]
        return select(*shown, each.c.dag, func.count().label("antall")).group_by(*apart.values())

    return union_all(counted(plain_kind(), is_plain()), counted(by_kind(), is_special()))
