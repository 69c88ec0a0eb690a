"""What a deadline (frist) is: what must be done, within what term, and who is told when it is not.

A deadline is data of a programme; which ones run for a case is worked out in `course`. Must not know any
deadline by name (see `programmes.frister`), nor what day it is, nor any person: who acts is told as a role.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.parts import DefinitionError
from workflows.workdays import add_working_days, working_day_on_or_after


class Unit(StrEnum):
    """What a term is counted in."""

    DAGER = "dager"  # of the calendar
    ARBEIDSDAGER = "arbeidsdager"


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time. Calendar days may be negative: a notice that comes before a date."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 0 and self.unit is Unit.ARBEIDSDAGER:
            raise DefinitionError("a term in working days is negative")

    def after(self, day: date) -> date:
        """The day on which the term that begins on `day` is out."""
        if self.unit is Unit.ARBEIDSDAGER:
            return add_working_days(day, self.count)
        return day + timedelta(days=self.count)

    @property
    def words(self) -> str:
        """The term as people read it: "3 arbeidsdager", "30 dager", "30 dager før", "samme dag"."""
        if self.count == 0:
            return "samme dag" if self.unit is Unit.DAGER else "første arbeidsdag"
        days = abs(self.count)
        unit = self.unit.value if days > 1 else self.unit.value.removesuffix("er")
        return f"{days} {unit}" + (" før" if self.count < 0 else "")


class Mark(StrEnum):
    """What is done on a case besides steps, as far as deadlines look at it."""

    SVAR = "svar"
    INFORMASJONSSAMTALE = "informasjonssamtale"
    KARTLEGGING = "kartlegging"
    RISIKOVURDERING = "risikovurdering"
    PLAN = "plan"
    KONTAKT = "kontakt"
    IKKE_MOTT = "ikke_mott"


class Fixed(StrEnum):
    """A date that the case itself names."""

    SAMTYKKE_UTLOPER = "samtykke_utloper"
    APEN_TIL = "apen_til"


class Ansvar(StrEnum):
    """Who must act, or is told. Which members of staff that is on a given day is asked elsewhere."""

    KONTAKT = "kontakt"  # the contact person, or the stand-in; a case that has none belongs to mottak
    MOTTAK = "mottak"  # whoever has the reception duty
    LEDER = "leder"


_TWO_WORKING_DAYS = Term(2, Unit.ARBEIDSDAGER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One deadline of a programme, for the cases that stand in one of its states.

    It counts in one of four ways. From a date that the case names (`fixed`). From the mark `begins`, when that
    was set `times` times since the latest `done_by`. Again from each `done_by` (`repeats`); with `carries` also
    from one made before the case came into its state. Otherwise once, from the entry into the state.
    """

    key: str
    label: str
    tekst: str  # one sentence: who must do what
    states: tuple[str, ...]
    term: Term
    done_by: tuple[Mark, ...] = ()
    repeats: bool = False
    carries: bool = False
    fixed: Fixed | None = None
    begins: Mark | None = None
    times: int = 1
    hvem: Ansvar
    deretter: Ansvar  # told when nobody has acted
    eskaler: Term = _TWO_WORKING_DAYS  # how long after the message
    haster: bool = False  # a message at once, not in the digest of the morning


def fires_on(frist: date) -> date:
    """The day on which staff are told of what was due on `frist`: messages go out on working days."""
    return working_day_on_or_after(frist)


def escalates_on(deadline: Deadline, frist: date) -> date:
    """The day on which the next in line is told that nobody has acted."""
    return deadline.eskaler.after(fires_on(frist))
