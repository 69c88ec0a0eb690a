"""What is seen across cases: the queue, one's own day, the key figures of a year.

Must not open a name: who a case is about is asked for in the case. Figures leave the house here: small ones are hidden.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from exin.casework.oversikt.arstall import read_edition
from exin.casework.oversikt.ko import ANTALL, MOST, Koblad, queue_after
from exin.casework.visning.dag import Dag, my_day
from exin.web.api.former import AR, Krav
from exin.web.api.kall import Kall
from exin.web.api.ressurser.saker import PROGRAMMER
from exin.web.api.ruter import ApiRuter
from exin.work import Reading
from policies import Action

ruter = ApiRuter("Oversikt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kovalg:
    """Of which programme, and which part."""

    SENDES: ClassVar = True

    program: Annotated[str, PROGRAMMER] | None = None
    antall: Annotated[int, Krav(minst=1, hoyst=MOST)] = ANTALL
    markor: Annotated[str, Krav(minst=1, hoyst=100, om="«neste» fra svaret før.")] | None = None


@ruter.get(
    "/ko",
    Action.VIS_KO,
    "Hvem som venter på vurdering eller forløp: den som har ventet lengst, først, så etter saksnummer. Uten navn.",
    sporring=Kovalg,
    svar=Koblad,
)
def les_ko(r: Reading, _kall: Kall, valg: Kovalg) -> Koblad:
    """A part of the queue."""
    return queue_after(r, program=valg.program, markor=valg.markor, antall=valg.antall)


@ruter.get("/min-dag", Action.VIS_DAG, "Det du bør gjøre i dag, uten navn.", svar=Dag)
def les_min_dag(r: Reading, _kall: Kall) -> Dag:
    """What needs the asker today."""
    return my_day(r, navn=False)


# -- key figures -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallrad:
    """One number: of which table, in which row. Null is hidden: it is small, or a small one would follow from it."""

    tabell: str
    rad: str
    verdi: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programtall:
    """The numbers of a programme."""

    program: str
    tall: tuple[Tallrad, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arsutgave:
    """The figures of a closed year: as of its last day, as known on a day that is the same for everybody who asks."""

    ar: int
    per: date
    kjent_per: date
    program: tuple[Programtall, ...]


@ruter.get(
    "/nokkeltall/{ar}",
    Action.LAST_NED_NOKKELTALL,
    "Nøkkeltallene for et avsluttet år. Små tall er skjult, og andre med dem.",
    svar=Arsutgave,
)
def les_nokkeltall(r: Reading, kall: Kall) -> Arsutgave:
    """The figures of a year."""
    asked = kall.sti["ar"]
    found = read_edition(r, int(asked) if AR.fits(asked) else 0)
    return Arsutgave(
        ar=found.ar,
        per=found.per,
        kjent_per=found.kjent_per,
        program=tuple(
            Programtall(
                program=key,
                tall=tuple(
                    Tallrad(tabell=of.tabell, rad=of.rad, verdi=number) for of, number in numbers.items()
                ),
            )
            for key, numbers in found.program.items()
        ),
    )
