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

from exin.casework import steg, utkast
from exin.casework.adgang import ask_leave_for_step
from exin.casework.stegside import NY_HENVENDELSE, Stegforberedelse, prepare_step
from exin.casework.stegved import Stegved, beside_step
from exin.errors import Conflict, IllegalStep, InvalidInput
from exin.web import stegbilde
from exin.web.sakbilde import FIXED_BY, Lenker
from exin.web.skjema import Skjema
from exin.web.utkastfelt import Pabegynt, as_sent, begun
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Reading

VERSJON: Final = "versjon"
"""The field that says which version of the case the page was made from."""

SETT: Final = "sett_dato"
"""The field that says for which day the page told what will happen."""

SE: Final = "se"
"""A button: say what would happen on another day."""

_GJORT: Final[Mapping[Action, str]] = {Action.ANNULLER_STEG: "annullert"}
_EGNE_SIDER: Final = {NY_HENVENDELSE: "ny-henvendelse"}

Refused = InvalidInput | IllegalStep | Conflict


def _nothing(_side: "Side", _r: "Reading", _saksnr: str) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegskjema:
    """The page of one event. `ved`: what it shows besides, which `mal` has room for."""

    hendelse: Action
    mal: str = "steg"
    ved: Callable[["Side", "Reading", str], Mapping[str, Any]] = _nothing

    @property
    def navn(self) -> str:
        """What its draft is called."""
        return f"steg_{self.hendelse}"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Lest:
    """What was read for the page."""

    steg: Stegforberedelse
    ved: Stegved
    mer: Mapping[str, Any]


def begin(side: "Side", saksnr: str, form: Stegskjema) -> Response:
    """The step: what is missing, what is asked for, what will happen."""
    try:
        with side.read() as r:
            ask_leave_for_step(r, form.hendelse, saksnr)
            filled = begun(r, form.navn, saksnr)
            found = _read(side, r, saksnr, form, _day(filled.skjema))
    except IllegalStep as error:
        return _gone(side, saksnr, form, error)
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
    told = skjema.maybe(SETT)
    return skjema.maybe(SE) is not None or (told is not None and told != day.isoformat())


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


def _read(side: "Side", r: "Reading", saksnr: str, form: Stegskjema, dato: date | None) -> _Lest:
    """The step as it would be on a day; as it would be today where that day cannot be. Raises IllegalStep."""
    with suppress(InvalidInput):
        return _read_for(side, r, saksnr, form, dato)
    return _read_for(side, r, saksnr, form, None)


def _read_for(side: "Side", r: "Reading", saksnr: str, form: Stegskjema, dato: date | None) -> _Lest:
    found = prepare_step(r, saksnr, form.hendelse, dato=dato)
    ved = beside_step(r, saksnr, FIXED_BY.values())
    return _Lest(steg=found, ved=ved, mer=form.ved(side, r, saksnr))


def _day(skjema: Skjema) -> date | None:
    with suppress(InvalidInput):
        return skjema.day("dato")
    return None


# -- what is shown ---------------------------------------------------------------------------------------------


def _tell(side: "Side", skjema: Skjema, saksnr: str, form: Stegskjema) -> Response:
    """The form again, with what happens on the day that was given. Raises InvalidInput, IllegalStep."""
    with side.read() as r:
        ask_leave_for_step(r, form.hendelse, saksnr)
        found = _read_for(side, r, saksnr, form, skjema.day("dato"))
    return _show(side, saksnr, form, as_sent(skjema), found, ny_dag=True)


def _again(side: "Side", skjema: Skjema, saksnr: str, form: Stegskjema, error: Refused) -> Response:
    try:
        with side.read() as r:
            ask_leave_for_step(r, form.hendelse, saksnr)
            found = _read(side, r, saksnr, form, _day(skjema))
    except IllegalStep as now:
        return _gone(side, saksnr, form, now, skjema)
    return _show(side, saksnr, form, as_sent(skjema), found, error)


def _status(error: Refused | None) -> HTTPStatus:
    if error is None:
        return HTTPStatus.OK
    return HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY


def _show(
    side: "Side",
    saksnr: str,
    form: Stegskjema,
    filled: Pabegynt,
    found: _Lest,
    error: Refused | None = None,
    *,
    ny_dag: bool = False,
) -> Response:
    s = found.steg
    if s.egen_side is not None:
        return side.go_on("saker", saksnr, _EGNE_SIDER[s.egen_side])
    lenker = Lenker(side, saksnr, found.ved.tillatt)
    feil = stegbilde.faults(s, filled.skjema, error) if error else {}
    return side.show(
        f"sider/{form.mal}.html",
        status=_status(error),
        saksnr=saksnr,
        s=s,
        b=stegbilde.picture(s, lenker, error, idag=side.dag),
        siste=found.ved.siste,
        form=filled,
        ny_dag=ny_dag,
        endret=isinstance(error, Conflict) and not feil,
        forsokt=error is not None and filled.skjema.maybe(SE) is None,
        utkast=form.navn,
        sti=("saker", saksnr, "steg", form.hendelse),
        feil=feil,
        **found.mer,
    )


def _gone(
    side: "Side", saksnr: str, form: Stegskjema, error: IllegalStep, skjema: Skjema | None = None
) -> Response:
    """The case does not stand where the step leads on from: what came between, and what was typed."""
    with side.read() as r:
        siste = beside_step(r, saksnr, ()).siste
    typed = [skjema.text(name) for name in ("begrunnelse", "tilbudsgrunn")] if skjema else []
    return side.show(
        "sider/steg_borte.html",
        status=HTTPStatus.CONFLICT,
        saksnr=saksnr,
        hendelse_kode=form.hendelse,
        grunner=error.reasons,
        siste=siste,
        sendt=skjema is not None,
        skrevet=[text for text in typed if text],
    )
