"""What a step will do besides moving the case, in words, before anybody takes it.

Must not know any rule of a programme: it compares what the machine says holds before the step and after it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from exin import begreper
from exin.casework.frist.frister import Standing, course_of
from exin.casework.tilgang.tildeling import can_keep
from exin.casework.visning.stegkunnskap import Sakskunnskap
from exin.store import decision
from exin.work import Reading
from policies import Protection
from workflows import (
    AnnullerSiste,
    BeholdKontakt,
    Entry,
    InputField,
    NySak,
    Place,
    Programme,
    Running,
    Step,
    by_key,
    held_place,
    running,
)


class Effektslag(StrEnum):
    """The kinds of effect."""

    FLYTTES = "flyttes"
    PROGRAM = "program"
    PLASS_TAS = "plass_tas"
    PLASS_FRIGIS = "plass_frigis"
    FORBI_GRENSEN = "forbi_grensen"
    FRIST_BEGYNNER = "frist_begynner"
    FRIST_LUKKES = "frist_lukkes"
    DOR_APEN = "dor_apen"
    KONTAKT_BEHOLDES = "kontakt_beholdes"
    KONTAKT_FRIGIS = "kontakt_frigis"
    LASES = "lases"
    LASES_OPP = "lases_opp"
    NY_SAK = "ny_sak"
    ANNULLERES = "annulleres"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effekt:
    """One thing that will happen. `dag` is the day of a deadline that begins, `hvem` whom it is about (a user name)."""

    slag: Effektslag
    tekst: str
    dag: date | None = None
    hvem: str | None = None


_PLACES = {Place.PLASS: "en plass", Place.VURDERINGSPLASS: "en plass for vurdering"}


def effects_of(w: Reading, sak: Sakskunnskap, step: Step) -> tuple[Effekt, ...]:
    """What a step would do to a case, in the order in which people ask."""
    effects = _Effects(w, sak, step)
    return (
        *effects.moved(),
        *effects.places(),
        *effects.door(),
        *effects.contact(),
        *effects.deadlines(),
        *effects.locks(),
        *effects.marked(),
    )


class _Effects:
    """The effects of one step."""

    def __init__(self, w: Reading, sak: Sakskunnskap, step: Step) -> None:
        self._w, self._sak, self._step = w, sak, step
        self._own, self._target = sak.programme, by_key(step.program_key, step.program_version)
        self._voids = any(isinstance(each, AnnullerSiste) for each in step.effects)
        self._moves = step.fra != step.til

    def moved(self) -> Iterator[Effekt]:
        fra, til = self._own.state(self._step.fra).label, self._target.state(self._step.til).label
        if self._moves:
            yield Effekt(slag=Effektslag.FLYTTES, tekst=f"Saken går fra «{fra}» til «{til}».")
        if self._own.key != self._target.key:
            yield Effekt(slag=Effektslag.PROGRAM, tekst=f"Saken føres over til {self._target.navn}.")
        for each in self._step.effects:
            if isinstance(each, NySak):
                name = by_key(each.program_key, each.program_version).navn
                text = f"Det åpnes en ny sak i {name}, koblet til denne. Denne saken blir som den er."
                yield Effekt(slag=Effektslag.NY_SAK, tekst=text)

    def places(self) -> Iterator[Effekt]:
        steps = self._sak.history.steps
        before = held_place(self._own, steps)
        if self._voids:
            after = held_place(self._target, self._sak.history.before.steps)
        else:
            after = held_place(self._target, [*steps, (self._step.event, self._step.til)])
        if (self._own.key, before) == (self._target.key, after):
            return
        if before is not None:
            text = f"Saken gir fra seg {_PLACES[before]} i {self._own.navn}."
            yield Effekt(slag=Effektslag.PLASS_FRIGIS, tekst=text)
        if after is not None:
            text = f"Saken tar {_PLACES[after]} i {self._target.navn}."
            yield Effekt(slag=Effektslag.PLASS_TAS, tekst=text)
        if self._step.over_capacity:
            text = "Alle plassene er i bruk: steget går forbi grensen."
            yield Effekt(slag=Effektslag.FORBI_GRENSEN, tekst=text)

    def door(self) -> Iterator[Effekt]:
        taken = self._own.transition(self._step.fra, self._step.event)
        if taken and any(each.felt is InputField.APEN_TIL for each in taken.inputs):
            text = "Døren står åpen til den datoen du oppgir, og du blir minnet om den."
            yield Effekt(slag=Effektslag.DOR_APEN, tekst=text)

    def contact(self) -> Iterator[Effekt]:
        sak = self._sak.stub.sak.row
        asked = any(isinstance(each, BeholdKontakt) for each in self._step.effects)
        if not asked or sak.kontakt_id is None:
            return
        person = decision.staff_by_id(self._w.tx, sak.kontakt_id)
        strict = sak.skjerming == Protection.STRENGT_FORTROLIG
        if person is not None and can_keep(person.row, strict=strict):
            text = "Kontaktpersonen beholder saken."
            yield Effekt(slag=Effektslag.KONTAKT_BEHOLDES, tekst=text, hvem=person.row.brukernavn)
        else:
            text = "Kontaktpersonen kan ikke ha saken lenger. Den må tildeles på nytt."
            yield Effekt(slag=Effektslag.KONTAKT_FRIGIS, tekst=text)

    def deadlines(self) -> Iterator[Effekt]:
        before, after = self._running_before(), self._running_after()
        known = {(each.key, each.etter_steg, each.fra) for each in before}
        for each in after:
            if (each.key, each.etter_steg, each.fra) not in known:
                deadline = self._target.deadline(each.key)
                text = f"Fristen «{deadline.label}» begynner å løpe ({deadline.term.words})."
                yield Effekt(slag=Effektslag.FRIST_BEGYNNER, tekst=text, dag=each.frist)
        still = {each.key for each in after}
        for each in before:
            if each.key not in still:
                text = f"Fristen «{self._own.deadline(each.key).label}» lukkes."
                yield Effekt(slag=Effektslag.FRIST_LUKKES, tekst=text)

    def _running_before(self) -> tuple[Running, ...]:
        standing = Standing.of(self._sak.history)
        return running(standing.programme, course_of(standing, self._sak.rader))

    def _running_after(self) -> tuple[Running, ...]:
        standing = self._standing_after()
        return running(standing.programme, course_of(standing, self._sak.rader))

    def _standing_after(self) -> Standing:
        history = self._sak.history
        if self._voids and history.before_last is not None:
            return Standing.of(history.before)
        if not self._moves:
            entry = Entry(self._step.til, *history.entered)
            return Standing(programme=self._target, entry=entry, apen_til=history.apen_til)
        entry = Entry(self._step.til, self._sak.facts.dag, history.all[-1].row.nummer + 1)
        return Standing(programme=self._target, entry=entry, apen_til=None)

    def locks(self) -> Iterator[Effekt]:
        before, after = _locked(self._own, self._step.fra), _locked(self._target, self._step.til)
        if after and not before:
            text = "Saken låses: det meste kan ikke endres etterpå."
            yield Effekt(slag=Effektslag.LASES, tekst=text)
        if before and not after:
            yield Effekt(slag=Effektslag.LASES_OPP, tekst="Saken låses opp, og kan endres igjen.")

    def marked(self) -> Iterator[Effekt]:
        if self._voids:
            last = self._sak.history.last
            label = begreper.hendelse(last.hendelse)
            text = f"Steget «{label}» merkes som annullert. Det blir stående i historien."
            yield Effekt(slag=Effektslag.ANNULLERES, tekst=text, dag=last.gjelder_fra)


def _locked(programme: Programme, state: str) -> bool:
    return programme.state(state).read_only
