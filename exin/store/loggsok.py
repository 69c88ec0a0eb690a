"""The log searched by the columns that find an event: the newest that fit, and how many there are.

Must not read more than is shown: each kind of event is looked up by itself, from the newest, so that a search costs
the same in a log of a million events as in a young one. Bodies come as they were hashed; whether one truly fits is for
whoever reads it.
"""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    TableValuedAlias,
    bindparam,
    func,
    or_,
    select,
    true,
)

from audit.encode import decode
from audit.errors import Malformed
from exin.ids import AnsattId, PersonId, SakId
from exin.store.grant import Grant
from exin.store.loggslag import UNREADABLE, Slag, kind_of
from exin.store.prepared import each_with_places, places, prepared
from exin.store.rows import Tx, table_of
from exin.store.tables import LoggHendelse

_HENDELSE = table_of(LoggHendelse)
_ALLOWED: Final = ("les_logg", "les_egen_logg")
_SUBJECTS: Final = ("ansatt_id", "sak_id", "person_id")
_BEYOND: Final = 2**62
"""Later than any event, in milliseconds."""

_LAST_LEAF: Final = 2**31 - 1
"""No leaf can have a higher number."""

_known: dict[int, Slag] = {}
"""Kinds by number: what was once read from an event's bytes, which a number stands for once and for all."""


class Plass(NamedTuple):
    """Where an event stands in the order of a search: the newest first, those of one moment by leaf."""

    tid: int
    """Milliseconds since 1970."""
    blad: int


NYEST: Final = Plass(_BEYOND, _LAST_LEAF)
"""Before all of them."""


@dataclass(frozen=True, slots=True)
class Treff:
    """One event found."""

    plass: Plass
    kropp: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Utsnitt:
    """What part of the log is looked at: `slag` by number, of at most one subject, from `fra` to `til`, both included.

    None is everything. Times are milliseconds since 1970.
    """

    slag: tuple[int, ...]
    ansatt_id: AnsattId | None = None
    sak_id: SakId | None = None
    person_id: PersonId | None = None
    fra: int = 0
    til: int = _BEYOND


def kinds(tx: Tx, grant: Grant) -> dict[int, Slag | None]:
    """All kinds of event that the log has, by number; None for one that cannot be read, which is never left out."""
    grant.check_action(*_ALLOWED)
    numbers = [row[0] for row in tx.ask(_numbers(), {}).raw if row[0] is not None]
    for number in numbers:
        if number not in _known and number != UNREADABLE:
            _learn(number, tx.ask(_sample(), {"b_slag": number}).scalar())
    return {number: _known.get(number) for number in numbers}


def _learn(number: int, body: bytes) -> None:
    try:
        kind = kind_of(decode(body))
    except Malformed:
        return
    if kind.nummer == number:
        _known[number] = kind


@prepared
def _numbers() -> Select[Any]:
    """Each number once: one step in the index for each."""
    first = select(func.min(_HENDELSE.c.slag).label("slag")).cte("slag", recursive=True)
    after = select(func.min(_HENDELSE.c.slag)).where(_HENDELSE.c.slag > first.c.slag).scalar_subquery()
    found = first.union_all(select(after).where(first.c.slag.is_not(None)))
    return select(found.c.slag)


@prepared
def _sample() -> Select[Any]:
    return select(_HENDELSE.c.kropp).where(_HENDELSE.c.slag == bindparam("b_slag")).limit(1)


def newest(
    tx: Tx, grant: Grant, part: Utsnitt, *, before: Plass = NYEST, past: int = 0, limit: int
) -> list[Treff]:
    """So many events of a part of the log, the newest first: those that come after a place in that order.

    `past`: so many of them are passed over, which costs little for a few thousand.
    """
    grant.check_action(*_ALLOWED)
    if before.tid > part.til:
        before = Plass(part.til, _LAST_LEAF)
    found = (_found_there if tx.link.remote else _found_here)(tx, part, before, past + limit)[past:]
    asked = each_with_places(_bodies, [each.blad for each in found])
    bodies = {row.blad: row.kropp for each in tx.ask_all(asked) for row in each.all()}
    return [Treff(each, bodies[each.blad]) for each in found]


@prepared
def _bodies(count: int) -> Select[Any]:
    return select(_HENDELSE.c.blad, _HENDELSE.c.kropp).where(places(_HENDELSE.c.blad, count))


