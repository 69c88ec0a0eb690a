"""Logging in, staying and out: by the organisation's provider, or by a password where the installation is for trial.

Must not tell which names exist, nor what failed: somebody who tries others' accounts hears the same sentence each time.
"""

import base64
import binascii
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse, RedirectResponse, Response

from exin import logs
from exin.actor import Caller
from exin.casework.hus import innlogging
from exin.casework.hus import okter as sessions
from exin.casework.hus.okter import Metode
from exin.errors import Denied
from exin.web import okter
from exin.web.meny import first_of
from exin.web.oidc import TEKSTER, Feilkode, Forsok, Identitet, Innloggingsfeil
from exin.web.ruter import APEN, Ruter
from exin.web.skjema import Skjema
from policies import Action, Door, Role

if TYPE_CHECKING:
    from exin.web.nettsted import Nettsted
    from exin.web.side import Side

ruter = Ruter()

_ATTEMPT: Final = "forsok"
_NEXT: Final = "videre"

_REFUSED: Final = (
    "Innloggingen ble ikke godtatt. Kontroller det du skrev, eller spør systemansvarlig om kontoen din."
)
_TOO_MANY: Final = "Det er prøvd for mange ganger. Vent fem minutter, og prøv igjen."
_UNBOUND: Final = "Kontoen din er ikke knyttet til noen ansatt her ennå."
_GONE: Final = "Innloggingen tok for lang tid, eller ble begynt i et annet vindu. Prøv igjen."


@ruter.get("/", APEN)
def rot(side: "Side") -> Response:
    """To the day's work, or to log-in."""
    return side.go_on(first_of(side.okt).url.strip("/") if side.okt else "logg-inn")


@ruter.get("/logg-inn", APEN)
def logg_inn(side: "Side") -> Response:
    """The page where one logs in."""
    if side.okt is not None:
        return side.go_on(side.forste_side.url.strip("/"))
    return _form(side)


def _form(
    side: "Side",
    *,
    feil: str | None = None,
    brukernavn: str = "",
    ukjent: Identitet | None = None,
    videre: str | None = None,
) -> Response:
    """The form. `videre`: where one was going, if it does not stand in the address."""
    provider = side.nettsted.oidc
    answer = side.show(
        "sider/logg_inn.html",
        oppstart=side.nettsted.oppstart(),
        status=HTTPStatus.OK if feil is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        jobbkonto=provider is not None,
        lokal=side.nettsted.local_accounts,
        videre=_next(side) if videre is None else videre,
        brukernavn=brukernavn,
        ukjent=ukjent,
        logg_ut_der=provider.end_session_url() if provider and side.melding else None,
        feil={"": feil} if feil else {},
    )
    return okter.with_token(side.nettsted, answer, side.csrf)


def _next(side: "Side", given: str | None = None) -> str:
    """Where to go after log-in: a page of this site, or none."""
    wanted = given if given is not None else side.request.query_params.get(_NEXT, "")
    ok = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted
    return wanted if ok and wanted.isascii() and wanted.isprintable() and len(wanted) <= 200 else ""  # noqa: PLR2004


@ruter.post("/logg-inn/lokal", APEN)
def lokal(side: "Side", skjema: Skjema) -> Response:
    """Log in by a password, where accounts of that kind are in use."""
    name, nettsted = skjema.text("brukernavn").lower(), side.nettsted
    back = _next(side, skjema.text(_NEXT))
    if not nettsted.local_accounts:
        return _form(side, feil=_REFUSED)
    if not nettsted.adressetakt.allows(_address(side)) or not nettsted.navnetakt.allows(name):
        return _form(side, feil=_TOO_MANY, brukernavn=name, videre=back)
    if not innlogging.check_password(nettsted.office, _caller(name), skjema.felt.get("passord", "")):
        return _form(side, feil=_REFUSED, brukernavn=name, videre=back)
    nettsted.navnetakt.forget(name)
    return _begin(side, name, Metode.LOKAL, back=back)


def _caller(brukernavn: str) -> Caller:
    return Caller(dor=Door.WEB, brukernavn=brukernavn)


def _address(side: "Side") -> str:
    return side.request.client.host if side.request.client else ""


