"""Why somebody was refused a case that they may know of, and whom to ask: for the page that refuses.

Must not tell what a refusal does not: of a colleague no more than who has an ordinary case, and to who is barred from
it not even that.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from exin.actor import Caller
from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.forklar import Regel
from exin.casework.tilgang.tilgangsonske import waiting_since
from exin.store import arbeid, decision, moter
from exin.store.grant import Grant
from exin.store.tables import Inhabil
from exin.work import Reading
from exin.work.asking import actor_of
from policies import Action, Protection


@dataclass(frozen=True, slots=True, kw_only=True)
class Avslag:
    """How the asker stands to the case. `leser`: may read it, and was refused something else.

    `kontakt` is who has it, where that may be told; `tildelt` and `inhabil` are the asker's own standing. `kan_be`: may
    ask for access; then `ledere` are those who can give it, and `bedt` is since when the asker waits for an answer.
    """

    leser: bool
    tildelt: bool
    inhabil: bool
    kontakt: str | None
    regler: tuple[Regel, ...]
    kan_be: bool = False
    ledere: tuple[str, ...] = ()
    bedt: datetime | None = None


def why_refused(w: Reading, saksnr: str, told: tuple[str, ...] = ()) -> Avslag:
    """Why the asker was refused. `told`: the rules that decided, as the refusal told them. The question is logged.

    Raises:
        NotFound: there is no such case, or the asker may not know of it.
    """
    stub = decision.case_by_number(w.tx, saksnr, w.asker)
    grant = w.permit_stub(Action.KJENNE_TIL, stub)
    stub = w.stub(grant)
    may_ask = w.allows(Action.BE_OM_TILGANG, stub)
    sak, grounds = stub.sak.row, w.means.rulebook.grounds
    open_about = stub.vern == Protection.INGEN and not stub.inhabil
    return Avslag(
        leser=w.allows(Action.LES_SAK, stub),
        tildelt=stub.medansvarlig or sak.kontakt_id == w.asker,
        inhabil=stub.inhabil,
        kontakt=StaffNames(w).of(sak.kontakt_id) if sak.kontakt_id and open_about else None,
        regler=tuple(
            Regel(id=rule, grunn=grounds[rule].tekst, forbyr=grounds[rule].forbyr)
            for rule in told
            if rule in grounds
        ),
        kan_be=may_ask,
        ledere=_leads(w, grant) if may_ask else (),
        bedt=waiting_since(w, grant) if may_ask else None,
    )


def _leads(w: Reading, grant: Grant) -> tuple[str, ...]:
    """Those who lead the team and can assign the case, as it stands to each of them."""
    stub = w.stub(grant)
    barred = {
        each.row.ansatt_id for each in arbeid.of_case(w.tx, grant, Inhabil) if each.row.opphevet is None
    }
    found = []
    for who in (each.row for each in moter.leads(w.tx, grant, stub.sak.row.team_id)):
        theirs = replace(stub, medansvarlig=False, inhabil=who.id in barred)
        actor = actor_of(Caller(dor=w.actor.caller.dor, brukernavn=who.brukernavn), who)
        if w.answer_for(actor, Action.TILDEL, theirs).allowed:
            found.append(who.brukernavn)
    return tuple(sorted(found))
