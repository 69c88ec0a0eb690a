"""What holds for every answer: the host asked for, the size of what is sent, security headers, the request's number.

Must not know pages or sessions. Pure ASGI, so that an answer passes through unread.
"""

import re
from collections.abc import Callable, Collection
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from exin.ids import new_id
from exin.web import statisk

LARGEST_BODY: Final = 1 << 20
"""Bytes of a request at most: the longest form there is has some 200 kB."""

CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser hides the origin from this site too
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}

_HOST: Final = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_HSTS: Final = "max-age=63072000; includeSubDomains"
_NEVER_KEPT: Final = "no-store"
_SHOWN: Final = frozenset({HTTPStatus.OK, HTTPStatus.NOT_MODIFIED})


PlainForm = Callable[[str, HTTPStatus, str], tuple[str, bytes] | None]
"""The media type and body of an answer that no route gave, by path, status and the request's number; None: a line."""


class TooLarge(Exception):
    """More was sent than any form holds."""


class Vern:
    """Wraps the whole site."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        verter: Collection[str],
        sikker: bool,
        on_strange_host: Callable[[str], object],
        plain_form: PlainForm = lambda _path, _status, _number: None,
    ) -> None:
        """`verter`: the hosts that may be asked for, without port. `sikker`: the site is reached by https.

        `on_strange_host` is told the number of a request for any other. `plain_form`: where an answer that no route
        gave is not to be a line of text.
        """
        self._app = app
        self._verter = frozenset(verter)
        self._sikker = sikker
        self._on_strange_host = on_strange_host
        self._plain_form = plain_form

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number = new_id().hex()
        scope.setdefault("state", {})["foresporsel"] = number
        form = partial(self._plain_form, scope["path"])
        answer = _Answer(send, number, kept=_how_long_kept(scope), sikker=self._sikker, form=form)
        asked = Headers(scope=scope)
        if _host(asked.get("host", "")) not in self._verter:
            self._on_strange_host(number)
            await answer.plain(HTTPStatus.MISDIRECTED_REQUEST, "Ukjent vert.")
            return
        if not _may_fit(asked.get("content-length", "0")):
            await answer.plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Det som ble sendt, er for stort.")
            return
        body = _Body(receive)
        try:
            await self._app(scope, body.receive, answer.send)
        except TooLarge:
            await answer.plain(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Det som ble sendt, er for stort.")
        except Exception:  # noqa: BLE001 - answered and noted by now; the server would write down what it said
            await answer.plain(HTTPStatus.INTERNAL_SERVER_ERROR, "Noe gikk galt.")


def _host(value: str) -> str:
    """The host without its port, in lower case; empty for what is no host: addresses are made of it later."""
    found = _HOST.fullmatch(value)
    return found[1].lower() if found else ""


def _may_fit(length: str) -> bool:
    return length.isascii() and length.isdigit() and int(length) <= LARGEST_BODY


def _how_long_kept(scope: Scope) -> str:
    """Pages are not kept; the site's own files are."""
    path: str = scope["path"]
    own = path.startswith(statisk.PATH)
    return statisk.how_long_kept(path, scope["query_string"]) if own else _NEVER_KEPT


class _Body:
    """Counts what comes in: a length that was stated may be a lie."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._seen = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        if self._seen > LARGEST_BODY:
            raise TooLarge
        return message


class _Answer:
    """Puts the headers on whatever is answered."""

    def __init__(
        self,
        send: Send,
        number: str,
        *,
        kept: str,
        sikker: bool,
        form: Callable[[HTTPStatus, str], tuple[str, bytes] | None],
    ) -> None:
        self._send = send
        self._number = number
        self._kept = kept
        self._sikker = sikker
        self._form = form
        self.begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers["X-Request-Id"] = self._number
            headers["Cache-Control"] = self._kept if message["status"] in _SHOWN else _NEVER_KEPT
            if self._sikker:
                headers["Strict-Transport-Security"] = _HSTS
        await self._send(message)

    async def plain(self, status: HTTPStatus, text: str) -> None:
        """An answer of one line, for what never reaches a page. None where an answer has begun."""
        if self.begun:
            return
        media, body = self._form(status, self._number) or ("text/plain; charset=utf-8", text.encode())
        start: dict[str, Any] = {
            "type": "http.response.start",
            "status": int(status),
            "headers": [
                (b"content-type", media.encode()),
                (b"content-length", str(len(body)).encode()),
                (b"connection", b"close"),
            ],
        }
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})
