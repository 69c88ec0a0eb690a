"""Who has a case: contact, co-assigned, conflicts of interest, level of protection.

Must not let a strictly protected case stand without its circle: one cleared lead and two cleared staff, named.
"""

from collections.abc import Sequence
from typing import Any

from exin.casework.grunnlag.given import code_of, text_of
from exin.casework.hus.ansatte import WITH_CASES
from exin.casework.hus.brukernavn import is_user_name
from exin.casework.tilgang.tilgangsonske import end_given
from exin.errors import IllegalStep, InvalidInput
from exin.ids import AnsattId, new_id
from exin.store import arbeid, decision, hus, saker
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Ansatt, Inhabil, Tildeling
from exin.work import Work
from policies import Action, Protection, Role
from workflows import Reason

KONTAKT, MEDANSVARLIG, LEDER = "kontakt", "medansvarlig", "klarert_leder"
FUNKSJONER = (KONTAKT, MEDANSVARLIG, LEDER)
CLEARED_LEADS, CLEARED_STAFF = 1, 2
_Lacking = tuple[int, int]
_NOTHING: _Lacking = (0, 0)


def assign(w: Work, saksnr: str, ansatt: str, funksjon: str, *, fjern: bool = False) -> bool:
    """Give a case to a member of staff, or take it back. Returns whether the asker can still read it.

    Raises:
        Denied, NotFound: the asker may not.
        InvalidInput: nobody of that name can have the case.
        IllegalStep: a strictly protected case would have less of its circle than before.
    """
    return assign_by(w, w.permit(Action.TILDEL, saksnr), ansatt, funksjon, fjern=fjern)


def assign_by(w: Work, grant: Grant, ansatt: str, funksjon: str, *, fjern: bool = False) -> bool:
    """As `assign`, by leave that was had. Raises InvalidInput, IllegalStep."""
    function = code_of(funksjon, "funksjon", FUNKSJONER)
    w.begin()
    before = _lacking(w, grant)
    person = _staff(w, ansatt, active=not fjern)
    if fjern:
        if not any(_is(row, person, function) for row in _open_rows(w, grant)):
            raise InvalidInput("ikke_tildelt", "ansatt")
        _release(w, grant, person, function)
    else:
        _give(w, grant, person, function, cleared=_strict(w, grant))
    _keep_circle(w, grant, before)
    _hand_over(w, grant)
    return _still_reads(w, w.stub(grant).sak.row.saksnr)


def hand_on(w: Work, grant: Grant, fra: str, til: str, *, leder: bool = False) -> None:
    """Give what somebody has in a case to another, in one change; `leder`: as its cleared lead, else all but that.

    The grant is one to assign it. Raises as `assign`.
    """
    w.begin()
    before = _lacking(w, grant)
    earlier, person = _staff(w, fra, active=False), _staff(w, til)
    for function in FUNKSJONER:
        has = any(_is(row, earlier, function) for row in _open_rows(w, grant))
        if has and (function == LEDER) is leder:
            _give(w, grant, person, function, cleared=_strict(w, grant))
            _release(w, grant, earlier, function)
    _keep_circle(w, grant, before)
    _hand_over(w, grant)


def protect(
    w: Work, saksnr: str, skjerming: str, *, leder: str | None = None, ansatte: Sequence[str] = ()
) -> bool:
    """Set the level of protection; for strengt_fortrolig with the circle that the case must name.

    Who is not cleared then has the case no more. A circle that stands is changed by who may assign the case, or leads.
    Returns whether the asker can still read the case.

    Raises:
        Denied, NotFound: the asker may not.
        IllegalStep: the level would be lower, and the asker is no lead.
        InvalidInput: the circle is not complete, somebody named cannot have the case, or is named for another level.
    """
    grant = w.permit(Action.SETT_SKJERMING, saksnr)
    level = Protection(code_of(skjerming, "skjerming", set(Protection)))
    _lowering_is_the_leads(w, grant, level)
    strict = level is Protection.STRENGT_FORTROLIG
    _may_name(w, grant, strict=strict, named=bool(leder or ansatte))
    w.begin()
    if strict and not _strict(w, grant):
        _release_uncleared(w, grant)
    if leder:
        _give(w, grant, _staff(w, leder), LEDER, cleared=True)
    for name in ansatte:
        _give(w, grant, _staff(w, name), MEDANSVARLIG, cleared=True)
    if strict and _lacking(w, grant) != _NOTHING:
        raise InvalidInput("krets_mangler", "leder")
    _hand_over(w, grant, level)
    return _still_reads(w, saksnr)


