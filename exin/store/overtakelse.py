"""The open work of somebody who is gone: which cases to ask for, and what that one has in each.

Must not decide what is shown: which cases are asked for says nothing of who may see them.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, exists, or_

from exin.ids import AnsattId, Id, SakId
from exin.store import decision
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.prepared import places, prepared
from exin.store.rows import Stored, Tx, fetch_among, selecting, table_of
from exin.store.tables import Mote, Sak, Tildeling, Tilgangsonske

_SAK = table_of(Sak)
_TILDELING = table_of(Tildeling)
_MOTE = table_of(Mote)
_ONSKE = table_of(Tilgangsonske)


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
    has = exists().where(
        _TILDELING.c.sak_id == _SAK.c.id, _TILDELING.c.ansatt_id == ansatt_id, _TILDELING.c.til.is_(None)
    )
    holds = exists().where(
        _MOTE.c.sak_id == _SAK.c.id, _MOTE.c.ansatt_id == ansatt_id, _MOTE.c.status == "planlagt"
    )
    waits = exists().where(
        _ONSKE.c.sak_id == _SAK.c.id, _ONSKE.c.ansatt_id == ansatt_id, _ONSKE.c.utfall.is_(None)
    )
    return decision.cases_matching(tx, asker, *mine, or_(_SAK.c.kontakt_id == ansatt_id, has, holds, waits))


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
