"""Innsynslogg: who did what, when and why, for whoever audits; the proof of the log, and the log to take along.

Must not show anything of a case but its random id, and one reason at a time where the rules let it be opened. What is
searched for is sent as a form and stands in no address.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import Response, StreamingResponse

from exin.casework.logg.begrunnelse import may_open, open_reason
from exin.casework.logg.bevis import ask_for_check, read_proof, start_check
from exin.casework.logg.eksport import MAPPE, Uttak, permit_export, stream_archive
from exin.casework.logg.innsyn import permit_search, read_filters, search_page
from exin.casework.logg.loggtall import count_last_days
from exin.casework.logg.utvalg import Sok
from exin.errors import Conflict, ExinError, InvalidInput, NotFound
from exin.ids import SakId, as_id
from exin.web import innsynsbilde as bilde
from exin.web.feil import in_form
from exin.web.ruter import Ruter
from exin.web.skjema import Skjema, blank
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

_MAL: Final = "sider/innsynslogg.html"
_LAST: Final = 9_999_999


@ruter.get("/innsynslogg", Action.LES_LOGG)
def innsynslogg(side: "Side") -> Response:
    """The newest events, the last month in figures, and how the proof stands."""
    office = side.nettsted.office
    with side.read() as r:
        grant = permit_search(r, Sok())
        found = search_page(r, grant, Sok())
        opens = may_open(r, found.linjer)
        figures = count_last_days(r, grant)
        proof = read_proof(r, office, grant)
    return side.show(
        _MAL,
        bevis=proof,
        tall=bilde.figures(figures),
        skjema=blank(),
        **bilde.page(side, found, opens, blank(), first=1),
    )


@ruter.get("/innsynslogg/sok", Action.LES_LOGG)
def tilbake(side: "Side") -> Response:
    """A search has no address of its own: back to where one is begun."""
    return side.go_on("innsynslogg")


@ruter.post("/innsynslogg/sok", Action.LES_LOGG)
def sok(side: "Side", skjema: Skjema) -> Response:
    """A page of what fits."""
    try:
        asked = _asked(skjema)
        with side.read() as r:
            grant = permit_search(r, asked)
            found = search_page(r, grant, asked, etter=skjema.text("etter"))
            opens = may_open(r, found.linjer)
            proof = read_proof(r, side.nettsted.office, grant)
    except InvalidInput as error:
        return _again(side, skjema, in_form(error))
    first = min(skjema.number("nr") or 1, _LAST)
    return side.show(_MAL, bevis=proof, skjema=skjema, **bilde.page(side, found, opens, skjema, first=first))


def _again(side: "Side", skjema: Skjema, feil: dict[str, str]) -> Response:
    with side.read() as r:
        grant = permit_search(r, Sok())
        there, proof = read_filters(r, grant), read_proof(r, side.nettsted.office, grant)
    return side.show(
        _MAL,
        bevis=proof,
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        skjema=skjema,
        feil=feil,
        **bilde.nothing(side, there, skjema),
    )


def _asked(skjema: Skjema) -> Sok:
    """Raises InvalidInput for a day that cannot be read."""
    sak = as_id(skjema.text("sakid"))
    return Sok(
        saksnr=skjema.text("sak").upper() or None,
        hele_personen=skjema.ticked("person") and bool(skjema.text("sak")),
        sak=SakId(sak) if sak else None,
        ansatt=skjema.maybe("ansatt"),
        fra=skjema.day("fra"),
        til=skjema.day("til"),
        handling=skjema.maybe("handling"),
        formal=skjema.maybe("sokt_formal"),
        utfall=skjema.maybe("utfall"),
        regel=skjema.maybe("regel"),
        dor=skjema.maybe("dor"),
    )


# -- one reason ------------------------------------------------------------------------------------------------


@ruter.get("/innsynslogg/begrunnelse", Action.LES_LOGG)
def uten_begrunnelse(side: "Side") -> Response:
    """Nor has a reason."""
    return side.go_on("innsynslogg")


@ruter.post("/innsynslogg/begrunnelse", Action.LES_LOGG)
def begrunnelse(side: "Side", skjema: Skjema) -> Response:
    """The reason that was typed for one event."""
    blad = skjema.number("blad")
    if blad is None:
        raise NotFound
    with side.read() as r:
        opened = open_reason(r, blad)
    return side.show(
        "sider/innsynsgrunn.html",
        tekst=opened.tekst,
        rad=bilde.row(side, opened.innslag, bilde.NOTHING_ASKED),
    )


# -- the proof -------------------------------------------------------------------------------------------------


@ruter.post("/innsynslogg/kontroll", Action.VERIFISER_LOGG)
def kontroll(side: "Side", _skjema: Skjema) -> Response:
    """Check the log now, beside. A long one goes on after this is answered."""
    with side.work() as w:
        ask_for_check(w)
    nettsted, number = side.nettsted, side.foresporsel
    try:
        ended = start_check(nettsted.office, on_fault=lambda error: nettsted.on_fault(error, number))
    except Conflict:
        return side.go_on("innsynslogg", gjort="loggkontroll_pagar")
    return side.go_on("innsynslogg", gjort="loggkontroll_ferdig" if ended else "loggkontroll_startet")


@ruter.post("/innsynslogg/bevis", Action.EKSPORTER_LOGG)
def bevis(side: "Side", _skjema: Skjema) -> Response:
    """The log and its checkpoints as one archive, made while it is sent."""
    with side.read() as r:
        taken = permit_export(r, side.nettsted.office)
    named = {"Content-Disposition": f'attachment; filename="{MAPPE}.zip"'}
    return StreamingResponse(_sent(side, taken), media_type="application/zip", headers=named)


def _sent(side: "Side", taken: Uttak) -> Iterator[bytes]:
    """A fault on the way is noted; the browser is told by an answer that breaks off."""
    try:
        yield from stream_archive(side.nettsted.office, taken)
    except ExinError as error:
        side.nettsted.on_fault(error, side.foresporsel)
        raise
