"""What can happen next in a case, and what is missing for the rest: the machine's answer, with places counted.

Must not promise anything: a step is judged anew when it is taken. Free places are counted, never told as a number.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from exin.casework.grunnlag.history import History, programme_of, read_history
from exin.casework.sak import facts as facts_of
from exin.casework.sak.steg import actorship
from exin.store.decision import CaseStub
from exin.work import Reading
from policies import Action
from workflows import (
    Facts,
    Possibility,
    Reason,
    allowed_events,
    by_key,
    places_counted,
    possibility,
    target_programme,
)

_NO_ACCESS = Reason(
    "tilgang",
    "Reglene lar deg ikke ta dette steget i saken.",
    "Be kontaktpersonen eller teamlederen ta det.",
    "teamleder",
)

Counter = Callable[[Facts, str], Facts]
"""Facts with the places of a programme counted into them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Muligheter:
    """Where a case stands and what can happen next, in the order of the programme's definition."""

    saksnr: str
    program: str
    tilstand: str
    steg: tuple[Possibility, ...]


def possibilities(w: Reading, saksnr: str) -> Muligheter:
    """What can happen next in a case, as the one who asks could do it today.

    Raises:
        NotFound: there is no such case, or the asker may not know of it.
        Denied: the asker may know of it and not read it.
    """
    grant = w.permit(Action.LES_SAK, saksnr, felt=facts_of.NEEDED)
    stub = w.stub(grant)
    sak = stub.sak.row
    history = read_history(w.tx, grant)
    facts = facts_of.gather(w, grant, history, dag=w.means.today())
    count = counter(w)
    events = allowed_events(programme_of(history.last), history.last.til_tilstand)
    return Muligheter(
        saksnr=sak.saksnr,
        program=sak.program,
        tilstand=sak.tilstand,
        steg=tuple(as_allowed(w, stub, judge_step(w, history, facts, event, count)) for event in events),
    )


def counter(w: Reading) -> Counter:
    """Counts the places of each programme once in a block, however many cases ask."""

    @cache
    def free(program: str) -> tuple[int, int | None]:
        return facts_of.free_places(w, by_key(program))

    def counted(facts: Facts, program: str) -> Facts:
        places, assessment = free(program)
        return replace(facts, plasser_kjent=True, ledige_plasser=places, ledige_vurderingsplasser=assessment)

    return counted


def judge_step(w: Reading, history: History, facts: Facts, event: str, count: Counter) -> Possibility:
    """One step from where the case stands, as the workflow alone would have it."""
    own, state = programme_of(history.last), history.last.til_tilstand
    counted = with_places(history, facts, event, count)
    return possibility(own, state, event, facts=counted, actorship=actorship(w, history))


def with_places(history: History, facts: Facts, event: str, count: Counter) -> Facts:
    """What one step is judged by: with the places of the programme that it leads into, if it asks for any."""
    own, state = programme_of(history.last), history.last.til_tilstand
    if not places_counted(own, state, event, facts):
        return facts
    return count(facts, target_programme(own, state, event, facts).key)


def as_allowed(w: Reading, stub: CaseStub, found: Possibility) -> Possibility:
    """A step that the asker may not take is none, whatever the workflow says."""
    if w.allows(Action(found.event), stub):
        return found
    return replace(found, mulig=False, mangler=(*found.mangler, _NO_ACCESS), kan_overstyres=False)
