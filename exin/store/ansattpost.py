"""Where staff get e-mail from the engine.

Must not be asked for to show anybody but who manages staff or leads them. An address that was taken away is empty:
its row stays, as every protected row does.
"""

from typing import Any

from sqlalchemy import Select, bindparam

from exin.ids import AnsattId, new_id
from exin.store import rows
from exin.store.grant import Grant
from exin.store.prepared import prepared
from exin.store.rows import Stored, Tx, fetch, selecting, table_of
from exin.store.tables import Postadresse

_POSTADRESSE = table_of(Postadresse)


@prepared
def _all() -> Select[Any]:
    return selecting(Postadresse).where(_POSTADRESSE.c.epost != "")


@prepared
def _of_one() -> Select[Any]:
    return selecting(Postadresse).where(_POSTADRESSE.c.ansatt_id == bindparam("b_ansatt"))


def addresses(tx: Tx, grant: Grant) -> dict[AnsattId, str]:
    """The addresses of all who have one. Raises Tampered when a row is not its last write."""
    grant.check_action("send_varsler", "les_ansatte", "administrer_ansatte")
    found = fetch(tx, Postadresse, _all(), {})
    return {stored.row.ansatt_id: stored.row.epost for stored in found}


def _one(tx: Tx, ansatt_id: AnsattId) -> Stored[Postadresse] | None:
    return next(iter(fetch(tx, Postadresse, _of_one(), {"b_ansatt": ansatt_id})), None)


def has_address(tx: Tx, grant: Grant, ansatt_id: AnsattId) -> bool:
    """Whether one has an address."""
    grant.check_action("administrer_ansatte")
    stored = _one(tx, ansatt_id)
    return stored is not None and stored.row.epost != ""


def set_address(tx: Tx, grant: Grant, ansatt_id: AnsattId, epost: str) -> None:
    """Write where one gets e-mail; empty: nowhere. Raises Conflict."""
    grant.check_action("administrer_ansatte")
    stored = _one(tx, ansatt_id)
    if stored is not None:
        rows.change(tx, grant.number, stored, epost=epost)
        return
    values = {"id": new_id(), "ansatt_id": ansatt_id, "epost": epost, "versjon": 1}
    rows.add(tx, grant.number, Postadresse, values)
