"""Staff as those see them who manage or lead them: all of them, or one.

Must not tell of cases, nor by what somebody logs in to any but whoever manages staff.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from exin.casework.hus.brukernavn import named
from exin.casework.hus.forslagssyn import ForslagVisning, show_proposals
from exin.errors import NotFound
from exin.ids import AnsattId
from exin.store import ansattpost, fravar, hus, innlogging
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Ansatt
from exin.work import Reading
from policies import Action, Duty


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


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsattSide:
    """One member of staff with what waits about them, and what the asker may do with them.

    `innlogginger`: issuer and subject, for whoever manages staff; `knyttet`: whether there is any way in.
    """

    ansatt: AnsattView
    seg_selv: bool
    eget_team: bool
    knyttet: bool
    innlogginger: tuple[tuple[str, str], ...]
    passord: bool
    forslag: ForslagVisning | None
    kan: frozenset[Action]


_OFFERED = (
    Action.ADMINISTRER_ANSATTE,
    Action.SETT_STILLINGSANDEL,
    Action.REGISTRER_FRAVAR,
    Action.AVGJOR_FORSLAG,
    Action.FLYTT_ARBEID,
)


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


def show_staff(w: Reading, brukernavn: str) -> AnsattSide:
    """One of the staff. Raises Denied, and NotFound where nobody has that name."""
    stored = named(w, brukernavn)
    about = stored.row.id if stored else None
    grant = w.permit_house(Action.LES_ANSATTE, "ansatte", gjelder_ansatt=about)
    if stored is None:
        raise NotFound
    everybody = hus.staff(w.tx, grant)
    row, mail = stored.row, ansattpost.addresses(w.tx, grant)
    away, team = _absences(w, grant, everybody).get(row.id, ()), hus.team_codes(w.tx)[row.team_id]
    bound = [each.row for each in innlogging.bindings(w.tx, grant, row.id) if each.row.opphevet is None]
    password = innlogging.local_account(w.tx, grant, row.id) is not None
    can = frozenset(each for each in _OFFERED if w.allows_house(each, "ansatte"))
    manages = Action.ADMINISTRER_ANSATTE in can
    return AnsattSide(
        ansatt=_view(row, team, mail.get(row.id), away),
        seg_selv=row.id == w.actor.id,
        eget_team=row.team_id == w.actor.team_id,
        knyttet=bool(bound) or password or row.os_bruker is not None,
        innlogginger=tuple((each.utsteder, each.subjekt) for each in bound) if manages else (),
        passord=password,
        forslag=next(iter(show_proposals(w, grant, [stored])), None),
        kan=can,
    )


def teams(w: Reading) -> list[str]:
    """The codes of all teams. Nothing of a case or of anybody, so no permit."""
    return sorted(hus.team_codes(w.tx).values())
