"""Who has read a case: the whole list, for those whose case it is.

Must not tell what of the case anybody read.
"""

from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from exin.casework.logg.lesere import DAGER, read_readers
from exin.web.gjengivelse import address
from exin.web.ruter import Ruter
from exin.web.sakbilde import function_of
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

TIDSROM: Final = {DAGER: "30 dager", 90: "90 dager", 365: "Et år"}
"""How far back can be asked for."""


@ruter.get("/saker/{saksnr}/lesere", Action.LES_LESERE)
def lesere(side: "Side", saksnr: str) -> Response:
    """All who have read a case, those who looked most often first."""
    dager = next((each for each in TIDSROM if str(each) == side.request.query_params.get("dager")), DAGER)
    with side.read() as r:
        found = read_readers(r, saksnr, dager=dager)
    return side.show(
        "sider/lesere.html",
        saksnr=saksnr,
        rader=[(each, function_of(each)) for each in found],
        oppslag=sum(each.oppslag for each in found),
        valg=[
            (words, address("saker", saksnr, "lesere", dager=each, formal=side.formal), each == dager)
            for each, words in TIDSROM.items()
        ],
    )
