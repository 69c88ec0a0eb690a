"""What a register's import must know of what stands here, and its own memory of rows that landed.

Must not bring anything sealed to be opened: it matches rows by number, day and event. Only an import may ask.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, bindparam, func, insert, or_, select, union
from sqlmodel import SQLModel

from exin.errors import Conflict
from exin.ids import AnsattId, PersonId, SakId, new_id
from exin.store import decision, rows
from exin.store.decision import CaseStub
from exin.store.grant import Grant, OutsideGrant
from exin.store.prepared import each_with_places, places, prepared
from exin.store.rows import Stored, Tx, fetch, fetch_among, selecting, table_of
from exin.store.tables import (
    Annullering,
    ImportRad,
    Kartlegging,
    Kontakt,
    Notat,
    Person,
    Sak,
    Sammenslaing,
    Steg,
    Tildeling,
)

_RAD = table_of(ImportRad)
_SAK = table_of(Sak)
_STEG = table_of(Steg)
_ANNULLERING = table_of(Annullering)
_PERSON = table_of(Person)
_SAMMENSLAING = table_of(Sammenslaing)

Landed = tuple[date, str, int]
"""A row that landed on a case: day, event, and the n-th of that kind that day."""


def persons(
    tx: Tx, grant: Grant, lookups: Collection[bytes], saksnr: Collection[str]
) -> dict[PersonId, Person]:
    """The persons of these keyed look-ups and of the cases of these numbers, and all who were ever merged; by id.

    As rows: their keyed look-ups and merges are open columns. Whom a row was merged into is there, too.
    """
    grant.check_action("importer")
    found = fetch_among(tx, Person, _by_lookup, lookups)
    found += fetch_among(tx, Person, _of_cases, saksnr)
    found += fetch(tx, Person, _ever_merged(), {})  # at last: somebody may be merging meanwhile
    return {stored.row.id: stored.row for stored in found}


@prepared
def _ever_merged() -> Select[Any]:
    ids = union(select(_SAMMENSLAING.c.fra_person_id), select(_SAMMENSLAING.c.til_person_id))
    return selecting(Person).where(_PERSON.c.id.in_(ids))


@prepared
def _by_lookup(count: int) -> Select[Any]:
    return selecting(Person).where(places(_PERSON.c.fodselsnummer_oppslag, count))


@prepared
def _of_cases(count: int) -> Select[Any]:
    ids = select(_SAK.c.person_id).where(places(_SAK.c.saksnr, count))
    return selecting(Person).where(_PERSON.c.id.in_(ids))


def cases(
    tx: Tx,
    grant: Grant,
    asker: AnsattId,
    *,
    saksnr: Collection[str],
    persons: Collection[PersonId],
    states: frozenset[str],
    events: frozenset[str],
) -> list[CaseStub]:
    """The cases of these numbers, all of these persons, and all that may have held a place at some time; in order.

    The last are those of which a step has a place, led into one of these states or was one of these events.
    """
    grant.check_action("importer")
    asked = each_with_places(_numbered, saksnr) + each_with_places(_of_persons, persons)
    asked.append((_with_a_place(states, events), {}))
    ids = {SakId(row.id) for part in tx.ask_all(asked) for row in part.all()}
    return sorted(decision.cases_among(tx, sorted(ids), asker), key=lambda stub: stub.sak.row.saksnr)


@prepared
def _numbered(count: int) -> Select[Any]:
    return select(_SAK.c.id).where(places(_SAK.c.saksnr, count))


@prepared
def _of_persons(count: int) -> Select[Any]:
    return select(_SAK.c.id).where(places(_SAK.c.person_id, count))


@prepared
def _with_a_place(states: frozenset[str], events: frozenset[str]) -> Select[Any]:
    into = (_STEG.c.til_tilstand == state for state in sorted(states))
    by = (_STEG.c.hendelse == event for event in sorted(events))
    return select(_STEG.c.sak_id.label("id")).where(or_(_STEG.c.har_plass.is_(True), *into, *by))


def check_unmerged(tx: Tx, grant: Grant, ids: Collection[PersonId]) -> None:
    """Raises Conflict when one of these persons has been found to be another since they were read."""
    grant.check_action("importer")
    if ids and tx.link.execute(_merged(), {"b_ider": sorted(ids)}).scalar():
        raise Conflict


@cache
def _merged() -> Select[Any]:
    among = _PERSON.c.id.in_(bindparam("b_ider", expanding=True))
    return select(func.count()).where(among, _PERSON.c.slatt_sammen_med.is_not(None))


def steps(tx: Tx, grant: Grant, cases: Collection[SakId]) -> list[Stored[Steg]]:
    """The steps of these cases, each case's in order; those that are void too."""
    grant.check_action("importer")
    return fetch_among(tx, Steg, _steps, cases)


@prepared
def _steps(count: int) -> Select[Any]:
    return selecting(Steg).where(places(_STEG.c.sak_id, count)).order_by(_STEG.c.sak_id, _STEG.c.nummer)


def annulments(tx: Tx, grant: Grant, cases: Collection[SakId]) -> list[Stored[Annullering]]:
    """Which steps of these cases are void."""
    grant.check_action("importer")
    return fetch_among(tx, Annullering, _annulments, cases)


@prepared
def _annulments(count: int) -> Select[Any]:
    return selecting(Annullering).where(places(_ANNULLERING.c.sak_id, count))


def landed(tx: Tx, grant: Grant, cases: Collection[SakId]) -> Mapping[SakId, frozenset[Landed]]:
    """The rows that have landed on these cases, by case."""
    grant.check_action("importer")
    found: dict[SakId, set[Landed]] = {}
    for part in tx.ask_all(each_with_places(_landed, cases)):
        for row in part.all():
            found.setdefault(row.sak_id, set()).add((row.dato, row.hendelse, row.lopenr))
    return {sak: frozenset(each) for sak, each in found.items()}


@prepared
def _landed(count: int) -> Select[Any]:
    columns = _RAD.c.sak_id, _RAD.c.dato, _RAD.c.hendelse, _RAD.c.lopenr
    return select(*columns).where(places(_RAD.c.sak_id, count))


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
