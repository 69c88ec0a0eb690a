"""Notes on a case: a new one, and the correction of one.

Must not change a note: a correction stands beside what was written first.
"""

from typing import TYPE_CHECKING

from starlette.responses import Response

from exin.casework.oppfolging.arbeid import correct_notat, write_notat
from exin.casework.visning import tidligere
from exin.errors import NotFound
from exin.ids import as_id
from exin.web.ruter import Ruter
from exin.web.saksskjema import Saksskjema, begin, send
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Work

ruter = Ruter()


def _write(w: "Work", saksnr: str, skjema: Skjema) -> None:
    write_notat(w, saksnr, skjema.text("tekst"), dato=skjema.day("dato"))


_EMPTY = {"tekst": "Skriv notatet."}

SKJEMA = Saksskjema(navn="notat", handling=Action.SKRIV_NOTAT, skriv=_write, gjort="notat", tomt=_EMPTY)


@ruter.get("/saker/{saksnr}/notat", Action.SKRIV_NOTAT)
def nytt(side: "Side", saksnr: str) -> Response:
    """An empty note, or the one that was begun."""
    return begin(side, saksnr, SKJEMA)


@ruter.post("/saker/{saksnr}/notat", Action.SKRIV_NOTAT, utkast=SKJEMA.navn)
def lagre(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Write the note."""
    return send(side, skjema, saksnr, SKJEMA)


@ruter.get("/saker/{saksnr}/notat/{notat_id}/rett", Action.RETT_NOTAT)
def rett(side: "Side", saksnr: str, notat_id: str) -> Response:
    """The note as it stands, to be put right."""
    return begin(side, saksnr, _correction_of(notat_id))


@ruter.post("/saker/{saksnr}/notat/{notat_id}/rett", Action.RETT_NOTAT, utkast=SKJEMA.navn)
def lagre_rettelse(side: "Side", skjema: Skjema, saksnr: str, notat_id: str) -> Response:
    """Write the correction."""
    return send(side, skjema, saksnr, _correction_of(notat_id))


def _correction_of(notat_id: str) -> Saksskjema:
    """The form that corrects one note. Raises NotFound where there can be none of that id."""
    row = as_id(notat_id)
    if row is None:
        raise NotFound

    def correct(w: "Work", saksnr: str, skjema: Skjema) -> None:
        correct_notat(w, saksnr, row, skjema.text("tekst"))

    return Saksskjema(
        navn=f"{SKJEMA.navn}_{notat_id}",
        handling=Action.RETT_NOTAT,
        skriv=correct,
        gjort="rettet_notat",
        tomt=_EMPTY,
        ved=lambda r, saksnr: {"notat": tidligere.read_note(r, saksnr, notat_id)},
        start=lambda ved: {"tekst": [ved["notat"], *ved["notat"].rettelser][-1].tekst},
        mal="notat_rett",
        sti=("notat", notat_id, "rett"),
    )
