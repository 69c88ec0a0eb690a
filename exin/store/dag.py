"""What a day holds for one member of staff: which cases to ask for, and their open deadlines, meetings and contacts.

Must not decide what is shown: which cases are asked for says nothing of who may see them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select, union_all

from exin.ids import AnsattId, Id, SakId
from exin.store import decision
from exin.store.decision import CaseStub
from exin.store.frister import LOOKED_AT
from exin.store.grant import Grant
from exin.store.prepared import prepared
from exin.store.rows import Model, Stored, Tx, fetch, selecting, table_of
from exin.store.tables import Fravar, Frist, Kontakt, Mote, Notat, Sak, Steg, Tildeling, Tilgangsonske, Utboks
from exin.store.utsyn import unindexed

_SAK = table_of(Sak)
_FRIST = table_of(Frist)
_MOTE = table_of(Mote)
_KONTAKT = table_of(Kontakt)
_TILDELING = table_of(Tildeling)
_FRAVAR = table_of(Fravar)
_UTBOKS = table_of(Utboks)
_ONSKE = table_of(Tilgangsonske)
_UNANSWERED: Final = _ONSKE.c.utfall.is_(None)
_PLANNED: Final = _MOTE.c.status == "planlagt"
_OPEN: Final = (_FRIST.c.lukket.is_(None), _FRIST.c.pauset.is_(None), ~_FRIST.c.slag.startswith(LOOKED_AT))

_DONE: Final[tuple[tuple[type[Model], str], ...]] = (
    (Steg, "utfort_av"),
    (Notat, "skrevet_av"),
    (Kontakt, "skrevet_av"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meg:
    """Who asks, and the day in Oslo that is asked for: from midnight to midnight."""

    id: AnsattId
    team_id: Id | None
    mottak: bool
    dag: date
    fra: datetime
    til: datetime


def own_cases(tx: Tx, grant: Grant, meg: Meg, tilstander: Iterable[str]) -> list[CaseStub]:
    """The cases in these states that are for the asker to look after today, as they stand to the asker.

    One's own, those of whoever one stands in for, those with a meeting that one holds; for mottak new ones that nobody
    has.
    """
    grant.check_action("vis_dag")
    wanted = [*_own(meg), *(_new_ones(meg) if meg.mottak else [])]
    # The states lead to every open case there is; each of these only to what is the asker's.
    states = unindexed(_SAK.c.tilstand).in_(sorted(tilstander))
    return decision.cases_matching(tx, meg.id, states, _SAK.c.id.in_(union_all(*wanted)))


def team_cases(
    tx: Tx, grant: Grant, meg: Meg, tilstander: Iterable[str], *, eskalert: int, bedt_etter: datetime
) -> list[CaseStub]:
    """The cases of the asker's team that a lead must see.

    A deadline at stage `eskalert`, a meeting not cleared, somebody who has asked for access since and waits.
    """
    grant.check_action("vis_dag")
    late = exists().where(_FRIST.c.sak_id == _SAK.c.id, *_OPEN, _FRIST.c.trinn >= eskalert)
    uncleared = _PLANNED, _MOTE.c.klarert.is_(False), _MOTE.c.tid >= meg.fra
    unsafe = exists().where(_MOTE.c.sak_id == _SAK.c.id, *uncleared)
    waits = _UNANSWERED, _ONSKE.c.registrert > bedt_etter
    asked = exists().where(_ONSKE.c.sak_id == _SAK.c.id, *waits)
    mine = _SAK.c.tilstand.in_(sorted(tilstander)), _SAK.c.team_id == meg.team_id
    return decision.cases_matching(tx, meg.id, *mine, or_(late, unsafe, asked))


def _own(meg: Meg) -> list[Select[Any]]:
    assigned = select(_TILDELING.c.sak_id).where(_TILDELING.c.ansatt_id == meg.id, _TILDELING.c.til.is_(None))
    away = select(_FRAVAR.c.ansatt_id).where(
        _FRAVAR.c.vikar_id == meg.id, _FRAVAR.c.fra <= meg.dag, _FRAVAR.c.til >= meg.dag
    )
    held = select(_MOTE.c.sak_id).where(_MOTE.c.ansatt_id == meg.id, _PLANNED, _MOTE.c.tid < meg.til)
    mine, theirs = _SAK.alias("mine"), _SAK.alias("deres")
    return [
        select(mine.c.id).where(mine.c.kontakt_id == meg.id),
        assigned,
        select(theirs.c.id).where(theirs.c.kontakt_id.in_(away)),
        held,
    ]


def _new_ones(meg: Meg) -> list[Select[Any]]:
    new = _SAK.alias("nye")
    free = new.c.kontakt_id.is_(None), unindexed(new.c.team_id) == meg.team_id
    return [select(new.c.id).where(*free, new.c.tilstand == "henvendelse")]


@cache
def _of(model: type[Model], *conditions: ColumnElement[bool]) -> Select[Any]:
    table = table_of(model)
    these = table.c.sak_id.in_(bindparam("b_saker", expanding=True))
    return selecting(model).where(these, *conditions).order_by(table.c.id)


def deadlines(tx: Tx, grants: Iterable[Grant]) -> list[Stored[Frist]]:
    """The deadlines of the grants' cases that run: neither closed nor paused."""
    return fetch(tx, Frist, _of(Frist, *_OPEN), {"b_saker": _cases_of(grants)})


