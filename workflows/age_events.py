"""The ages at which a case must be looked at, and when staff are told of a birthday ahead.

Must not know what day it is, nor store a date of birth: the exact days are for whoever has opened it, and what
is kept in the open is the month. An age never takes a step and never ends a case.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from workflows.ages import birthday
from workflows.parts import NEW
from workflows.programmes import by_key
from workflows.spec import Programme

STAGES: Final = (180, 30, 0)
"""How many days before the birthday staff are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeEvent:
    """A birthday that matters to a programme, for the cases that stand in one of these states."""

    key: str
    age: int
    label: str
    tekst: str  # one sentence: who must do what
    states: tuple[str, ...]


def age_events(programme: Programme) -> tuple[AgeEvent, ...]:
    """The ages of the programme, youngest first: into its range, into the programme that follows, out of it.

    Raises:
        UnknownProgramme: the one that follows is not there.
    """
    return tuple(_events(programme))


def due_month(born: date, event: AgeEvent) -> date:
    """The first of the month of that birthday: the most of a date of birth that may be kept in the open."""
    return birthday(born, event.age).replace(day=1)


def stage_days(born: date, event: AgeEvent) -> tuple[date, ...]:
    """The days on which staff are told, earliest first; the last is the birthday itself."""
    day = birthday(born, event.age)
    return tuple(day - timedelta(days=days) for days in STAGES)


def _events(programme: Programme) -> Iterator[AgeEvent]:
    numbers, navn = programme.numbers, programme.navn
    yield _event(
        numbers.alder_fra,
        label=f"Gammel nok for {navn}",
        tekst=f"Den som har saken, ser om vurderingen kan starte når personen er i aldersgruppen til {navn}.",
        states=_first_states(programme),
    )
    yield from _passing_on(programme)
    yield _event(
        numbers.alder_til + 1,
        label=f"For gammel for {navn}",
        tekst=(
            f"Kontaktpersonen og teamlederen finner veien videre når personen er over aldersgruppen til {navn}; "
            "alderen avslutter aldri en sak av seg selv."
        ),
        states=_lasting_states(programme),
    )


def _passing_on(programme: Programme) -> Iterator[AgeEvent]:
    if programme.followed_by is None:
        return
    following = by_key(programme.followed_by)
    age = following.numbers.alder_fra
    if programme.numbers.alder_fra < age <= programme.numbers.alder_til:
        yield _event(
            age,
            label=f"Planlegg overgangen til {following.navn}",
            tekst=f"Kontaktpersonen planlegger overgangen til {following.navn} sammen med personen.",
            states=_lasting_states(programme),
        )


def _event(age: int, *, label: str, tekst: str, states: tuple[str, ...]) -> AgeEvent:
    return AgeEvent(key=f"alder_{age}", age=age, label=label, tekst=tekst, states=states)


def _first_states(programme: Programme) -> tuple[str, ...]:
    """Where a case stands that waits to be taken in."""
    first = {step.til for step in programme.transitions if NEW in step.fra}
    return tuple(state.key for state in programme.states if state.key in first)


def _lasting_states(programme: Programme) -> tuple[str, ...]:
    return tuple(state.key for state in programme.states if not state.final)
