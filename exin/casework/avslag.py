"""Why somebody was refused a case that they may know of, and whom to ask: for the page that refuses.

Must not tell what a refusal does not: of a colleague no more than who has an ordinary case, and to who is barred from
it not even that.
"""

from dataclasses import dataclass

from exin.casework.ansattnavn import StaffNames
from exin.casework.forklar import Regel
from exin.store import decision
from exin.work import Reading
from policies import Action, Protection


@dataclass(frozen=True, slots=True, kw_only=True)
class Avslag:
    """How the asker stands to the case. `leser`: may read it, and was refused something else.

    `kontakt` is who has it, where that may be told; `tildelt` and `inhabil` are the asker's own standing.
    """

    leser: bool
    tildelt: bool
    inhabil: bool
    kontakt: str | None
    regler: tuple[Regel, ...]


def why_refused(w: Reading, saksnr: str, told: tuple[str, ...] = ()) -> Avslag:
    """Why the asker was refused. `told`: the rules that decided, as the refusal told them. The question is logged.

    Raises:
        NotFound: there is no such case, or the asker may not know of it.
    """
    stub = decision.case_by_number(w.tx, saksnr, w.asker)
    stub = w.stub(w.permit_stub(Action.KJENNE_TIL, stub))
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
    )
