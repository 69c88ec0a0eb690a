"""Whether other services were explained to somebody, or why not.

Must not judge the reason: that there is one is for casework to ask.
"""

from typing import TYPE_CHECKING

from starlette.responses import Response

from exin.casework.oppfolging.arbeid import write_tilbud
from exin.casework.visning import tidligere
from exin.web.ruter import Ruter
from exin.web.saksskjema import Saksskjema, begin, send, yes_or_no
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Work

ruter = Ruter()


def _write(w: "Work", saksnr: str, skjema: Skjema) -> None:
    given = yes_or_no(skjema, "gitt")
    write_tilbud(w, saksnr, gitt=given, tekst=skjema.maybe("tekst"), dato=skjema.day("dato"))


SKJEMA = Saksskjema(
    navn="tilbud",
    handling=Action.SKRIV_TILBUD,
    skriv=_write,
    gjort="tilbud",
    tomt={"gitt": "Velg ja eller nei."},
    ved=lambda r, saksnr: {"tilbud": tidligere.read_tilbud(r, saksnr)},
)


@ruter.get("/saker/{saksnr}/tilbud", Action.SKRIV_TILBUD)
def skjema(side: "Side", saksnr: str) -> Response:
    """An empty form, beside what was written of it before."""
    return begin(side, saksnr, SKJEMA)


@ruter.post("/saker/{saksnr}/tilbud", Action.SKRIV_TILBUD, utkast=SKJEMA.navn)
def lagre(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Write whether other services were explained."""
    return send(side, skjema, saksnr, SKJEMA)
