"""The open attributes that a decision needs: the one read without a grant.

Must not bring anything sealed. As many statements for a case that exists as for one that does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Label, Select, bindparam, case, exists, func, or_, select

from exin.ids import AnsattId, PersonId, SakId
from exin.store.prepared import Asked, Found, Prepared, each_with_places, places, prepared
from exin.store.rows import Model, Stored, Tx, fetch, read, read_all, selecting, stored, table_of
from exin.store.tables import Ansatt, Inhabil, Person, Sak, Tildeling
from exin.store.utsyn import Form, Utvalg, chosen
from policies import Protection

_SAK = table_of(Sak)
_ANNEN = _SAK.alias("annen")
_TILDELING = table_of(Tildeling)
_INHABIL = table_of(Inhabil)
_PERSON = table_of(Person)
_HIGHER = (Protection.STRENGT_FORTROLIG, Protection.FORTROLIG)
# No index is of both case and staff. By the case: few are assigned to it, and a member of staff to hundreds.
_BY_ME = func.coalesce(_TILDELING.c.ansatt_id, _TILDELING.c.ansatt_id) == bindparam("b_meg")


@dataclass(frozen=True, slots=True)
class CaseStub:
    """A case's row and how the asker stands to it. Nothing of it is content."""

    sak: Stored[Sak]
    medansvarlig: bool
    """Whether the asker works on the case without being its contact."""
    inhabil: bool
    sammenslatt: bool
    vern: Protection
    """The highest level of protection of the person's cases: identity and address are shared by all of them."""
    alene: bool
    """Whether the person had no other case when it was read: what to ask for, and nothing to decide by."""

    @property
    def id(self) -> SakId:
        """The case's id."""
        return self.sak.row.id

    @property
    def person_id(self) -> PersonId:
        """The person's id."""
        return self.sak.row.person_id


def staff_by_name(tx: Tx, brukernavn: str) -> Stored[Ansatt] | None:
    """The member of staff of that user name. Raises Tampered when the row is not its last write."""
    return next(iter(fetch(tx, Ansatt, *asking_for_name(brukernavn))), None)


def asking_for_name(brukernavn: str) -> Asked:
    """What `staff_by_name` asks."""
    return _staff_by("brukernavn"), {"b_verdi": brukernavn}


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
    return selecting(Sak).add_columns(merged.label("_sammenslatt"), *of_person())


def of_person() -> tuple[Label[str], Label[bool]]:
    """The highest level of protection that some case of the person is at, and whether there is more than one."""
    same = _ANNEN.c.person_id == _SAK.c.person_id
    more = exists().where(same, _ANNEN.c.id != _SAK.c.id)
    at = [(exists().where(same, _ANNEN.c.skjerming == level), level.value) for level in _HIGHER]
    highest = case((~more, _SAK.c.skjerming), *at, else_=Protection.INGEN.value)
    return highest.label("_vern"), more.label("_flere")


_marks = attrgetter("_sammenslatt", "_vern", "_flere")


@prepared
def _stub_by(column: str) -> Select[Any]:
    return _stubs().where(_SAK.c[column] == bindparam("b_verdi"))


@prepared
def _assigned(column: str | None) -> Select[Any]:
    now = selecting(Tildeling).where(_TILDELING.c.til.is_(None))
    if column is None:
        return now.where(_TILDELING.c.ansatt_id == bindparam("b_meg"))
    return now.where(_TILDELING.c.sak_id.in_(_cases_by(column)), _BY_ME)


@prepared
def _barred(column: str | None) -> Select[Any]:
    return _barring_me() if column is None else _barring_me().where(_INHABIL.c.sak_id.in_(_cases_by(column)))


def _cases_by(column: str) -> Select[Any]:
    return select(_SAK.c.id).where(_SAK.c[column] == bindparam("b_verdi"))


def _barring_me() -> Select[Any]:
    """Those that were lifted too: that one was lifted is for its digest to say."""
    return selecting(Inhabil).where(_INHABIL.c.ansatt_id == bindparam("b_meg"))


def barred_from(tx: Tx, asker: AnsattId) -> frozenset[bytes]:
    """The cases that the asker has a conflict of interest in."""
    barring = fetch(tx, Inhabil, _barred(None), {"b_meg": asker})
    return frozenset(each.row.sak_id for each in barring if each.row.opphevet is None)


def case_by_number(tx: Tx, saksnr: str, asker: AnsattId) -> CaseStub | None:
    """The case of that number as it stands to the asker; None when there is none."""
    if not saksnr.isprintable():  # no database has a name for it, and one of them fails
        return None
    return tx.once(("saksnr", saksnr, asker), lambda: _case_by_number(tx, saksnr, asker))


def _case_by_number(tx: Tx, saksnr: str, asker: AnsattId) -> CaseStub | None:
    return next(iter(_read_by(tx, "saksnr", _stub_by("saksnr"), {"b_meg": asker, "b_verdi": saksnr})), None)


def case_by_id(tx: Tx, sak_id: SakId, asker: AnsattId) -> CaseStub | None:
    """The case of that id as it stands to the asker; None when there is none."""
    return next(iter(_read_by(tx, "id", _stub_by("id"), {"b_meg": asker, "b_verdi": sak_id})), None)


def cases_of_person(tx: Tx, person_id: PersonId, asker: AnsattId) -> list[CaseStub]:
    """All cases of a person as they stand to the asker, oldest first."""
    params = {"b_meg": asker, "b_verdi": person_id}
    found = _read_by(tx, "person_id", _stub_by("person_id"), params)
    return sorted(found, key=lambda stub: stub.sak.row.registrert)


