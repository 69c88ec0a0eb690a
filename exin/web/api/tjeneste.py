"""The API as an application of its own below the site: its addresses, and one form for whatever goes wrong.

Must not know the pages, nor a cookie: nothing of a session is looked at here.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from exin.errors import ExinError
from exin.web.api.beskrivelse import BESKRIVELSE
from exin.web.api.kall import UNDER, VERSJON, answer
from exin.web.api.problem import MEDIA, Avvist, Problem, problem_of
from exin.web.api.ressurser import RUTER
from exin.web.api.ruter import Rute, by_path
from exin.web.hoder import TooLarge
from exin.web.nettsted import Nettsted

STI: Final = "/openapi.json"
"""Where the description lies, below the API."""


class Adresse:
    """One address of the API, and its routes by method."""

    def __init__(self, ruter: Mapping[str, Rute]) -> None:
        self._ruter = ruter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        request = Request(scope, receive)
        rute = self._ruter.get(request.method)
        if rute is None:
            raise HTTPException(
                HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(sorted(self._ruter))}
            )
        body = await request.body()
        response = await run_in_threadpool(_answered, rute, request, body)
        await response(scope, receive, send)


def _answered(rute: Rute, request: Request, body: bytes) -> Response:
    try:
        return answer(request.app.state.nettsted, rute, request, body)
    except (ExinError, Avvist):
        raise
    except Exception as error:  # noqa: BLE001 - answered here: handed on it would be noted by the site as well
        return _fault(request, error)


def make_api(nettsted: Nettsted) -> Starlette:
    """The API of a site."""
    routes = [Route(sti, Adresse(ruter)) for sti, ruter in by_path(RUTER).items()]
    api = Starlette(
        routes=[Route(STI, _described, methods=["GET"]), *routes],
        exception_handlers={
            ExinError: _known,
            Avvist: _refused,
            TooLarge: _too_large,
            HTTPException: _by_status,
        },
    )
    api.router.redirect_slashes = False
    api.state.nettsted = nettsted
    return api


def _described(_request: Request) -> Response:
    return Response(BESKRIVELSE, media_type="application/json")


def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, ExinError)  # noqa: S101 - for the type checker: it is registered for these
    nettsted: Nettsted = request.app.state.nettsted
    grounds = {name: each.tekst for name, each in nettsted.office.means.rulebook.grounds.items()}
    problem = problem_of(error, regler=grounds, om_versjon=VERSJON in request.headers)
    if problem.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        nettsted.on_fault(error, request.state.foresporsel)
    return _as_answer(request, problem)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Avvist)  # noqa: S101 - as above
    return _as_answer(request, error.problem)


def _too_large(request: Request, _error: Exception) -> Response:
    return _as_answer(request, Problem(status=413, kode="for_stort"))


def _by_status(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
    if status != HTTPStatus.METHOD_NOT_ALLOWED:
        return _as_answer(request, Problem(status=404, kode="ukjent_adresse"))
    allowed = dict(getattr(error, "headers", None) or {})
    return _as_answer(request, Problem(status=405, kode="ukjent_metode", hoder=allowed))


def _fault(request: Request, error: Exception) -> Response:
    request.app.state.nettsted.on_fault(error, request.state.foresporsel)
    return _as_answer(request, Problem(status=500, kode="feil"))


def _as_answer(request: Request, problem: Problem) -> Response:
    return problem.response(str(request.state.foresporsel))


def plain_problem(path: str, status: HTTPStatus, number: str) -> tuple[str, bytes] | None:
    """What is answered below the API where no route was asked; None where it is not below it."""
    if not path.startswith(f"{UNDER}/"):
        return None
    codes = {
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "for_stort",
        HTTPStatus.MISDIRECTED_REQUEST: "ukjent_adresse",
        HTTPStatus.NOT_FOUND: "ukjent_adresse",
    }
    return MEDIA, Problem(status=int(status), kode=codes.get(status, "feil")).body(number)
