"""Staff: made, changed, blocked and opened again by whoever manages them.

Must not tell of cases: whoever manages staff reads none, so a change is never refused because of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from exin.casework.hus.okter import Slutt, end_sessions_of
from exin.errors import Conflict, InvalidInput
from exin.ids import AnsattId, new_subject_id
from exin.store import ansattpost, decision, fravar, hus
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Ansatt
from exin.work import Reading, Work
from policies import Action, Duty, Role

DEFAULT_TEAM = "exin"
WITH_CASES = (Role.SAKSBEHANDLER, Role.TEAMLEDER)
"""The roles that may have cases."""
_NAME_LENGTH = 64


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FravarVisning:
    """Days on which somebody is away, both included, and who stands in."""

    fra: date
    til: date
    vikar: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsattView:
    """A member of staff as a list shows it."""

    brukernavn: str
    rolle: str
    plikter: tuple[str, ...]
    klarert: bool
    team: str
    stillingsandel: int
    os_bruker: str | None
    epost: str | None
    fravar: tuple[FravarVisning, ...]
    aktiv: bool
    registrert: datetime


def add_staff(w: Work, brukernavn: str, valg: AnsattValg) -> AnsattId:
    """Make a member of staff. Raises Denied, Conflict when the name is taken, InvalidInput."""
    ansatt_id = AnsattId(new_subject_id())
    grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte", gjelder_ansatt=ansatt_id)
    if valg.rolle not in set(Role):
        raise InvalidInput("ukjent_kode", "rolle")
    write_staff(w, grant, ansatt_id, brukernavn, valg, aktiv=True)
    return ansatt_id


def write_staff(
    w: Work, grant: Grant, ansatt_id: AnsattId, brukernavn: str, valg: AnsattValg, *, aktiv: bool
) -> None:
    """Write the row of a new member of staff."""
    check_names(brukernavn, valg.os_bruker)
    w.begin()
    _check_free(w, grant, valg.os_bruker)
    if decision.staff_by_name(w.tx, brukernavn) is not None:
        raise Conflict("brukernavn_finnes")
    values = {
        "id": ansatt_id,
        "brukernavn": brukernavn,
        "os_bruker": valg.os_bruker,
        "rolle": valg.rolle,
        "team_id": _team(w, valg.team or DEFAULT_TEAM),
        "mottak": bool(valg.mottak),
        "vakt": bool(valg.vakt),
        "klarert": bool(valg.klarert),
        "stillingsandel": _share(100 if valg.stillingsandel is None else valg.stillingsandel),
        "aktiv": aktiv,
        "registrert": w.means.clock(),
        "versjon": 1,
    }
    hus.add_staff(w.tx, grant, values)


def change_staff(w: Work, brukernavn: str, valg: AnsattValg) -> None:
    """Change role, duties, clearance, team, share of a post or log-in binding. Raises Denied, InvalidInput."""
    stored, grant = _one(w, brukernavn)
    if valg == AnsattValg():
        raise InvalidInput("ingenting_a_rette")
    if stored.row.id == w.actor.id and valg.rolle not in (None, stored.row.rolle):
        raise InvalidInput("egen_rolle_kan_ikke_endres", "rolle")
    if valg.rolle is not None and valg.rolle not in set(Role):
        raise InvalidInput("ukjent_kode", "rolle")
    names = ("rolle", "mottak", "vakt", "klarert", "os_bruker", "stillingsandel")
    changes = {name: getattr(valg, name) for name in names if getattr(valg, name) is not None}
    if "stillingsandel" in changes:
        _share(changes["stillingsandel"])
    if valg.os_bruker != stored.row.os_bruker:
        check_names(brukernavn, valg.os_bruker)
        _check_free(w, grant, valg.os_bruker)
    if valg.team is not None:
        changes["team_id"] = _team(w, valg.team)
    w.begin()
    hus.change_staff(w.tx, grant, stored, **changes)


def set_active(w: Work, brukernavn: str, *, aktiv: bool) -> None:
    """Block an account at once, or open it again. Raises Denied, InvalidInput."""
    stored, grant = _one(w, brukernavn)
    if stored.row.id == w.actor.id:
        raise InvalidInput("egen_konto_kan_ikke_sperres", "brukernavn")
    w.begin()
    hus.change_staff(w.tx, grant, stored, aktiv=aktiv)
    if not aktiv:
        end_sessions_of(w, grant, stored.row.id, Slutt.SPERRET)


def list_staff(w: Reading) -> list[AnsattView]:
    """All staff. Raises Denied."""
    grant = w.permit_house(Action.LES_ANSATTE, "ansatte")
    teams = hus.team_codes(w.tx)
    found = hus.staff(w.tx, grant)
    w.note(grant, antall=len(found))
    mail, away = ansattpost.addresses(w.tx, grant), _absences(w, grant, found)
    return [
        _view(each.row, teams[each.row.team_id], mail.get(each.row.id), away.get(each.row.id, ()))
        for each in found
    ]


def _absences(
    w: Reading, grant: Grant, staff: Sequence[Stored[Ansatt]]
) -> dict[AnsattId, tuple[FravarVisning, ...]]:
    """Who is away today or later, by whom."""
    names = {each.row.id: each.row.brukernavn for each in staff}
    away: dict[AnsattId, tuple[FravarVisning, ...]] = {}
    for stored in fravar.not_over(w.tx, grant, w.means.today()):
        row = stored.row
        shown = FravarVisning(fra=row.fra, til=row.til, vikar=names[row.vikar_id] if row.vikar_id else None)
        away[row.ansatt_id] = (*away.get(row.ansatt_id, ()), shown)
    return away


def _view(row: Ansatt, team: str, epost: str | None, away: tuple[FravarVisning, ...]) -> AnsattView:
    return AnsattView(
        brukernavn=row.brukernavn,
        rolle=row.rolle,
        plikter=tuple(name for name in Duty if getattr(row, name)),
        klarert=row.klarert,
        team=team,
        stillingsandel=row.stillingsandel,
        os_bruker=row.os_bruker,
        epost=epost,
        fravar=away,
        aktiv=row.aktiv,
        registrert=row.registrert,
    )


def _one(w: Work, brukernavn: str) -> tuple[Stored[Ansatt], Grant]:
    stored = decision.staff_by_name(w.tx, brukernavn) if is_user_name(brukernavn) else None
    about = stored.row.id if stored else None
    grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte", gjelder_ansatt=about)
    if stored is None:
        raise InvalidInput("ukjent_ansatt", "brukernavn")
    return stored, grant


def _team(w: Work, kode: str) -> bytes:
    team = hus.team(w.tx, kode)
    if team is None:
        raise InvalidInput("ukjent_team", "team")
    return team.row.id


def _check_free(w: Work, grant: Grant, os_bruker: str | None) -> None:
    """Raises Conflict when the operating system's user belongs to another member of staff."""
    if os_bruker is not None and any(stored.row.os_bruker == os_bruker for stored in hus.staff(w.tx, grant)):
        raise Conflict("os_bruker_finnes")


def _share(percent: int) -> int:
    if not 0 <= percent <= 100:  # noqa: PLR2004 - per cent of a post
        raise InvalidInput("ugyldig_stillingsandel", "stillingsandel")
    return percent


def check_names(brukernavn: str, os_bruker: str | None) -> None:
    """Raises InvalidInput unless both can be user names."""
    if not is_user_name(brukernavn):
        raise InvalidInput("ugyldig_brukernavn", "brukernavn")
    if os_bruker is not None and not is_user_name(os_bruker):
        raise InvalidInput("ugyldig_brukernavn", "os_bruker")


def is_user_name(text: str) -> bool:
    """Whether a text can be a user name: one that may stand in the log, and looks like no national number."""
    letters = "".join(c for c in text if c not in "._-")
    plain = letters.isascii() and letters.isalnum() and not letters.isdigit()
    return plain and len(text) <= _NAME_LENGTH
