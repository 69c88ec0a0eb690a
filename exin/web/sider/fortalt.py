"""When and how somebody was told of an end, with reasons and how to complain.

Must not tell anybody anything: it notes that it was done.
"""

from typing import TYPE_CHECKING

from starlette.responses import Response

from exin import begreper
from exin.casework.oppfolging.arbeid import MATER, write_fortalt
from exin.casework.visning import tidligere
from exin.web.ruter import Ruter
from exin.web.saksskjema import Saksskjema, begin, send
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Work

ruter = Ruter()


def _write(w: "Work", saksnr: str, skjema: Skjema) -> None:
    write_fortalt(w, saksnr, skjema.text("mate"), tekst=skjema.maybe("tekst"), dato=skjema.day("dato"))


SKJEMA = Saksskjema(
    navn="fortalt",
    handling=Action.SKRIV_FORTALT,
    skriv=_write,
    gjort="fortalt",
    tomt={"mate": "Velg hvordan personen fikk vite det."},
    ved=lambda r, saksnr: {
        "fortalt": tidligere.read_told(r, saksnr),
        "mater": [(each, begreper.lest(each).capitalize()) for each in MATER],
    },
)


@ruter.get("/saker/{saksnr}/fortalt", Action.SKRIV_FORTALT)
def skjema(side: "Side", saksnr: str) -> Response:
    """An empty form, beside what was written of it before."""
    return begin(side, saksnr, SKJEMA)


@ruter.post("/saker/{saksnr}/fortalt", Action.SKRIV_FORTALT, utkast=SKJEMA.navn)
def lagre(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Write how the person was told."""
    return send(side, skjema, saksnr, SKJEMA)
