"""Between the cookie and the session: found for each request, begun at log-in under a new secret, ended at log-out.

Must not know how somebody proved who they are. The cookie holds a secret that means nothing anywhere else.
"""

import secrets
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from exin.casework.hus import okter
from exin.casework.hus.okter import OktVisning

if TYPE_CHECKING:
    from exin.web.nettsted import Nettsted

_SESSION: Final = "okt"
_BEFORE: Final = "for"
_NEXT: Final = "videre"
_LONGEST_COOKIE: Final = 128


def _name(nettsted: "Nettsted", name: str) -> str:
    """A cookie that no neighbour of the host can set, where the site is reached by https."""
    return f"__Host-exin-{name}" if nettsted.sikker else f"exin-{name}"


def secret_of(nettsted: "Nettsted", request: Request) -> str | None:
    """The secret that the browser holds; None where it holds none that can be one."""
    secret = request.cookies.get(_name(nettsted, _SESSION), "")
    return secret if secret and len(secret) <= _LONGEST_COOKIE and secret.isascii() else None


def of_request(nettsted: "Nettsted", request: Request) -> tuple[OktVisning | None, OktVisning | None]:
    """The session of a request; else the one that ended by itself a short while ago."""
    secret = secret_of(nettsted, request)
    if secret is None:
        return None, None
    found = okter.find(nettsted.office, secret)
    if found is not None:
        okter.touch(nettsted.office, found)
        return found, None
    return None, okter.find_expired(nettsted.office, secret)


def seconds_left(nettsted: "Nettsted", okt: OktVisning) -> int:
    """Until a session ends by itself: idle from now on, or too old whoever is there."""
    now = nettsted.office.means.clock()
    return int((min(now + okter.IDLE, okt.senest) - now).total_seconds())


def before_login(nettsted: "Nettsted", request: Request) -> str:
    """The token of forms before log-in, which a page of this site put into the browser's cookie; empty where none."""
    return request.cookies.get(_name(nettsted, _BEFORE), "")[:_LONGEST_COOKIE]


def with_token(nettsted: "Nettsted", response: Response, token: str) -> Response:
    """The answer, with the token of forms before log-in in a cookie."""
    _set(nettsted, response, _BEFORE, token, timedelta(hours=1))
    return response


def new_token() -> str:
    """A token for forms before log-in."""
    return secrets.token_urlsafe(24)


def begin(nettsted: "Nettsted", response: Response, secret: str) -> Response:
    """The answer to a log-in: the cookie of the new session, whatever was there before."""
    _set(nettsted, response, _SESSION, secret, okter.LONGEST)
    _drop(nettsted, response, _BEFORE)
    return response


def end(nettsted: "Nettsted", response: Response) -> Response:
    """The answer to a log-out."""
    _drop(nettsted, response, _SESSION)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def keep(nettsted: "Nettsted", response: Response, name: str, value: str) -> Response:
    """The answer, with something kept in the browser for ten minutes."""
    _set(nettsted, response, name, value, timedelta(minutes=10))
    return response


def kept(nettsted: "Nettsted", request: Request, name: str) -> str:
    """What was kept under that name; empty where nothing was."""
    return request.cookies.get(_name(nettsted, name), "")


def drop(nettsted: "Nettsted", response: Response, name: str) -> Response:
    """The answer, with what was kept gone."""
    _drop(nettsted, response, name)
    return response


def to_login(request: Request) -> Response:
    """To the log-in page, and from there back to where one was going, if that was a page to read."""
    back = request.url.path if request.method == "GET" else None
    query = {_NEXT: back} if back and back != "/" else {}
    where = f"/logg-inn?{urlencode(query)}" if query else "/logg-inn"
    return RedirectResponse(where, status_code=int(HTTPStatus.SEE_OTHER))


def _set(nettsted: "Nettsted", response: Response, name: str, value: str, lasts: timedelta) -> None:
    response.set_cookie(
        _name(nettsted, name),
        value,
        max_age=int(lasts.total_seconds()),
        path="/",
        secure=nettsted.sikker,
        httponly=True,
        samesite="lax",
    )


def _drop(nettsted: "Nettsted", response: Response, name: str) -> None:
    response.delete_cookie(
        _name(nettsted, name), path="/", secure=nettsted.sikker, httponly=True, samesite="lax"
    )
