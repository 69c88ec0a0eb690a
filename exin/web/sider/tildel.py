"""Who has a case: somebody is given it as contact, co-assigned or cleared lead, or it is taken back from somebody.

Must not say why a colleague cannot be chosen.
"""

from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin.casework.ansattvalg import Tildelingsvalg, show_assignment
from exin.casework.tildeling import KONTAKT, LEDER, MEDANSVARLIG, assign
from exin.errors import InvalidInput
from exin.web.feltnavn import called
from exin.web.ruter import Ruter
from exin.web.saksskjema import Saksskjema, away_or_back, begin, send
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Reading, Work

ruter = Ruter()

_FUNCTIONS: Final = {
    KONTAKT: (
        "Kontaktperson",
        "Den som følger personen opp. En sak har én.",
    ),
    MEDANSVARLIG: ("Medansvarlig", "Kan gjøre det samme i saken som kontaktpersonen."),
    LEDER: ("Klarert leder", "Leder for en strengt fortrolig sak. Må være klarert teamleder."),
}
_EMPTY: Final = {"funksjon": "Velg hva den ansatte skal være i saken.", "ansatt": "Velg en ansatt."}


def _beside(r: "Reading", saksnr: str) -> dict[str, Any]:
    valg = show_assignment(r, saksnr)
    possible = [kode for kode in _FUNCTIONS if kode != LEDER or valg.strengt]
    return {
        "valg": valg,
        "funksjoner": [(kode, *_FUNCTIONS[kode]) for kode in possible],
        "har": _having(valg),
    }


def _having(valg: Tildelingsvalg) -> list[tuple[str, str]]:
    """Who has the case, as what."""
    return [
        *((KONTAKT, each) for each in (valg.kontakt,) if each),
        *((MEDANSVARLIG, each) for each in valg.medansvarlige),
        *((LEDER, each) for each in valg.klarerte_ledere),
    ]


def _give(w: "Work", saksnr: str, skjema: Skjema) -> None:
    assign(w, saksnr, skjema.text("ansatt"), skjema.text("funksjon"))


def _take(w: "Work", saksnr: str, skjema: Skjema) -> None:
    funksjon, found, ansatt = skjema.text("hvem").partition(":")
    if not found:
        raise InvalidInput("ukjent_kode", "hvem")
    with called(ansatt="hvem", funksjon="hvem"):
        assign(w, saksnr, ansatt, funksjon, fjern=True)


GI = Saksskjema(
    navn="tildel",
    handling=Action.TILDEL,
    skriv=_give,
    gjort="tildelt",
    tomt=_EMPTY,
    ved=_beside,
    start=lambda _: {"funksjon": KONTAKT},
    videre=away_or_back("tildelt"),
)
TA = Saksskjema(
    navn="tildel_fjern",
    handling=Action.TILDEL,
    skriv=_take,
    gjort="tildeling_fjernet",
    tomt={"hvem": "Velg hvem saken tas fra."},
    ved=_beside,
    sti=("tildel", "fjern"),
    videre=away_or_back("tildeling_fjernet"),
)


@ruter.get("/saker/{saksnr}/tildel", Action.TILDEL)
def tildel(side: "Side", saksnr: str) -> Response:
    """Who has the case, and whom it can be given to."""
    return begin(side, saksnr, GI)


@ruter.post("/saker/{saksnr}/tildel", Action.TILDEL, utkast=GI.navn)
def gi(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Give it to somebody."""
    return send(side, skjema, saksnr, GI)


@ruter.get("/saker/{saksnr}/tildel/fjern", Action.TILDEL)
def fjern(side: "Side", saksnr: str) -> Response:
    """What follows when it is taken back, and from whom."""
    return begin(side, saksnr, TA)


@ruter.post("/saker/{saksnr}/tildel/fjern", Action.TILDEL, utkast=TA.navn)
def ta(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Take it back."""
    return send(side, skjema, saksnr, TA)