def _found_here(tx: Tx, part: Utsnitt, before: Plass, limit: int) -> list[Plass]:
    """Where each question costs little, kind by kind: none is asked for what is older than all that are found."""
    found: list[Plass] = []
    values = _values(part, before, limit)
    asked = _of_kind(_subject(part))
    for number in part.slag:
        rows = tx.ask(asked, {**values, "b_slag": number}).raw
        if rows:
            found = sorted((*found, *(Plass(*row) for row in rows)), reverse=True)[:limit]
            if len(found) == limit:
                values["b_fra"] = found[-1].tid
    return found


def _found_there(tx: Tx, part: Utsnitt, before: Plass, limit: int) -> list[Plass]:
    """Where each question is a trip, all kinds in one; and first the newest of each, which say how far back to look."""
    asked = _of_kinds(_subject(part))
    values = {**_values(part, before, limit), "b_slag": list(part.slag), "b_av_hver": limit}
    if len(part.slag) > limit:
        first = tx.link.ask(asked, {**values, "b_av_hver": 1}).raw
        if len(first) == limit:
            values["b_fra"] = first[-1][0]
    return [Plass(*row) for row in tx.link.ask(asked, values).raw]


def count(tx: Tx, grant: Grant, part: Utsnitt, *, at_most: int) -> int:
    """How many events a part of the log has; no more than `at_most` are counted."""
    grant.check_action(*_ALLOWED)
    values = _values(part, Plass(part.til, _LAST_LEAF), at_most)
    if tx.link.remote:
        found = tx.link.ask(_count_of_kinds(_subject(part)), {**values, "b_slag": list(part.slag)}).scalar()
        return min(int(found or 0), at_most)
    counted = 0
    for number in part.slag:
        left = {**values, "b_slag": number, "b_antall": at_most - counted}
        counted += tx.ask(_count_of_kind(_subject(part)), left).scalar()
        if counted == at_most:
            break
    return counted


def _subject(part: Utsnitt) -> str | None:
    """The column that names whom or what it is about; None for the whole log."""
    named = [name for name in _SUBJECTS if getattr(part, name) is not None]
    if len(named) > 1:
        raise ValueError("one_subject_at_most")
    return named[0] if named else None


def _values(part: Utsnitt, before: Plass, limit: int) -> dict[str, Any]:
    name = _subject(part)
    about = {"b_om": getattr(part, name)} if name else {}
    return {**about, "b_fra": part.fra, "b_tid": before.tid, "b_blad": before.blad, "b_antall": limit}


def _newest_of(kind: ColumnElement[int], subject: str | None, *, limit: str = "b_antall") -> Select[Any]:
    """Those of one kind, from an index that has them in this order."""
    tid, blad = _HENDELSE.c.tid, _HENDELSE.c.blad
    within = tid.between(bindparam("b_fra"), bindparam("b_tid"))
    after = or_(tid < bindparam("b_tid"), blad < bindparam("b_blad"))
    found = select(tid, blad).where(_HENDELSE.c.slag == kind, within, after)
    if subject is not None:
        found = found.where(_HENDELSE.c[subject] == bindparam("b_om"))
    return found.order_by(tid.desc(), blad.desc()).limit(bindparam(limit))


@prepared
def _of_kind(subject: str | None) -> Select[Any]:
    return _newest_of(bindparam("b_slag"), subject)


@prepared
def _count_of_kind(subject: str | None) -> Select[Any]:
    return select(func.count()).select_from(_newest_of(bindparam("b_slag"), subject).subquery())


def _each_kind() -> TableValuedAlias:
    return (
        func.unnest(bindparam("b_slag", type_=ARRAY(BigInteger)))
        .table_valued("nummer", name="slag")
        .render_derived()
    )


@prepared
def _of_kinds(subject: str | None) -> Select[Any]:
    kind = _each_kind()
    each = _newest_of(kind.c.nummer, subject, limit="b_av_hver").correlate(kind).lateral("funn")
    found = select(each.c.tid, each.c.blad).select_from(kind.join(each, true()))
    return found.order_by(each.c.tid.desc(), each.c.blad.desc()).limit(bindparam("b_antall"))


@prepared
def _count_of_kinds(subject: str | None) -> Select[Any]:
    kind = _each_kind()
    each = _newest_of(kind.c.nummer, subject).correlate(kind).lateral("funn")
    counted = select(each.c.blad).select_from(kind.join(each, true())).limit(bindparam("b_antall")).subquery()
    return select(func.count()).select_from(counted)
