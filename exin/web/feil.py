"""One table from the engine's errors to a page: which status, which template, which words.

Must not show what was typed, nor an error's own text. What may not be known of is answered as what does not exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from exin.errors import (
    Conflict,
    Denied,
    ExinError,
    IllegalStep,
    InvalidInput,
    LogUnavailable,
    Misconfigured,
    NotFound,
    Tampered,
    UnfitPurpose,
)
from exin.feiltekster import FELLES
from exin.fodselsnummer import MESSAGES as NUMBER_MESSAGES

TEKSTER: Final[Mapping[str, str]] = FELLES | {
    **{f"fodselsnummer_{kode}": text for kode, text in NUMBER_MESSAGES.items()},
    "tekst_mangler": "Skriv noe her.",
    "ukjent_ar": "Tallene for det året kan ikke tas med. Et år kan tas med fra 31. januar året etter.",
    "ukjent_kode": "Velg en av mulighetene i listen.",
    "ja_eller_nei": "Velg ja eller nei.",
    "kartlegging_tom": "Skriv om minst ett område, eller velg en skår.",
    "ukjent_ansatt": "Velg en ansatt fra listen.",
    "ukjent_formal": "Velg hva du skal bruke saken til.",
    "ugyldig_tall": "Skriv et helt tall.",
    "ugyldige_tegn": "Teksten har tegn som ikke kan lagres. Fjern dem, og prøv igjen.",
    "ukjent_hendelse": "Det finnes ikke noe slikt steg. Gå tilbake til saken, og velg et som er mulig.",
    "ny_henvendelse_er_egen_kommando": "Bruk «Ny henvendelse» i saken for en ny henvendelse fra samme person.",
    "ukjent_notat": "Notatet finnes ikke i denne saken. Gå tilbake til saken, og velg et.",
    "ukjent_mote": "Møtet finnes ikke i denne saken. Gå tilbake til møtene, og velg et.",
    "ukjent_frist": "Fristen løper ikke lenger. Gå tilbake til fristene i saken.",
    "ugyldig_tid": "Skriv både dag og klokkeslett, slik: 31.12.2026 og 13.05.",
    "mote_i_fortiden": "Møtet må være fram i tid. Det som har vært, føres under «Samtale og kontakt».",
    "frist_er_pauset": "Fristen er på pause allerede.",
    "frist_er_ikke_pauset": "Fristen er ikke på pause.",
    "alder_kan_ikke_flyttes": "En fødselsdag kan ikke flyttes. Er datoen feil, så rett den under «Rett opplysninger».",
    "krets_bare_ved_strengt": "Leder og ansatte oppgis bare når saken blir strengt fortrolig.",
    "ikke_tildelt": "Den ansatte har ikke den funksjonen i saken.",
    "utkast_for_langt": "Teksten er for lang til å lagres som utkast. Send skjemaet nå, eller kort ned teksten.",
    "for_mange_utkast": "Du har for mange utkast, så dette lagres ikke underveis. Send skjemaet nå. Eller åpne Min dag "
    "i et nytt vindu, send eller forkast gamle utkast der, og skriv videre her.",
    "utkast_endret": "Utkastet er endret i et annet vindu. Send skjemaet herfra, eller last siden på nytt.",
    "fravar_overlapper": "Den ansatte er registrert borte på noen av dagene alt.",
    "ukjent_fravar": "Den ansatte har ikke noe fravær som begynner på den dagen.",
    "vikar_for_seg_selv": "Ingen er vikar for seg selv. Velg en annen, eller ingen.",
    "ukjent_okt": "Den økten finnes ikke. Kanskje er den avsluttet alt.",
    "kartlegging_endret": "En kollega har lagret en ny kartlegging imens. Se begge tekstene nedenfor, og velg.",
}
"""What to say, by code. What is not here cannot come of a page; a test compares."""

REFUSED: Final = "sider/ikke_tilgang.html"
"""The page of a refusal."""

UNFORESEEN: Final = "Noe gikk galt. Det som ikke ble ferdig, er ikke lagret."

_CLOSED: Final = (
    "Loggen kan ikke skrives, og da vises og endres ingenting. Prøv igjen om litt, eller meld fra til drift."
)
_PERHAPS: Final = (
    "Databasen svarte ikke da endringen skulle lagres. Den kan være lagret eller ikke. "
    "Se på saken før du prøver igjen."
)
_TAMPERED: Final = (
    "Noe i databasen er ikke slik det ble skrevet, og vises ikke. Meld fra til systemansvarlig og revisor."
)
_FAULTY: Final = "Nettstedet er ikke satt opp riktig. Meld fra til systemansvarlig."


@dataclass(frozen=True, slots=True, kw_only=True)
class Svar:
    """What is answered: the status, the template, the words."""

    status: HTTPStatus
    mal: str
    tekst: str = ""
    regler: tuple[str, ...] = field(default=())
    uventet: bool = False
    """Whether nobody foresaw it: the operations log then gets its place."""


def answer_to(error: ExinError) -> Svar:
    """The page for an error that no form took."""
    match error:
        case NotFound():
            return Svar(status=HTTPStatus.NOT_FOUND, mal="sider/ikke_funnet.html")
        case UnfitPurpose():
            return _stop(HTTPStatus.FORBIDDEN, "Formålet passer ikke til rollen din.")
        case Denied():
            return Svar(status=HTTPStatus.FORBIDDEN, mal=REFUSED, regler=error.told)
        case IllegalStep() | Conflict():
            return _stop(HTTPStatus.CONFLICT, in_form(error)[""])
        case InvalidInput():
            return _stop(HTTPStatus.UNPROCESSABLE_ENTITY, words(error.kode))
        case _:
            return _fault(error)


def _stop(status: HTTPStatus, text: str) -> Svar:
    return Svar(status=status, mal="sider/stopp.html", tekst=text)


def _fault(error: ExinError) -> Svar:
    status, text = HTTPStatus.INTERNAL_SERVER_ERROR, UNFORESEEN
    match error:
        case LogUnavailable():
            text = _PERHAPS if "utfall_ukjent" in error.args else _CLOSED
            return Svar(status=HTTPStatus.SERVICE_UNAVAILABLE, mal="sider/feil.html", tekst=text)
        case Tampered():
            text = _TAMPERED
        case Misconfigured():
            text = _FAULTY
    return Svar(status=status, mal="sider/feil.html", tekst=text, uventet=True)


def words(kode: str) -> str:
    """What to say of a code; the general sentence where it has none."""
    return TEKSTER.get(kode, UNFORESEEN)


def in_form(error: InvalidInput | IllegalStep | Conflict) -> dict[str, str]:
    """The same for the form that it came of: what to say by field; what is about the whole form under ''."""
    match error:
        case InvalidInput():
            return {error.felt: words(error.kode)}
        case IllegalStep():
            return {"": " ".join(reason.mangler for reason in error.reasons)}
        case Conflict():
            return {"": words(error.kode)}
