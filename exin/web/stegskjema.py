"""The form of one step: it says what will happen before it does, and loses nothing where the step is refused.

Must not know any programme, nor judge: what is asked for, what is missing and what follows is told by casework.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin.casework.oppfolging import utkast
from exin.casework.sak import steg
from exin.casework.visning.stegforberedelse import NY_HENVENDELSE
from exin.casework.visning.stegside import (
    Stegoppslag,
    Stegside,
    Stegtilgang,
    permit_step_page,
    read_step_page,
)
from exin.errors import Conflict, IllegalStep, InvalidInput
from exin.web import stegbilde
from exin.web.sakbilde import Lenker
from exin.web.skjema import Skjema
from exin.web.utkastfelt import Pabegynt, as_begun, as_sent
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Reading

VERSJON: Final = "versjon"
"""The field that says which version of the case the page was made from."""

VIST_DATO: Final = "vist_dato"
"""The field that says for which day the page told what will happen."""

VIS_VIRKNING: Final = "vis_virkning"
"""The button that asks what would happen on another day."""

_GJORT: Final[Mapping[Action, str]] = {Action.ANNULLER_STEG: "annullert"}
_EGNE_SIDER: Final = {NY_HENVENDELSE: "ny-henvendelse"}

Refused = InvalidInput | IllegalStep | Conflict


def _nothing(_side: "Side", _found: Stegside) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegskjema:
    """The page of one event. `runde`: the round that ended last stands beside it. `ved`: what `mal` has room for."""

    hendelse: Action
    mal: str = "steg"
    runde: bool = False
    ved: Callable[["Side", Stegside], Mapping[str, Any]] = _nothing

    @property
    def navn(self) -> str:
        """What its draft is called."""
        return f"steg_{self.hendelse}"


def begin(side: "Side", saksnr: str, form: Stegskjema) -> Response:
    """The step: what is missing, what is asked for, what will happen."""
    with side.read() as r:
        leave = permit_step_page(r, saksnr, _look_up(side, form, utkast=form.navn))
        filled = as_begun(leave.utkast.opened(r) if leave.utkast else None)
        found = _read(r, leave, _day(filled.skjema))
    return _show(side, saksnr, form, filled, found)


def send(side: "Side", skjema: Skjema, saksnr: str, form: Stegskjema) -> Response:
    """Take the step, and go to the case; or show the form again, with what is wrong or what was not told yet."""
    try:
        if _not_told_yet(side, skjema):
            return _tell(side, skjema, saksnr, form)
        onske = _wish(skjema, form.hendelse)
        with side.work() as w:
            steg.advance(w, saksnr, onske)
            utkast.discard(w, form.navn, saksnr)
    except (InvalidInput, IllegalStep, Conflict) as error:
        return _again(side, skjema, saksnr, form, error)
    return side.go_on("saker", saksnr, gjort=_GJORT.get(form.hendelse, "steg"))


def _not_told_yet(side: "Side", skjema: Skjema) -> bool:
    """Whether the page has not said yet what happens on the day that was given. Raises InvalidInput."""
    day = skjema.day("dato") or side.dag
    told = skjema.maybe(VIST_DATO)
    return _only_asks(skjema) or (told is not None and told != day.isoformat())


def _only_asks(skjema: Skjema) -> bool:
    return skjema.maybe(VIS_VIRKNING) is not None


def _wish(skjema: Skjema, hendelse: Action) -> steg.Onske:
    return steg.Onske(
        hendelse=hendelse,
        dato=skjema.day("dato"),
        arsak=skjema.maybe("arsak"),
        apen_til=skjema.day("apen_til"),
        tilbud=skjema.maybe("tilbud"),
        tilbudsgrunn=skjema.maybe("tilbudsgrunn"),
        begrunnelse=skjema.maybe("begrunnelse"),
        overstyr=skjema.ticked("overstyr"),
        versjon=skjema.number(VERSJON),
    )


# -- what is read ----------------------------------------------------------------------------------------------


def _look_up(side: "Side", form: Stegskjema, *, utkast: str | None = None) -> Stegoppslag:
    reasons = asks_for_reasons(side)
    return Stegoppslag(hendelse=form.hendelse, utkast=utkast, runde=form.runde, begrunnelser=reasons)


def asks_for_reasons(side: "Side") -> bool:
    """Whether the address asks for the typed reasons of the former round."""
    return side.request.query_params.get("vis") == "begrunnelser"


def _read(r: "Reading", leave: Stegtilgang, dato: date | None) -> Stegside:
    """The step as it would be on a day; as it would be today where that day cannot be."""
    with suppress(InvalidInput):
        return read_step_page(r, leave, dato)
    return read_step_page(r, leave)


def _day(skjema: Skjema) -> date | None:
    with suppress(InvalidInput):
        return skjema.day("dato")
    return None


# -- what is shown ---------------------------------------------------------------------------------------------


def _tell(side: "Side", skjema: Skjema, saksnr: str, form: Stegskjema) -> Response:
    """The form again, with what happens on the day that was given. Raises InvalidInput."""
    with side.read() as r:
        leave = permit_step_page(r, saksnr, _look_up(side, form))
        found = read_step_page(r, leave, skjema.day("dato"))
    return _show(side, saksnr, form, as_sent(skjema), found, sendt=True)


def _again(side: "Side", skjema: Skjema, saksnr: str, form: Stegskjema, error: Refused) -> Response:
    with side.read() as r:
        leave = permit_step_page(r, saksnr, _look_up(side, form))
        found = _read(r, leave, _day(skjema))
    return _show(side, saksnr, form, as_sent(skjema), found, error, sendt=True)


def _status(error: Refused | None) -> HTTPStatus:
    if error is None:
        return HTTPStatus.OK
    return HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY


def _show(
    side: "Side",
    saksnr: str,
    form: Stegskjema,
    filled: Pabegynt,
    found: Stegside,
    error: Refused | None = None,
    *,
    sendt: bool = False,
) -> Response:
    s = found.steg
    if s is None:
        return _say_it_is_gone(side, saksnr, form, filled, found, sendt=sendt)
    if s.egen_side is not None:
        return side.go_on("saker", saksnr, _EGNE_SIDER[s.egen_side])
    feil = stegbilde.tell_faults(s, filled.skjema, error) if error else {}
    tried = error is not None and not _only_asks(filled.skjema)
    return side.show(
        f"sider/{form.mal}.html",
        status=_status(error),
        saksnr=saksnr,
        s=s,
        b=stegbilde.lay_out(s, Lenker(side, saksnr, found.tillatt), error, idag=side.dag),
        siste=found.siste,
        form=filled,
        ny_dag=sendt and error is None,
        endret=isinstance(error, Conflict) and not feil,
        med_felter=tried or stegbilde.is_filled(s, filled.skjema),
        utkast=form.navn,
        sti=("saker", saksnr, "steg", form.hendelse),
        feil=feil,
        **form.ved(side, found),
    )


def _say_it_is_gone(
    side: "Side", saksnr: str, form: Stegskjema, filled: Pabegynt, found: Stegside, *, sendt: bool
) -> Response:
    """The case does not stand where the step leads on from: what came between, and all that was typed."""
    return side.show(
        "sider/steg_borte.html",
        status=HTTPStatus.CONFLICT,
        saksnr=saksnr,
        hendelse_kode=form.hendelse,
        grunner=found.grunner,
        siste=found.siste,
        sendt=sendt,
        form=filled,
        utkast=form.navn,
        skrevet=stegbilde.list_typed(form.hendelse, filled.skjema),
    )
