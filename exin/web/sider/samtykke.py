"""Consents: one that was given, with the day it ends; and that somebody takes it back, with what follows said first.

Must not take a consent back by itself when a new one is given: both stand.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin import begreper
from exin.casework.grunnlag.views import SamtykkeVisning
from exin.casework.oppfolging.arbeid import SAMTYKKER, withdraw_samtykke, write_samtykke
from exin.casework.visning import tidligere
from exin.casework.visning.folger import of_withdrawing
from exin.web.ruter import Ruter
from exin.web.saksskjema import Saksskjema, begin, send
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Reading, Work

ruter = Ruter()

_EXPLAINED: Final[Mapping[str, str]] = {
    "deltakelse": "Personen vil være med, og vet hva det innebærer",
    "deling": "Personen godtar at opplysninger deles. Skriv med hvem og om hva nedenfor",
}


def _beside(r: "Reading", saksnr: str) -> dict[str, Any]:
    given = tidligere.read_consents(r, saksnr)
    return {
        "samtykker": given,
        "slag": [(each, _word(each), _EXPLAINED[each]) for each in SAMTYKKER],
        "slagene": [(each, _word(each)) for each in SAMTYKKER],
        "kan_trekkes": [each for each in SAMTYKKER if any(_stands(one, each) for one in given)],
    }


def _withdrawing(r: "Reading", saksnr: str) -> dict[str, Any]:
    return {**_beside(r, saksnr), "folger": of_withdrawing(SAMTYKKER)}


def _word(slag: str) -> str:
    return begreper.lest(slag).capitalize()


def _stands(given: SamtykkeVisning, slag: str) -> bool:
    return given.slag == slag and given.trukket is None


def _write(w: "Work", saksnr: str, skjema: Skjema) -> None:
    write_samtykke(
        w,
        saksnr,
        skjema.text("slag"),
        gitt=skjema.day("gitt"),
        utloper=skjema.day("utloper"),
        tekst=skjema.maybe("tekst"),
    )


def _withdraw(w: "Work", saksnr: str, skjema: Skjema) -> None:
    withdraw_samtykke(w, saksnr, skjema.text("slag"), dato=skjema.day("dato"))


GITT = Saksskjema(
    navn="samtykke",
    handling=Action.SKRIV_SAMTYKKE,
    skriv=_write,
    gjort="samtykke",
    tomt={"slag": "Velg hva samtykket er til."},
    ved=_beside,
)
TRUKKET = Saksskjema(
    navn="samtykke_trekk",
    handling=Action.SKRIV_SAMTYKKE,
    skriv=_withdraw,
    gjort="samtykke_trukket",
    tomt={"slag": "Velg samtykket som trekkes."},
    ved=_withdrawing,
    start=lambda ved: {"slag": ved["kan_trekkes"][0] if len(ved["kan_trekkes"]) == 1 else None},
    sti=("samtykke", "trekk"),
)


@ruter.get("/saker/{saksnr}/samtykke", Action.SKRIV_SAMTYKKE)
def gitt(side: "Side", saksnr: str) -> Response:
    """An empty form, beside the consents that there are."""
    return begin(side, saksnr, GITT)


@ruter.post("/saker/{saksnr}/samtykke", Action.SKRIV_SAMTYKKE, utkast=GITT.navn)
def lagre(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Write a consent that was given."""
    return send(side, skjema, saksnr, GITT)


@ruter.get("/saker/{saksnr}/samtykke/trekk", Action.SKRIV_SAMTYKKE)
def trekk(side: "Side", saksnr: str) -> Response:
    """What follows when a consent is taken back, and the day it was."""
    return begin(side, saksnr, TRUKKET)


@ruter.post("/saker/{saksnr}/samtykke/trekk", Action.SKRIV_SAMTYKKE, utkast=TRUKKET.navn)
def lagre_trekk(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Write that it was taken back."""
    return send(side, skjema, saksnr, TRUKKET)
