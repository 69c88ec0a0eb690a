"""One step of a case, made ready for whoever will take it: what is missing, what must be given, what will happen.

Must not promise anything: a step is judged anew when it is taken. Nothing here knows any programme: conditions, lists
and effects are the machine's own answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from exin.casework.mangelsted import Mangel, lacking
from exin.casework.muligheter import Counter, as_allowed, counter, judge_step
from exin.casework.steg import action_of, actorship, legal
from exin.casework.stegeffekt import Effekt, effects_of
from exin.casework.stegkunnskap import Sakskunnskap, know
from exin.work import Reading
from policies import Action
from workflows import (
    Facts,
    Guard,
    InputField,
    Inputs,
    NySak,
    Requirement,
    Status,
    Step,
    by_key,
    preview,
    target_programme,
)
from workflows.parts import Question

NY_HENVENDELSE = "henvendelse"
"""The form of a step that is not taken here: it opens a case of its own."""


class Feltslag(StrEnum):
    """How something is given."""

    VALG = "valg"
    DATO = "dato"
    TEKST = "tekst"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegvalg:
    """One choice of a closed list. `mangler`: what it asks for that is not there. `begrunnes`: it takes a text too."""

    kode: str
    tekst: str
    mangler: tuple[Mangel, ...]
    begrunnes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegfelt:
    """Something to be given with a step. `tekst` says what is asked, and why."""

    felt: str
    slag: Feltslag
    tekst: str
    pakrevd: bool
    valg: tuple[Stegvalg, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vilkar:
    """One condition of a step, and whether it is met; what is missing where it is not."""

    kode: str
    tekst: str
    oppfylt: bool
    mangel: Mangel | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegforberedelse:
    """One step as it could be taken by the asker, dated `dato`.

    `mangler` stands in the way; `gjenstar` does not, but should be done once the step is taken. `tidligst` and `senest`
    are the first and the last day it can be dated. `kan_overstyres`: only full places stand in the way, and the asker
    may go past them with a reason. `egen_side`: the key of the form by which it is taken, where that is not this one.
    """

    saksnr: str
    versjon: int
    hendelse: str
    navn: str
    fra: str
    fra_navn: str
    til: str
    til_navn: str
    program: str
    program_navn: str
    dato: date
    tidligst: date
    senest: date
    mulig: bool
    kan_overstyres: bool
    vilkar: tuple[Vilkar, ...]
    mangler: tuple[Mangel, ...]
    felter: tuple[Stegfelt, ...]
    effekter: tuple[Effekt, ...]
    gjenstar: tuple[Mangel, ...]
    egen_side: str | None


def prepare_step(w: Reading, saksnr: str, hendelse: str, *, dato: date | None = None) -> Stegforberedelse:
    """One step of a case, for its page.

    Raises:
        NotFound, Denied: the asker may not read the case.
        InvalidInput: there is no such event; the day is ahead, or before the latest step.
        IllegalStep: the case does not stand where the event leads on from.
    """
    action_of(hendelse)
    sak = know(w, saksnr, dato)
    with legal():
        target_programme(sak.programme, sak.tilstand, hendelse, sak.facts)
    return _Preparing(w, sak, counter(w)).step(hendelse)


class _Preparing:
    """Steps of one case."""

    def __init__(self, w: Reading, sak: Sakskunnskap, count: Counter) -> None:
        self._w, self._sak, self._count = w, sak, count
        self._who = actorship(w, sak.history)

    def step(self, event: str) -> Stegforberedelse:
        sak, own = self._sak, self._sak.programme
        row, facts = sak.stub.sak.row, self._counted(event)
        step = self._preview(event, facts, Inputs())
        found = judge_step(self._w, sak.history, sak.facts, event, self._count)
        found = as_allowed(self._w, sak.stub, found)
        target = by_key(step.program_key, step.program_version)
        override = found.kan_overstyres and self._w.allows(Action.OVERSTYR_KAPASITET, sak.stub)
        opens_another = any(isinstance(each, NySak) for each in step.effects)
        return Stegforberedelse(
            saksnr=row.saksnr,
            versjon=row.versjon,
            hendelse=event,
            navn=own.event(event).label,
            fra=step.fra,
            fra_navn=own.state(step.fra).label,
            til=step.til,
            til_navn=target.state(step.til).label,
            program=target.key,
            program_navn=target.navn,
            dato=facts.dag,
            tidligst=sak.history.last.gjelder_fra,
            senest=self._w.means.today(),
            mulig=found.mulig,
            kan_overstyres=override,
            vilkar=tuple(self._conditions(event, facts, step)),
            mangler=tuple(map(lacking, found.mangler)),
            felter=tuple(self._fields(event, facts, step)),
            effekter=effects_of(self._w, sak, step),
            gjenstar=tuple(map(lacking, step.warnings)),
            egen_side=NY_HENVENDELSE if opens_another else None,
        )

    def _counted(self, event: str) -> Facts:
        sak = self._sak
        target = target_programme(sak.programme, sak.tilstand, event, sak.facts)
        return self._count(sak.facts, target.key)

    def _preview(self, event: str, facts: Facts, inputs: Inputs) -> Step:
        own, state = self._sak.programme, self._sak.tilstand
        return preview(own, state, event, facts=facts, inputs=inputs, actorship=self._who)

    def _conditions(self, event: str, facts: Facts, step: Step) -> Iterator[Vilkar]:
        values = self._question(facts, step).text_values()
        reasons = {each.kode: each.reason for each in step.results}
        for guard in self._guards(event):
            reason = reasons.get(guard.kode)
            yield Vilkar(
                kode=guard.kode,
                tekst=guard.tekst.format_map(values),
                oppfylt=reason is None,
                mangel=lacking(reason) if reason else None,
            )

    def _guards(self, event: str) -> tuple[Guard, ...]:
        found = self._sak.programme.transition(self._sak.tilstand, event)
        return found.guards if found else ()

    def _question(self, facts: Facts, step: Step) -> Question:
        own = self._sak.programme
        target = by_key(step.program_key, step.program_version)
        return Question(
            facts=facts,
            inputs=Inputs(),
            actorship=self._who,
            numbers=own.numbers,
            target=target.numbers,
        )

    def _fields(self, event: str, facts: Facts, step: Step) -> Iterator[Stegfelt]:
        found = self._sak.programme.transition(self._sak.tilstand, event)
        asked = found.inputs if found else ()
        wanted = {each.kode for each in step.results if each.status is not Status.OPPFYLT}
        for each in asked:
            choices = tuple(self._choice(event, facts, each, kode.kode) for kode in each.valg)
            yield Stegfelt(
                felt=each.felt.value,
                slag=_kind(each),
                tekst=each.tekst,
                pakrevd=each.felt.value in wanted,
                valg=choices,
            )
        if all(each.felt is not InputField.BEGRUNNELSE for each in asked):
            text = "Du kan begrunne steget. Begrunnelsen kan leses av dem som har saken."
            yield Stegfelt(felt=InputField.BEGRUNNELSE.value, slag=Feltslag.TEKST, tekst=text, pakrevd=False)

    def _choice(self, event: str, facts: Facts, asked: Requirement, kode: str) -> Stegvalg:
        """What a choice asks for besides: the machine's answer with it, against that without."""
        given: dict[str, Any] = {asked.felt.value: kode}
        before = {each.kode for each in self._preview(event, facts, Inputs()).results if each.reason}
        after = self._preview(event, facts, replace(Inputs(), **given)).results
        more = [each.reason for each in after if each.reason and each.kode not in before]
        unmet = any(each.kode == asked.felt.value and each.reason for each in after)
        text = next(choice.tekst for choice in asked.valg if choice.kode == kode)
        return Stegvalg(kode=kode, tekst=text, mangler=tuple(map(lacking, more)), begrunnes=unmet)


def _kind(asked: Requirement) -> Feltslag:
    if asked.valg:
        return Feltslag.VALG
    return Feltslag.DATO if asked.felt is InputField.APEN_TIL else Feltslag.TEKST
