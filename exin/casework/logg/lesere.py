"""Who has read a case: for those whose case it is, and their lead, who know best whether a look had an errand.

Must not tell of jobs, of what was refused, nor what of the case was read.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from audit.events import Event, Outcome
from exin.casework.grunnlag.loggblad import read_event, said
from exin.casework.tilgang.tildeling import FUNKSJONER, KONTAKT
from exin.clock import stamp
from exin.ids import AnsattId
from exin.store import arbeid, hus, loggutdrag
from exin.store.grant import Grant
from exin.store.tables import Tildeling
from exin.work import Reading
from policies import Action, Role

DAGER: Final = 30
"""So far back it is looked, unless told otherwise."""

OPPSLAG: Final = frozenset(
    {
        Action.LES_SAK,
        Action.LES_IDENTITET,
        Action.LES_ADRESSE,
        Action.LES_NOTAT,
        Action.LES_KARTLEGGING,
        Action.LES_BEGRUNNELSE,
        Action.LES_MOTE,
    }
)
"""Reading the case itself. All that is read in one request is one look."""

LINJER: Final = frozenset({Action.LISTE_SAK, Action.LES_KO})
"""Seeing the case as one line among others."""

REGISTRERTE: Final = "registrerte"
"""Stands where who read has no function in the case now, and registered it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leser:
    """One member of staff who has read the case.

    `funksjon`: `kontakt`, `medansvarlig` or `klarert_leder` in the case now; else `teamleder`, `registrerte`; or None,
    where nothing in the case says why. `oppslag` are looks into the case, `linjer` times that it was a line of a list.
    """

    brukernavn: str
    funksjon: str | None
    oppslag: int
    linjer: int
    siste: datetime


@dataclass(slots=True)
class _Looks:
    """What one member of staff has looked at, by request."""

    rolle: str | None
    siste: str
    oppslag: set[str] = field(default_factory=set)
    linjer: set[str] = field(default_factory=set)


def read_readers(w: Reading, saksnr: str, *, dager: int = DAGER) -> list[Leser]:
    """Who has read a case in the last days, those who looked most often first.

    Raises:
        NotFound, Denied: the asker may not.
        Tampered: an event cannot be read.
    """
    return readers_of(w, w.permit(Action.LES_LESERE, saksnr), dager=dager)


def readers_of(w: Reading, grant: Grant, *, dager: int = DAGER, linjer: bool = True) -> list[Leser]:
    """The same, under a grant that was given; without `linjer` only those who looked into the case.

    Its event is noted: ask before anything is opened. Raises Tampered.
    """
    since = stamp(w.means.clock() - timedelta(days=dager))
    asked = OPPSLAG | LINJER if linjer else OPPSLAG
    looks = _counted(loggutdrag.of_case(w.tx, grant, asked, since), asked, since)
    w.note(grant, antall=len(looks))
    names, functions = hus.user_names(w.tx, set(looks)), _functions(w, grant)
    found = [
        Leser(
            brukernavn=names[who],
            funksjon=functions.get(who) or (Role.TEAMLEDER if each.rolle == Role.TEAMLEDER else None),
            oppslag=len(each.oppslag),
            linjer=len(each.linjer - each.oppslag),
            siste=datetime.fromisoformat(each.siste).astimezone(UTC),
        )
        for who, each in looks.items()
    ]
    return sorted(found, key=lambda each: (-each.oppslag, -each.linjer, each.brukernavn))


def _counted(bodies: Iterable[bytes], asked: AbstractSet[str], since: str) -> dict[AnsattId, _Looks]:
    looks: dict[AnsattId, _Looks] = {}
    seen: set[bytes] = set()
    for body in bodies:
        request = said(body, "foresporsel")
        if request in seen:  # a page reads the case in many ways, and is one look
            continue
        event = read_event(body)
        counts = event.handling in asked and event.tid >= since and event.utfall is Outcome.TILLATT
        if counts and event.ansatt is not None:
            if event.handling in OPPSLAG:
                seen.add(request)
            _note(looks, event, event.ansatt)
    return looks


def _note(looks: dict[AnsattId, _Looks], event: Event, ansatt: str) -> None:
    who = looks.setdefault(AnsattId(bytes.fromhex(ansatt)), _Looks(rolle=event.rolle, siste=event.tid))
    if event.tid > who.siste:
        who.siste, who.rolle = event.tid, event.rolle
    (who.oppslag if event.handling in OPPSLAG else who.linjer).add(event.foresporsel)


def _functions(w: Reading, grant: Grant) -> Mapping[AnsattId, str]:
    """Who is what in the case now: the first of the functions, where somebody has several."""
    sak = w.stub(grant).sak.row
    found = {sak.registrert_av: REGISTRERTE}
    rows = [each.row for each in arbeid.of_case(w.tx, grant, Tildeling) if each.row.til is None]
    for function in reversed(FUNKSJONER):
        found |= {row.ansatt_id: function for row in rows if row.funksjon == function}
    return found | ({sak.kontakt_id: KONTAKT} if sak.kontakt_id else {})
