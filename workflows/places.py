"""Who holds a place, read from a case's history; and which place a step takes.

Must not count: how many places are free is a fact, counted under a lock elsewhere. A history is the steps
that are not void, oldest first, each as (event, state led to); it may span programmes in succession.
"""

from collections.abc import Iterable
from enum import StrEnum

from workflows.facts import Facts
from workflows.parts import NEW, Transition
from workflows.spec import Programme

History = Iterable[tuple[str, str]]


class Place(StrEnum):
    """The two kinds of place that a programme counts."""

    PLASS = "plass"
    VURDERINGSPLASS = "vurderingsplass"


def held_place(programme: Programme, history: History) -> Place | None:
    """The place that a case with this history holds; once re-admitted a full one in vurdering too."""
    state, held = NEW, None
    for event, til in history:
        if til != state:  # a step that stays where it was changes nothing
            step = programme.transition(state, event)
            held = _place_in(programme, til, takes_place=step is not None and step.takes_place)
            state = til
    return held


def holds_place(programme: Programme, history: History) -> bool:
    """Whether a case with this history holds one of the programme's places."""
    return held_place(programme, history) is Place.PLASS


def holds_assessment_place(programme: Programme, history: History) -> bool:
    """Whether a case with this history counts against the places for vurdering."""
    return held_place(programme, history) is Place.VURDERINGSPLASS


def latest_entry(history: History, state: str) -> int | None:
    """The position in the history of the latest step that led into `state`; None when none did.

    A step that stays in its state, like overfor_til_18, is no entry.
    """
    entry, before = None, NEW
    for position, (_, til) in enumerate(history):
        if til == state != before:
            entry = position
        before = til
    return entry


def place_taken(
    transition: Transition, *, own: Programme, target: Programme, fra: str, til: str, facts: Facts
) -> Place | None:
    """The place that a step takes and the case did not hold in that programme before, if any."""
    before = _held_before(own, fra, facts)
    after = before if til == fra else _place_in(target, til, takes_place=transition.takes_place)
    return after if after is not before or target.key != own.key else None


def is_full(place: Place | None, facts: Facts) -> bool:
    """Whether it is known that no place of that kind is free."""
    free = facts.ledige_plasser if place is Place.PLASS else facts.ledige_vurderingsplasser
    return place is not None and facts.plasser_kjent and free is not None and free <= 0


def _held_before(programme: Programme, state: str, facts: Facts) -> Place | None:
    if state == NEW:
        return None
    return _place_in(programme, state, takes_place=bool(facts.holder_plass))


def _place_in(programme: Programme, state: str, *, takes_place: bool) -> Place | None:
    where = programme.state(state)
    if takes_place or where.holds_place:
        return Place.PLASS
    return Place.VURDERINGSPLASS if where.holds_assessment_place else None
