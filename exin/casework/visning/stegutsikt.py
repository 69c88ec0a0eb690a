"""The steps of a case as they stand to whoever asks: which can be taken now, and what each of the others waits for.

The one answer to that: the page of a case shows it of all steps, and the page of a step tells more of one. Must not
promise anything: a step is judged anew when it is taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from exin.casework.sak.muligheter import Counter, as_allowed, counter, judge_step
from exin.casework.visning.mangelsted import Mangel, lacking
from exin.casework.visning.stegkunnskap import Sakskunnskap
from exin.work import Reading
from policies import Action
from workflows import Kind, Possibility, allowed_events, condition_texts, kind_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Kravlinje:
    """One condition: what is asked. `mangel`, where it is not met: what to do, who can, and in which form."""

    kode: str
    tekst: str
    mangel: Mangel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegutsikt:
    """One step. `krav` are its conditions, those that are met first.

    `kan_overstyres`: only full places stand in the way, and the asker may go past them. `andres`: whatever else stands
    in the way, it is for others to take.
    """

    hendelse: str
    navn: str
    slag: Kind
    mulig: bool
    kan_overstyres: bool
    andres: bool
    krav: tuple[Kravlinje, ...]

    @property
    def mangler(self) -> tuple[Mangel, ...]:
        """What stands in the way."""
        return tuple(each.mangel for each in self.krav if each.mangel)


def view_steps(w: Reading, sak: Sakskunnskap) -> tuple[Stegutsikt, ...]:
    """Every step that leads on from where a case stands, as the asker could take it on the day it is judged on."""
    count = counter(w)
    events = allowed_events(sak.programme, sak.tilstand)
    return tuple(view_step(w, sak, event, count) for event in events)


def view_step(w: Reading, sak: Sakskunnskap, event: str, count: Counter) -> Stegutsikt:
    """One of them. Raises Refused where it does not lead on from there."""
    found = as_allowed(w, sak.stub, judge_step(w, sak.history, sak.facts, event, count))
    return Stegutsikt(
        hendelse=event,
        navn=sak.programme.event(event).label,
        slag=kind_of(sak.programme, sak.tilstand, event),
        mulig=found.mulig,
        kan_overstyres=found.kan_overstyres and w.allows(Action.OVERSTYR_KAPASITET, sak.stub),
        andres=not w.allows(Action(event), sak.stub),
        krav=tuple(_conditions(sak, found)),
    )


def _conditions(sak: Sakskunnskap, found: Possibility) -> Iterator[Kravlinje]:
    """Those that are met, in the words in which they are asked; then what is missing."""
    asked = condition_texts(sak.programme, sak.tilstand, found.event, sak.facts)
    missing = {reason.kode for reason in found.mangler}
    for kode, text in asked.items():
        if kode not in missing:
            yield Kravlinje(kode=kode, tekst=text, mangel=None)
    for reason in found.mangler:
        yield Kravlinje(kode=reason.kode, tekst=reason.tekst, mangel=lacking(reason))
