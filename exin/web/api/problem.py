"""What is answered when it did not go well: one form for every error (RFC 9457), with the engine's codes and texts.

Must not say what was typed, nor an error's own text. What may not be known of is answered as what does not exist.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from starlette.responses import Response

from exin.errors import (
    Conflict,
    Denied,
    ExinError,
    IllegalStep,
    InvalidInput,
    NotFound,
    ReasonLike,
    UnfitPurpose,
)
from exin.web.feil import TEKSTER, UNFORESEEN, answer_to

MEDIA: Final = "application/problem+json"

GRUNNER: Final = "grunner"
"""The member that says what is missing for a step."""

_OWN: Final[Mapping[str, str]] = {
    "token_mangler": "Send et tilgangstoken i hodet Authorization, som «Bearer …».",
    "token_ikke_godtatt": "Tilgangstokenet ble ikke godtatt. Hent et nytt hos innloggingstjenesten.",
    "innlogging_svarer_ikke": "Innloggingstjenesten svarer ikke som den skal. Prøv igjen om litt.",
    "api_stengt": "API-et er ikke åpnet i denne installasjonen. Systemansvarlig finner hvordan i docs/api.md.",
    "ukjent_innlogging": "Kontoen er ikke knyttet til noen ansatt her.",
    "rollen_mangler_gruppe": "Gruppene i tokenet gir ikke rollen du har her.",
    "for_mange_kall": "Det er spurt for mange ganger. Vent så lenge som hodet Retry-After sier.",
    "ukjent_adresse": "Det finnes ingenting her, eller du kan ikke vite om det.",
    "ukjent_metode": "Adressen tar ikke den metoden. Hodet Allow sier hvilke den tar.",
    "for_stort": "Det som ble sendt, er for stort.",
    "ikke_json": "Send JSON, med hodet Content-Type: application/json.",
    "uleselig_json": "Det som ble sendt, kan ikke leses som ett JSON-objekt.",
    "nokkel_mangler": "Send en nøkkel i hodet Idempotency-Key, så det samme ikke gjøres to ganger.",
    "versjon_mangler": "Send hodet If-Match med ETag fra da du leste. Les først, og endre det du så.",
    "versjon_utdatert": "Noen andre endret dette etter at du leste det. Ingenting ble skrevet. Les det på nytt.",
    "gjores_allerede": "Det samme er sendt to ganger samtidig. Send det igjen, så svares det hva det ble til.",
    "ingen_tilgang": "Reglene gir deg ikke tilgang til dette.",
    "formal_passer_ikke": "Formålet passer ikke til rollen din.",
    "steg_ikke_mulig": "Steget er ikke mulig nå. Det står under hva som mangler.",
    "feil": UNFORESEEN,
}
"""What the API says beside the sentences of the pages, by code."""

OWN_BY_FIELD: Final[Mapping[str, str]] = {
    "ugyldig_verdi": "Verdien er ikke slik feltet skal være. Se beskrivelsen.",
    "ukjent_felt": "Et felt finnes ikke her. Se beskrivelsen.",
    "felt_mangler": "Feltet må være med.",
    "felt_to_ganger": "Feltet står to ganger.",
    "ukjent_ar": "Året er ikke avsluttet ennå, eller det finnes ingen tall for det.",
    "ugyldig_markor": "Markøren er ikke fra dette søket. Begynn på første side.",
    "nokkel_brukt_om_annet": "Nøkkelen er brukt om noe annet. Lag en ny nøkkel for hver ting som skal gjøres.",
    "formal_mangler": "Send hodet Formal, som sier hva opplysningene skal brukes til.",
    "ukjent_formal": "Send et av formålene som står i beskrivelsen, i hodet Formal.",
}
"""The same of single fields and headers, where the pages have another sentence or none."""

_OF_THE_PATH: Final = frozenset({"ukjent_mote", "ukjent_frist", "ukjent_notat", "ukjent_ar"})
"""What the path of a request names, and the case has not."""

_TITLES: Final[Mapping[int, str]] = {
    400: "Kan ikke leses",
    401: "Ikke logget inn",
    403: "Ikke tilgang",
    404: "Finnes ikke",
    405: "Metoden tas ikke her",
    409: "Kan ikke gjøres nå",
    412: "Endret av andre",
    413: "For stort",
    415: "Feil slags innhold",
    421: "Ukjent vert",
    422: "Ikke gyldig",
    428: "Versjon mangler",
    429: "For mange kall",
    500: "Uventet feil",
    503: "Ikke tilgjengelig",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One answer that says what is wrong. `felt`: field to code. `regler`: rule to its ground, where that is told."""

    status: int
    kode: str
    tekst: str = ""
    felt: Mapping[str, str] = field(default_factory=dict)
    grunner: tuple[ReasonLike, ...] = ()
    regler: Mapping[str, str] = field(default_factory=dict)
    hoder: Mapping[str, str] = field(default_factory=dict)

    def body(self, foresporsel: str) -> bytes:
        """As it is sent."""
        said: dict[str, Any] = {
            "type": f"urn:exin:feil:{self.kode}",
            "title": _TITLES[self.status],
            "status": self.status,
            "detail": self.tekst or said_of(self.kode),
            "kode": self.kode,
            "foresporsel": foresporsel,
        }
        if self.felt:
            said["felt"] = [
                {"felt": name, "kode": kode, "tekst": said_of(kode)} for name, kode in self.felt.items()
            ]
        if self.grunner:
            said[GRUNNER] = [
                {name: getattr(each, name) for name in ("kode", "tekst", "mangler", "hvem")}
                for each in self.grunner
            ]
        if self.regler:
            said["regler"] = [{"id": name, "grunn": ground} for name, ground in self.regler.items()]
        return json.dumps(said, ensure_ascii=False).encode()

    def response(self, foresporsel: str) -> Response:
        """The same as an answer."""
        return Response(self.body(foresporsel), self.status, dict(self.hoder), media_type=MEDIA)