def bar(w: Work, saksnr: str, ansatt: str, begrunnelse: str, *, opphev: bool = False) -> bool:
    """Register that a member of staff has a conflict of interest in a case, or that it is no more.

    Returns whether the asker can still read the case.

    Raises:
        Denied, NotFound: the asker may not.
        IllegalStep: it is about somebody else, and the asker does not lead the team.
        InvalidInput: nobody of that name, or nothing to lift.
    """
    grant = w.permit(Action.REGISTRER_INHABIL, saksnr)
    person = _staff(w, ansatt, active=False)
    _others_are_the_leads(w, grant, person)
    reason = w.write_reason(grant, text_of(begrunnelse, "begrunnelse") or "")
    found = [row for row in arbeid.of_case(w.tx, grant, Inhabil) if row.row.ansatt_id == person.row.id]
    if opphev and not (found and found[0].row.opphevet is None):
        raise InvalidInput("ikke_registrert_inhabil", "ansatt")
    if found:
        arbeid.change(w.tx, grant, found[0], opphevet=w.means.clock() if opphev else None)
    else:
        values: dict[str, Any] = {
            "id": new_id(),
            "sak_id": grant.sak(),
            "ansatt_id": person.row.id,
            "begrunnelse_id": reason,
        }
        values |= {"registrert_av": w.actor.id, "registrert": w.means.clock(), "opphevet": None, "versjon": 1}
        arbeid.add(w.tx, grant, Inhabil, values)
    if not opphev:
        before = _lacking(w, grant)
        for function in FUNKSJONER:
            _release(w, grant, person, function)
        _keep_circle(w, grant, before)
    sak = w.stub(grant).sak
    saker.change(w.tx, grant, sak, **contact_columns(w, grant, sak.row.program))
    return _still_reads(w, saksnr)


def _still_reads(w: Work, saksnr: str) -> bool:
    """Whether the rules let the asker read the case as it stands now: the change may have taken it from them."""
    stub = decision.case_by_number(w.tx, saksnr, w.asker)
    return stub is not None and w.allows(Action.LES_SAK, stub)


def _lowering_is_the_leads(w: Work, grant: Grant, level: Protection) -> None:
    order = list(Protection)
    before = Protection(w.stub(grant).sak.row.skjerming)
    if order.index(level) < order.index(before) and not w.actor.er_leder:
        text = "Bare en teamleder kan senke graden av skjerming."
        raise IllegalStep([Reason("senke_skjerming", text, "Be en teamleder vurdere det.", "teamleder")])


def _may_name(w: Work, grant: Grant, *, strict: bool, named: bool) -> None:
    """To name who has the case is to assign it: only with the level that asks for it, not by way of another."""
    if named and not strict:
        raise InvalidInput("krets_bare_ved_strengt", "leder")
    if named and _strict(w, grant) and not w.actor.er_leder:
        w.permit_stub(Action.TILDEL, w.stub(grant))


def _others_are_the_leads(w: Work, grant: Grant, person: Stored[Ansatt]) -> None:
    """The rules see the case, not whom it is about: who does not lead the team speaks for nobody else."""
    if person.row.id != w.actor.id and not w.leads(w.stub(grant)):
        text = "Bare teamlederen kan registrere andre enn seg selv som inhabile."
        raise IllegalStep([Reason("inhabil_andre", text, "Be teamlederen registrere det.", "teamleder")])


def _staff(w: Work, name: str, *, active: bool = True) -> Stored[Ansatt]:
    person = decision.staff_by_name(w.tx, name) if is_user_name(name) else None
    if person is None or (active and not person.row.aktiv):
        raise InvalidInput("ukjent_ansatt", "ansatt")
    if active and person.row.rolle not in WITH_CASES:
        raise InvalidInput("kan_ikke_ha_saker", "ansatt")
    return person


def _open_rows(w: Work, grant: Grant) -> list[Stored[Tildeling]]:
    return [row for row in arbeid.of_case(w.tx, grant, Tildeling) if row.row.til is None]


def _give(w: Work, grant: Grant, person: Stored[Ansatt], function: str, *, cleared: bool) -> None:
    _not_barred(w, grant, person)
    if cleared and not person.row.klarert:
        raise InvalidInput("ikke_klarert", "ansatt")
    if function == LEDER and not (person.row.klarert and person.row.rolle == Role.TEAMLEDER):
        raise InvalidInput("ikke_klarert_leder", "ansatt")
    rows = _open_rows(w, grant)
    if any(_is(row, person, function) for row in rows):
        return
    if function == KONTAKT:
        for row in rows:
            if row.row.funksjon == KONTAKT:
                arbeid.change(w.tx, grant, row, til=w.means.clock())
    arbeid.add(w.tx, grant, Tildeling, assignment_row(w, grant, person.row.id, function))
    end_given(w, grant, person.row.id)


