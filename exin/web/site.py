"""The site: routes, static files, and the answer to every error.

Must not hold a page. Nothing that was asked for is written to any log of the server: not the path, not the query.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from exin.errors import ExinError
from exin.settings import Settings
from exin.web.api.kall import UNDER
from exin.web.api.tjeneste import make_api, plain_problem
from exin.web.avslag import refusal_of
from exin.web.eier import Eier
from exin.web.feil import REFUSED, UNFORESEEN, Svar, answer_to
from exin.web.hoder import TooLarge, Vern
from exin.web.nettsted import Nettsted, open_site
from exin.web.side import Side
from exin.web.sider import ROUTERS
from exin.web.skjema import UgyldigSkjema
from exin.web.statisk import STATIC
from exin.work import Office

_NO_TELEMETRY: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""FastAPI would otherwise hand paths and what errors said to whatever collector the environment names."""


def make_site(
    office: Office,
    settings: Settings,
    folder: Path,
    *,
    on_fault: Callable[[BaseException, str], object],
) -> FastAPI:
    """The site of one installation. What is served is `guarded(site)`.

    Raises:
        Misconfigured: its log-in or the owner's mark is not as it must be.
    """
    nettsted = open_site(office, settings, folder, on_fault=on_fault)
    site = FastAPI(
        telemetry=_NO_TELEMETRY,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    site.state.nettsted = nettsted
    if nettsted.eier and nettsted.eier.logo:
        site.router.routes.append(Route(nettsted.eier.logo, _mark(nettsted.eier)))
    site.mount("/statisk", _static())
    site.mount(UNDER, make_api(nettsted))
    for router in ROUTERS:
        site.include_router(router)
    _answer_errors(site)
    return site


def _static() -> ASGIApp:
    """The site's own files, compressed. Pages are not: what one typed and what is secret would shrink together."""
    return GZipMiddleware(StaticFiles(directory=STATIC, follow_symlink=False), minimum_size=1_000)


def _mark(eier: Eier) -> Callable[[Request], Response]:
    """The page that is the owner's mark, as it was when the site began."""
    return lambda _request: Response(eier.innhold, media_type=eier.slag)


def guarded(site: FastAPI) -> ASGIApp:
    """The site behind what holds for every answer, faults too."""
    nettsted: Nettsted = site.state.nettsted
    return Vern(
        site,
        verter=nettsted.verter,
        sikker=nettsted.sikker,
        on_strange_host=partial(nettsted.note_refused, "ukjent_vert"),
        plain_form=plain_problem,
    )


def _answer_errors(site: FastAPI) -> None:
    @site.exception_handler(ExinError)
    def _known(request: Request, error: Exception) -> Response:
        svar = answer_to(error) if isinstance(error, ExinError) else None
        if svar is None or svar.uventet:
            request.app.state.nettsted.on_fault(error, request.state.foresporsel)
        return _page(request, svar or _unforeseen())

    @site.exception_handler(UgyldigSkjema)
    @site.exception_handler(RequestValidationError)
    def _malformed(request: Request, _error: Exception) -> Response:
        text = "Det som ble sendt, kan ikke leses som et skjema herfra. Gå tilbake, og prøv igjen."
        return _page(request, Svar(status=HTTPStatus.BAD_REQUEST, mal="sider/stopp.html", tekst=text))

    @site.exception_handler(TooLarge)
    def _too_large(request: Request, _error: Exception) -> Response:
        text = "Det som ble sendt, er for stort."
        return _page(
            request, Svar(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, mal="sider/stopp.html", tekst=text)
        )

    @site.exception_handler(HTTPException)
    def _by_status(request: Request, error: Exception) -> Response:
        status = HTTPStatus(error.status_code) if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
        if status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
            return _page(request, Svar(status=status, mal="sider/ikke_funnet.html"))
        return _page(request, Svar(status=status, mal="sider/stopp.html", tekst=UNFORESEEN))

    @site.exception_handler(Exception)
    def _fault(request: Request, error: Exception) -> Response:
        request.app.state.nettsted.on_fault(error, request.state.foresporsel)
        return _page(request, _unforeseen())


def _unforeseen() -> Svar:
    return Svar(
        status=HTTPStatus.INTERNAL_SERVER_ERROR, mal="sider/feil.html", tekst=UNFORESEEN, uventet=True
    )


def _page(request: Request, svar: Svar) -> Response:
    # A path of the API that none of its routes can be asked by: one with a line break in it.
    problem = plain_problem(request.scope["path"], svar.status, request.state.foresporsel)
    if problem is not None:
        return Response(problem[1], svar.status, media_type=problem[0])
    side = _side(request)
    about = refusal_of(side, svar.regler) if svar.mal == REFUSED else None
    return side.show(svar.mal, status=svar.status, tekst=svar.tekst, avslag=about)


def _side(request: Request) -> Side:
    """The request as its route found it, or found now where none did.

    As of nobody, where its session cannot be looked up: what went wrong is then said all the same.
    """
    known: Side | None = getattr(request.state, "side", None)
    try:
        return replace(known or Side.of(request), om_feil=True)
    except ExinError:
        return Side(request=request, nettsted=request.app.state.nettsted, okt=None, om_feil=True)
