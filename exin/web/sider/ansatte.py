"""Staff: the list, one of them, and a new one.

Must not decide what may be done alone: casework says whether something waits for another.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin.casework.hus import ansatte as staff
from exin.casework.hus.ansattvisning import AnsattView, list_staff, teams
from exin.casework.hus.forslagssyn import list_proposals
from exin.errors import Conflict, InvalidInput
from exin.web.ansattbilde import choices, named_fields, proposal, show_person, valg_of
from exin.web.feil import in_form
from exin.web.ruter import Ruter
from exin.web.skjema import Skjema, blank
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

_UTVALG: Final = (("apne", "Åpne kontoer"), ("sperrede", "Sperrede"), ("alle", "Alle"))
# -- all of them -----------------------------------------------------------------------------------------------


@ruter.get("/ansatte", Action.LES_ANSATTE)
def ansatte(side: "Side") -> Response:
    """Who works here, and what waits for somebody to decide on."""
    asked = side.request.query_params.get("vis", "")
    vis = asked if asked in dict(_UTVALG) else "apne"
    with side.read() as r:
        found, waits = list_staff(r), list_proposals(r)
        manages = r.allows_house(Action.ADMINISTRER_ANSATTE, "ansatte")
    shown = [each for each in found if vis == "alle" or each.aktiv is (vis == "apne")]
    return side.show(
        "sider/ansatte.html",
        vis=vis,
        utvalg=_UTVALG,
        rader=sorted((_row(side, each) for each in shown), key=lambda row: row["navn"].casefold()),
        forslag=[proposal(side, each) for each in waits],
        kan_lage=manages,
    )


def _row(side: "Side", each: AnsattView) -> dict[str, Any]:
    return {
        "ansatt": each,
        "navn": side.navn(each.brukernavn) or each.brukernavn,
        "borte": next((away for away in each.fravar if away.fra <= side.dag), None),
        "ventet": next((away for away in each.fravar if away.fra > side.dag), None),
    }


# -- one of them -----------------------------------------------------------------------------------------------


@ruter.get("/ansatte/{brukernavn}", Action.LES_ANSATTE)
def ansatt(side: "Side", brukernavn: str) -> Response:
    """One of the staff."""
    return show_person(side, brukernavn)


# -- made and changed ------------------------------------------------------------------------------------------


@ruter.get("/ny-ansatt", Action.ADMINISTRER_ANSATTE)
def ny(side: "Side") -> Response:
    """The form for a new member of staff."""
    with side.read() as r:
        staff.ask_leave_to_add(r)
        codes = teams(r)
    return _show_new(side, codes, blank(team=staff.DEFAULT_TEAM, stillingsandel=100), {})


@ruter.post("/ny-ansatt", Action.ADMINISTRER_ANSATTE)
def lag(side: "Side", skjema: Skjema) -> Response:
    """Make one."""
    brukernavn = skjema.text("brukernavn").lower()
    try:
        with side.work() as w:
            waits = staff.add_staff(w, brukernavn, valg_of(skjema))
    except (InvalidInput, Conflict) as error:
        with side.read() as r:
            staff.ask_leave_to_add(r)
            codes = teams(r)
        return _show_new(side, codes, skjema, named_fields(in_form(error), "ny"))
    return side.go_on("ansatte", brukernavn, gjort="ansatt_laget_sperret" if waits else "ansatt_laget")


def _show_new(side: "Side", codes: list[str], form: Skjema, feil: Mapping[str, str]) -> Response:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if feil else HTTPStatus.OK
    return side.show("sider/ansatt_ny.html", status=status, feil=feil, form=form, **choices(codes))
