"""The parts a programme is built of: states, events, transitions, guards, required inputs and numbers.

All are frozen values; `spec.Programme` puts them together and `lint` checks the whole. Must not hold anything
that moves: a definition is data, and its digest is pinned by a test.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from enum import Enum, StrEnum
from string import Formatter
from typing import Final

from workflows.facts import Actorship, Facts, Finding, GuardResult, Inputs, Reason, Status

NEW: Final = "ny"
"""Where a case stands before its first step. It is no state of any programme."""


class DefinitionError(Exception):
    """A definition is wrong; the arguments are sentences for the programmer, one for each fault."""


class Who(StrEnum):
    """Who can mend what is missing."""

    SAKSBEHANDLER = "saksbehandler"
    TEAMLEDER = "teamleder"
    MOTTAK = "mottak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The numbers of a programme. Ages are full years, both ends included."""

    alder_fra: int
    alder_til: int
    plasser: int
    vurderingsplasser: int | None = None  # None: no limit
    kontaktforsok_ved_manglende_oppmote: int = 3
    overleveringer_for_avslutt: int = 1
    overforing_dager_for_18: int = 30
    risikovurdering_dager: int = 30  # how long a risk assessment stands before it must be gone through again
    annuller_timer: int = 24

    def __post_init__(self) -> None:
        if self.alder_fra > self.alder_til:
            raise DefinitionError("the lower age is above the upper")
        if any(value is not None and value < 0 for value in self.values().values()):
            raise DefinitionError("a number is negative")

    def values(self) -> dict[str, int | None]:
        """All numbers by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Choice:
    """One code of a closed list, with the words people read."""

    kode: str
    tekst: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """All that a rule may look at when a step is judged."""

    facts: Facts
    inputs: Inputs
    actorship: Actorship | None  # None when history is replayed: nobody acts
    numbers: Numbers  # of the programme the case stands in
    target: Numbers  # of the programme the step leads into
    areas: tuple[Choice, ...] = ()  # what a kartlegging must cover
    irrevocable: frozenset[str] = frozenset()  # events that cannot be voided
    closing: frozenset[str] = frozenset()  # events after which the case is no longer open

    def text_values(self) -> dict[str, object]:
        """The numbers that texts may name: limits of the programme led into, all else of the case's own."""
        own, target = self.numbers.values(), self.target.values()
        limits = ("alder_fra", "alder_til", "plasser", "vurderingsplasser")
        return {**own, **{name: target[name] for name in limits}}


Rule = Callable[[Question], Finding]

_TEXT_FIELDS: Final = frozenset({"detalj"} | {field.name for field in fields(Numbers)})


def _check_text(owner: str, *texts: str) -> None:
    for text in texts:
        if not text.strip():
            raise DefinitionError(f"{owner}: a text is missing")
        unknown = {name for _, name, _, _ in Formatter().parse(text) if name is not None} - _TEXT_FIELDS
        if unknown:
            raise DefinitionError(f"{owner}: its text names {sorted(unknown)}, which is no number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """One condition of a step: what is asked, what to do when it is not met or not known, and who does it."""

    kode: str
    tekst: str
    mangler: str
    ukjent: str
    hvem: Who
    rule: Rule
    overstyrbar: bool = False  # a lead may go past it

    def __post_init__(self) -> None:
        _check_text(self.kode, self.tekst, self.mangler, self.ukjent)
        if not getattr(self.rule, "__name__", "").isidentifier():
            raise DefinitionError(f"{self.kode}: its rule must be a function with a name")

    def ask(self, question: Question) -> GuardResult:
        """The answer of this guard; with the reason unless it is met."""
        finding = self.rule(question)
        if finding.status is Status.OPPFYLT:
            return GuardResult(self.kode, finding.status)
        missing = self.ukjent if finding.status is Status.UKJENT else self.mangler
        return GuardResult(
            self.kode,
            finding.status,
            _reason(
                self.kode,
                self.tekst,
                missing,
                self.hvem,
                {**question.text_values(), "detalj": finding.detalj},
            ),
        )


class InputField(StrEnum):
    """What a step can ask the user for. The values are the codes of the reasons and of `krever`."""

    ARSAK = "arsak"
    KILDE = "kilde"
    BEGRUNNELSE = "begrunnelse"
    APEN_TIL = "apen_til"
    TILBUD = "tilbud"


InputRule = Callable[[Question, frozenset[str]], Status]


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """An input that a step asks for, from a closed list where `valg` has one."""

    felt: InputField
    tekst: str
    mangler: str
    rule: InputRule
    hvem: Who = Who.SAKSBEHANDLER
    valg: tuple[Choice, ...] = ()

    def __post_init__(self) -> None:
        _check_text(self.felt, self.tekst, self.mangler)
        codes = [choice.kode for choice in self.valg]
        if len(set(codes)) != len(codes):
            raise DefinitionError(f"{self.felt}: a choice stands twice")

    @property
    def codes(self) -> frozenset[str]:
        """The codes that may be given."""
        return frozenset(choice.kode for choice in self.valg)

    def ask(self, question: Question) -> GuardResult:
        """Whether the input was given and fits; unknown when it was not given."""
        status = self.rule(question, self.codes)
        if status is Status.OPPFYLT:
            return GuardResult(self.felt.value, status)
        detail = ", ".join(choice.kode for choice in self.valg)
        values = {**question.text_values(), "detalj": detail}
        return GuardResult(
            self.felt.value, status, _reason(self.felt.value, self.tekst, self.mangler, self.hvem, values)
        )


def _reason(kode: str, tekst: str, mangler: str, hvem: Who, values: Mapping[str, object]) -> Reason:
    return Reason(kode, tekst.format_map(values), mangler.format_map(values), hvem.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a case can stand.

    `active`: one of the phases that count as active. `final`: the round ends here; a step may note something
    or open another case, but none leads to another state. `expects`: what a case standing here should have;
    it refuses nothing, and is shown as missing until it is there.
    """

    key: str
    label: str
    active: bool = False
    holds_place: bool = False
    holds_assessment_place: bool = False
    read_only: bool = False
    final: bool = False
    expects: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """The name of a step, and what people read."""

    key: str
    label: str


class Target(Enum):
    """Where a step leads when it names no state."""

    SAME = "samme"  # stays where it is: no entry into the state
    PREVIOUS = "som_for"  # back to where the case stood before its latest step


class Into(Enum):
    """Which programme a step leads into."""

    OWN = "eget"
    NEXT = "neste"  # the one that follows
    BY_AGE = "etter_alder"  # the own one while the age is not above its range, else the one that follows


class EffectKind(StrEnum):
    """What exin must do besides moving the case."""

    NY_SAK = "ny_sak"
    BEHOLD_KONTAKT = "behold_kontakt"
    ANNULLER_SISTE = "annuller_siste"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One step: from which states, to where, under which guards, with which inputs."""

    event: str
    fra: tuple[str, ...]
    til: str | Target
    into: Into = Into.OWN
    guards: tuple[Guard, ...] = ()
    inputs: tuple[Requirement, ...] = ()
    effects: tuple[EffectKind, ...] = ()
    takes_place: bool = False  # from here on a place is held, whatever the state says
    revocable: bool = True  # annuller_steg may void it
