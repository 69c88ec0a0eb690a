"""Staff: made, changed, blocked and opened again by whoever manages them; what takes two is proposed (`forslag`).

Must not tell of cases: whoever manages staff reads none, so a change is never refused because of one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from exin.casework.grunnlag.apne_saker import not_ended_states
from exin.casework.hus import adganger, forslag
from exin.casework.hus.brukernavn import check_names, named
from exin.casework.hus.forslagssyn import BESLUTTER, Slag
from exin.casework.hus.okter import Slutt, end_sessions_of
from exin.errors import Conflict, InvalidInput
from exin.ids import AnsattId, new_subject_id
from exin.store import decision, hus, overtakelse, varsler
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Ansatt
from exin.work import Reading, Work
from policies import Action, Role

DEFAULT_TEAM = "exin"
WITH_CASES = (Role.SAKSBEHANDLER, Role.TEAMLEDER)
"""The roles that may have cases."""
SPERRET_VARSEL: Final = "ansatt_sperret"
"""What the leads of a team are told when one of it is blocked: there may be work to give to others."""
SPERRET_ANNET_LAG: Final = "ansatt_sperret_annet_lag"
"""What leads of other teams are told, where the blocked one has work in a case of theirs that they may know of."""
SPERRET_UTEN_LEDER: Final = "ansatt_sperret_uten_leder"
"""What those who run the house are told where the team has no lead. It says nothing of whether there is work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsattValg:
    """What can be set for a member of staff; None leaves it as it is (or at its default)."""

    rolle: str | None = None
    mottak: bool | None = None
    vakt: bool | None = None
    klarert: bool | None = None
    team: str | None = None
    stillingsandel: int | None = None
    os_bruker: str | None = None


def ask_leave_to_add(r: Reading) -> None:
    """See, before somebody fills in the form, that it would be taken. Raises Denied."""
    r.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte", koder=("forespurt",))


def add_staff(w: Work, brukernavn: str, valg: AnsattValg) -> bool:
    """Make a member of staff. Whoever is to have what nobody gives alone begins with a blocked account.

    Returns whether opening it waits for another. Raises Denied, Conflict when the name is taken, InvalidInput.
    """
    ansatt_id = AnsattId(new_subject_id())
    grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte", gjelder_ansatt=ansatt_id)
    if valg.rolle not in set(Role):
        raise InvalidInput("ukjent_kode", "rolle")
    much = bool(valg.klarert) or valg.rolle in adganger.TO_MA_TIL
    write_staff(w, grant, ansatt_id, brukernavn, valg, aktiv=not much)
    return much and forslag.take(w, grant, ansatt_id, Slag.APNING, {"aktiv": True})


def write_staff(
    w: Work, grant: Grant, ansatt_id: AnsattId, brukernavn: str, valg: AnsattValg, *, aktiv: bool
) -> None:
    """Write the row of a new member of staff."""
    check_names(brukernavn, valg.os_bruker)
    w.begin()
    if valg.os_bruker is not None:
        adganger.check_os_user_free(w, grant, valg.os_bruker)
    if decision.staff_by_name(w.tx, brukernavn) is not None:
        raise Conflict("brukernavn_finnes")
    values = {
        "id": ansatt_id,
        "brukernavn": brukernavn,
        "os_bruker": valg.os_bruker,
        "rolle": valg.rolle,
        "team_id": adganger.team_of(w, valg.team or DEFAULT_TEAM),
        "mottak": bool(valg.mottak),
        "vakt": bool(valg.vakt),
        "klarert": bool(valg.klarert),
        "stillingsandel": _share(100 if valg.stillingsandel is None else valg.stillingsandel),
        "aktiv": aktiv,
        "registrert": w.means.clock(),
        "versjon": 1,
    }
    hus.add_staff(w.tx, grant, values)


def change_staff(w: Work, brukernavn: str, valg: AnsattValg) -> bool:
    """Change role, duties, clearance, team, share of a post or log-in binding.

    What nobody does alone is proposed, the rest is done. Returns whether something waits for another.

    Raises:
        Denied: the asker may not.
        InvalidInput: nobody of that name, nothing to change, about oneself, or something else waits already.
        Conflict: the operating system's user is somebody else's.
    """
    stored, grant = _one(w, brukernavn)
    if valg == AnsattValg():
        raise InvalidInput("ingenting_a_rette")
    _not_own(w, stored, valg)
    if valg.rolle is not None and valg.rolle not in set(Role):
        raise InvalidInput("ukjent_kode", "rolle")
    changes = _changes(w, brukernavn, valg)
    if changes.get("os_bruker") not in (None, stored.row.os_bruker):
        adganger.check_os_user_free(w, grant, changes["os_bruker"])
    w.begin()
    two = _what_takes_two(w, grant, stored, changes)
    if changes.get("rolle") not in (None, stored.row.rolle, *BESLUTTER):
        forslag.keep_one_who_decides(w, grant, stored)
    alone = {name: value for name, value in changes.items() if name not in two}
    if alone:
        hus.change_staff(w.tx, grant, stored, **alone)
    waits = {name: changes[name] for name in two if name != "team_id"}
    if "team_id" in two:
        waits["team"] = valg.team  # by its code: what waits is text
    return bool(waits) and forslag.take(w, grant, stored.row.id, Slag.RETTIGHETER, waits)


def _not_own(w: Work, stored: Stored[Ansatt], valg: AnsattValg) -> None:
    """Nobody changes their own role, clearance or log-in."""
    if stored.row.id != w.actor.id:
        return
    for name, kode in _OWN_STAYS.items():
        if getattr(valg, name) not in (None, getattr(stored.row, name)):
            raise InvalidInput(kode, name)


