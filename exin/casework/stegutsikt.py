"""The steps of a case as its page offers them: which can be taken now, and what each of the others waits for.

Must not promise anything: a step is judged anew when it is taken. The page of a step tells more (`stegside`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from exin.casework.mangelsted import Mangel, lacking
from exin.casework.muligheter import as_allowed, counter
from exin.casework.steg import actorship
from exin.casework.stegkunnskap import Sakskunnskap
from exin.work import Reading
from policies import Action
from workflows import Guard, Inputs, Possibility, allowed_events, possibilities, target_programme
from workflows.parts import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Kravlinje:
    """One condition: what is asked. `mangel`, where it is not met: what to do, who can, and in which form."""

    tekst: str
    mangel: Mangel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegutsikt:
    """One step. `krav` are told where it is not possible, those that are met first.

    `kan_overstyres`: only full places stand in the way, and the asker may go past them. `andres`: whatever else stands
    in the way, it is for others to take.
    """

    hendelse: str
    navn: str
    mulig: bool
    kan_overstyres: bool
    andres: bool
    krav: tuple[Kravlinje, ...]


def outlook(w: Reading, sak: Sakskunnskap) -> tuple[Stegutsikt, ...]:
    """Every step that leads on from where a case stands, as the asker could take it today."""
    judged = _judging(w, sak)
    return tuple(_step(w, sak, judged(event)) for event in allowed_events(sak.programme, sak.tilstand))


def _judging(w: Reading, sak: Sakskunnskap) -> Callable[[str], Possibility]:
    """The machine's answer for an event: it judges all of them at once, for each programme that one leads into."""
    count, own, state = counter(w), sak.programme, sak.tilstand

    @cache
    def all_into(program: str) -> dict[str, Possibility]:
        facts, who = count(sak.facts, program), actorship(w, sak.history)
        return {each.event: each for each in possibilities(own, state, facts=facts, actorship=who)}

    def judged(event: str) -> Possibility:
        target = target_programme(own, state, event, sak.facts)
        return as_allowed(w, sak.stub, all_into(target.key)[event])

    return judged


def _step(w: Reading, sak: Sakskunnskap, found: Possibility) -> Stegutsikt:
    override = found.kan_overstyres and w.allows(Action.OVERSTYR_KAPASITET, sak.stub)
    return Stegutsikt(
        hendelse=found.event,
        navn=sak.programme.event(found.event).label,
        mulig=found.mulig,
        kan_overstyres=override,
        andres=not w.allows(Action(found.event), sak.stub),
        krav=() if found.mulig else tuple(_conditions(sak, found)),
    )


def _conditions(sak: Sakskunnskap, found: Possibility) -> Iterator[Kravlinje]:
    """Those that are met, in the words in which they are asked; then what is missing."""
    missing = {reason.kode for reason in found.mangler}
    met = [guard for guard in _guards(sak, found.event) if guard.kode not in missing]
    if met:
        own, facts = sak.programme, sak.facts
        target = target_programme(own, sak.tilstand, found.event, facts)
        question = Question(
            facts=facts, inputs=Inputs(), actorship=None, numbers=own.numbers, target=target.numbers
        )
        values = question.text_values()
        for guard in met:
            yield Kravlinje(tekst=guard.tekst.format_map(values), mangel=None)
    for reason in found.mangler:
        yield Kravlinje(tekst=reason.tekst, mangel=lacking(reason))


def _guards(sak: Sakskunnskap, event: str) -> tuple[Guard, ...]:
    step = sak.programme.transition(sak.tilstand, event)
    return step.guards if step else ()
