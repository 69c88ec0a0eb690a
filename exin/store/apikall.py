"""What was done by the API: rows that are kept for a day, so no part of the log; a seal stands for each.

Must not hold a key or what was sent, only keyed hashes of them, nor say how long a row is kept: casework does.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Insert, Select, bindparam, delete, insert, select

from exin.errors import Tampered
from exin.ids import AnsattId, new_id
from exin.store.engine import Link
from exin.store.prepared import prepared
from exin.store.rows import Tx, digest_of, table_of
from exin.store.tables import Apikall
from exin.store.values import check

_APIKALL = table_of(Apikall)
_SEALED: Final = ("id", "nokkel", "ansatt_id", "rute", "avtrykk", "status", "laget", "registrert")


@prepared
def _by_key() -> Select[Any]:
    return select(*_APIKALL.c).where(_APIKALL.c.nokkel == bindparam("b_nokkel"))


def by_key(tx: Tx, nokkel: bytes) -> Apikall | None:
    """What was done under a key. Raises Tampered when the row is not as the engine wrote it."""
    row: Any = tx.ask(_by_key(), {"b_nokkel": nokkel}).first()
    if row is None:
        return None
    if not hmac.compare_digest(_seal(tx, {name: getattr(row, name) for name in _SEALED}), bytes(row.segl)):
        raise Tampered("rad_er_ikke_siste_skriving", _APIKALL.name, row.id.hex())
    found: Apikall = row
    return found


@prepared
def _insert() -> Insert:
    return insert(_APIKALL)


def add(
    tx: Tx,
    *,
    nokkel: bytes,
    ansatt_id: AnsattId,
    rute: str,
    avtrykk: bytes,
    status: int,
    laget: str | None,
    registrert: datetime,
) -> None:
    """Write down what is done in this transaction. Raises Conflict, now or at its end, when the key is taken."""
    sealed = {
        "id": new_id(),
        "nokkel": nokkel,
        "ansatt_id": ansatt_id,
        "rute": rute,
        "avtrykk": avtrykk,
        "status": status,
        "laget": laget,
        "registrert": registrert,
    }
    row = {**sealed, "segl": _seal(tx, sealed)}
    check(_APIKALL, row)
    tx.link.post(_insert(), row)


def _seal(tx: Tx, sealed: Mapping[str, Any]) -> bytes:
    return digest_of(tx.digest_key, _APIKALL.name, sealed)


def remove_old(link: Link, *, before: datetime) -> int:
    """Remove what was done before that. Returns how many."""
    return link.execute(delete(_APIKALL).where(_APIKALL.c.registrert < before), {}).rowcount
