"""Around planned meetings: who leads the team that has the case, and what was told of already.

Must not hold the meetings' own statements: they are rows of work on a case (`exin.store.arbeid`).
"""

from typing import Any

from sqlalchemy import Select, bindparam, func, select

from exin.ids import Id
from exin.store.grant import Grant
from exin.store.prepared import prepared
from exin.store.rows import Stored, Tx, fetch, selecting, table_of
from exin.store.tables import Ansatt, Utboks

_ANSATT = table_of(Ansatt)
_UTBOKS = table_of(Utboks)


@prepared
def _leads() -> Select[Any]:
    leading = _ANSATT.c.rolle == "teamleder", _ANSATT.c.aktiv.is_(True)
    return selecting(Ansatt).where(_ANSATT.c.team_id == bindparam("b_team"), *leading)


def leads(tx: Tx, grant: Grant, team_id: Id) -> list[Stored[Ansatt]]:
    """Those who lead a team, for telling them of a meeting, or somebody whom to ask."""
    grant.check_action("skriv_mote", "kjenne_til")
    return fetch(tx, Ansatt, _leads(), {"b_team": team_id})


@prepared
def _told() -> Select[Any]:
    return select(func.count()).select_from(_UTBOKS).where(_UTBOKS.c.nokkel == bindparam("b_nokkel"))


def is_told(tx: Tx, grant: Grant, nokkel: str) -> bool:
    """Whether that message was put in the outbox already."""
    grant.check_action("skriv_mote")
    return bool(tx.ask(_told(), {"b_nokkel": nokkel}).scalar())
