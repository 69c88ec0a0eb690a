"""The definitions in words: each programme's states, steps, deadlines and ages, and the rules of access.

Must not write a definition of its own: all of it is asked of `workflows` and `policies`, which decide by the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from exin.errors import NotFound
from exin.work import Reading
from policies import Action, Ground
from workflows import (
    NEW,
    PROGRAMMES,
    AgeWords,
    DeadlineWords,
    Facts,
    Programme,
    Requirement,
    State,
    Target,
    Transition,
    Who,
    age_events,
    age_words,
    by_key,
    condition_texts,
    deadline_words,
    digest,
    state_words,
    step_words,
)

_MENDS: Final[Mapping[Who, str]] = {
    Who.SAKSBEHANDLER: "den som har saken",
    Who.TEAMLEDER: "teamleder",
    Who.MOTTAK: "mottaket",
}
_ROOMS: Final[Mapping[str, str]] = {
    "saker": "Saker",
    "mottak": "Mottak av henvendelser",
    "vern": "Vern av personen og avgjørelsen",
    "oversikt": "Lister, varsler, tall og definisjoner",
    "okter": "Økter og utkast",
    "revisjon": "Revisjon av loggen",
    "drift": "Drift og jobber",
    "felles": "Det som gjelder alle",
}
"""What the files of rules are about, in the order in which they are read best."""

_NO_DAY: Final = date(2000, 1, 1)
"""No condition is asked here, only worded, and no wording hangs on a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tilstand:
    """One state: what it means to stand there."""

    kode: str
    navn: str
    aktiv: bool
    betyr: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vilkar:
    """One condition of a step, and who can mend what is missing."""

    tekst: str
    hvem: str
    overstyrbar: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opplysning:
    """What must be given with a step, and what there is to choose from."""

    tekst: str
    valg: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steg:
    """One step. `fra`, `til`: codes of states; none where it begins a case or moves none. `vei`: both in words."""

    nr: int
    kode: str
    navn: str
    fra: tuple[str, ...]
    til: str | None
    vei: str
    vilkar: tuple[Vilkar, ...]
    opplysninger: tuple[Opplysning, ...]
    folger: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One programme, in its newest version."""

    kode: str
    navn: str
    versjon: int
    alder: tuple[int, int]
    plasser: int
    vurderingsplasser: int | None
    omrader: tuple[str, ...]
    tilstander: tuple[Tilstand, ...]
    steg: tuple[Steg, ...]
    frister: tuple[DeadlineWords, ...]
    aldre: tuple[AgeWords, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Regelgruppe:
    """The rules of access of one subject."""

    navn: str
    regler: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Definisjoner:
    """What is in force: the programmes there are, the rules, and the digests of both."""

    programmer: tuple[Program, ...]
    regler: tuple[Regelgruppe, ...]
    programsum: str
    regelsum: str


def read_definitions(r: Reading) -> Definisjoner:
    """All that is in force. Raises Denied."""
    r.permit_house(Action.LES_DEFINISJONER, "system")
    newest = {each.key: by_key(each.key) for each in PROGRAMMES}
    return Definisjoner(
        programmer=tuple(map(_programme, newest.values())),
        regler=tuple(_groups(r)),
        programsum=digest(),
        regelsum=r.means.rulebook.digest,
    )


def read_programme(r: Reading, kode: str) -> Program:
    """One programme. Raises Denied, NotFound."""
    r.permit_house(Action.LES_DEFINISJONER, "system")
    if kode not in {each.key for each in PROGRAMMES}:
        raise NotFound
    return _programme(by_key(kode))


def _programme(programme: Programme) -> Program:
    numbers = programme.numbers
    return Program(
        kode=programme.key,
        navn=programme.navn,
        versjon=programme.version,
        alder=(numbers.alder_fra, numbers.alder_til),
        plasser=numbers.plasser,
        vurderingsplasser=numbers.vurderingsplasser,
        omrader=tuple(each.tekst for each in programme.areas),
        tilstander=tuple(map(_state, programme.states)),
        steg=tuple(_steps(programme)),
        frister=tuple(deadline_words(programme, each) for each in programme.deadlines),
        aldre=tuple(age_words(programme, each) for each in age_events(programme)),
    )


def _state(state: State) -> Tilstand:
    return Tilstand(kode=state.key, navn=state.label, aktiv=state.active, betyr=state_words(state))


def _steps(programme: Programme) -> Iterator[Steg]:
    for number, step in enumerate(programme.transitions, start=1):
        yield Steg(
            nr=number,
            kode=step.event,
            navn=programme.event(step.event).label,
            fra=tuple(each for each in step.fra if each != NEW),
            til=None if isinstance(step.til, Target) else step.til,
            vei=f"{_from(programme, step)} → {_to(programme, step)}",
            vilkar=tuple(_conditions(programme, step)),
            opplysninger=tuple(map(_asked, step.inputs)),
            folger=step_words(programme, step),
        )


def _from(programme: Programme, step: Transition) -> str:
    if NEW in step.fra:
        return "Ny sak"
    if len(step.fra) == len(programme.states):
        return "Alle tilstander"
    return ", ".join(programme.state(each).label for each in step.fra)


def _to(programme: Programme, step: Transition) -> str:
    if isinstance(step.til, str):
        return programme.state(step.til).label
    return "dit saken sto før" if step.til is Target.PREVIOUS else "samme tilstand"


def _conditions(programme: Programme, step: Transition) -> Iterator[Vilkar]:
    texts = condition_texts(programme, step.fra[0], step.event, Facts(dag=_NO_DAY))
    for guard in step.guards:
        yield Vilkar(tekst=texts[guard.kode], hvem=_MENDS[guard.hvem], overstyrbar=guard.overstyrbar)


def _asked(asked: Requirement) -> Opplysning:
    return Opplysning(tekst=asked.tekst, valg=tuple(choice.tekst for choice in asked.valg))


def _groups(r: Reading) -> Iterator[Regelgruppe]:
    """By subject; one that has no words here yet stands last, under the name of its file."""
    book = r.means.rulebook
    known = [each for each in _ROOMS if each in book.subjects]
    for subject in (*known, *(each for each in book.subjects if each not in _ROOMS)):
        grounds = (book.grounds[rule] for rule in book.subjects[subject])
        yield Regelgruppe(
            navn=_ROOMS.get(subject, subject.capitalize()),
            regler=tuple(sorted(grounds, key=lambda ground: ground.forbyr)),
        )
