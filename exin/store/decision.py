"""The open attributes that a decision needs: the one read without a grant.

Must not bring anything sealed. As many statements for a case that exists as for one that does not.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from sqlalchemy import Column, Label, Result, Row, RowMapping, Select, bindparam, exists, or_, select

from exin.ids import AnsattId, PersonId, SakId
from exin.store.prepared import Asked, Prepared, prepared
from exin.store.rows import Model, Stored, Tx, fetch, read, read_all, selecting, table_of
from exin.store.tables import Ansatt, Inhabil, Person, Sak, Tildeling
from policies import Protection

_SAK = table_of(Sak)
_ANNEN = _SAK.alias("annen")
_TILDELING = table_of(Tildeling)
_INHABIL = table_of(Inhabil)
_PERSON = table_of(Person)
_HIGHER = (Protection.STRENGT_FORTROLIG, Protection.FORTROLIG)


@dataclass(frozen=True, slots=True)
class CaseStub:
    """A case's row and how the asker stands to it. Nothing of it is content."""

    sak: Stored[Sak]
    medansvarlig: bool
    inhabil: bool
    sammenslatt: bool
    vern: Protection
    """The highest level of protection of the person's cases: identity and address are shared by all of them."""

    @property
    def id(self) -> SakId:
        """The case's id."""
        return self.sak.row.id

    @property
    def person_id(self) -> PersonId:
        """The person's id."""
        return self.sak.row.person_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Utvalg:
    """Which cases a list asks for, by open columns. What is None does not narrow it."""

    tilstander: frozenset[str] | None = None
    program: str | None = None
    bydel: str | None = None
    kontakt_id: AnsattId | None = None


def staff_by_name(tx: Tx, brukernavn: str) -> Stored[Ansatt] | None:
    """The member of staff of that user name. Raises Tampered when the row is not its last write."""
    statement = _staff_by("brukernavn")
    return next(iter(fetch(tx, Ansatt, statement, {"b_verdi": brukernavn})), None)


def asking_for_staff(ansatt_id: AnsattId) -> Asked:
    """What `staff_by_id` asks."""
    return _staff_by("id"), {"b_verdi": ansatt_id}


def staff_by_id(tx: Tx, ansatt_id: AnsattId) -> Stored[Ansatt] | None:
    """The member of staff of that id."""
    return next(iter(fetch(tx, Ansatt, _staff_by("id"), {"b_verdi": ansatt_id})), None)


@prepared
def _staff_by(column: str) -> Select[Any]:
    return selecting(Ansatt).where(table_of(Ansatt).c[column] == bindparam("b_verdi"))


@cache
def _stubs() -> Select[Any]:
    merged = exists().where(_PERSON.c.slatt_sammen_med == _SAK.c.person_id)
    return selecting(Sak).add_columns(merged.label("_sammenslatt"), *_levels())


def _levels() -> list[Label[bool]]:
    """For each level of protection: whether some case of the person is at it."""
    return [
        exists().where(_ANNEN.c.person_id == _SAK.c.person_id, _ANNEN.c.skjerming == level).label(f"_{level}")
        for level in _HIGHER
    ]


def _highest(found: RowMapping) -> Protection:
    return next((level for level in _HIGHER if found[f"_{level}"]), Protection.INGEN)


@prepared
def _stub_by(column: str) -> Select[Any]:
    return _stubs().where(_SAK.c[column] == bindparam("b_verdi"))


@prepared
def _assigned(column: str | None) -> Select[Any]:
    open_now = _TILDELING.c.til.is_(None), _TILDELING.c.ansatt_id == bindparam("b_meg")
    return _of_cases(selecting(Tildeling).where(*open_now), _TILDELING.c.sak_id, column)


@prepared
def _barred(column: str | None) -> Select[Any]:
    """Those that were lifted too: that one was lifted is for its digest to say."""
    mine = selecting(Inhabil).where(_INHABIL.c.ansatt_id == bindparam("b_meg"))
    return _of_cases(mine, _INHABIL.c.sak_id, column)


def _of_cases(statement: Select[Any], sak_id: Column[Any], column: str | None) -> Select[Any]:
    if column is None:
        return statement
    return statement.where(sak_id.in_(select(_SAK.c.id).where(_SAK.c[column] == bindparam("b_verdi"))))


def case_by_number(tx: Tx, saksnr: str, asker: AnsattId) -> CaseStub | None:
    """The case of that number as it stands to the asker; None when there is none."""
    return next(iter(_read_by(tx, "saksnr", saksnr, asker)), None)


def case_by_id(tx: Tx, sak_id: SakId, asker: AnsattId) -> CaseStub | None:
    """The case of that id as it stands to the asker; None when there is none."""
    return next(iter(_read_by(tx, "id", sak_id, asker)), None)


def cases_of_person(tx: Tx, person_id: PersonId, asker: AnsattId) -> list[CaseStub]:
    """All cases of a person as they stand to the asker, oldest first."""
    return sorted(_read_by(tx, "person_id", person_id, asker), key=lambda stub: stub.sak.row.registrert)


def cases_matching(tx: Tx, asker: AnsattId, *conditions: Any) -> list[CaseStub]:  # noqa: ANN401 - SQL expressions
    """The cases that fulfil the conditions, for a list to decide on one by one."""
    me = {"b_meg": asker}
    assignments, conflicts = read_all(tx, ((Tildeling, _assigned(None)), (Inhabil, _barred(None))), me)
    wanted = _stubs().where(*conditions).order_by(_SAK.c.saksnr)
    return _stubs_of(tx, assignments, conflicts, read(tx, Sak, wanted, {}))


