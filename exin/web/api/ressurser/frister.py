"""Deadlines of a case: read, moved, paused and resumed, each with a reason.

Must not close one: what satisfies it does.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from exin.casework.frist.fristendring import (
    FristVisning,
    move_frist,
    pause_frist,
    resume_frist,
    show_deadlines,
)
from exin.errors import InvalidInput
from exin.web.api.former import Dag, Krav, Tekst, one_of
from exin.web.api.kall import Kall
from exin.web.api.ruter import ApiRuter
from exin.work import Reading, Work
from policies import Action

ruter = ApiRuter("Frister")

FLYTT, PAUSE, FORTSETT = "flytt", "pause", "fortsett"

_ALLE: Final = "/saker/{saksnr}/frister"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frister:
    """The deadlines of a case, the first to fall due first."""

    frister: tuple[FristVisning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fristvalg:
    """Which of them."""

    SENDES: ClassVar = True

    alle: Annotated[bool, Krav(om="De som er lukket, også.")] = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Fristendring:
    """What is to become of a deadline, and why."""

    SENDES: ClassVar = True

    endring: Annotated[str, one_of((FLYTT, PAUSE, FORTSETT))]
    begrunnelse: Tekst
    til: Annotated[Dag, Krav(om="Ny dag, ved flytt.")] | None = None


@ruter.get(_ALLE, Action.LES_SAK, "Fristene i saken, den første først.", sporring=Fristvalg, svar=Frister)
def les_frister(r: Reading, kall: Kall, valg: Fristvalg) -> Frister:
    """The deadlines."""
    return Frister(frister=tuple(show_deadlines(r, kall.saksnr, alle=valg.alle)))


@ruter.post(
    "/saker/{saksnr}/frister/{slag}/endringer",
    Action.FLYTT_FRIST,
    "Flytt en frist, sett den på pause, eller la den løpe videre.",
    kropp=Fristendring,
    sted=_ALLE,
)
def endre_frist(w: Work, kall: Kall, ny: Fristendring) -> None:
    """Move, pause or resume a deadline."""
    slag = kall.sti["slag"]
    if ny.endring == PAUSE:
        pause_frist(w, kall.saksnr, slag, begrunnelse=ny.begrunnelse)
    elif ny.endring == FORTSETT:
        resume_frist(w, kall.saksnr, slag, begrunnelse=ny.begrunnelse)
    elif ny.til is None:
        raise InvalidInput("felt_mangler", "til")
    else:
        move_frist(w, kall.saksnr, slag, til=ny.til, begrunnelse=ny.begrunnelse)
