"""Proposals as they stand: what waits, until when, and whether what it rests on is as it was.

Must not change anything; nor show a password.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from exin.casework.hus import adganger
from exin.ids import AnsattId
from exin.store import decision, hus
from exin.store import forslag as store
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Ansatt, Ansattforslag
from exin.work import Block, Reading
from policies import Action, Role

VENTER: Final = timedelta(days=7)
"""How long a proposal waits to be decided on."""

BESLUTTER: Final = (Role.SYSTEMANSVARLIG, Role.TEAMLEDER)
"""Who may decide, as the rules have it: by these it is told whether there is anybody."""


class Slag(StrEnum):
    """What a proposal is for."""

    RETTIGHETER = "rettigheter"
    APNING = "apning"
    INNLOGGING = "innlogging"
    PASSORD = "passord"


class Utfall(StrEnum):
    """What became of it. `grunnlagt`: done at once, when there was nobody yet who could decide."""

    GODKJENT = "godkjent"
    AVVIST = "avvist"
    TRUKKET = "trukket"
    UTLOPT = "utlopt"
    FALT = "falt"
    GRUNNLAGT = "grunnlagt"


@dataclass(frozen=True, slots=True, kw_only=True)
class ForslagVisning:
    """A proposal as those see it who know the staff. `sett` is what it rests on, as it is now.

    `hindring`: the code of why the asker cannot approve it, or None. `innhold` never holds a password.
    """

    brukernavn: str
    slag: Slag
    innhold: Mapping[str, Any]
    foreslatt_av: str
    registrert: datetime
    utloper: datetime
    hindring: str | None
    eget: bool
    sett: str


def hindered(w: Block, grant: Grant, forslag: Stored[Ansattforslag], person: Stored[Ansatt]) -> str | None:
    """Why nobody can approve it any more: too late, or it rests on what is not so; None where somebody can."""
    row = forslag.row
    if w.means.clock() >= row.registrert + VENTER:
        return "forslag_utlopt"
    proposer = decision.staff_by_id(w.tx, row.foreslatt_av)
    stands = proposer is not None and proposer.row.aktiv and proposer.row.rolle == Role.SYSTEMANSVARLIG
    return None if stands and row.grunnlag == ground(w, grant, person, Slag(row.slag)) else "forslag_falt"


def ground(w: Block, grant: Grant, person: Stored[Ansatt], slag: Slag) -> str:
    """What a proposal rests on: the row of the one it is about; of a log-in, also by what that one logs in."""
    if slag in (Slag.RETTIGHETER, Slag.APNING):
        return str(person.row.versjon)
    return seen(w, grant, person)


def seen(w: Block, grant: Grant, person: Stored[Ansatt]) -> str:
    """All that can be seen to change of somebody: the row, and by what that one logs in."""
    return f"{person.row.versjon}.{adganger.standing_of(w, grant, person.row.id)}"


def kept(slag: Slag, innhold: Mapping[str, Any]) -> str:
    """What stays of it when it is decided."""
    return as_text({} if slag is Slag.PASSORD else innhold)


def as_text(innhold: Mapping[str, Any]) -> str:
    """What is to be, as a row has it: JSON without blanks."""
    return json.dumps(dict(innhold), separators=(",", ":"))


def list_proposals(w: Reading) -> list[ForslagVisning]:
    """What nobody has decided on yet, the oldest first. Raises Denied."""
    grant = w.permit_house(Action.LES_ANSATTE, "ansatte", koder=("forslag",))
    shown = show_proposals(w, grant, hus.staff(w.tx, grant))
    w.note(grant, antall=len(shown))
    return shown


def show_proposals(w: Reading, grant: Grant, staff: Sequence[Stored[Ansatt]]) -> list[ForslagVisning]:
    """The same, of these members of staff, by a grant to read of them."""
    people = {each.row.id: each for each in staff}
    found = [each for each in store.undecided(w.tx, grant) if each.row.ansatt_id in people]
    names = hus.user_names(w.tx, {each.row.foreslatt_av for each in found})
    shown = [_shown(w, grant, each, people[each.row.ansatt_id], names) for each in found]
    return sorted(shown, key=lambda each: each.registrert)


def _shown(
    w: Reading,
    grant: Grant,
    forslag: Stored[Ansattforslag],
    person: Stored[Ansatt],
    names: Mapping[AnsattId, str],
) -> ForslagVisning:
    row, slag = forslag.row, Slag(forslag.row.slag)
    own = row.foreslatt_av == w.actor.id
    mine = "eget_forslag" if own else "forslag_om_deg" if person.row.id == w.actor.id else None
    return ForslagVisning(
        brukernavn=person.row.brukernavn,
        slag=slag,
        innhold=json.loads(kept(slag, json.loads(row.innhold))),
        foreslatt_av=names[row.foreslatt_av],
        registrert=row.registrert,
        utloper=row.registrert + VENTER,
        hindring=hindered(w, grant, forslag, person) or mine,
        eget=own,
        sett=seen(w, grant, person),
    )