def _begin(
    side: "Side", brukernavn: str, metode: Metode, *, back: str, roller: frozenset[Role] | None = None
) -> Response:
    """A session under a new secret; whatever session the browser had is ended."""
    nettsted = side.nettsted
    before = okter.secret_of(nettsted, side.request)
    try:
        begun = sessions.begin(nettsted.office, _caller(brukernavn), metode, avlost=before, roller=roller)
    except Denied:
        shown = brukernavn if metode is Metode.LOKAL else ""
        return _form(side, feil=_REFUSED, brukernavn=shown, videre=back)
    where = back or first_of(begun.okt).url
    answer = RedirectResponse(where, status_code=int(HTTPStatus.SEE_OTHER))
    return okter.begin(nettsted, answer, begun.hemmelighet)


# -- by the provider -----------------------------------------------------------------------------------------


@ruter.get("/logg-inn/start", APEN)
def start(side: "Side") -> Response:
    """To the provider. What the answer must fit is kept in the browser until it comes back."""
    provider = side.nettsted.oidc
    if provider is None:
        return side.go_on("logg-inn")
    try:
        where, attempt = provider.begin()
    except Innloggingsfeil as error:
        return _not_done(side, error, _next(side))
    answer = RedirectResponse(where, status_code=int(HTTPStatus.SEE_OTHER))
    kept = base64.urlsafe_b64encode(attempt.to_bytes()).decode()
    okter.keep(side.nettsted, answer, _NEXT, side.nettsted.underveis.remember(_next(side)))
    return okter.keep(side.nettsted, answer, _ATTEMPT, kept)


@ruter.get("/logg-inn/retur", APEN)
def retur(side: "Side") -> Response:
    """Back from the provider: who it was, bound to whom, and whether the groups allow that role."""
    nettsted, provider = side.nettsted, side.nettsted.oidc
    kept, place = (okter.kept(nettsted, side.request, name) for name in (_ATTEMPT, _NEXT))
    if provider is None or not kept:
        return _form(side, feil=_GONE)
    if not nettsted.adressetakt.allows(_address(side)):
        return _form(side, feil=_TOO_MANY)
    back = _next(side, nettsted.underveis.take(place))
    try:
        identity = provider.finish(_attempt(kept), side.request.url.query)
    except Innloggingsfeil as error:
        return _over(nettsted, _not_done(side, error, back))
    found = innlogging.staff_of(nettsted.office, identity.utsteder, identity.subjekt)
    if found is None:
        nettsted.office.turn_away(Caller(dor=Door.WEB), "ukjent_innlogging")
        return _over(nettsted, _form(side, feil=_UNBOUND, ukjent=identity, videre=back))
    roles = frozenset(role for role in Role if provider.allows(role, identity))
    return _over(nettsted, _begin(side, found, Metode.OIDC, back=back, roller=roles))


def _over(nettsted: "Nettsted", answer: Response) -> Response:
    """The answer to an attempt that is over, well or not: nothing of it stays in the browser."""
    return okter.drop(nettsted, okter.drop(nettsted, answer, _ATTEMPT), _NEXT)


def _attempt(kept: str) -> Forsok:
    try:
        return Forsok.from_bytes(base64.urlsafe_b64decode(kept))
    except (ValueError, binascii.Error):
        raise Innloggingsfeil(Feilkode.FORSOK_UGYLDIG) from None


def _not_done(side: "Side", error: Innloggingsfeil, back: str) -> Response:
    logs.note(side.nettsted.folder, "innlogging_feilet", arsak=error.kode, feilnummer=side.foresporsel)
    return _form(side, feil=TEKSTER[error.kode], videre=back)


# -- while one is there --------------------------------------------------------------------------------------


@ruter.post("/okt/forleng", Action.LES_OKTER)
def forleng(side: "Side", _skjema: Skjema) -> Response:
    """Somebody is there: the session goes on. To have asked is enough."""
    return JSONResponse({"sekunder": side.sekunder_igjen})


# -- out -----------------------------------------------------------------------------------------------------


@ruter.post("/logg-ut", Action.LOGG_UT)
def logg_ut(side: "Side", skjema: Skjema) -> Response:
    """End this session, or all of one's own."""
    everywhere = skjema.ticked("overalt")
    with side.work() as w:
        if everywhere:
            sessions.end_all(w)
        else:
            sessions.end(w)
    # Not on to the provider at once: the answer to a form leads nowhere else (form-action 'self').
    gjort = "logget_ut_overalt" if everywhere else "logget_ut"
    return okter.end(side.nettsted, side.go_on("logg-inn", gjort=gjort))
