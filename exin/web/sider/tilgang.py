"""Asking for access to a case from the page that refuses it, and turning down who asked from Min dag.

Must not say more of a case than the refusal did, nor take any words along: a wish has none.
"""

from typing import TYPE_CHECKING

from starlette.responses import Response

from exin.casework.tilgang.tilgangsonske import ask, decline
from exin.errors import Conflict
from exin.web.ruter import Ruter
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()


@ruter.post("/saker/{saksnr}/tilgang", Action.BE_OM_TILGANG)
def be(side: "Side", _skjema: Skjema, saksnr: str) -> Response:
    """Ask for access, once; of two presses at a time the second finds what the first one wrote."""
    try:
        new = _ask(side, saksnr)
    except Conflict:
        new = _ask(side, saksnr)
    return side.go_on("min-dag", gjort="tilgang_bedt" if new else "tilgang_bedt_for")


def _ask(side: "Side", saksnr: str) -> bool:
    with side.work() as w:
        return ask(w, saksnr)


@ruter.post("/saker/{saksnr}/tilgang/avsla", Action.AVSLA_TILGANG)
def avsla(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Turn a colleague down."""
    with side.work() as w:
        decline(w, saksnr, skjema.text("ansatt"))
    return side.go_on("min-dag", gjort="tilgang_avslatt")
