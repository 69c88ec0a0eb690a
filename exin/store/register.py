"""What a register's import must know of all that stands here, and its own memory of rows that landed.

Must not bring anything sealed to be opened: it matches rows by number, day and event. Only an import may ask.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, bindparam, func, insert, select
from sqlmodel import SQLModel

from exin.errors import Conflict
from exin.ids import AnsattId, PersonId, SakId, new_id
from exin.store import decision, rows
from exin.store.decision import CaseStub
from exin.store.grant import Grant, OutsideGrant
from exin.store.prepared import prepared
from exin.store.rows import Stored, Tx, fetch, selecting, table_of
from exin.store.tables import (
    Annullering,
    ImportRad,
    Kartlegging,
    Kontakt,
    Notat,
    Person,
    Sak,
    Steg,
    Tildeling,
)

_RAD = table_of(ImportRad)
_STEG = table_of(Steg)
_PERSON = table_of(Person)

Landed = tuple[date, str, int]
"""A row that landed on a case: day, event, and the n-th of that kind that day."""


def cases(tx: Tx, grant: Grant, asker: AnsattId) -> list[CaseStub]:
    """The open attributes of all cases: for the places they hold, and to find those that an import made."""
    grant.check_action("importer")
    return decision.cases_matching(tx, asker)


def persons(tx: Tx, grant: Grant) -> dict[PersonId, Person]:
    """All persons by id, as rows: their keyed look-ups and merges are open columns."""
    grant.check_action("importer")
    return {stored.row.id: stored.row for stored in fetch(tx, Person, selecting(Person), {})}


def check_unmerged(tx: Tx, grant: Grant, ids: Collection[PersonId]) -> None:
    """Raises Conflict when one of these persons has been found to be another since they were read."""
    grant.check_action("importer")
    if ids and tx.link.execute(_merged(), {"b_ider": sorted(ids)}).scalar():
        raise Conflict


@cache
def _merged() -> Select[Any]:
    among = _PERSON.c.id.in_(bindparam("b_ider", expanding=True))
    return select(func.count()).where(among, _PERSON.c.slatt_sammen_med.is_not(None))


@cache
def _steps() -> Select[Any]:
    return selecting(Steg).order_by(_STEG.c.sak_id, _STEG.c.nummer)


def steps(tx: Tx, grant: Grant) -> list[Stored[Steg]]:
    """The steps of all cases, each case's in order; those that are void too."""
    grant.check_action("importer")
    return fetch(tx, Steg, _steps(), {})


def annulments(tx: Tx, grant: Grant) -> list[Stored[Annullering]]:
    """Which steps of all cases are void."""
    grant.check_action("importer")
    return fetch(tx, Annullering, selecting(Annullering), {})


def landed(tx: Tx, grant: Grant) -> Mapping[SakId, frozenset[Landed]]:
    """The rows that have landed, by case."""
    grant.check_action("importer")
    found: dict[SakId, set[Landed]] = {}
    for row in tx.link.execute(_landed()):
        found.setdefault(row.sak_id, set()).add((row.dato, row.hendelse, row.lopenr))
    return {sak: frozenset(each) for sak, each in found.items()}


@cache
def _landed() -> Select[Any]:
    return select(_RAD.c.sak_id, _RAD.c.dato, _RAD.c.hendelse, _RAD.c.lopenr)


@prepared
def _insert() -> Insert:
    return insert(_RAD)


_ORDER = (Person, Sak, Tildeling, Steg, Kontakt, Kartlegging, Notat)
"""The tables that an import writes, each after those it refers to."""


def write(tx: Tx, written: Sequence[tuple[Grant, type[SQLModel], dict[str, Any]]]) -> None:
    """Write new rows, each of its grant's case or person, a table at a time.

    Raises:
        OutsideGrant: a row is of another case or person, or of a table that no import writes.
        Conflict: a row is there already.
    """
    by_table: dict[type[SQLModel], list[tuple[int, dict[str, Any]]]] = {model: [] for model in _ORDER}
    for grant, model, values in written:
        if model not in by_table or not _covers(grant, model, values):
            raise OutsideGrant("rad")
        by_table[model].append((grant.number, values))
    for model, found in by_table.items():
        if found:
            rows.add_many(tx, model, found)


def _covers(grant: Grant, model: type[SQLModel], values: Mapping[str, Any]) -> bool:
    grant.check_action("importer")
    if model is Person:
        return values["id"] in grant.personer
    return values["id" if model is Sak else "sak_id"] in grant.saker


def remember(tx: Tx, landings: Iterable[tuple[Grant, Sequence[Landed]]]) -> None:
    """Note that rows have landed on the grants' cases. Raises Conflict when one has landed before."""
    values = [
        {"id": new_id(), "sak_id": _case_of(grant), "dato": dato, "hendelse": hendelse, "lopenr": number}
        for grant, landed_rows in landings
        for dato, hendelse, number in landed_rows
    ]
    if values:
        tx.link.execute(_insert(), values)


def _case_of(grant: Grant) -> SakId:
    grant.check_action("importer")
    if len(grant.saker) != 1:
        raise OutsideGrant("ikke_en_sak")
    return grant.sak()
