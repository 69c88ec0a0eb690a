"""What may happen next: the one place where a step is taken, and the sole user of `transitions`.

Guards are asked first (see `judge`), so that a refusal tells all its reasons; the programme's machine then
makes the move, and refuses by itself whatever was not cleared. Must not look anything up nor remember a case.
"""

from functools import lru_cache

from transitions import Machine

from workflows.facts import Actorship, Facts, Inputs, Reason, Status
from workflows.judge import Asking, Judgement, grown_into, judge, reasons
from workflows.parts import NEW, EffectKind, InputField
from workflows.places import Place, is_full, place_taken
from workflows.spec import Programme
from workflows.steps import AnnullerSiste, BeholdKontakt, Effect, NySak, Possibility, Refused, Step, TaPlass


def allowed_events(programme: Programme, state: str) -> tuple[str, ...]:
    """The events that lead on from `state` (NEW before the first step), in the order of the definition.

    Raises:
        UnknownCode: the programme has no such state.
    """
    if state != NEW:
        programme.state(state)
    return tuple(each.key for each in programme.events if programme.transition(state, each.key) is not None)


def next_step(
    programme: Programme, state: str, event: str, *, facts: Facts, inputs: Inputs, actorship: Actorship
) -> Step:
    """The step, judged and found possible.

    Raises:
        Refused: the order, a guard, an input or the actor speaks against it. It has all the reasons; what is
            not known counts as not met.
        UnknownCode: the programme has no such state.
    """
    asking = Asking(
        programme=programme, state=state, event=event, facts=facts, inputs=inputs, actorship=actorship
    )
    found = judge(asking)
    return _take(asking, found, against=reasons((*found.guards, *found.inputs)))


def replay_step(programme: Programme, state: str, event: str, *, facts: Facts, inputs: Inputs) -> Step:
    """The step as history tells it: order and reason (arsak) bind; all else is judged and refuses nothing.

    Raises:
        Refused: the step does not follow in the programme, or its reason is missing or not in the list.
        UnknownCode: the programme has no such state.
    """
    asking = Asking(programme=programme, state=state, event=event, facts=facts, inputs=inputs, actorship=None)
    found = judge(asking)
    return _take(
        asking, found, against=reasons(each for each in found.inputs if each.kode == InputField.ARSAK)
    )


def possibilities(
    programme: Programme, state: str, *, facts: Facts, actorship: Actorship
) -> tuple[Possibility, ...]:
    """All events that lead on from `state`, each with what is missing and what the user must give.

    Raises:
        UnknownCode: the programme has no such state.
    """
    return tuple(
        possibility(programme, state, event, facts=facts, actorship=actorship)
        for event in allowed_events(programme, state)
    )


def possibility(
    programme: Programme, state: str, event: str, *, facts: Facts, actorship: Actorship
) -> Possibility:
    """The same of one event.

    Raises:
        Refused: the programme has no such step from that state.
        UnknownCode: the programme has no such state.
    """
    asking = Asking(
        programme=programme, state=state, event=event, facts=facts, inputs=Inputs(), actorship=actorship
    )
    found = judge(asking)
    lacking = reasons(found.guards)
    limits = {guard.kode for guard in found.step.guards if guard.overstyrbar}
    only_limits = all(
        result.kode in limits and result.status is Status.IKKE_OPPFYLT
        for result in found.guards
        if result.reason is not None
    )
    return Possibility(
        event=event,
        mulig=not lacking,
        mangler=lacking,
        krever=tuple(result.kode for result in found.inputs if result.reason is not None),
        kan_overstyres=bool(lacking) and only_limits and actorship.er_leder,
    )


def preview(
    programme: Programme, state: str, event: str, *, facts: Facts, inputs: Inputs, actorship: Actorship
) -> Step:
    """The step as it would be if nothing spoke against it; what does stands in its results. Moves nothing.

    Raises:
        Refused: the programme has no such step from that state.
        UnknownCode: the programme has no such state.
    """
    asking = Asking(
        programme=programme, state=state, event=event, facts=facts, inputs=inputs, actorship=actorship
    )
    found = judge(asking)
    return _step(asking, found, found.til)


class _Token:
    """What the machine moves in a case's place: a state, and whether the step was cleared."""

    __slots__ = ("cleared", "state")

    def __init__(self, state: str, *, cleared: bool) -> None:
        self.state = state
        self.cleared = cleared


@lru_cache(maxsize=64)
def shared_machine(programme: Programme) -> Machine:
    """The machine of a programme, built once: it knows its events and no jumps, and holds no case."""
    machine = Machine(
        model=None,
        states=[NEW, *(state.key for state in programme.states)],
        initial=NEW,
        auto_transitions=False,  # otherwise to_avsluttet() would go past every guard
    )
    for step in programme.transitions:
        # A step that names no state stays in it (None) as far as the machine can see.
        target = step.til if isinstance(step.til, str) else None
        machine.add_transition(step.event, list(step.fra), target, conditions="cleared")
    return machine


def _take(asking: Asking, found: Judgement, *, against: tuple[Reason, ...]) -> Step:
    token = _Token(asking.state, cleared=not against)
    if not shared_machine(asking.programme).events[asking.event].trigger(token):
        raise Refused(against)
    return _step(asking, found, token.state if isinstance(found.step.til, str) else found.til)


def _step(asking: Asking, found: Judgement, til: str) -> Step:
    place = place_taken(
        found.step, own=asking.programme, target=found.target, fra=asking.state, til=til, facts=asking.facts
    )
    return Step(
        event=asking.event,
        fra=asking.state,
        til=til,
        program_key=found.target.key,
        program_version=found.target.version,
        effects=_effects(asking, found, place),
        results=(*found.guards, *found.inputs, *found.expects),
        warnings=reasons(found.expects),
        over_capacity=is_full(place, asking.facts),
    )


def _effects(asking: Asking, found: Judgement, place: Place | None) -> tuple[Effect, ...]:
    effects = [_effect(kind, asking) for kind in found.step.effects]
    if place is not None:
        effects.append(TaPlass(found.target.key, place))
    return tuple(effects)


def _effect(kind: EffectKind, asking: Asking) -> Effect:
    if kind is EffectKind.NY_SAK:
        programme = grown_into(asking.programme, asking.facts)
        return NySak(programme.key, programme.version)
    return BeholdKontakt() if kind is EffectKind.BEHOLD_KONTAKT else AnnullerSiste()