def planned(tx: Tx, grants: Iterable[Grant]) -> list[Stored[Mote]]:
    """The meetings of the grants' cases of which nobody has said what became of them."""
    return fetch(tx, Mote, _of(Mote, _PLANNED), {"b_saker": _cases_of(grants)})


def wishes(tx: Tx, grants: Iterable[Grant]) -> list[Stored[Tilgangsonske]]:
    """The wishes for access to the grants' cases that nobody has answered."""
    return fetch(tx, Tilgangsonske, _of(Tilgangsonske, _UNANSWERED), {"b_saker": _cases_of(grants)})


def contacts(tx: Tx, grants: Iterable[Grant]) -> list[Stored[Kontakt]]:
    """The contacts of the grants' cases."""
    return fetch(tx, Kontakt, _of(Kontakt), {"b_saker": _cases_of(grants)})


def _cases_of(grants: Iterable[Grant]) -> list[SakId]:
    return sorted(grant.sak() for grant in grants)


@prepared
def _unread() -> Select[Any]:
    mine = _UTBOKS.c.mottaker_id == bindparam("b_meg"), _UTBOKS.c.lest.is_(None)
    return select(_UTBOKS.c.sak_id, func.count().label("antall")).where(*mine).group_by(_UTBOKS.c.sak_id)


def unread(tx: Tx, grant: Grant, meg: Meg) -> dict[SakId | None, int]:
    """How many messages the asker has not read, by the case that they are about."""
    grant.check_action("vis_dag")
    found = tx.ask(_unread(), {"b_meg": meg.id}).all()
    return {row.sak_id: int(row.antall) for row in found}


@prepared
def _written(model: type[Model], author: str) -> Select[Any]:
    table = table_of(model)
    today = table.c.registrert >= bindparam("b_fra"), table.c.registrert < bindparam("b_til")
    return select(func.count()).select_from(table).where(table.c[author] == bindparam("b_meg"), *today)


def written(tx: Tx, grant: Grant, meg: Meg) -> tuple[int, ...]:
    """How many steps, notes and contacts the asker has written on the day. A count: no row of it is shown."""
    grant.check_action("vis_dag")
    values = {"b_meg": meg.id, "b_fra": meg.fra, "b_til": meg.til}
    return tuple(int(tx.ask(_written(*each), values).scalar() or 0) for each in _DONE)
