"""Who is away, and who stands in: registered by the lead of the team, asked by whoever works out who is told.

Must not let anybody into a case: to stand in is to be told, and the lead assigns.
"""

from collections.abc import Mapping
from datetime import date

from exin.casework.hus.ansatte import WITH_CASES
from exin.casework.hus.brukernavn import is_user_name
from exin.errors import InvalidInput
from exin.ids import AnsattId, Id, new_id
from exin.store import decision, fravar
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Ansatt
from exin.work import Block, Work
from policies import Action


def register_absence(w: Work, brukernavn: str, *, fra: date, til: date, vikar: str | None = None) -> Id:
    """Register that somebody is away on these days, both included, and who stands in.

    Raises:
        Denied: the asker may not.
        InvalidInput: nobody of that name in the asker's team, days that end before they begin or are taken, or a
            stand-in who cannot be one.
    """
    grant, person = _asked(w, brukernavn)
    if til < fra:
        raise InvalidInput("fravar_slutter_for_det_begynner", "til")
    stand_in = _may_stand_in(w, vikar, person) if vikar is not None else None
    w.begin()
    w.recheck(person)  # two who register at a time wait for each other here
    if any(each.row.fra <= til and each.row.til >= fra for each in fravar.of_one(w.tx, grant, person.row.id)):
        raise InvalidInput("fravar_overlapper", "fra")
    row_id = new_id()
    values = {
        "id": row_id,
        "ansatt_id": person.row.id,
        "fra": fra,
        "til": til,
        "vikar_id": stand_in,
        "registrert_av": w.actor.id,
        "registrert": w.means.clock(),
        "versjon": 1,
    }
    fravar.add(w.tx, grant, values)
    return row_id


def take_back_absence(w: Work, brukernavn: str, *, fra: date) -> None:
    """Take back the absence of somebody that begins on that day. Raises Denied, InvalidInput."""
    grant, person = _asked(w, brukernavn)
    found = [each for each in fravar.of_one(w.tx, grant, person.row.id) if each.row.fra == fra]
    if not found:
        raise InvalidInput("ukjent_fravar", "fra")
    w.begin()
    fravar.change(w.tx, grant, found[0], til=date.fromordinal(fra.toordinal() - 1))


def stands_in_for(w: Block, grant: Grant, vikar_id: AnsattId) -> list[tuple[AnsattId, date, date]]:
    """For whom somebody is to stand in today or later, and when: the grant lets one read of staff."""
    found = fravar.stood_in_by(w.tx, grant, vikar_id, w.means.today())
    return [(each.row.ansatt_id, each.row.fra, each.row.til) for each in found]


def change_stand_in(w: Work, brukernavn: str, *, fra: date, vikar: str | None) -> None:
    """Let another stand in, or nobody, while somebody is away from that day. Raises as `register_absence`."""
    grant, person = _asked(w, brukernavn)
    found = [each for each in fravar.of_one(w.tx, grant, person.row.id) if each.row.fra == fra]
    if not found:
        raise InvalidInput("ukjent_fravar", "fra")
    stand_in = _may_stand_in(w, vikar, person) if vikar is not None else None
    w.begin()
    fravar.change(w.tx, grant, found[0], vikar_id=stand_in)


def away(w: Block, day: date) -> Mapping[AnsattId, AnsattId | None]:
    """Who is away on a day, each with the one who stands in; None where nobody does who can.

    A stand-in who is away, is blocked, or has another role by now stands in for nobody.
    """
    rows = [each.row for each in fravar.on_day(w.tx, day)]
    absent = {row.ansatt_id for row in rows}
    return {row.ansatt_id: None if row.vikar_id in absent else _present(w, row.vikar_id) for row in rows}


def _present(w: Block, vikar_id: AnsattId | None) -> AnsattId | None:
    stored = decision.staff_by_id(w.tx, vikar_id) if vikar_id is not None else None
    return stored.row.id if stored is not None and _works_cases(stored) else None


def _works_cases(stored: Stored[Ansatt]) -> bool:
    return bool(stored.row.aktiv) and stored.row.rolle in WITH_CASES


def _may_stand_in(w: Work, brukernavn: str, person: Stored[Ansatt]) -> AnsattId:
    stored = _named(w, brukernavn)
    if stored is None or not stored.row.aktiv:
        raise InvalidInput("ukjent_ansatt", "vikar")
    if not _works_cases(stored):
        raise InvalidInput("kan_ikke_ha_saker", "vikar")
    if stored.row.id == person.row.id:
        raise InvalidInput("vikar_for_seg_selv", "vikar")
    return stored.row.id


def _asked(w: Work, brukernavn: str) -> tuple[Grant, Stored[Ansatt]]:
    """The rules do not see whom it is about: a lead answers for the own team alone."""
    stored = _named(w, brukernavn)
    about = stored.row.id if stored else None
    grant = w.permit_house(Action.REGISTRER_FRAVAR, "ansatte", gjelder_ansatt=about)
    if stored is None:
        raise InvalidInput("ukjent_ansatt", "brukernavn")
    if w.actor.er_leder and stored.row.team_id != w.actor.team_id:
        raise InvalidInput("fravar_bare_eget_team", "brukernavn")
    return grant, stored


def _named(w: Block, brukernavn: str) -> Stored[Ansatt] | None:
    return decision.staff_by_name(w.tx, brukernavn) if is_user_name(brukernavn) else None
