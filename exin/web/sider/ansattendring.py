"""What is changed about one of the staff: done, or proposed where it takes two; and what a colleague proposed, decided.

Must not decide what may be done alone: casework says whether something waits for another.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from starlette.responses import Response

from exin.casework.hus import ansatte as staff
from exin.casework.hus import forslag, innlogging
from exin.casework.hus.fravar import register_absence, take_back_absence
from exin.errors import Conflict, InvalidInput
from exin.web.ansattbilde import show_person, valg_of
from exin.web.feil import in_form
from exin.web.ruter import Ruter
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Work

ruter = Ruter()


def _send(
    side: "Side", skjema: Skjema, brukernavn: str, act: Callable[["Work"], str], *, i: str = ""
) -> Response:
    """Do it, and go back to the page; or show it again with what is wrong. `act` gives the code of what is said."""
    try:
        with side.work() as w:
            gjort = act(w)
    except (InvalidInput, Conflict) as error:
        return show_person(side, brukernavn, i=i, skjema=skjema, feil=in_form(error))
    return side.go_on("ansatte", brukernavn, gjort=gjort)


def _done(waits: bool, gjort: str) -> str:  # noqa: FBT001 - what casework returned
    return "ansatt_foreslatt" if waits else gjort


def _day(skjema: Skjema, felt: str) -> date:
    """A day that has to be there. Raises InvalidInput."""
    day = skjema.day(felt)
    if day is None:
        raise InvalidInput("ugyldig_dato", felt)
    return day


# -- changed ---------------------------------------------------------------------------------------------------


@ruter.post("/ansatte/{brukernavn}/rettigheter", Action.ADMINISTRER_ANSATTE)
def rettigheter(side: "Side", skjema: Skjema, brukernavn: str) -> Response:
    """Change role, duties, clearance and team."""

    def act(w: "Work") -> str:
        return _done(staff.change_staff(w, brukernavn, valg_of(skjema)), "ansatt_endret")

    return _send(side, skjema, brukernavn, act, i="rettigheter")


@ruter.post("/ansatte/{brukernavn}/stillingsandel", Action.SETT_STILLINGSANDEL)
def stillingsandel(side: "Side", skjema: Skjema, brukernavn: str) -> Response:
    """Say how much of a post somebody has."""

    def act(w: "Work") -> str:
        percent = skjema.number("stillingsandel")
        staff.set_share(w, brukernavn, -1 if percent is None else percent)
        return "stillingsandel"

    return _send(side, skjema, brukernavn, act, i="stillingsandel")


@ruter.post("/ansatte/{brukernavn}/navn", Action.ADMINISTRER_ANSATTE)
def navn(side: "Side", skjema: Skjema, brukernavn: str) -> Response:
    """Set the name that colleagues see."""

    def act(w: "Work") -> str:
        innlogging.set_display_name(w, brukernavn, skjema.text("navn"))
        return "ansatt_endret"

    return _send(side, skjema, brukernavn, act, i="navn")


@ruter.post("/ansatte/{brukernavn}/fravar", Action.REGISTRER_FRAVAR)
def fravar(side: "Side", skjema: Skjema, brukernavn: str) -> Response:
    """Register days away, and who stands in."""

    def act(w: "Work") -> str:
        first, last = _day(skjema, "fra"), _day(skjema, "til")
        register_absence(w, brukernavn, fra=first, til=last, vikar=skjema.maybe("vikar"))
        return "fravar"

    return _send(side, skjema, brukernavn, act, i="fravar")


@ruter.post("/ansatte/{brukernavn}/fravar/fjern", Action.REGISTRER_FRAVAR)
def fjern_fravar(side: "Side", skjema: Skjema, brukernavn: str) -> Response:
    """Take it back."""

    def act(w: "Work") -> str:
        take_back_absence(w, brukernavn, fra=_day(skjema, "dag"))
        return "fravar_fjernet"

    return _send(side, skjema, brukernavn, act)


# -- blocked, opened, let in -----------------------------------------------------------------------------------


@ruter.post("/ansatte/{brukernavn}/sperr", Action.ADMINISTRER_ANSATTE)
def sperr(side: "Side", skjema: Skjema, brukernavn: str) -> Response:
    """Block the account: sessions end with it."""

    def act(w: "Work") -> str:
        staff.set_active(w, brukernavn, aktiv=False)
        return "ansatt_sperret"

    return _send(side, skjema, brukernavn, act)


@ruter.post("/ansatte/{brukernavn}/apne", Action.ADMINISTRER_ANSATTE)
def apne(side: "Side", skjema: Skjema, brukernavn: str) -> Response:
    """Propose to open it again."""

    def act(w: "Work") -> str:
        return _done(staff.set_active(w, brukernavn, aktiv=True), "ansatt_apnet")

    return _send(side, skjema, brukernavn, act)


@ruter.post("/ansatte/{brukernavn}/innlogging", Action.ADMINISTRER_ANSATTE)
def knytt(side: "Side", skjema: Skjema, brukernavn: str) -> Response:
    """Bind somebody to what a log-in provider calls them."""

    def act(w: "Work") -> str:
        waits = innlogging.bind(w, brukernavn, skjema.text("utsteder"), skjema.text("subjekt"))
        return _done(waits, "innlogging_knyttet")

    return _send(side, skjema, brukernavn, act, i="innlogging")


@ruter.post("/ansatte/{brukernavn}/innlogging/fjern", Action.ADMINISTRER_ANSATTE)
def los(side: "Side", skjema: Skjema, brukernavn: str) -> Response:
    """Take it away."""

    def act(w: "Work") -> str:
        innlogging.unbind(w, brukernavn, skjema.text("utsteder"), skjema.text("subjekt"))
        return "innlogging_fjernet"

    return _send(side, skjema, brukernavn, act)


# -- decided ---------------------------------------------------------------------------------------------------


@ruter.post("/ansatte/{brukernavn}/godkjenn", Action.AVGJOR_FORSLAG)
def godkjenn(side: "Side", skjema: Skjema, brukernavn: str) -> Response:
    """Approve what a colleague proposes."""

    def act(w: "Work") -> str:
        forslag.approve(w, brukernavn, sett=skjema.text("sett"))
        return "forslag_godkjent"

    return _send(side, skjema, brukernavn, act)


@ruter.post("/ansatte/{brukernavn}/avvis", Action.AVGJOR_FORSLAG)
def avvis(side: "Side", skjema: Skjema, brukernavn: str) -> Response:
    """Turn it down, or take back one's own."""

    def act(w: "Work") -> str:
        return "forslag_trukket" if forslag.refuse(w, brukernavn) else "forslag_avvist"

    return _send(side, skjema, brukernavn, act)
