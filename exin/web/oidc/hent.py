"""Asking the provider over HTTP: its own host alone, five seconds, one megabyte, no redirect.

Must not be told an address by anybody but the settings and the provider, and says of an answer no more than that
it could not be used.
"""

import json
import re
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import httpx2

from exin.web.oidc.feil import Feilkode, Innloggingsfeil

TIMEOUT: Final = 5.0
"""Seconds for each wait; a body that drips in is given up after as long."""

LARGEST: Final = 1_000_000
"""Bytes of an answer."""

# No user before the host, no backslash, no fragment, no letters beyond ASCII.
_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?([/?][!\"$-\[\]-~]*)?")
_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True, repr=False)
class Svar:
    """What the provider answered: its status, and an object where that is 200."""

    status: int
    innhold: Mapping[str, Any]


class Henter:
    """Asks one provider."""

    def __init__(self, utsteder: str, *, timeout: float = TIMEOUT) -> None:
        self._origin, self._timeout = origin(utsteder), timeout
        self._trust = ssl.create_default_context()
        self._trust.minimum_version = ssl.TLSVersion.TLSv1_2

    def get(self, url: str) -> Mapping[str, Any]:
        """The object at an address of the provider."""
        svar = self._ask("GET", url)
        if svar.status != HTTPStatus.OK:
            raise Innloggingsfeil(Feilkode.LEVERANDOR_SVARER_IKKE)
        return svar.innhold

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Svar:
        """What the provider answers to a form."""
        return self._ask("POST", url, form=form, headers=headers)

    def _ask(
        self,
        method: str,
        url: str,
        *,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Svar:
        if origin(url) != self._origin:
            raise Innloggingsfeil(Feilkode.OPPSLAG_FREMMED_VERT)
        sent = {"Accept": "application/json", "Accept-Encoding": "identity", **(headers or {})}
        until = time.monotonic() + self._timeout
        try:
            with self._client() as client, client.stream(method, url, data=form, headers=sent) as answer:
                return _read(answer, until)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError):
            raise Innloggingsfeil(Feilkode.LEVERANDOR_SVARER_IKKE) from None

    def _client(self) -> httpx2.Client:
        # Nothing of the environment: no proxy, no .netrc, no other authorities than the machine's.
        return httpx2.Client(
            verify=self._trust, trust_env=False, follow_redirects=False, timeout=self._timeout
        )


def _read(answer: httpx2.Response, until: float) -> Svar:
    status = answer.status_code
    if answer.is_redirect:
        raise Innloggingsfeil(Feilkode.LEVERANDOR_VIDERESENDTE)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Innloggingsfeil(Feilkode.LEVERANDOR_SVARER_IKKE)
    if status != HTTPStatus.OK:
        return Svar(status, {})
    # Raw: what comes packed is not unpacked, so what is small stays small.
    return Svar(status, read_object(_body(answer.iter_raw(), until), Feilkode.SVAR_ULESELIG))


def _body(chunks: Iterable[bytes], until: float) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > LARGEST:
            raise Innloggingsfeil(Feilkode.SVAR_FOR_STORT)
        if time.monotonic() > until:
            raise Innloggingsfeil(Feilkode.LEVERANDOR_SVARER_IKKE)
    return bytes(body)


def read_object(content: bytes, otherwise: Feilkode) -> Mapping[str, Any]:
    """The JSON object in some bytes. Refuses with `otherwise` what is none."""
    try:
        found = json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Innloggingsfeil(otherwise) from None
    if not isinstance(found, dict):
        raise Innloggingsfeil(otherwise)
    return found


def _no_constant(_name: str) -> float:
    raise ValueError("NaN and Infinity are no JSON")


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address. Refuses one that two readers could read in two ways."""
    if not _ADDRESS.fullmatch(url):
        raise Innloggingsfeil(Feilkode.OPPSLAG_UFULLSTENDIG)
    parts = urlsplit(url)
    return parts.scheme, str(parts.hostname), _port(parts)


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or _PORTS[parts.scheme]
    except ValueError:  # more than there are
        raise Innloggingsfeil(Feilkode.OPPSLAG_UFULLSTENDIG) from None
