"""A new henvendelse: of somebody who got in touch, and of somebody whose case has ended.

Must not tell of a case that the asker may not know of: the answer is then that of any new henvendelse (ADR 0008).
"""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin import begreper
from exin.casework.grunnlag.bydeler import districts
from exin.casework.oppfolging import utkast
from exin.casework.sak.adgang import ask_leave_for_henvendelse, ask_leave_for_step
from exin.casework.sak.henvendelse import open_linked, register_henvendelse
from exin.casework.sak.ny_sak import NyHenvendelse
from exin.errors import Conflict, IllegalStep, InvalidInput
from exin.web.feil import in_form
from exin.web.ruter import Ruter
from exin.web.skjema import Skjema
from exin.web.utkastfelt import Pabegynt, as_sent, begun
from policies import Action, Protection

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

NAVN: Final = "henvendelse"
LENKET: Final = "nyhenvendelse"

_ASKED_FOR: Final = {
    "program": "Velg program.",
    "kilde": "Velg hvem som tok kontakt.",
    "bydel": "Velg bydel.",
    "navn": "Skriv navnet, eller det dere kaller personen.",
}
_TIE: Final = (("ja", "Ja"), ("nei", "Nei"), ("", "Ikke avklart ennå"))


@ruter.get("/henvendelse", Action.HENVENDELSE)
def ny(side: "Side") -> Response:
    """An empty form, or the one that was begun."""
    with side.read() as r:
        ask_leave_for_henvendelse(r)
        form = begun(r, NAVN, skjerming=Protection.INGEN)
    return _show(side, form)


@ruter.post("/henvendelse", Action.HENVENDELSE, utkast=NAVN)
def registrer(side: "Side", skjema: Skjema) -> Response:
    """Register it, and go to the case."""
    missing = _missing(skjema, "program", "kilde", "bydel", "navn")
    if missing:
        with side.read() as r:
            ask_leave_for_henvendelse(r)
        return _show(side, as_sent(skjema), missing)
    try:
        with side.work() as w:
            case = register_henvendelse(
                w, _read(skjema, program=skjema.text("program"), navn=skjema.text("navn"))
            )
            utkast.discard(w, NAVN)
    except (InvalidInput, Conflict, IllegalStep) as error:
        return _show(side, as_sent(skjema), in_form(error), _known_case(error))
    return side.go_on("saker", case.saksnr, gjort="henvendelse")


@ruter.get("/saker/{saksnr}/ny-henvendelse", Action.NY_HENVENDELSE)
def ny_i_ny_sak(side: "Side", saksnr: str) -> Response:
    """The form for somebody whose case has ended: who it is, is known."""
    with side.read() as r:
        ask_leave_for_step(r, Action.NY_HENVENDELSE, saksnr)
        form = begun(r, LENKET, saksnr)
    return _show(side, form, saksnr=saksnr)


@ruter.post("/saker/{saksnr}/ny-henvendelse", Action.NY_HENVENDELSE, utkast=LENKET)
def registrer_i_ny_sak(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Open the new case, linked to the ended one, and go there."""
    missing = _missing(skjema, "kilde")
    if missing:
        with side.read() as r:
            ask_leave_for_step(r, Action.NY_HENVENDELSE, saksnr)
        return _show(side, as_sent(skjema), missing, saksnr=saksnr)
    try:
        with side.work() as w:
            case = open_linked(w, saksnr, _read(skjema, program="", navn=""))
            utkast.discard(w, LENKET, saksnr)
    except (InvalidInput, Conflict, IllegalStep) as error:
        return _show(side, as_sent(skjema), in_form(error), _known_case(error), saksnr=saksnr)
    return side.go_on("saker", case.saksnr, gjort="henvendelse")


def _read(skjema: Skjema, *, program: str, navn: str) -> NyHenvendelse:
    """What was filled in. Raises InvalidInput for a day that cannot be read."""
    return NyHenvendelse(
        program=program,
        kilde=skjema.text("kilde"),
        bydel=skjema.text("bydel"),
        navn=navn,
        dato=skjema.day("dato"),
        fodselsnummer=skjema.maybe("fodselsnummer"),
        fodselsdato=skjema.day("fodselsdato"),
        telefon=skjema.maybe("telefon"),
        epost=skjema.maybe("epost"),
        adresse=skjema.maybe("adresse"),
        tekst=skjema.maybe("tekst"),
        skjerming=skjema.text("skjerming") or Protection.INGEN,
        tilknytning_oslo={"ja": True, "nei": False}.get(skjema.text("tilknytning_oslo")),
    )


def _missing(skjema: Skjema, *felt: str) -> dict[str, str]:
    """All that must be filled in and is not, so that it is said at once and not one by one."""
    return {name: _ASKED_FOR[name] for name in felt if not skjema.text(name)}


def _known_case(error: Exception) -> str | None:
    """The open case that the engine has just told the asker of, where that is why."""
    return error.saksnr if isinstance(error, IllegalStep) else None


def _show(
    side: "Side",
    form: Pabegynt,
    feil: Mapping[str, str] | None = None,
    kjent: str | None = None,
    *,
    saksnr: str | None = None,
) -> Response:
    valg: dict[str, Any] = {
        "program": list(begreper.programmer().items()),
        "kilde": list(begreper.valg("henvendelse", "kilde").items()),
        "bydel": [(each.kode, each.navn) for each in districts().values() if _stands(side, each.gyldig_til)],
        "skjerming": [
            (each, begreper.skjerming(each), begreper.skjerming_forklart(each)) for each in Protection
        ],
        "tilknytning_oslo": _TIE,
    }
    return side.show(
        "sider/henvendelse.html" if saksnr is None else "sider/ny_henvendelse.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if feil else HTTPStatus.OK,
        form=form,
        feil=feil or {},
        kjent=kjent,
        valg=valg,
        saksnr=saksnr,
    )


def _stands(side: "Side", til: date | None) -> bool:
    return til is None or til >= side.dag
