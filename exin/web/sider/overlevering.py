"""A lasting service has confirmed that it takes over.

Must not count what is enough to close a case: the machine does.
"""

from typing import TYPE_CHECKING

from starlette.responses import Response

from exin.casework.oppfolging.arbeid import write_overlevering
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
    write_overlevering(
        w, saksnr, skjema.text("tjeneste"), tekst=skjema.maybe("tekst"), dato=skjema.day("dato")
    )


SKJEMA = Saksskjema(
    navn="overlevering",
    handling=Action.SKRIV_OVERLEVERING,
    skriv=_write,
    gjort="overlevering",
    tomt={"tjeneste": "Skriv hvilken tjeneste som tar over."},
    ved=lambda r, saksnr: {"overleveringer": tidligere.read_handovers(r, saksnr)},
)


@ruter.get("/saker/{saksnr}/overlevering", Action.SKRIV_OVERLEVERING)
def skjema(side: "Side", saksnr: str) -> Response:
    """An empty form, beside the services that have confirmed."""
    return begin(side, saksnr, SKJEMA)


@ruter.post("/saker/{saksnr}/overlevering", Action.SKRIV_OVERLEVERING, utkast=SKJEMA.navn)
def lagre(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Write that a service has confirmed."""
    return send(side, skjema, saksnr, SKJEMA)
