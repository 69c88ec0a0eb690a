"""Proposals about members of staff: what one wants to do, and another decides on.

Must not say who may decide, nor carry anything out: casework does. A password that waits is gone with the decision.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam

from exin.ids import AnsattId
from exin.store import rows
from exin.store.grant import Grant
from exin.store.prepared import prepared
from exin.store.rows import Stored, Tx, fetch, selecting, table_of
from exin.store.tables import Ansattforslag

_FORSLAG = table_of(Ansattforslag)


def _open() -> Select[Any]:
    return selecting(Ansattforslag).where(_FORSLAG.c.utfall.is_(None)).order_by(_FORSLAG.c.id)


@prepared
def _all_open() -> Select[Any]:
    return _open()


@prepared
def _open_about() -> Select[Any]:
    return _open().where(_FORSLAG.c.ansatt_id == bindparam("b_ansatt"))


def undecided(tx: Tx, grant: Grant) -> list[Stored[Ansattforslag]]:
    """All that nobody has decided on, whether there is still time or not."""
    grant.check_action("les_ansatte")
    return fetch(tx, Ansattforslag, _all_open(), {})


def about(tx: Tx, grant: Grant, ansatt_id: AnsattId) -> Stored[Ansattforslag] | None:
    """The one about a member of staff that nobody has decided on."""
    grant.check_action("les_ansatte", "administrer_ansatte", "avgjor_forslag")
    return next(iter(fetch(tx, Ansattforslag, _open_about(), {"b_ansatt": ansatt_id})), None)


def add(tx: Tx, grant: Grant, values: dict[str, Any]) -> None:
    """Write a proposal. Raises Conflict where another waits about the same one. As late as `Link.post` says."""
    grant.check_action("administrer_ansatte")
    rows.add(tx, grant.number, Ansattforslag, values)


def decide(
    tx: Tx,
    grant: Grant,
    stored: Stored[Ansattforslag],
    *,
    utfall: str,
    avgjort: datetime,
    av: AnsattId | None,
    innhold: str,
) -> None:
    """Note what became of it, and what may be kept of what was to be. Raises Conflict."""
    grant.check_action("administrer_ansatte", "avgjor_forslag")
    rows.change(tx, grant.number, stored, utfall=utfall, avgjort=avgjort, avgjort_av=av, innhold=innhold)
