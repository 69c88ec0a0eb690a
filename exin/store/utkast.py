"""Drafts: one of each form and case for each member of staff, there for a while only.

Must not find a draft but by whose it is. They are no part of the log's index of last writes, since they are removed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Delete, Insert, Select, Update, bindparam, delete, func, insert, select, update

from exin.ids import AnsattId, Id, SakId
from exin.store.grant import Grant
from exin.store.prepared import prepared
from exin.store.rows import Tx, table_of
from exin.store.tables import Utkast
from exin.store.values import check

_UTKAST = table_of(Utkast)
_OWN = ("skriv_utkast", "les_utkast", "slett_utkast")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paabegynt:
    """That there is a draft, and nothing of what stands in it."""

    skjema: str
    sak_id: SakId | None
    oppdatert: datetime


@prepared
def _by_key() -> Select[Any]:
    own = _UTKAST.c.nokkel == bindparam("b_nokkel"), _UTKAST.c.ansatt_id == bindparam("b_ansatt")
    return select(*_UTKAST.c).where(*own)


def one(tx: Tx, grant: Grant, ansatt_id: AnsattId, nokkel: str) -> Utkast | None:
    """The draft of that key, if it is that member of staff's."""
    grant.check_action(*_OWN)
    row = tx.ask(_by_key(), {"b_nokkel": nokkel, "b_ansatt": ansatt_id}).first()
    return None if row is None else cast("Utkast", row)


@prepared
def _of_staff() -> Select[Any]:
    columns = [_UTKAST.c[name] for name in Paabegynt.__dataclass_fields__]
    return select(*columns).where(_UTKAST.c.ansatt_id == bindparam("b_ansatt")).order_by(_UTKAST.c.oppdatert)


def of_staff(tx: Tx, grant: Grant, ansatt_id: AnsattId) -> list[Paabegynt]:
    """The drafts of a member of staff, the one left longest first."""
    grant.check_action("les_utkast")
    found = tx.ask(_of_staff(), {"b_ansatt": ansatt_id}).all()
    return [Paabegynt(skjema=row.skjema, sak_id=row.sak_id, oppdatert=row.oppdatert) for row in found]


@prepared
def _count() -> Select[Any]:
    return select(func.count()).select_from(_UTKAST).where(_UTKAST.c.ansatt_id == bindparam("b_ansatt"))


def count(tx: Tx, grant: Grant, ansatt_id: AnsattId) -> int:
    """How many drafts a member of staff has."""
    grant.check_action("skriv_utkast")
    return int(tx.ask(_count(), {"b_ansatt": ansatt_id}).scalar())


@prepared
def _insert() -> Insert:
    return insert(_UTKAST)


def add(tx: Tx, grant: Grant, values: dict[str, Any]) -> None:
    """Write a new draft. Raises Conflict where there is one of that key."""
    grant.check_action("skriv_utkast")
    check(_UTKAST, values)
    tx.link.post(_insert(), values)


@prepared
def _update() -> Update:
    names = ("innhold", "oppdatert", "innholdsversjon", "versjon")
    same = _UTKAST.c.id == bindparam("b_id"), _UTKAST.c.versjon == bindparam("b_versjon")
    return update(_UTKAST).where(*same).values({name: bindparam(f"b_ny_{name}") for name in names})


def change(tx: Tx, grant: Grant, before: Utkast, **changes: Any) -> None:  # noqa: ANN401 - column values
    """Write what changed of a draft that was read. Raises Conflict where it was changed or removed meanwhile."""
    grant.check_action("skriv_utkast")
    changes["versjon"] = before.versjon + 1
    check(_UTKAST, changes, whole_row=False)
    new = {f"b_ny_{name}": value for name, value in changes.items()}
    tx.link.post(_update(), {"b_id": before.id, "b_versjon": before.versjon, **new}, one=True)


@prepared
def _delete() -> Delete:
    return delete(_UTKAST).where(_UTKAST.c.id == bindparam("b_id"))


def remove(tx: Tx, grant: Grant, utkast_id: Id) -> None:
    """Remove a draft, whatever stands in it by now."""
    grant.check_action("slett_utkast")
    tx.link.post(_delete(), {"b_id": utkast_id})


@prepared
def _delete_left() -> Delete:
    return delete(_UTKAST).where(_UTKAST.c.id == bindparam("b_id"), _UTKAST.c.oppdatert < bindparam("b_for"))


def remove_left(tx: Tx, grant: Grant, utkast_id: Id, before: datetime) -> bool:
    """Remove a draft if nobody has touched it since. Whether it was removed."""
    grant.check_action("slett_utkast")
    return tx.link.execute(_delete_left(), {"b_id": utkast_id, "b_for": before}).rowcount == 1


def left_since(tx: Tx, grant: Grant, before: datetime) -> list[Id]:
    """The drafts that nobody has touched since."""
    grant.check_action("slett_utkast")
    found = tx.link.execute(select(_UTKAST.c.id).where(_UTKAST.c.oppdatert < before)).scalars()
    return [Id(each) for each in found]


def without_row(tx: Tx, grant: Grant, ids: Sequence[bytes]) -> list[Id]:
    """Which of these are no draft: their keys outlived them, or their making was cut off."""
    grant.check_action("slett_utkast")
    standing = set(tx.link.execute(select(_UTKAST.c.id)).scalars())
    return [Id(each) for each in ids if each not in standing]
