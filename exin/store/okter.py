"""Sessions: rows that change each minute, so no part of the log; a seal stands for what never changes of one.

Must not hold the secret of a session, only its hash, nor say how long one lasts: casework does.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final, cast

from sqlalchemy import (
    Delete,
    Insert,
    Select,
    Update,
    bindparam,
    delete,
    insert,
    select,
    update,
)

from exin.errors import Tampered
from exin.ids import AnsattId, Id
from exin.store.engine import Link
from exin.store.grant import Grant
from exin.store.prepared import Asked, prepared
from exin.store.rows import Tx, digest_of, fetch, selecting, table_of
from exin.store.tables import Ansatt, Okt
from exin.store.values import check

_OKT = table_of(Okt)
_ANSATT = table_of(Ansatt)
_FIXED: Final = ("id", "token_hash", "ansatt_id", "metode", "begynt")
_UNTIL_IT_ENDS: Final = ("logg_inn", "logg_ut", "administrer_ansatte")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sett:
    """A session as it lies there, and the row of its member of staff."""

    okt: Okt
    ansatt: Ansatt


def begin(
    tx: Tx, grant: Grant, *, okt_id: Id, token_hash: bytes, ansatt_id: AnsattId, metode: str, begynt: datetime
) -> None:
    """Write a new session."""
    grant.check_action("logg_inn")
    fixed = {
        "id": okt_id,
        "token_hash": token_hash,
        "ansatt_id": ansatt_id,
        "metode": metode,
        "begynt": begynt,
    }
    row = {**fixed, "segl": _seal(tx, fixed), "sist_sett": begynt, "avsluttet": None, "arsak": None}
    check(_OKT, row)
    tx.link.post(_insert(), row)


@prepared
def _insert() -> Insert:
    return insert(_OKT)


# -- finding one ---------------------------------------------------------------------------------------


@prepared
def _by_token() -> Select[Any]:
    """One statement, so one state: a session, and the staff row as its last write in the log has it."""
    columns = (column.label(f"_okt_{column.name}") for column in _OKT.c)
    standing = _OKT.c.token_hash == bindparam("b_hash"), _OKT.c.avsluttet.is_(None)
    return (
        selecting(Ansatt).add_columns(*columns).join(_OKT, _OKT.c.ansatt_id == _ANSATT.c.id).where(*standing)
    )


def by_token(tx: Tx, token_hash: bytes) -> Sett | None:
    """The session of that secret, if nobody has ended it. Raises Tampered when it was changed past the engine."""
    found = next(iter(fetch(tx, Ansatt, _by_token(), {"b_hash": token_hash})), None)
    if found is None:
        return None
    values = {column.name: getattr(found.row, f"_okt_{column.name}") for column in _OKT.c}
    okt = cast("Okt", SimpleNamespace(**values))
    _check_seal(tx, okt)
    return Sett(okt=okt, ansatt=found.row)


@prepared
def _by_id() -> Select[Any]:
    return select(*_OKT.c).where(_OKT.c.id == bindparam("b_okt"))


def asking_whether_stands(okt_id: Id) -> Asked:
    """What `stands` asks."""
    return _by_id(), {"b_okt": okt_id}


def stands(tx: Tx, okt_id: Id, ansatt_id: AnsattId) -> bool:
    """Whether nobody has ended this session of that member of staff. Raises Tampered as `by_token`."""
    row = tx.ask(*asking_whether_stands(okt_id)).first()
    if row is None or row.ansatt_id != ansatt_id or row.avsluttet is not None:
        return False
    _check_seal(tx, row)
    return True


def _seal(tx: Tx, fixed: Mapping[str, Any]) -> bytes:
    return digest_of(tx.digest_key, _OKT.name, fixed)


def _check_seal(tx: Tx, row: Any) -> None:  # noqa: ANN401 - a row, or what poses as one
    if not hmac.compare_digest(_seal(tx, {name: getattr(row, name) for name in _FIXED}), bytes(row.segl)):
        raise Tampered("rad_er_ikke_siste_skriving", _OKT.name, row.id.hex())


@prepared
def _of_staff() -> Select[Any]:
    standing = _OKT.c.ansatt_id == bindparam("b_ansatt"), _OKT.c.avsluttet.is_(None)
    return select(*_OKT.c).where(*standing, _OKT.c.sist_sett > bindparam("b_etter")).order_by(_OKT.c.begynt)


def of_staff(tx: Tx, grant: Grant, ansatt_id: AnsattId, *, seen_after: datetime) -> list[Okt]:
    """The sessions of one that nobody has ended and that were seen after that, oldest first."""
    grant.check_action("les_okter")
    found = tx.ask(_of_staff(), {"b_ansatt": ansatt_id, "b_etter": seen_after})
    return [cast("Okt", row) for row in found.all()]


# -- as it goes on -------------------------------------------------------------------------------------


@prepared
def _touch() -> Update:
    standing = _OKT.c.id == bindparam("b_okt"), _OKT.c.avsluttet.is_(None)
    in_time = _OKT.c.sist_sett > bindparam("b_etter"), _OKT.c.sist_sett < bindparam("b_na")
    return update(_OKT).where(*standing, *in_time).values(sist_sett=bindparam("b_na"))


def touch(link: Link, okt_id: Id, *, now: datetime, seen_after: datetime) -> bool:
    """Note that a session that was seen after `seen_after` is seen now. Whether it was. Raises as `Link.execute`."""
    return link.execute(_touch(), {"b_okt": okt_id, "b_na": now, "b_etter": seen_after}).rowcount == 1


@prepared
def _end(column: str) -> Update:
    standing = _OKT.c.avsluttet.is_(None), _OKT.c[column] == bindparam("b_verdi")
    return _ended().where(*standing)


def _ended() -> Update:
    return update(_OKT).values(avsluttet=bindparam("b_na"), arsak=bindparam("b_arsak"))


def end_one(tx: Tx, grant: Grant, ansatt_id: AnsattId, okt_id: Id, *, arsak: str, now: datetime) -> int:
    """End one session of a member of staff. Returns how many that was: another's is left alone."""
    grant.check_action(*_UNTIL_IT_ENDS)
    params = {"b_verdi": okt_id, "b_arsak": arsak, "b_na": now, "b_ansatt": ansatt_id}
    return tx.link.execute(_end_of(), params).rowcount