_OWN_STAYS: Final = {
    "rolle": "egen_rolle_kan_ikke_endres",
    "klarert": "egen_klarering_kan_ikke_endres",
    "os_bruker": "egen_innlogging_kan_ikke_endres",
}


def _changes(w: Work, brukernavn: str, valg: AnsattValg) -> dict[str, Any]:
    """The columns that are named, by what they are to be."""
    names = ("rolle", "mottak", "vakt", "klarert", "os_bruker", "stillingsandel")
    changes = {name: getattr(valg, name) for name in names if getattr(valg, name) is not None}
    if "stillingsandel" in changes:
        _share(changes["stillingsandel"])
    check_names(brukernavn, valg.os_bruker)
    if valg.team is not None:
        changes["team_id"] = adganger.team_of(w, valg.team)
    return changes


def _what_takes_two(w: Work, grant: Grant, stored: Stored[Ansatt], changes: dict[str, Any]) -> list[str]:
    """Those of the changes that nobody makes alone: a role or a clearance given, another way in, a lead's team."""
    row = stored.row
    becomes = changes.get("rolle", row.rolle)
    stays_lead = row.rolle == Role.TEAMLEDER and becomes in adganger.TO_MA_TIL  # until another has agreed
    gives = {
        "rolle": changes.get("rolle") in adganger.TO_MA_TIL,
        "klarert": bool(changes.get("klarert")),
        "os_bruker": adganger.needs_two_to_let_in(w, grant, stored),
        "team_id": becomes == Role.TEAMLEDER or stays_lead,
    }
    return [name for name, value in changes.items() if gives.get(name, False) and value != getattr(row, name)]


def set_share(w: Work, brukernavn: str, prosent: int) -> None:
    """Say how much of a post somebody has: a lead of the own team alone. Raises Denied, InvalidInput."""
    stored = named(w, brukernavn)
    about = stored.row.id if stored else None
    grant = w.permit_house(Action.SETT_STILLINGSANDEL, "ansatte", gjelder_ansatt=about)
    if stored is None:
        raise InvalidInput("ukjent_ansatt", "brukernavn")
    if w.actor.er_leder and stored.row.team_id != w.actor.team_id:
        raise InvalidInput("stillingsandel_bare_eget_team", "brukernavn")
    w.begin()
    hus.set_share(w.tx, grant, stored, _share(prosent))


def set_active(w: Work, brukernavn: str, *, aktiv: bool) -> bool:
    """Block an account at once, or propose to open it again. Returns whether that waits for another.

    Those who lead the team are told of a block: what the blocked one had to do is theirs to give to others. So are
    leads of other teams where there is such work; and where the team has no lead, the others who run the house.

    Raises:
        Denied: the asker may not.
        InvalidInput: nobody of that name, the asker's own account, one that is so already, or something else waits.
    """
    stored, grant = _one(w, brukernavn)
    if stored.row.id == w.actor.id:
        raise InvalidInput("egen_konto_kan_ikke_sperres", "brukernavn")
    w.begin()
    if aktiv and stored.row.aktiv:
        raise InvalidInput("kontoen_er_apen", "brukernavn")
    if aktiv:
        return forslag.take(w, grant, stored.row.id, Slag.APNING, {"aktiv": True})
    hus.change_staff(w.tx, grant, stored, aktiv=False)
    end_sessions_of(w, grant, stored.row.id, Slutt.SPERRET)
    if stored.row.aktiv and stored.row.rolle in WITH_CASES:
        _tell_of_block(w, grant, stored.row)
    return False


def _tell_of_block(w: Work, grant: Grant, row: Ansatt) -> None:
    for slag, who in _told_of_block(w, grant, row):
        varsler.tell(
            w.tx,
            grant,
            mottaker=who.id,
            slag=slag,
            nokkel=f"{SPERRET_VARSEL}:{row.id.hex()}:{row.versjon}:{who.id.hex()}",
            opprettet=w.means.clock(),
            haster=True,
        )


def _told_of_block(w: Work, grant: Grant, row: Ansatt) -> Iterator[tuple[str, Ansatt]]:
    others = [each.row for each in hus.staff(w.tx, grant) if each.row.aktiv and each.row.id != row.id]
    leads = [who for who in others if who.rolle == Role.TEAMLEDER]
    states = not_ended_states()
    for lead in leads:
        if lead.team_id == row.team_id:
            yield SPERRET_VARSEL, lead
        elif overtakelse.waits_for_lead(w.tx, grant, lead, ansatt_id=row.id, tilstander=states):
            yield SPERRET_ANNET_LAG, lead
    if not any(lead.team_id == row.team_id for lead in leads):
        for who in others:
            if who.rolle == Role.SYSTEMANSVARLIG and who.id != w.actor.id:  # whoever blocks knows
                yield SPERRET_UTEN_LEDER, who


def _one(w: Work, brukernavn: str) -> tuple[Stored[Ansatt], Grant]:
    stored = named(w, brukernavn)
    about = stored.row.id if stored else None
    grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte", gjelder_ansatt=about)
    if stored is None:
        raise InvalidInput("ukjent_ansatt", "brukernavn")
    return stored, grant


def _share(percent: int) -> int:
    if not 0 <= percent <= 100:  # noqa: PLR2004 - per cent of a post
        raise InvalidInput("ugyldig_stillingsandel", "stillingsandel")
    return percent
