"""How a case is protected: the level raised or lowered, with the circle that a strictly protected one must name.

Must not tell more of a circle than who may change it sees.
"""

from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin.casework.ansattvalg import show_protection
from exin.casework.tildeling import protect
from exin.errors import IllegalStep, InvalidInput
from exin.web.feltnavn import called
from exin.web.ruter import Ruter
from exin.web.saksskjema import Saksskjema, away_or_back, begin, send
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Reading, Work

ruter = Ruter()

_LEVELS: Final = {
    "ingen": ("Ingen", "De som har saken, og lederen deres, kan lese den."),
    "fortrolig": ("Fortrolig", "Bare de som har saken og lederen deres, ser adressen."),
    "strengt_fortrolig": (
        "Strengt fortrolig",
        "Bare en klarert leder og klarerte ansatte, som du velger, ser at saken finnes.",
    ),
}
_CIRCLE: Final = ("leder", "ansatt_en", "ansatt_to")


def _beside(r: "Reading", saksnr: str) -> dict[str, Any]:
    valg = show_protection(r, saksnr)
    return {"valg": valg, "nivaer": [(kode, *_LEVELS[kode]) for kode in valg.nivaer]}


def _protect(w: "Work", saksnr: str, skjema: Skjema) -> None:
    staff = [skjema.text(name) for name in _CIRCLE[1:]]
    try:
        with called(ansatt="ansatt_en"):
            protect(
                w,
                saksnr,
                skjema.text("skjerming"),
                leder=skjema.maybe("leder"),
                ansatte=list(dict.fromkeys(each for each in staff if each)),
            )
    except IllegalStep as error:
        if {reason.kode for reason in error.reasons} == {"klarert_krets"}:
            raise InvalidInput("krets_mangler", "leder") from error
        raise


SKJEMA = Saksskjema(
    navn="skjerming",
    handling=Action.SETT_SKJERMING,
    skriv=_protect,
    gjort="skjerming",
    tomt={"skjerming": "Velg graden av skjerming."},
    ved=_beside,
    videre=away_or_back("skjerming"),
)


@ruter.get("/saker/{saksnr}/skjerming", Action.SETT_SKJERMING)
def skjerming(side: "Side", saksnr: str) -> Response:
    """How the case is protected, and what follows of a change."""
    return begin(side, saksnr, SKJEMA)


@ruter.post("/saker/{saksnr}/skjerming", Action.SETT_SKJERMING, utkast=SKJEMA.navn)
def sett(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Change it."""
    return send(side, skjema, saksnr, SKJEMA)
