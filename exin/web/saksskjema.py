"""A form on a case: leave is asked before anybody types, and what was typed is there until it is sent.

Must not know what a form asks for: each page says that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin.casework.oppfolging import utkast
from exin.casework.sak.adgang import ask_leave
from exin.errors import Conflict, IllegalStep, InvalidInput
from exin.web.feil import in_form
from exin.web.skjema import Skjema, blank
from exin.web.utkastfelt import Pabegynt, as_sent, begun
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Reading, Work


def _nothing(_r: "Reading", _saksnr: str) -> Mapping[str, Any]:
    return {}


def _to_the_case(side: "Side", saksnr: str, gjort: str) -> Response:
    return side.go_on("saker", saksnr, gjort=gjort)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saksskjema:
    """A form: what it is called, what it needs leave for, how it is written, what is shown beside it.

    `navn` is the draft's name, and that of the template unless `mal` says another. `start` makes of what stands
    beside it what the form begins with. `tomt`: what to say, all at once, of fields that casework wants and that stand
    empty. `sti`: the parts of its address after the case. `gjort`: the code of what is said when it is written, unless
    `skriv` gives another; `videre`: where to go with it, else the case.
    """

    navn: str
    handling: Action
    skriv: Callable[["Work", str, Skjema], str | None]
    gjort: str
    ved: Callable[["Reading", str], Mapping[str, Any]] = _nothing
    start: Callable[[Mapping[str, Any]], Mapping[str, object]] = lambda _: {}
    tomt: Mapping[str, str] = field(default_factory=dict)
    mal: str | None = None
    sti: tuple[str, ...] = ()
    videre: Callable[["Side", str, str], Response] = _to_the_case


def begin(side: "Side", saksnr: str, form: Saksskjema) -> Response:
    """The form: empty, or as its writer left it."""
    with side.read() as r:
        ask_leave(r, form.handling, saksnr)
        filled = begun(r, form.navn, saksnr)
        beside = form.ved(r, saksnr)
    if filled.utkast_fra is None:
        filled = replace(filled, skjema=blank(**form.start(beside)))
    return _show(side, saksnr, form, filled, beside)


def send(side: "Side", skjema: Skjema, saksnr: str, form: Saksskjema) -> Response:
    """Write what was filled in, and go to the case; or show it again with what is wrong."""
    missing = {felt: text for felt, text in form.tomt.items() if not skjema.text(felt)}
    if missing:
        return _again(side, skjema, saksnr, form, missing)
    try:
        with side.work() as w:
            gjort = form.skriv(w, saksnr, skjema) or form.gjort
            utkast.discard(w, form.navn, saksnr)
    except (InvalidInput, Conflict, IllegalStep) as error:
        return _again(side, skjema, saksnr, form, in_form(error))
    return form.videre(side, saksnr, gjort)


def _again(side: "Side", skjema: Skjema, saksnr: str, form: Saksskjema, feil: Mapping[str, str]) -> Response:
    with side.read() as r:
        ask_leave(r, form.handling, saksnr)
        beside = form.ved(r, saksnr)
    return _show(side, saksnr, form, as_sent(skjema), beside, feil)


def _show(
    side: "Side",
    saksnr: str,
    form: Saksskjema,
    filled: Pabegynt,
    beside: Mapping[str, Any],
    feil: Mapping[str, str] | None = None,
) -> Response:
    return side.show(
        f"sider/{form.mal or form.navn}.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if feil else HTTPStatus.OK,
        saksnr=saksnr,
        form=filled,
        utkast=form.navn,
        sti=("saker", saksnr, *(form.sti or (form.navn,))),
        feil=feil or {},
        **beside,
    )


def yes_or_no(skjema: Skjema, navn: str) -> bool:
    """The answer to a question. Raises InvalidInput where none was given."""
    answer = skjema.text(navn)
    if answer not in ("ja", "nei"):
        raise InvalidInput("ja_eller_nei", navn)
    return answer == "ja"


UTEN_SAKEN: Final = "uten_saken"
"""What is said where the change took the case from the one who made it."""


def away_or_back(side: "Side", saksnr: str, gjort: str) -> Response:
    """Where to go after what may have taken the case from the asker: to it, or to the list where it is closed now."""
    return side.go_on("saker", gjort=gjort) if gjort == UTEN_SAKEN else _to_the_case(side, saksnr, gjort)
