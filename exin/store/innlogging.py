"""By what staff log in, and how they are shown.

Must not say who may. Rows are found by issuer and subject, or by member of staff; each is its last write in the log.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam

from exin.ids import AnsattId, new_id
from exin.store import rows
from exin.store.grant import Grant
from exin.store.prepared import prepared
from exin.store.rows import Model, Stored, Tx, fetch, selecting, table_of
from exin.store.tables import Innlogging, Lokalkonto, Visningsnavn

_INNLOGGING = table_of(Innlogging)
_WRITING = ("administrer_ansatte", "avgjor_forslag")


@prepared
def _by_subject() -> Select[Any]:
    same = _INNLOGGING.c.utsteder == bindparam("b_utsteder"), _INNLOGGING.c.subjekt == bindparam("b_subjekt")
    return selecting(Innlogging).where(*same)


def by_subject(tx: Tx, utsteder: str, subjekt: str) -> Stored[Innlogging] | None:
    """Whom an issuer means by a subject, or did before it was taken away. Raises Tampered."""
    params = {"b_utsteder": utsteder, "b_subjekt": subjekt}
    return next(iter(fetch(tx, Innlogging, _by_subject(), params)), None)


def bind(
    tx: Tx, grant: Grant, ansatt_id: AnsattId, *, utsteder: str, subjekt: str, registrert: datetime
) -> None:
    """Let an issuer's subject be that member of staff, where it is nobody now. Raises Conflict."""
    grant.check_action(*_WRITING)
    found = by_subject(tx, utsteder, subjekt)
    if found is not None:
        rows.change(tx, grant.number, found, ansatt_id=ansatt_id, opphevet=None, registrert=registrert)
        return
    values = {"id": new_id(), "ansatt_id": ansatt_id, "utsteder": utsteder, "subjekt": subjekt}
    more = {"opphevet": None, "registrert": registrert, "versjon": 1}
    rows.add(tx, grant.number, Innlogging, {**values, **more})


def unbind(tx: Tx, grant: Grant, *, utsteder: str, subjekt: str, opphevet: datetime) -> None:
    """Let an issuer's subject be nobody from now on. Raises Conflict, LookupError where it never was anybody."""
    grant.check_action(*_WRITING)
    found = by_subject(tx, utsteder, subjekt)
    if found is None:
        raise LookupError("innlogging")
    rows.change(tx, grant.number, found, opphevet=opphevet)


@prepared
def _of_staff(model: type[Model]) -> Select[Any]:
    return selecting(model).where(table_of(model).c.ansatt_id == bindparam("b_ansatt"))


def bindings(tx: Tx, grant: Grant, ansatt_id: AnsattId) -> list[Stored[Innlogging]]:
    """By what issuers and subjects somebody is known or once was. Raises Tampered."""
    grant.check_action("les_ansatte", *_WRITING)
    return fetch(tx, Innlogging, _of_staff(Innlogging), {"b_ansatt": ansatt_id})


def local_account(tx: Tx, grant: Grant, ansatt_id: AnsattId) -> Stored[Lokalkonto] | None:
    """The local account of somebody; None where there is none. Raises Tampered."""
    grant.check_action("les_ansatte", *_WRITING)
    return next(iter(fetch(tx, Lokalkonto, _of_staff(Lokalkonto), {"b_ansatt": ansatt_id})), None)


def password_of(tx: Tx, ansatt_id: AnsattId) -> str | None:
    """What was made of the password of a local account; None where there is none. Raises Tampered."""
    found = next(iter(fetch(tx, Lokalkonto, _of_staff(Lokalkonto), {"b_ansatt": ansatt_id})), None)
    return found.row.passord if found is not None else None


def set_password(tx: Tx, grant: Grant, ansatt_id: AnsattId, passord: str, *, registrert: datetime) -> None:
    """Keep what was made of a password. Raises Conflict."""
    _set(tx, grant, Lokalkonto, ansatt_id, {"passord": passord, "registrert": registrert})


def set_display_name(tx: Tx, grant: Grant, ansatt_id: AnsattId, navn: str) -> None:
    """Let a member of staff be shown so. Raises Conflict."""
    _set(tx, grant, Visningsnavn, ansatt_id, {"navn": navn})


def _set(tx: Tx, grant: Grant, model: type[Model], ansatt_id: AnsattId, values: dict[str, Any]) -> None:
    grant.check_action(*_WRITING)
    found = next(iter(fetch(tx, model, _of_staff(model), {"b_ansatt": ansatt_id})), None)
    if found is not None:
        rows.change(tx, grant.number, found, **values)
        return
    rows.add(tx, grant.number, model, {"id": new_id(), "ansatt_id": ansatt_id, **values, "versjon": 1})


@prepared
def _names() -> Select[Any]:
    return selecting(Visningsnavn)


def display_names(tx: Tx) -> dict[AnsattId, str]:
    """How staff are shown, by id, for those who have a name. Raises Tampered."""
    return {stored.row.ansatt_id: stored.row.navn for stored in fetch(tx, Visningsnavn, _names(), {})}
