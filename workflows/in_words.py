"""A programme in words: its deadlines, ages, and what its states and steps mean, for those who read and do not program.

Must not say anything that the definition does not: the same programme always gives the same texts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workflows.age_events import STAGES, AgeEvent
from workflows.deadlines import Ansvar, Deadline, Fixed, Mark
from workflows.parts import EffectKind, Into, State, Transition
from workflows.programmes import by_key
from workflows.spec import Programme

_WHO: Final[Mapping[Ansvar, str]] = {
    Ansvar.KONTAKT: "kontaktpersonen",
    Ansvar.MOTTAK: "mottaket",
    Ansvar.LEDER: "teamlederen",
}
_DONE: Final[Mapping[Mark, str]] = {
    Mark.SVAR: "et svar er ført",
    Mark.INFORMASJONSSAMTALE: "informasjonssamtalen er holdt",
    Mark.KARTLEGGING: "kartleggingen er ferdig",
    Mark.RISIKOVURDERING: "risikovurderingen er gått gjennom",
    Mark.PLAN: "planen er gått gjennom",
    Mark.KONTAKT: "en kontakt er ført",
}
_BEGINS: Final[Mapping[Mark, str]] = {Mark.IKKE_MOTT: "gang personen ikke møtte siden siste kontakt"}
_DATE: Final[Mapping[Fixed, tuple[str, str]]] = {
    Fixed.SAMTYKKE_UTLOPER: ("dagen samtykket løper ut", "samtykket er fornyet"),
    Fixed.APEN_TIL: ("dagen døren står åpen til", "saken er tatt opp igjen"),
}


DEADLINE_RULES: Final = (
    "Dager er kalenderdager der det ikke står arbeidsdager. Arbeidsdager er mandag til fredag uten helligdager.",
    "Meldinger går ut på arbeidsdager. Faller fristen på en fridag, kommer meldingen den første arbeidsdagen etter.",
    "Meldingene samles i én hver morgen. Der det står «straks», venter de ikke på den.",
    "En frist faller bort når saken går til en tilstand der fristen ikke gjelder.",
    "En frist eller en alder sier fra til noen. Den flytter aldri en sak; det gjør bare mennesker.",
)
"""What holds for all of them."""

DEADLINE_HEAD: Final = (
    "Frist",
    "Tilstand",
    "Hva som skal gjøres",
    "Innen",
    "Regnes fra",
    "Gjort når",
    "Hvem får melding",
    "Hvem får den om ingenting skjer",
)
AGE_HEAD: Final = ("Alder", "Hva", "Tilstand", "Hva som skal gjøres", "Når det meldes")
"""The heads of the columns of both tables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineWords:
    """One deadline, as a row of a table."""

    label: str
    tilstander: str
    tekst: str
    innen: str
    fra: str
    gjort: str
    hvem: str
    deretter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeWords:
    """One age, as a row of a table."""

    alder: str
    label: str
    tilstander: str
    tekst: str
    meldes: str


def deadline_words(programme: Programme, deadline: Deadline) -> DeadlineWords:
    """A deadline of the programme in words."""
    return DeadlineWords(
        label=deadline.label,
        tilstander=_states(programme, deadline.states),
        tekst=deadline.tekst,
        innen=deadline.term.words,
        fra=_counted_from(deadline),
        gjort=_done(deadline),
        hvem=_WHO[deadline.hvem] + (", straks" if deadline.haster else ""),
        deretter=f"{_WHO[deadline.deretter]}, {deadline.eskaler.words} etter",
    )


def age_words(programme: Programme, event: AgeEvent) -> AgeWords:
    """An age of the programme in words."""
    days = [f"{days} dager før" if days else "på dagen" for days in STAGES]
    return AgeWords(
        alder=f"{event.age} år",
        label=event.label,
        tilstander=_states(programme, event.states),
        tekst=event.tekst,
        meldes=f"{', '.join(days[:-1])} og {days[-1]}",
    )


def state_words(state: State) -> tuple[str, ...]:
    """What it means for a case to stand there."""
    return tuple(_of_state(state))


def _of_state(state: State) -> Iterator[str]:
    if state.active:
        yield "Teller som aktiv sak"
    if state.holds_assessment_place:
        yield "Bruker en vurderingsplass, der programmet har et tall på dem"
    if state.holds_place:
        yield "Bruker en plass"
    if state.read_only:
        yield "Saken er lukket for endringer, med få unntak"
    yield from (f"Skal følges opp: {each.tekst}" for each in state.expects)


def step_words(programme: Programme, step: Transition) -> tuple[str, ...]:
    """What follows from a step besides that the case moves."""
    return tuple(_of_step(programme, step))


def _of_step(programme: Programme, step: Transition) -> Iterator[str]:
    if EffectKind.NY_SAK in step.effects:
        yield "En ny sak åpnes og lenkes til denne"
    if EffectKind.BEHOLD_KONTAKT in step.effects:
        yield "Kontaktpersonen beholdes"
    if EffectKind.ANNULLER_SISTE in step.effects:
        yield "Det siste steget står igjen som annullert"
    if step.takes_place:
        yield "Personen får en plass"
    if step.into is Into.NEXT and programme.followed_by is not None:
        yield f"Saken fortsetter i {by_key(programme.followed_by).navn}, i samme tilstand"
    if step.into is Into.BY_AGE and programme.followed_by is not None:
        yield f"Er personen for gammel for {programme.navn}, går steget inn i {by_key(programme.followed_by).navn}"
    if not step.revocable:
        yield "Kan ikke annulleres"


def _states(programme: Programme, keys: Iterable[str]) -> str:
    return ", ".join(programme.state(key).label for key in keys)


def _counted_from(deadline: Deadline) -> str:
    if deadline.fixed is not None:
        return _DATE[deadline.fixed][0]
    if deadline.begins is not None:
        return f"{deadline.times}. {_BEGINS[deadline.begins]}"
    if not deadline.repeats:
        return "dagen saken kom i tilstanden"
    if deadline.carries:
        return "siste gang, også om det var før saken kom i tilstanden; ellers dagen den kom"
    return "siste gang, men tidligst dagen saken kom i tilstanden"


def _done(deadline: Deadline) -> str:
    if deadline.fixed is not None:
        return _DATE[deadline.fixed][1]
    return " eller ".join(_DONE[mark] for mark in deadline.done_by)
