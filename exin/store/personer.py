"""Persons and addresses: found by keyed look-up or by the grant, changed by the grant alone.

Must not see plain text: what is looked for comes as a keyed hash.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, bindparam

from exin.ids import PersonId
from exin.store import rows
from exin.store.grant import Grant, OutsideGrant
from exin.store.prepared import Asked, places, prepared
from exin.store.rows import Stored, Tx, fetch, fetch_among, selecting, table_of
from exin.store.tables import Adresse, Person, Sammenslaing

_MAY_LOOK_UP = ("henvendelse", "sok_person", "endre_person", "importer", "ny_henvendelse")


@prepared
def _by(column: str) -> Select[Any]:
    return selecting(Person).where(table_of(Person).c[column] == bindparam("b_verdi"))


@prepared
def _address() -> Select[Any]:
    return selecting(Adresse).where(table_of(Adresse).c.person_id == bindparam("b_person"))


def by_lookup(tx: Tx, grant: Grant, hashed: bytes) -> Stored[Person] | None:
    """The person with that national number, merged rows followed; None when it is not known here."""
    grant.check_action(*_MAY_LOOK_UP)
    found = next(iter(fetch(tx, Person, _by("fodselsnummer_oppslag"), {"b_verdi": hashed})), None)
    while found is not None and found.row.slatt_sammen_med is not None:
        found = next(iter(fetch(tx, Person, _by("id"), {"b_verdi": found.row.slatt_sammen_med})), None)
    return found


def asking_for(grant: Grant) -> Asked:
    """What `of_grant` asks."""
    return _by("id"), {"b_verdi": grant.person()}


def of_grant(tx: Tx, grant: Grant) -> Stored[Person]:
    """The grant's person."""
    return fetch(tx, Person, _by("id"), {"b_verdi": grant.person()})[0]


@prepared
def _by_ids(count: int) -> Select[Any]:
    return selecting(Person).where(places(table_of(Person).c.id, count))


def of_grants(tx: Tx, grants: Iterable[Grant]) -> dict[PersonId, Stored[Person]]:
    """The persons of several grants by id, rows merged into them too: one statement for a whole list."""
    ids: set[PersonId] = set()
    for grant in grants:
        ids |= grant.live().personer
    found = fetch_among(tx, Person, _by_ids, sorted(ids))
    return {PersonId(stored.row.id): stored for stored in found}


def merged_rows(tx: Tx, grant: Grant) -> list[Stored[Person]]:
    """The rows of persons that were found to be the grant's person."""
    others = sorted(grant.live().personer - {grant.person()})
    return [fetch(tx, Person, _by("id"), {"b_verdi": other})[0] for other in others]


@prepared
def _addresses(count: int) -> Select[Any]:
    people = places(table_of(Adresse).c.person_id, count)
    return selecting(Adresse).where(people).order_by(table_of(Adresse).c.id)


def addresses(tx: Tx, grant: Grant) -> list[Stored[Adresse]]:
    """The addresses of the grant's person, those on rows merged into it too, oldest first."""
    return fetch_among(tx, Adresse, _addresses, sorted(grant.live().personer))


def address(tx: Tx, grant: Grant) -> Stored[Adresse] | None:
    """The address of the grant's person, where there is one."""
    return next(iter(fetch(tx, Adresse, _address(), {"b_person": grant.person()})), None)


def add(tx: Tx, grant: Grant, values: dict[str, Any]) -> None:
    """Write a new person. Raises Conflict when the number is there already."""
    _inside(grant, values["id"])
    rows.add(tx, grant.number, Person, values)


def add_address(tx: Tx, grant: Grant, values: dict[str, Any]) -> None:
    """Write the address of the grant's person."""
    _inside(grant, values["person_id"])
    rows.add(tx, grant.number, Adresse, values)


def change(tx: Tx, grant: Grant, stored: Stored[Any], **changes: Any) -> None:  # noqa: ANN401 - column values
    """Change a person of the grant or the address. Raises OutsideGrant, Conflict."""
    row: Any = stored.row
    owner = row.id if stored.model is Person else row.person_id
    _inside(grant, PersonId(owner))
    rows.change(tx, grant.number, stored, **changes)


def add_merge(tx: Tx, grant: Grant, values: dict[str, Any]) -> None:
    """Write that one person was found to be another."""
    _inside(grant, values["til_person_id"])
    rows.add(tx, grant.number, Sammenslaing, values)


def _inside(grant: Grant, person_id: PersonId) -> None:
    if person_id not in grant.live().personer:
        raise OutsideGrant("person")
