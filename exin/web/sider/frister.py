"""The deadlines of a case, those that are done too; and one of them moved, put to rest or let run on, with a reason.

Must not count days: the views say when each is due, and when it would be if it ran on.
"""

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin.casework.fristendring import (
    FristVisning,
    due_after_rest,
    move_frist,
    pause_frist,
    resume_frist,
    show_deadlines,
)
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

FLYTT, PAUSE, FORTSETT = "flytt", "pause", "fortsett"

_DONE: Final = {FLYTT: "frist_flyttet", PAUSE: "frist_pauset", FORTSETT: "frist_fortsatt"}
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
        gjort=_DONE[FLYTT],
        tomt=_EMPTY,
        ved=lambda r, saksnr: _beside(r, saksnr, slag),
        start=lambda ved: {"endring": ved["endringer"][0][0]},
        mal="frist",
        sti=("frister", slag),
        videre=lambda side, saksnr, done: side.go_on("saker", saksnr, "frister", gjort=done),
    )


def _beside(r: "Reading", saksnr: str, slag: str) -> dict[str, Any]:
    found = [each for each in show_deadlines(r, saksnr, alle=True) if each.slag == slag and not each.alder]
    if not found:
        raise NotFound
    frist = next((each for each in found if each.lukket is None), found[-1])
    igjen = due_after_rest(frist.frist, pauset=frist.pauset, dag=r.means.today()) if frist.pauset else None
    return {"frist": frist, "igjen": igjen, "endringer": _choices(frist)}


def _choices(frist: FristVisning) -> list[tuple[str, str, str]]:
    move = (FLYTT, "Flytt til en annen dag", "Den som skal gjøre det, får beskjed på nytt når dagen kommer.")
    if frist.pauset is None:
        return [move, (PAUSE, "Sett på pause", "Ingen får beskjed om fristen før den løper igjen.")]
    left = "Den får like mange dager som den hadde igjen." if frist.frist >= frist.pauset else ""
    return [(FORTSETT, "La den løpe igjen", left), move]


def _change(w: "Work", saksnr: str, slag: str, skjema: Skjema) -> str:
    """What was asked for. Returns the code of what was done."""
    endring, why = skjema.text("endring"), skjema.text("begrunnelse")
    with called(slag="endring"):
        match endring:
            case "flytt":
                move_frist(w, saksnr, slag, til=_day(skjema), begrunnelse=why)
            case "pause":
                pause_frist(w, saksnr, slag, begrunnelse=why)
            case "fortsett":
                resume_frist(w, saksnr, slag, begrunnelse=why)
            case _:
                raise InvalidInput("ukjent_kode", "endring")
    return _DONE[endring]


def _day(skjema: Skjema) -> date:
    day = skjema.day("flytt")
    if day is None:
        raise InvalidInput("ugyldig_dato", "flytt")
    return day
