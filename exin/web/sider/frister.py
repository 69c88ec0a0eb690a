"""The deadlines of a case, those that are done too; and one of them moved, put to rest or let run on, with a reason.

Must not count days: the views say when each is due, and when it would be if it ran on.
"""

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin.casework.frist.fristendring import (
    move_frist,
    pause_frist,
    resume_frist,
    show_deadlines,
)
from exin.casework.visning.folger import FLYTT, FORTSETT, PAUSE
from exin.casework.visning.fristvalg import show_deadline
from exin.errors import InvalidInput, NotFound
from exin.web.feltnavn import called
from exin.web.ruter import Ruter
from exin.web.saksskjema import Saksskjema, begin, send
from exin.web.skjema import Skjema
from exin.web.skjemanavn import is_form
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Reading, Work

ruter = Ruter()

_WORDS: Final = {
    FLYTT: "Flytt til en annen dag",
    PAUSE: "Sett på pause",
    FORTSETT: "La den løpe igjen",
}
_EMPTY: Final = {"endring": "Velg hva som skal skje med fristen.", "begrunnelse": "Skriv hvorfor."}


@ruter.get("/saker/{saksnr}/frister", Action.LES_SAK)
def frister(side: "Side", saksnr: str) -> Response:
    """All deadlines of a case."""
    with side.read() as r:
        found = show_deadlines(r, saksnr, alle=True)
    return side.show(
        "sider/frister.html",
        saksnr=saksnr,
        lopende=[each for each in found if each.lukket is None],
        lukkede=sorted((each for each in found if each.lukket), key=lambda each: each.lukket, reverse=True),
    )


@ruter.get("/saker/{saksnr}/frister/{slag}", Action.FLYTT_FRIST)
def frist(side: "Side", saksnr: str, slag: str) -> Response:
    """One deadline, and what can be done with it."""
    return begin(side, saksnr, _form(slag))


@ruter.post("/saker/{saksnr}/frister/{slag}", Action.FLYTT_FRIST, utkast="frist")
def lagre(side: "Side", skjema: Skjema, saksnr: str, slag: str) -> Response:
    """Move it, put it to rest, or let it run on."""
    return send(side, skjema, saksnr, _form(slag))


def _form(slag: str) -> Saksskjema:
    """The form of one deadline. Raises NotFound where there can be none of that name."""
    navn = f"frist_{slag}"
    if not is_form(navn):
        raise NotFound
    return Saksskjema(
        navn=navn,
        handling=Action.FLYTT_FRIST,
        skriv=lambda w, saksnr, skjema: _change(w, saksnr, slag, skjema),
        gjort="frist_flyttet",
        tomt=_EMPTY,
        ved=lambda r, saksnr: _beside(r, saksnr, slag),
        start=lambda ved: {"endring": ved["endringer"][0][0]},
        mal="frist",
        sti=("frister", slag),
        videre=lambda side, saksnr, gjort: side.go_on("saker", saksnr, "frister", gjort=gjort),
    )


def _beside(r: "Reading", saksnr: str, slag: str) -> dict[str, Any]:
    valg = show_deadline(r, saksnr, slag)
    told = {each.ved: each.tekst for each in valg.folger}
    return {
        "frist": valg.frist,
        "endringer": [(each, _WORDS[each], told[each]) for each in valg.endringer],
        "folger": [each for each in valg.folger if each.ved is None],
    }


def _change(w: "Work", saksnr: str, slag: str, skjema: Skjema) -> str | None:
    """What was asked for. Returns the code of what was done, where it was not moved."""
    endring, why = skjema.text("endring"), skjema.text("begrunnelse")
    with called(slag="endring"):
        match endring:
            case "flytt":
                move_frist(w, saksnr, slag, til=_day(skjema), begrunnelse=why)
                return None
            case "pause":
                pause_frist(w, saksnr, slag, begrunnelse=why)
                return "frist_pauset"
            case "fortsett":
                resume_frist(w, saksnr, slag, begrunnelse=why)
                return "frist_fortsatt"
            case _:
                raise InvalidInput("ukjent_kode", "endring")


def _day(skjema: Skjema) -> date:
    day = skjema.day("flytt")
    if day is None:
        raise InvalidInput("ugyldig_dato", "flytt")
    return day
