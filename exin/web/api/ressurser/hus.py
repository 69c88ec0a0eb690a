"""The house: its staff, its log, its definitions.

Must not tell of a case: a line of the log names one by a random id.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from exin.casework.hus.ansattvisning import AnsattView, list_staff
from exin.casework.logg.innsyn import Innslag, Loggside, permit_search, search_page
from exin.casework.logg.utvalg import Sok
from exin.casework.oversikt.definisjoner import Definisjoner, read_definitions
from exin.errors import InvalidInput
from exin.ids import SakId, as_id
from exin.web.api.former import SAKSNUMMER, Dag, Krav, Navn
from exin.web.api.kall import Kall
from exin.web.api.ruter import ApiRuter
from exin.work import Reading
from policies import Action

ruter = ApiRuter("Huset")

_Kode = Annotated[str, Krav(monster=r"[a-z][a-z0-9_]{0,59}")]


# -- staff -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Ansatte:
    """All staff."""

    ansatte: tuple[AnsattView, ...]


@ruter.get("/ansatte", Action.LES_ANSATTE, "Hvem som er ansatt, med rolle, plikter og team.", svar=Ansatte)
def les_ansatte(r: Reading, _kall: Kall) -> Ansatte:
    """The staff."""
    return Ansatte(ansatte=tuple(list_staff(r)))


# -- the log ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Loggblad:
    """Some events, the newest first. `neste` is the mark by which the next ones are asked for; null: no more."""

    linjer: tuple[Innslag, ...]
    antall: int | None
    neste: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loggvalg:
    """What to look for."""

    SENDES: ClassVar = True

    ansatt: Navn | None = None
    fra: Dag | None = None
    til: Dag | None = None
    handling: _Kode | None = None
    formal: _Kode | None = None
    utfall: _Kode | None = None
    regel: _Kode | None = None
    dor: _Kode | None = None
    sak: Annotated[str, Krav(monster=r"[0-9a-f]{32}", om="Sakens id i loggen.")] | None = None
    markor: Annotated[str, Krav(monster=r"[0-9]{1,16}\.[0-9]{1,10}", om="«neste» fra svaret før.")] | None = (
        None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Saksloggvalg:
    """What to look for of one case, or of the person whichever case it was."""

    SENDES: ClassVar = True

    hele_personen: Annotated[bool, Krav(om="Alt om personen, uansett sak.")] = False
    markor: Annotated[str, Krav(monster=r"[0-9]{1,16}\.[0-9]{1,10}", om="«neste» fra svaret før.")] | None = (
        None
    )


@ruter.get("/logg", Action.LES_LOGG, "Søk i loggen, for revisor.", sporring=Loggvalg, svar=Loggblad)
def sok_i_logg(r: Reading, _kall: Kall, valg: Loggvalg) -> Loggblad:
    """Search the log."""
    case = as_id(valg.sak) if valg.sak else None
    names = ("ansatt", "fra", "til", "handling", "formal", "utfall", "regel", "dor")
    wanted = Sok(sak=SakId(case) if case else None, **{name: getattr(valg, name) for name in names})
    return _part(search_page(r, permit_search(r, wanted), wanted, etter=valg.markor or ""))


@ruter.get(
    "/logg/saker/{saksnr}",
    Action.LES_LOGG,
    "Alt i loggen om en sak, for revisor. Et ukjent nummer gir en tom liste.",
    sporring=Saksloggvalg,
    svar=Loggblad,
)
def les_sakens_logg(r: Reading, kall: Kall, valg: Saksloggvalg) -> Loggblad:
    """The log of one case."""
    wanted = Sok(saksnr=kall.saksnr, hele_personen=valg.hele_personen)
    grant = permit_search(r, wanted)
    if not SAKSNUMMER.fits(kall.saksnr):
        raise InvalidInput("ugyldig_verdi", "saksnr")
    return _part(search_page(r, grant, wanted, etter=valg.markor or ""))


def _part(page: Loggside) -> Loggblad:
    return Loggblad(linjer=page.linjer, antall=page.antall, neste=page.neste or None)


# -- the definitions ---------------------------------------------------------------------------------------


@ruter.get(
    "/definisjoner",
    Action.LES_DEFINISJONER,
    "Programmene, fristene og reglene som gjelder.",
    svar=Definisjoner,
)
def les_definisjoner(r: Reading, _kall: Kall) -> Definisjoner:
    """What is in force."""
    return read_definitions(r)
