"""The open work of somebody who is gone: which cases to ask for, and what that one has in each.

Must not decide what is shown: which cases are asked for says nothing of who may see them.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, false, or_, select

from exin.ids import AnsattId, Id, SakId
from exin.store import decision
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.prepared import places, prepared
from exin.store.rows import Stored, Tx, fetch_among, selecting, table_of
from exin.store.tables import Ansatt, Inhabil, Mote, Sak, Tildeling, Tilgangsonske
from policies import Protection

_SAK = table_of(Sak)
_TILDELING = table_of(Tildeling)
_MOTE = table_of(Mote)
_ONSKE = table_of(Tilgangsonske)
_INHABIL = table_of(Inhabil)


def cases_of(
    tx: Tx,
    grant: Grant,
    asker: AnsattId,
    *,
    ansatt_id: AnsattId,
    team_id: Id | None,
    tilstander: Iterable[str],
) -> list[CaseStub]:
    """The team's cases in these states that somebody has, holds a planned meeting in, or waits to be let into."""
    grant.check_action("flytt_arbeid")
    mine = _SAK.c.tilstand.in_(sorted(tilstander)), _SAK.c.team_id == team_id
    waits = exists().where(
        _ONSKE.c.sak_id == _SAK.c.id, _ONSKE.c.ansatt_id == ansatt_id, _ONSKE.c.utfall.is_(None)
    )
    return decision.cases_matching(
        tx, asker, *mine, or_(_SAK.c.kontakt_id == ansatt_id, _works_on(ansatt_id), waits)
    )


def _works_on(ansatt_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 - an id, or the place of one
    has = exists().where(
        _TILDELING.c.sak_id == _SAK.c.id, _TILDELING.c.ansatt_id == ansatt_id, _TILDELING.c.til.is_(None)
    )
    holds = exists().where(
        _MOTE.c.sak_id == _SAK.c.id, _MOTE.c.ansatt_id == ansatt_id, _MOTE.c.status == "planlagt"
    )
    return or_(has, holds)


def waits_for_lead(
    tx: Tx, grant: Grant, lead: Ansatt, *, ansatt_id: AnsattId, tilstander: Iterable[str]
) -> bool:
    """Whether somebody has work in a case in these states of the lead's team, of those that the lead may know of.

    Reads no case: for whoever blocks an account, and knows of none. So it is never more generous than the rules, which
    let a lead know of a strictly protected person only where cleared, and hear no more where barred.
    """
    grant.check_action("administrer_ansatte")
    statement = _waits_for_lead(tuple(sorted(tilstander)), bool(lead.klarert))
    params = {"b_lag": lead.team_id, "b_leder": lead.id, "b_ansatt": ansatt_id}
    return bool(tx.ask(statement, params).scalar())


@prepared
def _waits_for_lead(tilstander: tuple[str, ...], klarert: bool) -> Select[Any]:  # noqa: FBT001 - a cache's key
    barred = exists().where(
        _INHABIL.c.sak_id == _SAK.c.id,
        _INHABIL.c.ansatt_id == bindparam("b_leder"),
        _INHABIL.c.opphevet.is_(None),
    )
    found = exists().where(
        _SAK.c.team_id == bindparam("b_lag"),
        or_(false(), *(_SAK.c.tilstand == each for each in tilstander)),
        _works_on(bindparam("b_ansatt")),
        ~barred,
    )
    level, _ = decision.of_person()
    return select(found if klarert else found.where(level.element != Protection.STRENGT_FORTROLIG.value))


@prepared
def _assigned(count: int) -> Select[Any]:
    return selecting(Tildeling).where(places(_TILDELING.c.sak_id, count), _TILDELING.c.til.is_(None))


@prepared
def _planned(count: int) -> Select[Any]:
    return selecting(Mote).where(places(_MOTE.c.sak_id, count), _MOTE.c.status == "planlagt")


@prepared
def _waiting(count: int) -> Select[Any]:
    return selecting(Tilgangsonske).where(places(_ONSKE.c.sak_id, count), _ONSKE.c.utfall.is_(None))


def assignments(tx: Tx, grants: Iterable[Grant]) -> list[Stored[Tildeling]]:
    """Who has the grants' cases now, as what."""
    return fetch_among(tx, Tildeling, _assigned, _cases(grants))


def meetings(tx: Tx, grants: Iterable[Grant]) -> list[Stored[Mote]]:
    """The meetings of the grants' cases of which nobody has said what became of them."""
    return fetch_among(tx, Mote, _planned, _cases(grants))


def wishes(tx: Tx, grants: Iterable[Grant]) -> list[Stored[Tilgangsonske]]:
    """The wishes for access to the grants' cases that nobody has answered."""
    return fetch_among(tx, Tilgangsonske, _waiting, _cases(grants))


def _cases(grants: Iterable[Grant]) -> list[SakId]:
    return sorted(grant.sak() for grant in grants)
