"""The mapping of a case: each area beside what stood before. Where a colleague was first, both texts, and a choice.

Must not write over what the writer has not seen: the version that the form began from goes along with it.
"""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from exin.casework.grunnlag.omrader import OMRADER
from exin.casework.oppfolging import utkast
from exin.casework.oppfolging.arbeid import write_kartlegging
from exin.casework.sak.adgang import ask_leave
from exin.casework.visning.kartleggingsvisning import KartleggingHistorikk, read_mapping_history
from exin.errors import Conflict, InvalidInput
from exin.web import kartleggingsfelt as felter
from exin.web.feil import in_form, words
from exin.web.kartleggingsfelt import SETT, VALGT_MOT
from exin.web.ruter import Ruter
from exin.web.skjema import Skjema
from exin.web.utkastfelt import Pabegynt, as_sent, begun
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

NAVN: Final = "kartlegging"
HENT_FORRIGE: Final = "hent_forrige"
"""The button that goes on from what stood before in one area."""


@ruter.get("/saker/{saksnr}/kartlegging", Action.SKRIV_KARTLEGGING)
def skjema(side: "Side", saksnr: str) -> Response:
    """The areas, empty or as they were left, beside the version before."""
    with side.read() as r:
        ask_leave(r, Action.SKRIV_KARTLEGGING, saksnr)
        filled = begun(r, NAVN, saksnr)
        history = read_mapping_history(r, saksnr)
    return _show(side, saksnr, filled, history)


@ruter.post("/saker/{saksnr}/kartlegging", Action.SKRIV_KARTLEGGING, utkast=NAVN)
def lagre(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Write a new version; or show both texts, where a colleague was first."""
    if skjema.maybe(HENT_FORRIGE):
        return _go_on_from_before(side, skjema, saksnr)
    missing = felter.find_unanswered(skjema)
    if missing:
        return _again(side, skjema, saksnr, missing)
    try:
        said = _write(side, skjema, saksnr)
    except (InvalidInput, Conflict) as error:
        return _again(side, skjema, saksnr, _in_this_form(error), beaten=isinstance(error, Conflict))
    return side.go_on("saker", saksnr, gjort="kartlegging" if said else "kartlegging_beholdt")


def _write(side: "Side", skjema: Skjema, saksnr: str) -> bool:
    """Write it, and say whether there was anything to write."""
    mapping, added = felter.as_written(skjema)
    chosen, said = skjema.number(VALGT_MOT), felter.says_something(mapping, added)
    seen = skjema.number(SETT) if chosen is None else chosen
    with side.work() as w:
        if said or chosen is None:
            write_kartlegging(w, saksnr, mapping, videre=added, sett=seen)
        utkast.discard(w, NAVN, saksnr)
    return said


def _in_this_form(error: InvalidInput | Conflict) -> Mapping[str, str]:
    """What is about the mapping as a whole is said at its first area."""
    if isinstance(error, InvalidInput) and error.felt == "kartlegging":
        return {next(iter(OMRADER)): words("kartlegging_tom")}
    return in_form(error)


def _go_on_from_before(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """The form with the former text of one area before what was typed there."""
    with side.read() as r:
        ask_leave(r, Action.SKRIV_KARTLEGGING, saksnr)
        history = read_mapping_history(r, saksnr)
    former = {each.kode: each.forrige for each in felter.list_areas(history)}
    area = skjema.text(HENT_FORRIGE)
    both = "\n\n".join(filter(None, (former.get(area), skjema.text(area))))
    filled = replace(skjema, felt={**skjema.felt, area: both} if area in former else skjema.felt)
    return _show(side, saksnr, as_sent(filled), history)


def _again(
    side: "Side", skjema: Skjema, saksnr: str, feil: Mapping[str, str], *, beaten: bool = False
) -> Response:
    """The form as it was sent. `beaten`: somebody was first, which is no fault where there are two texts now."""
    with side.read() as r:
        ask_leave(r, Action.SKRIV_KARTLEGGING, saksnr)
        history = read_mapping_history(r, saksnr)
    if beaten and felter.find_choices(skjema, history):
        return _show(side, saksnr, as_sent(skjema), history, status=HTTPStatus.CONFLICT)
    return _show(side, saksnr, as_sent(skjema), history, status=HTTPStatus.UNPROCESSABLE_ENTITY, feil=feil)


def _show(
    side: "Side",
    saksnr: str,
    filled: Pabegynt,
    history: KartleggingHistorikk,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    feil: Mapping[str, str] | None = None,
) -> Response:
    """The form; or the choice, where somebody has written since it was begun."""
    valg = felter.find_choices(filled.skjema, history)
    return side.show(
        "sider/kartlegging_valg.html" if valg else "sider/kartlegging.html",
        status=status,
        saksnr=saksnr,
        form=filled,
        utkast=NAVN,
        sti=("saker", saksnr, NAVN),
        omrader=felter.list_areas(history),
        historikk=history,
        forrige=history.versjoner[0] if history.versjoner else None,
        valg=valg,
        deres=felter.list_left_to_colleague(filled.skjema, history) if valg else [],
        feil=feil or {},
    )
