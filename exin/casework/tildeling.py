"""Who has a case: contact, co-assigned, conflicts of interest, level of protection.

Must not let a strictly protected case stand without its circle: one cleared lead and two cleared staff, named.
"""

from collections.abc import Sequence
from typing import Any

from exin.casework.given import code_of, text_of
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
_WITH_CASES = (Role.SAKSBEHANDLER, Role.TEAMLEDER)


def assign(w: Work, saksnr: str, ansatt: str, funksjon: str, *, fjern: bool = False) -> None:
    """Give a case to a member of staff, or take it back.

    Raises:
        Denied, NotFound: the asker may not.
        InvalidInput: nobody of that name can have the case.
        IllegalStep: a strictly protected case would be left without its circle.
    """
    grant = w.permit(Action.TILDEL, saksnr)
    function = code_of(funksjon, "funksjon", FUNKSJONER)
    w.begin()
    person = _staff(w, ansatt)
    if fjern:
        if not any(_is(row, person, function) for row in _open_rows(w, grant)):
            raise InvalidInput("ikke_tildelt", "ansatt")
        _release(w, grant, person, function)
    else:
        _give(w, grant, person, function)
    _keep_circle(w, grant, required=_strict(w, grant) and w.stub(grant).sak.row.overlevert)
    _hand_over(w, grant)


def protect(
    w: Work, saksnr: str, skjerming: str, *, leder: str | None = None, ansatte: Sequence[str] = ()
) -> None:
    """Set the level of protection; for strengt_fortrolig with the circle that the case must name.

    Raises:
        Denied, NotFound: the asker may not.
        IllegalStep: the circle is not complete.
    """
    grant = w.permit(Action.SETT_SKJERMING, saksnr)
    level = Protection(code_of(skjerming, "skjerming", set(Protection)))
    _lowering_is_the_leads(w, grant, level)
    w.begin()
    if leder:
        _give(w, grant, _staff(w, leder), LEDER)
    for name in ansatte:
        _give(w, grant, _staff(w, name), MEDANSVARLIG)
    _keep_circle(w, grant, required=level is Protection.STRENGT_FORTROLIG)
    _hand_over(w, grant, level)


def bar(w: Work, saksnr: str, ansatt: str, begrunnelse: str, *, opphev: bool = False) -> None:
    """Register that a member of staff has a conflict of interest in a case, or that it is no more.

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
        for function in FUNKSJONER:
            _release(w, grant, person, function)
        _keep_circle(w, grant, required=_strict(w, grant) and w.stub(grant).sak.row.overlevert)
    sak = w.stub(grant).sak
    saker.change(w.tx, grant, sak, **contact_columns(w, grant, sak.row.program))


def _lowering_is_the_leads(w: Work, grant: Grant, level: Protection) -> None:
    order = list(Protection)
    before = Protection(w.stub(grant).sak.row.skjerming)
    if order.index(level) < order.index(before) and not w.actor.er_leder:
        text = "Bare en teamleder kan senke graden av skjerming."
        raise IllegalStep([Reason("senke_skjerming", text, "Be en teamleder vurdere det.", "teamleder")])


def _others_are_the_leads(w: Work, grant: Grant, person: Stored[Ansatt]) -> None:
    """The rules see the case, not whom it is about: who does not lead the team speaks for nobody else."""
    if person.row.id != w.actor.id and not w.leads(w.stub(grant)):
        text = "Bare teamlederen kan registrere andre enn seg selv som inhabile."
        raise IllegalStep([Reason("inhabil_andre", text, "Be teamlederen registrere det.", "teamleder")])


def _staff(w: Work, name: str, *, active: bool = True) -> Stored[Ansatt]:
    person = decision.staff_by_name(w.tx, name)
    if person is None or (active and not person.row.aktiv):
        raise InvalidInput("ukjent_ansatt", "ansatt")
    if active and person.row.rolle not in _WITH_CASES:
        raise InvalidInput("kan_ikke_ha_saker", "ansatt")
    return person


def _open_rows(w: Work, grant: Grant) -> list[Stored[Tildeling]]:
    return [row for row in arbeid.of_case(w.tx, grant, Tildeling) if row.row.til is None]


def _give(w: Work, grant: Grant, person: Stored[Ansatt], function: str) -> None:
    _not_barred(w, grant, person)
    if _strict(w, grant) and not person.row.klarert:
        raise InvalidInput("ikke_klarert", "ansatt")
    rows = _open_rows(w, grant)
    if any(_is(row, person, function) for row in rows):
        return
    if function == KONTAKT:
        for row in rows:
            if row.row.funksjon == KONTAKT:
                arbeid.change(w.tx, grant, row, til=w.means.clock())
    arbeid.add(w.tx, grant, Tildeling, assignment_row(w, grant, person.row.id, function))


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
    usable = person.row.aktiv and person.row.rolle in _WITH_CASES
    if not usable or (_strict(w, grant) and not person.row.klarert):
        _release(w, grant, person, KONTAKT)


def contact_columns(w: Work, grant: Grant, program: str) -> dict[str, Any]:
    """The case's contact and team: its contact's team, or, unassigned, that of the programme's reception."""
    contact = _contact(w, grant)
    person = decision.staff_by_id(w.tx, contact) if contact else None
    team = person.row.team_id if person else hus.programme(w.tx, program).row.mottaksteam_id
    return {"kontakt_id": contact, "team_id": team}


def _keep_circle(w: Work, grant: Grant, *, required: bool) -> None:
    """Raises IllegalStep unless the case names its circle, where it must."""
    if required and not _circle_complete(w, grant):
        text = "En strengt fortrolig sak skal alltid ha én klarert leder og to klarerte ansatte."
        missing = "Tildel saken til flere klarerte før du endrer dette."
        raise IllegalStep([Reason("klarert_krets", text, missing, "teamleder")])


def _circle_complete(w: Work, grant: Grant) -> bool:
    cleared = [(who, role) for who, role, _, usable in hus.clearances(w.tx, grant) if usable]
    leads = {who for who, role in cleared if role == Role.TEAMLEDER}
    staff = {who for who, role in cleared if role == Role.SAKSBEHANDLER}
    return len(leads) >= CLEARED_LEADS and len(staff) >= CLEARED_STAFF


def _hand_over(w: Work, grant: Grant, level: Protection | None = None) -> None:
    """Write the case's own columns. A strictly protected case counts as handed over when its circle is complete."""
    sak = w.stub(grant).sak
    level = level or Protection(sak.row.skjerming)
    columns = {"skjerming": level, **contact_columns(w, grant, sak.row.program)}
    strict = level is Protection.STRENGT_FORTROLIG
    over = _circle_complete(w, grant) if strict else columns["kontakt_id"] is not None
    saker.change(w.tx, grant, sak, **columns, overlevert=over or sak.row.overlevert)
