"""Asked of the door before somebody types: may the work be done at all, and for the purpose that was stated?

Must not give anything to work with: what is then typed is written under a permit of its own.
"""

from exin.casework.sak.steg import action_of
from exin.errors import UnfitPurpose
from exin.store import decision
from exin.store.grant import Grant
from exin.work import Block, Reading
from policies import Action, purposes_for

ASKED = "forespurt"
"""The code of an event that says: somebody asked whether they might, and has written nothing yet."""


def ask_leave(w: Reading, handling: str, *saker: str) -> None:
    """See that the asker may do something with each of these cases; what is shown beside the form reads them no more.

    Raises:
        NotFound: there is no such case, or the asker may not know of it.
        Denied: the rules say no.
    """
    w.tx.keep()
    for saksnr in saker:
        w.note(w.permit(Action(handling), saksnr), koder=(ASKED,))


def ask_leave_for_step(w: Reading, hendelse: str, saksnr: str, *, overstyr: bool = False) -> Grant:
    """As `ask_leave`, for a step of a case. Raises InvalidInput too, for what is no step."""
    grant = w.permit(action_of(hendelse), saksnr, hendelse=hendelse)
    w.note(grant, koder=(ASKED,))
    if overstyr:
        ask_leave(w, Action.OVERSTYR_KAPASITET, saksnr)
    return grant


def ask_leave_for_henvendelse(w: Reading) -> None:
    """As `ask_leave`, for a henvendelse of somebody new. Raises Denied."""
    grant = w.permit_house(Action.HENVENDELSE, "program", hendelse="henvendelse")
    w.note(grant, koder=(ASKED,))


def allowed(w: Reading, saksnr: str, *handlinger: Action) -> frozenset[Action]:
    """Which of these the rules let the asker do with a case: for what a page offers or leads to. Gives nothing."""
    stub = decision.case_by_number(w.tx, saksnr, w.asker)
    return frozenset(each for each in handlinger if stub is not None and w.allows(each, stub))


def check_purpose(w: Block) -> None:
    """See that a purpose that was stated goes with the asker's role, before any case is looked up.

    Raises:
        UnfitPurpose: it does not; with those that do.
    """
    stated = w.actor.caller.formal
    fitting = purposes_for(w.actor.rolle, mottak=w.actor.mottak)
    if stated is not None and stated not in fitting:
        w.turned_away("formal_passer_ikke")
        raise UnfitPurpose(Action.KJENNE_TIL, fitting)
