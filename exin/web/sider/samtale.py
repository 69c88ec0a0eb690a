"""A talk that was held, one that nobody came to, or an attempt at contact.

Must not make words of its own for kinds and outcomes: they are those of the lists.
"""

from typing import TYPE_CHECKING

from starlette.responses import Response

from exin import begreper
from exin.casework.oppfolging.arbeid import SLAG, UTFALL, NyKontakt, write_kontakt
from exin.casework.visning import tidligere
from exin.web.ruter import Ruter
from exin.web.saksskjema import Saksskjema, begin, send
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Work

ruter = Ruter()

_EXPLAINED = {
    "holdt": "Dere møttes eller snakket sammen",
    "ikke_mott": "Det var avtalt, og personen kom ikke",
    "forsok": "Du prøvde å få kontakt uten å få svar",
}


def _write(w: "Work", saksnr: str, skjema: Skjema) -> None:
    written = NyKontakt(
        slag=skjema.text("slag"),
        utfall=skjema.text("utfall"),
        dato=skjema.day("dato"),
        arena=skjema.maybe("arena"),
        tekst=skjema.maybe("tekst"),
    )
    write_kontakt(w, saksnr, written)


SKJEMA = Saksskjema(
    navn="samtale",
    handling=Action.SKRIV_KONTAKT,
    skriv=_write,
    gjort="kontakt",
    tomt={"utfall": "Velg hva det ble til.", "slag": "Velg hva slags kontakt det var."},
    ved=lambda r, saksnr: {
        "kontakter": tidligere.read_contacts(r, saksnr),
        "slag": [(each, begreper.lest(each).capitalize()) for each in SLAG],
        "utfall": [(each, begreper.lest(each).capitalize(), _EXPLAINED[each]) for each in UTFALL],
    },
)


@ruter.get("/saker/{saksnr}/samtale", Action.SKRIV_KONTAKT)
def skjema(side: "Side", saksnr: str) -> Response:
    """An empty form, beside the contacts until now."""
    return begin(side, saksnr, SKJEMA)


@ruter.post("/saker/{saksnr}/samtale", Action.SKRIV_KONTAKT, utkast=SKJEMA.navn)
def lagre(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Write the contact."""
    return send(side, skjema, saksnr, SKJEMA)
