"""Who a person is, put right: only what is filled in is changed.

Must not show who it is unless that is asked for: to see it is an act of its own, in the log.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin.casework.person.personer import Endring, change_person
from exin.casework.visning import tidligere
from exin.web.ruter import Ruter
from exin.web.saksskjema import Saksskjema, begin, send
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Reading, Work

ruter = Ruter()

NAVN: Final = "person"

_TEXTS: Final = ("navn", "fodselsnummer", "telefon", "epost", "adresse")


def _write(w: "Work", saksnr: str, skjema: Skjema) -> None:
    given = {name: skjema.maybe(name) for name in _TEXTS}
    change_person(w, saksnr, Endring(fodselsdato=skjema.day("fodselsdato"), **given))


def _form(*, vis: bool) -> Saksskjema:
    def beside(r: "Reading", saksnr: str) -> Mapping[str, Any]:
        return {"na": tidligere.read_identity(r, saksnr, vis=vis)}

    return Saksskjema(navn=NAVN, handling=Action.ENDRE_PERSON, skriv=_write, gjort="person", ved=beside)


@ruter.get("/saker/{saksnr}/person", Action.ENDRE_PERSON)
def skjema(side: "Side", saksnr: str) -> Response:
    """An empty form, and beside it who it is where that is asked for."""
    return begin(side, saksnr, _form(vis=side.request.query_params.get("vis") == "identitet"))


@ruter.post("/saker/{saksnr}/person", Action.ENDRE_PERSON, utkast=NAVN)
def lagre(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Put right what was filled in."""
    return send(side, skjema, saksnr, _form(vis=False))