def assignment_row(w: Work, grant: Grant, ansatt_id: AnsattId, function: str) -> dict[str, Any]:
    """A row that says who works on the grant's case as what, from now on."""
    now = w.means.clock()
    row = {"id": new_id(), "sak_id": grant.sak(), "ansatt_id": ansatt_id, "funksjon": function}
    return {**row, "fra": now, "til": None, "versjon": 1}


def _not_barred(w: Work, grant: Grant, person: Stored[Ansatt]) -> None:
    """Who is barred cannot be given the case; why is not told here."""
    rows = arbeid.of_case(w.tx, grant, Inhabil)
    if any(row.row.ansatt_id == person.row.id and row.row.opphevet is None for row in rows):
        raise InvalidInput("kan_ikke_ha_saken", "ansatt")


def _release(w: Work, grant: Grant, person: Stored[Ansatt], function: str) -> None:
    for row in _open_rows(w, grant):
        if _is(row, person, function):
            arbeid.change(w.tx, grant, row, til=w.means.clock())


def _release_uncleared(w: Work, grant: Grant) -> None:
    usable = {who for who, _, _, usable in hus.clearances(w.tx, grant) if usable}
    for row in _open_rows(w, grant):
        if row.row.ansatt_id not in usable:
            arbeid.change(w.tx, grant, row, til=w.means.clock())


def _is(row: Stored[Tildeling], person: Stored[Ansatt], function: str) -> bool:
    return row.row.ansatt_id == person.row.id and row.row.funksjon == function


def _strict(w: Work, grant: Grant) -> bool:
    return w.stub(grant).sak.row.skjerming == Protection.STRENGT_FORTROLIG


def _contact(w: Work, grant: Grant) -> AnsattId | None:
    return next((row.row.ansatt_id for row in _open_rows(w, grant) if row.row.funksjon == KONTAKT), None)


def release_lost_contact(w: Work, grant: Grant) -> None:
    """Free the case of a contact who cannot have it any more: the account is closed, say, or has another role."""
    contact = _contact(w, grant)
    person = decision.staff_by_id(w.tx, contact) if contact else None
    if person is None:
        return
    if not can_keep(person.row, strict=_strict(w, grant)):
        _release(w, grant, person, KONTAKT)


def can_keep(contact: Ansatt, *, strict: bool) -> bool:
    """Whether a contact can still have the case; `strict`: it is strictly protected."""
    return bool(contact.aktiv and contact.rolle in WITH_CASES and (contact.klarert or not strict))


def contact_columns(w: Work, grant: Grant, program: str) -> dict[str, Any]:
    """The case's contact and team: its contact's team, or, unassigned, that of the programme's reception."""
    contact = _contact(w, grant)
    if contact is not None and contact == w.actor.id:  # read with the actor, and the same still
        return {"kontakt_id": contact, "team_id": w.actor.team_id}
    person = decision.staff_by_id(w.tx, contact) if contact else None
    team = person.row.team_id if person else hus.programme(w.tx, program).row.mottaksteam_id
    return {"kontakt_id": contact, "team_id": team}


def _keep_circle(w: Work, grant: Grant, before: _Lacking) -> None:
    """Raises IllegalStep when a strictly protected case that was handed over lacks more of its circle than before.

    What staff management took away hinders no change that makes it better, or leaves it as it is.
    """
    kept = _strict(w, grant) and w.stub(grant).sak.row.overlevert
    if kept and any(now > then for now, then in zip(_lacking(w, grant), before, strict=True)):
        text = "En strengt fortrolig sak skal alltid ha én klarert leder og to klarerte ansatte."
        missing = "Tildel saken til flere klarerte før du endrer dette."
        raise IllegalStep([Reason("klarert_krets", text, missing, "teamleder")])


def _lacking(w: Work, grant: Grant) -> _Lacking:
    """How many cleared leads and cleared staff the case lacks of its circle."""
    cleared = [(who, role) for who, role, _, usable in hus.clearances(w.tx, grant) if usable]
    leads = {who for who, role in cleared if role == Role.TEAMLEDER}
    staff = {who for who, role in cleared if role == Role.SAKSBEHANDLER}
    return max(CLEARED_LEADS - len(leads), 0), max(CLEARED_STAFF - len(staff), 0)


def _hand_over(w: Work, grant: Grant, level: Protection | None = None) -> None:
    """Write the case's own columns. A strictly protected case counts as handed over when its circle is complete."""
    sak = w.stub(grant).sak
    level = level or Protection(sak.row.skjerming)
    columns = {"skjerming": level, **contact_columns(w, grant, sak.row.program)}
    strict = level is Protection.STRENGT_FORTROLIG
    over = _lacking(w, grant) == _NOTHING if strict else columns["kontakt_id"] is not None
    saker.change(w.tx, grant, sak, **columns, overlevert=over or sak.row.overlevert)
