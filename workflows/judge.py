"""One step judged: every guard, required input and expectation asked, in the order of the definition.

Must not move anything (see `machine`) nor stop at the first fault: who is refused learns all that is missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from workflows import requirements, rules
from workflows.ages import age_on
from workflows.facts import Actorship, Facts, GuardResult, Inputs, Reason, Status
from workflows.parts import NEW, Guard, InputField, Into, Question, Requirement, Rule, Target, Transition, Who
from workflows.places import Place, place_taken
from workflows.programmes import by_key
from workflows.spec import Programme
from workflows.steps import Refused

_COUNTED_BY: Final[Mapping[Rule, Place]] = {
    rules.ledig_plass: Place.PLASS,
    rules.ledig_vurderingsplass: Place.VURDERINGSPLASS,
}
"""The rules that ask for free places, and for which."""

_OVERRIDE: Final = "overstyr"
_MAY_OVERRIDE: Final = GuardResult(_OVERRIDE, Status.OPPFYLT)
_MAY_NOT_OVERRIDE: Final = GuardResult(
    _OVERRIDE,
    Status.IKKE_OPPFYLT,
    Reason(
        _OVERRIDE,
        "Bare en teamleder kan gå forbi grensen for antall plasser.",
        "Ta steget uten å overstyre, eller be en teamleder ta det.",
        Who.TEAMLEDER.value,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is asked: one event of a case that stands in a state of a programme, with all that is known."""

    programme: Programme
    state: str  # NEW before the first step
    event: str
    facts: Facts
    inputs: Inputs
    actorship: Actorship | None  # None when history is replayed: nobody acts


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the step would be and what speaks against it: `guards` and `inputs` bind, `expects` only warns."""

    step: Transition
    target: Programme
    til: str
    guards: tuple[GuardResult, ...]
    inputs: tuple[GuardResult, ...]
    expects: tuple[GuardResult, ...]


def judge(asking: Asking) -> Judgement:
    """The step judged whole.

    Raises:
        Refused: the programme has no such step from that state.
        UnknownCode: the programme has no such state.
    """
    step = _find(asking.programme, asking.state, asking.event)
    target = _target(asking.programme, step, asking.facts)
    til = _leads_to(step, asking.state, asking.facts)
    question = _question(asking, target)
    entered = til not in (NEW, asking.state)
    return Judgement(
        step=step,
        target=target,
        til=til,
        guards=(*_override(question), *_ask(step.guards, question)),
        inputs=_ask(_required(step, question), question),
        expects=_ask(target.state(til).expects, question) if entered else (),
    )


def _question(asking: Asking, target: Programme) -> Question:
    return Question(
        facts=asking.facts,
        inputs=asking.inputs,
        actorship=asking.actorship,
        numbers=asking.programme.numbers,
        target=target.numbers,
        areas=asking.programme.areas,
        irrevocable=asking.programme.irrevocable,
        closing=asking.programme.closing,
    )


def condition_texts(programme: Programme, state: str, event: str, facts: Facts) -> dict[str, str]:
    """The conditions of a step by code, in the words in which they are asked: whether they are met is not told.

    Raises:
        Refused: the programme has no such step from that state.
        UnknownCode: the programme has no such state.
    """
    step = _find(programme, state, event)
    asking = Asking(
        programme=programme, state=state, event=event, facts=facts, inputs=Inputs(), actorship=None
    )
    values = _question(asking, _target(programme, step, facts)).text_values()
    return {guard.kode: guard.tekst.format_map(values) for guard in step.guards}


def grown_into(programme: Programme, facts: Facts) -> Programme:
    """The programme for the person's age on the day.

    It is this one while the age is not known or not above its range, else the newest version of the one that
    follows.
    """
    if facts.fodselsdato is None:
        return programme
    age = age_on(facts.fodselsdato, facts.dag)
    while age > programme.numbers.alder_til and programme.followed_by is not None:
        programme = by_key(programme.followed_by)
    return programme


def target_programme(programme: Programme, state: str, event: str, facts: Facts) -> Programme:
    """The programme that the step leads into: the one whose free places and ages count for it.

    Raises:
        Refused: the programme has no such step from that state.
        UnknownCode: the programme has no such state.
    """
    return _target(programme, _find(programme, state, event), facts)


def places_counted(programme: Programme, state: str, event: str, facts: Facts) -> frozenset[Place]:
    """The places that have to be counted to judge a step: those that a guard asks for, and the one it takes.

    Raises:
        Refused: the programme has no such step from that state.
        UnknownCode: the programme has no such state.
    """
    step = _find(programme, state, event)
    target, til = _target(programme, step, facts), _leads_to(step, state, facts)
    taken = place_taken(step, own=programme, target=target, fra=state, til=til, facts=facts)
    asked = {_COUNTED_BY.get(guard.rule) for guard in step.guards}
    return frozenset(each for each in (*asked, taken) if each is not None)


def missing(programme: Programme, state: str, facts: Facts) -> tuple[Reason, ...]:
    """What a case standing in this state ought to have and lacks (not told yet, say). It hinders nothing."""
    question = Question(
        facts=facts,
        inputs=Inputs(),
        actorship=None,
        numbers=programme.numbers,
        target=programme.numbers,
        areas=programme.areas,
    )
    return reasons(_ask(programme.state(state).expects, question))


def reasons(results: Iterable[GuardResult]) -> tuple[Reason, ...]:
    """The reasons of all results that were not met; what is not known is not met."""
    return tuple(result.reason for result in results if result.reason is not None)


def _find(programme: Programme, state: str, event: str) -> Transition:
    step = programme.transition(state, event)
    if step is None:
        raise Refused((_illegal(programme, state, event),))
    return step


def _illegal(programme: Programme, state: str, event: str) -> Reason:
    where = "en ny sak" if state == NEW else f"«{programme.state(state).label}»"
    ways = [each.label for each in programme.events if programme.transition(state, each.key) is not None]
    possible = "Mulige steg nå: " + ", ".join(ways) + "." if ways else "Ingen steg er mulige nå."
    if not programme.has_event(event):
        return Reason(
            "ukjent_hendelse", f"{programme.navn} har ikke noe slikt steg.", possible, Who.SAKSBEHANDLER.value
        )
    tekst = f"Steget «{programme.event(event).label}» kan ikke tas fra {where}."
    return Reason("ulovlig_rekkefolge", tekst, possible, Who.SAKSBEHANDLER.value)


def _target(programme: Programme, step: Transition, facts: Facts) -> Programme:
    if step.til is Target.PREVIOUS:
        if facts.forrige_program is None:
            return programme
        return by_key(facts.forrige_program, facts.forrige_versjon)
    if step.into is Into.NEXT and programme.followed_by is not None:
        return by_key(programme.followed_by)
    return grown_into(programme, facts) if step.into is Into.BY_AGE else programme


def _leads_to(step: Transition, state: str, facts: Facts) -> str:
    if isinstance(step.til, str):
        return step.til
    before = facts.forrige_tilstand
    if step.til is Target.SAME or before is None or before == NEW:
        return state  # where nothing is known before it, a guard refuses to go back
    return before


def _override(question: Question) -> tuple[GuardResult, ...]:
    if not question.inputs.overstyr:
        return ()
    leader = question.actorship is not None and question.actorship.er_leder
    return (_MAY_OVERRIDE if leader else _MAY_NOT_OVERRIDE,)


def _required(step: Transition, question: Question) -> tuple[Requirement, ...]:
    """Going past a limit always takes a reason, also when a place came free in the meantime."""
    if not question.inputs.overstyr or any(asked.felt is InputField.BEGRUNNELSE for asked in step.inputs):
        return step.inputs
    return (*step.inputs, requirements.BEGRUNNELSE)


def _ask(asked: Iterable[Guard | Requirement], question: Question) -> tuple[GuardResult, ...]:
    return tuple(each.ask(question) for each in asked)
