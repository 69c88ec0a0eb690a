"""Conflicts of interest: registered of oneself, or by the lead of anybody; and lifted, each with its reason.

Must not tell who is barred to anybody but the lead of the team.
"""

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from exin.casework.tilgang.tildeling import bar
from exin.casework.visning.ansattvalg import show_barring
from exin.casework.visning.folger import of_barring, of_lifting
from exin.web.ruter import Ruter
from exin.web.saksskjema import UTEN_SAKEN, Saksskjema, away_or_back, begin, send
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Reading, Work

ruter = Ruter()

_EMPTY = {"ansatt": "Velg en ansatt.", "begrunnelse": "Skriv hvorfor."}


def _barring(r: "Reading", saksnr: str) -> dict[str, Any]:
    valg = show_barring(r, saksnr)
    return {"valg": valg, "folger": of_barring(valg)}


def _lifting(r: "Reading", saksnr: str) -> dict[str, Any]:
    return {"valg": show_barring(r, saksnr), "folger": of_lifting()}


def _register(w: "Work", saksnr: str, skjema: Skjema) -> str | None:
    reads = bar(w, saksnr, skjema.text("ansatt"), skjema.text("begrunnelse"))
    return None if reads else UTEN_SAKEN


def _lift(w: "Work", saksnr: str, skjema: Skjema) -> None:
    bar(w, saksnr, skjema.text("ansatt"), skjema.text("begrunnelse"), opphev=True)


def _the_only(names: list[str]) -> str | None:
    return names[0] if len(names) == 1 else None


REGISTRERT = Saksskjema(
    navn="inhabil",
    handling=Action.REGISTRER_INHABIL,
    skriv=_register,
    gjort="inhabil",
    tomt=_EMPTY,
    ved=_barring,
    start=lambda ved: {"ansatt": _the_only([each.brukernavn for each in ved["valg"].ansatte])},
    videre=away_or_back,
)
OPPHEVET = Saksskjema(
    navn="inhabil_opphev",
    handling=Action.REGISTRER_INHABIL,
    skriv=_lift,
    gjort="inhabil_opphevet",
    tomt=_EMPTY,
    ved=_lifting,
    start=lambda ved: {"ansatt": _the_only(list(ved["valg"].inhabile))},
    sti=("inhabil", "opphev"),
)


@ruter.get("/saker/{saksnr}/inhabil", Action.REGISTRER_INHABIL)
def inhabil(side: "Side", saksnr: str) -> Response:
    """Whom it can be registered of, and what follows."""
    return begin(side, saksnr, REGISTRERT)


@ruter.post("/saker/{saksnr}/inhabil", Action.REGISTRER_INHABIL, utkast=REGISTRERT.navn)
def registrer(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Register it."""
    return send(side, skjema, saksnr, REGISTRERT)


@ruter.get("/saker/{saksnr}/inhabil/opphev", Action.REGISTRER_INHABIL)
def opphev(side: "Side", saksnr: str) -> Response:
    """Of whom it can be lifted."""
    return begin(side, saksnr, OPPHEVET)


@ruter.post("/saker/{saksnr}/inhabil/opphev", Action.REGISTRER_INHABIL, utkast=OPPHEVET.navn)
def lagre_opphevet(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Lift it."""
    return send(side, skjema, saksnr, OPPHEVET)