@prepared
def _end_of() -> Update:
    return (
        _ended()
        .where(_OKT.c.avsluttet.is_(None))
        .where(_OKT.c.id == bindparam("b_verdi"), _OKT.c.ansatt_id == bindparam("b_ansatt"))
    )


def end_token(tx: Tx, grant: Grant, token_hash: bytes, *, arsak: str, now: datetime) -> None:
    """End the session of that secret, whoever had it: the browser has another one now."""
    grant.check_action("logg_inn")
    tx.link.post(_end("token_hash"), {"b_verdi": token_hash, "b_arsak": arsak, "b_na": now})


def end_all(tx: Tx, grant: Grant, ansatt_id: AnsattId, *, arsak: str, now: datetime) -> int:
    """End all sessions of a member of staff. Returns how many."""
    grant.check_action("logg_ut", "administrer_ansatte", "avgjor_forslag")
    params = {"b_verdi": ansatt_id, "b_arsak": arsak, "b_na": now}
    return tx.link.execute(_end("ansatt_id"), params).rowcount


# -- tidying -------------------------------------------------------------------------------------------


def end_expired(tx: Tx, grant: Grant, *, seen_before: datetime, begun_before: datetime, now: datetime) -> int:
    """Note that what nobody has ended is over by itself: seen or begun too long ago. Returns how many."""
    grant.check_action("logg_ut")
    over = (_OKT.c.sist_sett < seen_before) | (_OKT.c.begynt < begun_before)
    return _changed(tx, _ended().where(_OKT.c.avsluttet.is_(None), over), {"b_na": now, "b_arsak": "utlopt"})


def remove_ended(tx: Tx, grant: Grant, *, before: datetime) -> int:
    """Remove the sessions that ended before that. Returns how many."""
    grant.check_action("logg_ut")
    return _changed(tx, delete(_OKT).where(_OKT.c.avsluttet < before), {})


def _changed(tx: Tx, statement: Update | Delete, params: Mapping[str, Any]) -> int:
    return tx.link.execute(statement, params).rowcount


__all__ = [
    "Sett",
    "asking_whether_stands",
    "begin",
    "by_token",
    "end_all",
    "end_expired",
    "end_one",
    "end_token",
    "of_staff",
    "remove_ended",
    "stands",
    "touch",
]
