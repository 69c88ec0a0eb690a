"""How a case is protected: the level raised or lowered, with the circle that a strictly protected one must name.

Must not tell more of a circle than who may change it sees.
"""

from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin import begreper
from exin.casework.tilgang.tildeling import protect
from exin.casework.visning.ansattvalg import show_protection
from exin.casework.visning.folger import of_protecting
from exin.web.feltnavn import called
from exin.web.ruter import Ruter
from exin.web.saksskjema import UTEN_SAKEN, Saksskjema, away_or_back, begin, send
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Reading, Work

ruter = Ruter()

_CIRCLE: Final = ("ansatt_en", "ansatt_to")


def _beside(r: "Reading", saksnr: str) -> dict[str, Any]:
    valg = show_protection(r, saksnr)
    levels = [(each, begreper.skjerming(each), begreper.skjerming_forklart(each)) for each in valg.nivaer]
    return {"valg": valg, "nivaer": levels, "folger": of_protecting(valg)}


def _protect(w: "Work", saksnr: str, skjema: Skjema) -> str | None:
    staff = [skjema.text(name) for name in _CIRCLE]
    with called(ansatt=_CIRCLE[0]):
        reads = protect(
            w,
            saksnr,
            skjema.text("skjerming"),
            leder=skjema.maybe("leder"),
            ansatte=list(dict.fromkeys(each for each in staff if each)),
        )
    return None if reads else UTEN_SAKEN


SKJEMA = Saksskjema(
    navn="skjerming",
    handling=Action.SETT_SKJERMING,
    skriv=_protect,
    gjort="skjerming",
    tomt={"skjerming": "Velg graden av skjerming."},
    ved=_beside,
    videre=away_or_back,
)


@ruter.get("/saker/{saksnr}/skjerming", Action.SETT_SKJERMING)
def skjerming(side: "Side", saksnr: str) -> Response:
    """How the case is protected, and what follows of a change."""
    return begin(side, saksnr, SKJEMA)


@ruter.post("/saker/{saksnr}/skjerming", Action.SETT_SKJERMING, utkast=SKJEMA.navn)
def sett(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Change it."""
    return send(side, skjema, saksnr, SKJEMA)
