"""A team's cases that wait: the first of them in order, who is partial in them, and how long those waited that went on.

Must not be shown by itself, as counts are not: what is shown of one case is read anew, and checked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, exists, func, or_, select

from exin.ids import AnsattId, SakId
from exin.store.grant import Grant
from exin.store.omriss import Omriss
from exin.store.prepared import places, prepared
from exin.store.rows import Tx, fetch_among, selecting, table_of
from exin.store.saksslag import CLOSED_DOOR, DOOR, OF_TEAM, Laget, by_kind, check, kind_of, written_out
from exin.store.tables import Annullering, Inhabil, Sak, Steg
from exin.store.utsyn import unindexed

_SAK = table_of(Sak)
_STEG = table_of(Steg)
_INHABIL = table_of(Inhabil)
_VOID = table_of(Annullering)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ventet:
    """A case of one kind that took a step, the day from which it counts, and since when the case had waited for it."""

    slag: Omriss
    hendelse: str
    siden: date
    dag: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ventende:
    """A case that waits, in outline."""

    slag: Omriss
    id: SakId


def first_waiting(
    tx: Tx, grant: Grant, laget: Laget, tilstander: Sequence[str], *, dag: date, antall: int, ledige: bool
) -> list[Ventende]:
    """So many of the open cases in these states: those with an open door last, and the longest wait first.

    Of equals always the same first. `ledige`: only those that nobody has.
    """
    check(grant)
    found = tx.ask(_waiting(tuple(tilstander), ledige), laget.values(b_dag=dag, b_antall=antall)).all()
    found.sort(key=lambda row: (row.tilstand == DOOR, row.tilstand_fra, row.id))
    return [Ventende(slag=kind_of(row), id=SakId(row.id)) for row in found]


@prepared
def _waiting(tilstander: tuple[str, ...], free: bool) -> Select[Any]:  # noqa: FBT001 - a cache's key
    nobody = [unindexed(_SAK.c.kontakt_id).is_(None)] if free else []
    states = _SAK.c.tilstand.in_([written_out(each) for each in tilstander])
    last = case((_SAK.c.tilstand == written_out(DOOR), 1), else_=0)
    ordered = select(_SAK.c.id).where(*OF_TEAM, states, ~CLOSED_DOOR, *nobody)
    ordered = ordered.order_by(last, _SAK.c.tilstand_fra, _SAK.c.id).limit(bindparam("b_antall"))
    # How it stands to the asker is asked of those that are left alone.
    these = _SAK.c.id.in_(select(ordered.subquery().c.id))
    return select(_SAK.c.id, _SAK.c.tilstand_fra, *by_kind()).where(these)


@prepared
def _barring(count: int) -> Select[Any]:
    """Those that were lifted too: that one was lifted is for its digest to say."""
    return selecting(Inhabil).where(places(_INHABIL.c.sak_id, count))


def barred_from(tx: Tx, grants: Iterable[Grant]) -> dict[SakId, set[AnsattId]]:
    """Who has a conflict of interest in the grants' cases."""
    found: dict[SakId, set[AnsattId]] = {}
    for each in fetch_among(tx, Inhabil, _barring, sorted(grant.sak() for grant in grants)):
        if each.row.opphevet is None:
            found.setdefault(each.row.sak_id, set()).add(each.row.ansatt_id)
    return found


def list_waited(tx: Tx, grant: Grant, laget: Laget, *, hendelser: Sequence[str], fra: date) -> list[Ventet]:
    """Each of these steps that counts from `fra` or later, in cases of any state, and since when it was awaited.

    Those that were taken back are left out.
    """
    check(grant)
    found = tx.ask(_waited(tuple(hendelser)), laget.values(b_fra=fra)).all()
    return [
        Ventet(slag=kind_of(row), hendelse=row.hendelse, siden=row.siden, dag=row.gjelder_fra)
        for row in found
        if row.siden is not None
    ]


@prepared
def _waited(hendelser: tuple[str, ...]) -> Select[Any]:
    before = _STEG.alias("for")
    entered = and_(
        before.c.sak_id == _STEG.c.sak_id,
        before.c.nummer < _STEG.c.nummer,
        before.c.til_tilstand == _STEG.c.fra_tilstand,
        or_(before.c.fra_tilstand.is_(None), before.c.fra_tilstand != before.c.til_tilstand),
        ~exists().where(_VOID.c.steg_id == before.c.id),
    )
    since = select(func.max(before.c.gjelder_fra)).where(entered).scalar_subquery().label("siden")
    taken = or_(*(_STEG.c.hendelse == each for each in hendelser))
    counts = taken, _STEG.c.gjelder_fra >= bindparam("b_fra"), ~exists().where(_VOID.c.steg_id == _STEG.c.id)
    told = select(*by_kind(), _STEG.c.hendelse, _STEG.c.gjelder_fra, since)
    mine = unindexed(_SAK.c.team_id) == bindparam("b_lag")
    return told.join_from(_STEG, _SAK, _SAK.c.id == _STEG.c.sak_id).where(*counts, mine)