class Avvist(Exception):
    """A request that got no further: refused before anybody asked a rule, or done already."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.kode)
        self.problem = problem


def refused(status: HTTPStatus, kode: str, **hoder: str) -> Avvist:
    """A refusal by a code of the table above."""
    return Avvist(Problem(status=int(status), kode=kode, hoder=hoder))


def said_of(kode: str) -> str:
    """What to say of a code; the general sentence where it has none."""
    return _OWN.get(kode) or OWN_BY_FIELD.get(kode) or TEKSTER.get(kode, UNFORESEEN)


def problem_of(error: ExinError, *, regler: Mapping[str, str], om_versjon: bool) -> Problem:
    """The answer to an error of the engine.

    `regler`: the grounds of the rules, by id. `om_versjon`: the asker said which version was seen, so that a change
    meanwhile is answered as one.
    """
    match error:
        case NotFound():
            return Problem(status=404, kode="ukjent_adresse")
        case Denied():
            return _denied(error, regler)
        case IllegalStep():
            return Problem(status=409, kode="steg_ikke_mulig", grunner=error.reasons)
        case Conflict():
            stale = om_versjon and error.kode == "endret_av_andre"
            return Problem(status=412 if stale else 409, kode="versjon_utdatert" if stale else error.kode)
        case InvalidInput():
            return _invalid(error)
    svar = answer_to(error)
    return Problem(status=int(svar.status), kode="feil", tekst=svar.tekst)


def _denied(error: Denied, regler: Mapping[str, str]) -> Problem:
    if isinstance(error, UnfitPurpose):
        return Problem(status=403, kode="formal_passer_ikke")
    told = {each: regler[each] for each in error.told if each in regler}
    return Problem(status=403, kode="ingen_tilgang", regler=told)


def _invalid(error: InvalidInput) -> Problem:
    if error.kode in _OF_THE_PATH:
        return Problem(status=404, kode=error.kode)
    return Problem(status=422, kode=error.kode, felt={error.felt: error.kode} if error.felt else {})
