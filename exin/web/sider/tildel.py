"""Who has a case: somebody is given it as contact, co-assigned or cleared lead, or it is taken back from somebody.

Must not say why a colleague cannot be chosen.
"""

from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin import begreper
from exin.casework.tilgang.tildeling import KONTAKT, LEDER, MEDANSVARLIG, assign
from exin.casework.visning.ansattvalg import Tildelingsvalg, show_assignment
from exin.casework.visning.folger import of_giving, of_taking
from exin.errors import InvalidInput
from exin.web.feltnavn import called
from exin.web.ruter import Ruter
from exin.web.saksskjema import UTEN_SAKEN, Saksskjema, away_or_back, begin, send
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Reading, Work

ruter = Ruter()

_EMPTY: Final = {"funksjon": "Velg hva den ansatte skal være i saken.", "ansatt": "Velg en ansatt."}


def _giving(r: "Reading", saksnr: str) -> dict[str, Any]:
    valg = show_assignment(r, saksnr, med_rom=True)
    words = [(each, begreper.funksjon(each), begreper.funksjon_forklart(each)) for each in valg.funksjoner]
    return {"valg": valg, "funksjoner": words, "har": _having(valg), "folger": of_giving(valg)}


def _taking(r: "Reading", saksnr: str) -> dict[str, Any]:
    valg = show_assignment(r, saksnr)
    return {"valg": valg, "har": _having(valg), "folger": of_taking(valg)}


def _having(valg: Tildelingsvalg) -> list[tuple[str, str]]:
    """Who has the case, as what."""
    return [
        *((KONTAKT, each) for each in (valg.kontakt,) if each),
        *((MEDANSVARLIG, each) for each in valg.medansvarlige),
        *((LEDER, each) for each in valg.klarerte_ledere),
    ]


def _give(w: "Work", saksnr: str, skjema: Skjema) -> str | None:
    reads = assign(w, saksnr, skjema.text("ansatt"), skjema.text("funksjon"))
    return None if reads else UTEN_SAKEN


def _take(w: "Work", saksnr: str, skjema: Skjema) -> str | None:
    funksjon, found, ansatt = skjema.text("hvem").partition(":")
    if not found:
        raise InvalidInput("ukjent_kode", "hvem")
    with called(ansatt="hvem", funksjon="hvem"):
        reads = assign(w, saksnr, ansatt, funksjon, fjern=True)
    return None if reads else UTEN_SAKEN


GI = Saksskjema(
    navn="tildel",
    handling=Action.TILDEL,
    skriv=_give,
    gjort="tildelt",
    tomt=_EMPTY,
    ved=_giving,
    start=lambda _: {"funksjon": KONTAKT},
    videre=away_or_back,
)
TA = Saksskjema(
    navn="tildel_fjern",
    handling=Action.TILDEL,
    skriv=_take,
    gjort="tildeling_fjernet",
    tomt={"hvem": "Velg hvem saken tas fra."},
    ved=_taking,
    sti=("tildel", "fjern"),
    videre=away_or_back,
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