def asking_for_others(stub: CaseStub) -> Asked:
    """What `has_others` asks."""
    return _others(), {"b_person": stub.person_id, "b_sak": stub.id}


def has_others(tx: Tx, stub: CaseStub) -> bool:
    """Whether the person has another case now."""
    return bool(tx.ask(*asking_for_others(stub)).scalar())


@prepared
def _others() -> Select[Any]:
    return select(exists().where(_SAK.c.person_id == bindparam("b_person"), _SAK.c.id != bindparam("b_sak")))


def cases_matching(tx: Tx, asker: AnsattId, *conditions: Any) -> list[CaseStub]:  # noqa: ANN401 - SQL expressions
    """The cases that fulfil the conditions, for a list to decide on one by one."""
    me = {"b_meg": asker}
    wanted = _stubs().where(*conditions).order_by(_SAK.c.saksnr)
    assigned, barring = read_all(tx, _asked_of_me(None), me)
    return _stubs_of(tx, asker, assigned, barring, read(tx, Sak, wanted, me))


def cases_by_id(tx: Tx, ids: Sequence[SakId], asker: AnsattId) -> list[CaseStub]:
    """The cases of those ids as they stand to the asker."""
    return cases_matching(tx, asker, _SAK.c.id.in_(ids))


def cases_chosen(tx: Tx, asker: AnsattId, utvalg: Utvalg) -> list[CaseStub]:
    """The cases that a list asks for, before anybody has decided on them."""
    return _read_by(tx, None, _chosen(utvalg.form()), {"b_meg": asker, "b_lag": None} | utvalg.values())


@prepared
def _chosen(form: Form) -> Select[Any]:
    return _stubs().where(*chosen(form)).order_by(_SAK.c.saksnr)


def cases_among(tx: Tx, ids: Sequence[SakId], asker: AnsattId) -> list[CaseStub]:
    """As `cases_by_id`, for the few of one page; in no order."""
    found = []
    for statement, params in each_with_places(_stub_among, ids, b_meg=asker):
        found += _read_by(tx, None, statement, params)
    return found


@prepared
def _stub_among(count: int) -> Select[Any]:
    return _stubs().where(places(_SAK.c.id, count))


def cases_linked_to(tx: Tx, sak: Sak, asker: AnsattId) -> list[CaseStub]:
    """The cases that this one came after or is a duplicate of, and those that name this one so."""
    named = {"b_forrige": sak.forrige_sak_id, "b_dublett": sak.dublett_av_id}
    params = {"b_sak": sak.id, "b_meg": asker, **named}
    asked = (Tildeling, _assigned(None)), (Inhabil, _barred_linked()), (Sak, _stub_linked())
    return _stubs_of(tx, asker, *read_all(tx, asked, params))


def _linked() -> ColumnElement[bool]:
    named = _SAK.c.id == bindparam("b_forrige"), _SAK.c.id == bindparam("b_dublett")
    naming = _SAK.c.forrige_sak_id == bindparam("b_sak"), _SAK.c.dublett_av_id == bindparam("b_sak")
    return or_(*named, *naming)


@prepared
def _stub_linked() -> Select[Any]:
    return _stubs().where(_linked()).order_by(_SAK.c.saksnr)


@prepared
def _barred_linked() -> Select[Any]:
    return _barring_me().where(_INHABIL.c.sak_id.in_(select(_SAK.c.id).where(_linked())))


def merged_into(tx: Tx, person_id: PersonId) -> frozenset[PersonId]:
    """The ids of persons that were found to be this one."""
    rows = tx.link.execute(_merged(), {"b_person": person_id}).scalars()
    return frozenset(PersonId(row) for row in rows)


@prepared
def _merged() -> Select[Any]:
    return select(_PERSON.c.id).where(_PERSON.c.slatt_sammen_med == bindparam("b_person"))


def _read_by(tx: Tx, column: str | None, cases: Prepared, params: Mapping[str, Any]) -> list[CaseStub]:
    """Cases, and how the asker stands to those of that column's value; to all cases where there is no one column."""
    return _stubs_of(tx, params["b_meg"], *read_all(tx, _asked_by(column, cases), params))


def asking_for_cases_of(person_id: PersonId, asker: AnsattId) -> list[Asked]:
    """What `cases_of_person` asks."""
    params = {"b_meg": asker, "b_verdi": person_id}
    return [(statement, params) for _, statement in _asked_by("person_id", _stub_by("person_id"))]


def _asked_by(column: str | None, cases: Prepared) -> tuple[tuple[type[Model], Prepared], ...]:
    return (*_asked_of_me(column), (Sak, cases))


def _asked_of_me(column: str | None) -> tuple[tuple[type[Model], Prepared], ...]:
    return (Tildeling, _assigned(column)), (Inhabil, _barred(column))


def _stubs_of(tx: Tx, asker: AnsattId, assignments: Found, conflicts: Found, cases: Found) -> list[CaseStub]:
    """Rows of their own tell how the asker stands to a case, each checked: whoever has a pen writes no access.

    All three are asked for whatever the others give: a case that must not be known of costs what none does.
    """
    saker = stored(tx, Sak, cases)
    assigned = {each.row.sak_id for each in stored(tx, Tildeling, assignments)}
    barring = [each.row for each in stored(tx, Inhabil, conflicts)]
    barred = {row.sak_id for row in barring if row.opphevet is None}
    stubs = []
    for sak in saker:
        sak_id, (merged, level, more) = sak.row.id, _marks(sak.row)
        beside = sak_id in assigned and sak.row.kontakt_id != asker
        marks = beside, sak_id in barred, bool(merged), Protection(level), not more
        stubs.append(CaseStub(sak, *marks))
    return stubs