def cases_by_id(tx: Tx, ids: Sequence[SakId], asker: AnsattId) -> list[CaseStub]:
    """The cases of those ids as they stand to the asker."""
    return cases_matching(tx, asker, _SAK.c.id.in_(ids))


def cases_chosen(tx: Tx, asker: AnsattId, utvalg: Utvalg) -> list[CaseStub]:
    """The cases that a list asks for, before anybody has decided on them."""
    wanted = {"program": utvalg.program, "bydel": utvalg.bydel, "kontakt_id": utvalg.kontakt_id}
    conditions = [_SAK.c[column] == value for column, value in wanted.items() if value is not None]
    if utvalg.tilstander is not None:
        conditions.append(_SAK.c.tilstand.in_(sorted(utvalg.tilstander)))
    return cases_matching(tx, asker, *conditions)


def cases_linked_to(tx: Tx, sak: Sak, asker: AnsattId) -> list[CaseStub]:
    """The cases that this one came after or is a duplicate of, and those that name this one so."""
    named = [each for each in (sak.forrige_sak_id, sak.dublett_av_id) if each is not None]
    naming = or_(_SAK.c.forrige_sak_id == sak.id, _SAK.c.dublett_av_id == sak.id)
    return cases_matching(tx, asker, or_(_SAK.c.id.in_(named), naming))


def merged_into(tx: Tx, person_id: PersonId) -> frozenset[PersonId]:
    """The ids of persons that were found to be this one."""
    rows = tx.link.execute(_merged(), {"b_person": person_id}).scalars()
    return frozenset(PersonId(row) for row in rows)


@prepared
def _merged() -> Select[Any]:
    return select(_PERSON.c.id).where(_PERSON.c.slatt_sammen_med == bindparam("b_person"))


@prepared
def _version(model: type[Model], shared: bool) -> Select[Any]:  # noqa: FBT001 - a cache's key
    table = table_of(model)
    wanted = select(table.c.versjon).where(table.c.id == bindparam("b_id"))
    return wanted.with_for_update(read=True) if shared else wanted.with_for_update(key_share=True)


def hold_person(tx: Tx, person_id: PersonId) -> None:
    """Where several write at a time: let nobody else write on this person's cases until the transaction ends.

    A new case of the person refers to the row, and waits for it as well.
    """
    if tx.link.row_locks:
        tx.link.execute(_held(), {"b_id": person_id}).all()


@prepared
def _held() -> Select[Any]:
    return select(_PERSON.c.id).where(_PERSON.c.id == bindparam("b_id")).with_for_update()


Check = tuple[Asked, Callable[[Result[Any]], bool]]
"""What is asked as a write transaction opens, and whether the answer is the one that was decided on."""


def checks(tx: Tx, stubs: Collection[CaseStub], opened: Collection[Stored[Any]]) -> list[Check]:
    """Whether cases, the protection of their persons, and what was opened are as when they were read.

    Where several write at a time, the persons are held first, as `hold_person` does.
    """
    persons = sorted({stub.person_id for stub in stubs}) if tx.link.row_locks else []
    return [
        *(((_held(), {"b_id": person}), lambda _: True) for person in persons),
        *(((_standing(), {"b_id": stub.id}), partial(_stands, stub)) for stub in stubs),
        *(unchanged(each.model, each.row.id, each.row.versjon) for each in opened),
    ]


def unchanged(model: type[Model], row_id: bytes, versjon: int, *, shared: bool = False) -> Check:
    """Whether a row has the lock version that it had; it stays so until the transaction ends.

    `shared`: for a row that is not going to be written, so that others may hold it still as well.
    """
    return (_version(model, shared), {"b_id": row_id}), lambda found: found.scalar() == versjon


def _stands(stub: CaseStub, found: Result[Any]) -> bool:
    row = found.mappings().first()
    return row is not None and row["versjon"] == stub.sak.row.versjon and _highest(row) == stub.vern


@prepared
def _standing() -> Select[Any]:
    return select(_SAK.c.versjon, *_levels()).where(_SAK.c.id == bindparam("b_id"))


def _read_by(tx: Tx, column: str, value: str | bytes, asker: AnsattId) -> list[CaseStub]:
    return _stubs_of(tx, *read_all(tx, _asked_by(column), {"b_verdi": value, "b_meg": asker}))


def asking_for_cases_of(person_id: PersonId, asker: AnsattId) -> list[Asked]:
    """What `cases_of_person` asks."""
    params = {"b_verdi": person_id, "b_meg": asker}
    return [(statement, params) for _, statement in _asked_by("person_id")]


def _asked_by(column: str) -> tuple[tuple[type[Model], Prepared], ...]:
    return (Tildeling, _assigned(column)), (Inhabil, _barred(column)), (Sak, _stub_by(column))


def _stubs_of(
    tx: Tx, assignments: Sequence[Row[Any]], conflicts: Sequence[Row[Any]], cases: Sequence[Row[Any]]
) -> list[CaseStub]:
    """Rows of their own tell how the asker stands to a case, each checked: whoever has a pen writes no access."""
    assigned = {Stored(Tildeling, row, tx).row.sak_id for row in assignments}
    barring = [Stored(Inhabil, row, tx).row for row in conflicts]
    barred = {row.sak_id for row in barring if row.opphevet is None}
    stubs = []
    for row in cases:
        found, sak = row._mapping, Stored(Sak, row, tx)  # noqa: SLF001 - its public name
        marks = sak.row.id in assigned, sak.row.id in barred, bool(found["_sammenslatt"])
        stubs.append(CaseStub(sak, *marks, _highest(found)))
    return stubs
