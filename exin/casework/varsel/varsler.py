"""Messages as staff read them: what happened, on which case, and nothing of what stands in it.

Must not show a message on a case that its reader may not know of any more, nor tell that there is one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from exin.actor import Actor
from exin.casework.grunnlag.fristord import words_in
from exin.casework.grunnlag.history import programme_of
from exin.ids import Id, SakId, Saksnr
from exin.store import decision, varsler
from exin.store.decision import CaseStub
from exin.store.frister import AGE
from exin.store.varsler import Varsel
from exin.work import Block, Reading, Work
from policies import Action
from workflows import PROGRAMMES, Programme

_OWN: Final = {
    "ny_henvendelse": "Personen har tatt kontakt på nytt",
    "annen_sak_apen": "Personen har en annen åpen sak",
    "mulig_samme_person": "Saken kan gjelde samme person som en annen sak",
    "mote_ikke_klarert": "Et møte er ikke klarert",
    "tilgang_onskes": "En kollega ber om tilgang til saken",
    "tilgang_gitt": "Saken du ba om tilgang til, er tildelt deg",
    "tilgang_avslatt": "Ønsket ditt om tilgang er avslått",
    "ansattforslag": "Et forslag om en ansatt venter på at en annen avgjør det. Se under Ansatte",
    "ansatt_sperret": "En ansatt i laget er sperret. Flytt arbeidet til andre under Ansatte",
    "ansatt_sperret_annet_lag": "En ansatt i et annet lag er sperret, og har arbeid hos dere. Flytt det under Ansatte",
    "ansatt_sperret_uten_leder": "En ansatt er sperret, og laget har ingen leder. Gi laget en leder under Ansatte",
    "uten_mottaker": "En frist har ingen som kan varsles. Se etter at laget har en teamleder som er til stede",
    "logg_ikke_hel": "Kontrollen fant feil i loggen. Kjør «exin logg verify», og meld fra til revisor",
}
"""What to say of a kind of message that no programme has a label for."""

_UNKNOWN: Final = "Noe må ses på"
_NEXT_IN_LINE: Final = "2"
"""The stage of a deadline at which it is told to the one who comes next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VarselLinje:
    """One message. `videre`: nobody acted, so it was passed on to the one who reads it."""

    id: Id
    slag: str
    tekst: str
    saksnr: Saksnr | None
    haster: bool
    videre: bool
    opprettet: datetime
    lest: datetime | None


def my_messages(w: Reading, *, alle: bool = False) -> list[VarselLinje]:
    """The asker's own messages that were not read yet, or all, oldest first.

    Each case that is named leaves an event of its own. Raises Denied.
    """
    house = w.permit_house(Action.LES_VARSLER, "varsler")
    found = varsler.own(w.tx, house, w.asker, alle=alle)
    known = _known_cases(w, {each.sak_id for each in found if each.sak_id is not None})
    lines = [_line(each, known) for each in found if each.sak_id is None or each.sak_id in known]
    w.note(house, antall=len(lines))
    return lines


def mark_read(w: Work, ids: Collection[Id]) -> None:
    """Note that the asker has read these; another's message is left as it is. Raises Denied."""
    grant = w.permit_house(Action.LES_VARSLER, "varsler", koder=("lest",))
    w.begin()
    for each in sorted(ids):
        varsler.mark_read(w.tx, grant, w.asker, each, tid=w.means.clock())
    w.note(grant, antall=len(ids))


def may_hear(w: Block, colleague: Actor, stub: CaseStub) -> bool:
    """Whether a colleague may be told of a case. Who is barred knows that it exists, and hears no more of it."""
    return not stub.inhabil and w.answer_for(colleague, Action.KJENNE_TIL, stub).allowed


def label_of(slag: str, programme: Programme | None = None) -> str:
    """What a kind of message is called: as the case's programme calls it, else as any does."""
    if slag in _OWN:
        return _OWN[slag]
    asked = (*([programme] if programme else []), *PROGRAMMES)
    found = (words_in(each, slag) for each in asked)
    return next((words[0] for words in found if words), _UNKNOWN)


def _known_cases(w: Reading, ids: Collection[SakId]) -> Mapping[SakId, CaseStub]:
    stubs = decision.cases_by_id(w.tx, sorted(ids), w.asker)
    heard = [stub for stub in stubs if may_hear(w, w.actor, stub)]
    return {grant.sak(): w.stub(grant) for grant in w.permit_each(Action.KJENNE_TIL, heard)}


def _line(varsel: Varsel, known: Mapping[SakId, CaseStub]) -> VarselLinje:
    sak = known[varsel.sak_id].sak.row if varsel.sak_id is not None else None
    programme = programme_of(sak) if sak else None
    return VarselLinje(
        id=varsel.id,
        slag=varsel.slag,
        tekst=label_of(varsel.slag, programme),
        saksnr=Saksnr(sak.saksnr) if sak else None,
        haster=varsel.haster,
        videre=_passed_on(varsel),
        opprettet=varsel.opprettet,
        lest=varsel.lest,
    )


def _passed_on(varsel: Varsel) -> bool:
    """By what it tells of; an age has stages, too, and is passed on to nobody."""
    what, *rest = varsel.nokkel.split(":")
    return what == "frist" and rest[1:2] == [_NEXT_IN_LINE] and not varsel.slag.startswith(AGE)
