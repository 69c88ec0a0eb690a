"""Whether somebody has a tie to Oslo.

Must not say what follows of the answer: the machine does.
"""

from typing import TYPE_CHECKING

from starlette.responses import Response

from exin.casework.person.personer import set_tilknytning
from exin.casework.visning import tidligere
from exin.web.ruter import Ruter
from exin.web.saksskjema import Saksskjema, begin, send, yes_or_no
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Work

ruter = Ruter()

_ANSWERS = {True: "ja", False: "nei", None: None}


def _write(w: "Work", saksnr: str, skjema: Skjema) -> None:
    set_tilknytning(w, saksnr, har=yes_or_no(skjema, "tilknytning"))


SKJEMA = Saksskjema(
    navn="tilknytning",
    handling=Action.ENDRE_PERSON,
    skriv=_write,
    gjort="tilknytning",
    tomt={"tilknytning": "Velg ja eller nei."},
    ved=lambda r, saksnr: {"tilknytning_oslo": tidligere.read_tie_to_oslo(r, saksnr)},
    start=lambda ved: {"tilknytning": _ANSWERS[ved["tilknytning_oslo"]]},
)


@ruter.get("/saker/{saksnr}/tilknytning", Action.ENDRE_PERSON)
def skjema(side: "Side", saksnr: str) -> Response:
    """The question, with the answer that is registered."""
    return begin(side, saksnr, SKJEMA)


@ruter.post("/saker/{saksnr}/tilknytning", Action.ENDRE_PERSON, utkast=SKJEMA.navn)
def lagre(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Register the answer."""
    return send(side, skjema, saksnr, SKJEMA)
