"""Kø og kapasitet: places, what each of the team has, who waits and for how long; and giving a case to who has room.

Must not count, nor know who can be given what: that is told where it is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin import begreper
from exin.casework.oversikt.kapasitet import MOST, show_capacity
from exin.casework.oversikt.venteliste import Utsnitt, give_to_free
from exin.errors import Conflict, IllegalStep, InvalidInput
from exin.web import kapasitetsbilde as bilde
from exin.web.feil import in_form
from exin.web.gjengivelse import address
from exin.web.kapasitetsark import sheets
from exin.web.regneark import as_file, workbook
from exin.web.ruter import Ruter
from exin.web.saksskjema import UTEN_SAKEN
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

_LAST_PAGE: Final = 999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Avslag:
    """What a form on the page was refused for: in which case, for which reasons, and whom it was to go to."""

    saksnr: str
    ansatt: str
    tekster: Mapping[str, str]
    status: HTTPStatus


@ruter.get("/kapasitet", Action.VIS_KAPASITET)
def kapasitet(side: "Side") -> Response:
    """The page."""
    query = side.request.query_params.get("venter", "")
    return _show(side, query, side.asked_number("s", ellers=1, hoyst=_LAST_PAGE))


@ruter.get("/kapasitet/excel", Action.VIS_KAPASITET)
def excel(side: "Side") -> Response:
    """The same in a workbook, with as many of those who wait as one may take along."""
    with side.read() as r:
        found = show_capacity(r, antall=MOST, lastes_ned=True)
    return as_file(workbook(sheets(side, found), laget=found.oppdatert), "kapasitet")


@ruter.post("/kapasitet/{saksnr}/tildel", Action.TILDEL)
def tildel(side: "Side", skjema: Skjema, saksnr: str) -> Response:
    """Give a case that waits to a colleague who has room; or the page again, with why not, and who was chosen."""
    part, number = skjema.text("venter"), _page(skjema)
    ansatt = skjema.text("ansatt")
    try:
        with side.work() as w:
            reads = give_to_free(w, saksnr, ansatt, versjon=skjema.number("versjon"))
    except (InvalidInput, Conflict, IllegalStep) as error:
        status = HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
        refused = Avslag(saksnr=saksnr, ansatt=ansatt, tekster=in_form(error), status=status)
        return _show(side, part, number, refused)
    done = "tildelt" if reads else UTEN_SAKEN
    return side.go_on("kapasitet", gjort=done, **_query(_part(part), number))


def _page(skjema: Skjema) -> int:
    text = skjema.text("s")
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text[:7]) <= _LAST_PAGE else 1


def _part(text: str) -> Utsnitt:
    return Utsnitt(text) if text in set(Utsnitt) else Utsnitt.ALLE


def _query(utsnitt: Utsnitt, number: int) -> dict[str, str | int | None]:
    return {"venter": None if utsnitt is Utsnitt.ALLE else utsnitt, "s": number if number > 1 else None}


def _show(side: "Side", part: str, number: int, avslag: Avslag | None = None) -> Response:
    utsnitt = _part(part)
    with side.read() as r:
        found = show_capacity(r, utsnitt=utsnitt, side=number)

    def to(utsnitt: Utsnitt, number: int = 1) -> str:
        return address("kapasitet", formal=side.formal, **_query(utsnitt, number))

    return side.show(
        "sider/kapasitet.html",
        status=avslag.status if avslag else HTTPStatus.OK,
        k=found,
        faseord=[begreper.tilstander()[state] for state in found.faser],
        plasser=list(bilde.place_rows(found)),
        belastning=list(bilde.load_rows(side, found)),
        ventende=list(bilde.waiting_rows(side, found)),
        utsnitt=utsnitt,
        deler=[
            (f"{text} ({found.venter.antall[each]})", to(each), each is utsnitt)
            for each, text in bilde.UTSNITT.items()
        ],
        bla=to(utsnitt) + ("&" if "?" in to(utsnitt) else "?") + "s={side}",
        median=bilde.median_wait(found.ventetider),
        ventetid=bilde.wait_chart(found.ventetider),
        frister=bilde.deadline_chart(found),
        avslag=avslag,
        feil=_faults(found, avslag),
    )


def _faults(found: Any, avslag: Avslag | None) -> dict[str, str]:  # noqa: ANN401 - a Kapasitet
    """What to say on top: of the list to choose from, where it still stands on the page."""
    if avslag is None:
        return {}
    text = f"Sak {avslag.saksnr} er ikke tildelt. {' '.join(avslag.tekster.values())}"
    here = any(line.saksnr == avslag.saksnr and line.ledige for line in found.venter.linjer)
    return {f"ansatt-{avslag.saksnr}" if here else "": text}
