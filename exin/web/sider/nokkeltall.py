"""Nøkkeltall: the figures of any day on the screen, and those of closed years to take along or print.

Must not count or hide: what is told, and to whom, was decided where it was read.
"""

from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from exin.casework.oversikt.arstall import Utgave, read_edition
from exin.casework.oversikt.tallside import show_figures
from exin.errors import InvalidInput
from exin.web import csvfil, regneark
from exin.web import tallbilde as bilde
from exin.web.feil import in_form
from exin.web.ruter import Ruter
from exin.web.skjema import read_day
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

_LAST_YEAR: Final = 9_999


@ruter.get("/nokkeltall", Action.LES_NOKKELTALL)
def nokkeltall(side: "Side") -> Response:
    """The figures as of a day, as known on a day."""
    asked, feil = side.request.query_params, dict[str, str]()
    days = dict[str, date | None]()
    for name in ("per", "kjent_per"):
        try:
            days[name] = read_day(asked.get(name, "").strip(), name)
        except InvalidInput as error:
            days[name] = None
            feil |= in_form(error)
    with side.read() as r:
        found = show_figures(r, days["per"] or side.dag, kjent_per=days["kjent_per"])
    return side.show(
        "sider/nokkeltall.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if feil else HTTPStatus.OK,
        feil=feil,
        funnet=found,
        asked={
            "per": asked.get("per", "") if "per" in feil else found.per,
            "kjent_per": asked.get("kjent_per", "") if "kjent_per" in feil else found.kjent_per or "",
        },
        tabeller=bilde.tables(found.program, found.per.year, i_alt=found.hele),
        aktive=bilde.active_chart(found) if found.hele else None,
        nye=bilde.new_chart(found) if found.hele else None,
    )


@ruter.get("/nokkeltall/excel", Action.LAST_NED_NOKKELTALL)
def excel(side: "Side") -> Response:
    """A closed year as a workbook."""
    found = _edition(side)
    if isinstance(found, Response):
        return found
    made = side.nettsted.office.means.clock()
    return regneark.as_file(regneark.workbook(bilde.sheets(found), laget=made), f"nokkeltall-{found.ar}")


@ruter.get("/nokkeltall/csv", Action.LAST_NED_NOKKELTALL)
def som_csv(side: "Side") -> Response:
    """A closed year as rows."""
    found = _edition(side)
    if isinstance(found, Response):
        return found
    return csvfil.as_file(csvfil.rows_of(bilde.CSV_HODE, bilde.csv_rows(found)), f"nokkeltall-{found.ar}")


@ruter.get("/nokkeltall/arsark", Action.LAST_NED_NOKKELTALL)
def arsark(side: "Side") -> Response:
    """A closed year as a sheet to print."""
    found = _edition(side)
    if isinstance(found, Response):
        return found
    return side.show(
        "sider/arsark.html",
        utgave=found,
        tabeller=bilde.tables(found.program, found.ar),
        om=bilde.OM_SKJULING,
    )


def _edition(side: "Side") -> Utgave | Response:
    """The year that is asked for, the last one where none is; or a page that says that it cannot be had."""
    year = side.asked_number("ar", ellers=side.dag.year - 1, hoyst=_LAST_YEAR)
    try:
        with side.read() as r:
            return read_edition(r, year)
    except InvalidInput as error:
        text = in_form(error)[error.felt]
        return side.show("sider/stopp.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, tekst=text)
