"""Drafts: saved by the page while somebody writes, thrown away by a button.

Must not show a draft: the form that it belongs to does.
"""

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from exin.casework.oppfolging import utkast
from exin.errors import Conflict, InvalidInput
from exin.skrivemate import klokken
from exin.web.feil import in_form
from exin.web.ruter import Ruter
from exin.web.skjema import UTKAST_SAK, UTKAST_SKJEMA, UTKAST_VERSJON, Skjema
from exin.web.skjemanavn import form_path, is_form
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()


@ruter.post("/utkast", Action.SKRIV_UTKAST)
def lagre(side: "Side", skjema: Skjema) -> Response:
    """Keep what has been written so far. Answers when it was, for the page to say; 409 if another window was first."""
    try:
        seen = skjema.number(UTKAST_VERSJON)
        with side.work() as w:
            version = utkast.save(w, _name(skjema), skjema.maybe(UTKAST_SAK), skjema.typed(), versjon=seen)
    except (Conflict, InvalidInput) as error:
        status = HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
        return JSONResponse({"feil": " ".join(in_form(error).values())}, int(status))
    return JSONResponse({"lagret": klokken(side.nettsted.office.means.clock()), "versjon": version})


@ruter.post("/utkast/forkast", Action.SLETT_UTKAST)
def forkast(side: "Side", skjema: Skjema) -> Response:
    """Throw a draft away, and show the form without it."""
    name, saksnr = _name(skjema), skjema.maybe(UTKAST_SAK)
    with side.work() as w:
        utkast.discard(w, name, saksnr)
    return side.go_on(*form_path(name, saksnr), gjort="utkast_forkastet")


def _name(skjema: Skjema) -> str:
    """What the form is called. Raises InvalidInput where there is none of that name."""
    name = skjema.text(UTKAST_SKJEMA)
    if not is_form(name):
        raise InvalidInput("ukjent_kode", UTKAST_SKJEMA)
    return name
