"""The real site over a real office, asked without a network: cookies kept, forms sent with their token.

Must not stand in for anything of the site: what a test sends goes through the same headers, sessions and door.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from starlette.testclient import TestClient

from exin.actor import Caller
from exin.casework.hus import okter
from exin.casework.hus.okter import Metode
from exin.web.site import guarded, make_site
from policies import Door
from tests.helpers.office import Kontor

BASE: Final = "http://127.0.0.1:8000"
COOKIE: Final = "exin-okt"

_TOKEN: Final = re.compile(r'name="csrf" value="([^"]*)"')


class _Client(TestClient):
    __test__ = False


@dataclass(frozen=True, slots=True)
class Svar:
    """What the site answered."""

    status: int
    tekst: str
    til: str
    """Where one is sent on to; empty where one is not."""
    headers: Mapping[str, str]


@dataclass(kw_only=True)
class Nettleser:
    """One browser: its cookies, and the token of the session that it has."""

    kontor: Kontor
    client: TestClient
    feil: list[BaseException]
    """What the site noted as unforeseen."""
    csrf: str = ""

    def log_in(self, who: str) -> "Nettleser":
        """Begin a session for a member of staff, as log-in does once it is sure who it is."""
        caller = Caller(dor=Door.WEB, brukernavn=who)
        begun = okter.begin(self.kontor.office, caller, Metode.LOKAL)
        self.client.cookies.set(COOKIE, begun.hemmelighet, domain="127.0.0.1", path="/")
        self.csrf = begun.okt.csrf
        return self

    def get(self, path: str, **headers: str) -> Svar:
        """Ask for a page."""
        answer = self.client.get(path, headers=headers, follow_redirects=False)
        found = _TOKEN.search(answer.text)
        self.csrf = found[1] if found and not self.csrf else self.csrf
        return _svar(answer)

    def post(
        self,
        path: str,
        skjema: Mapping[str, str | list[str]] | None = None,
        *,
        csrf: str | None = None,
        **headers: str,
    ) -> Svar:
        """Send a form, with this session's token unless another is given ('' for none)."""
        token = self.csrf if csrf is None else csrf
        fields = {**({"csrf": token} if token else {}), **(skjema or {})}
        sent = {"content-type": "application/x-www-form-urlencoded", **headers}
        body = urlencode(fields, doseq=True)
        return _svar(self.client.post(path, content=body, headers=sent, follow_redirects=False))

    def follow(self, svar: Svar) -> Svar:
        """The page that one was sent on to."""
        assert svar.til, svar.status
        return self.get(svar.til)


def _svar(answer: object) -> Svar:
    headers = {name.lower(): value for name, value in answer.headers.items()}  # type: ignore[attr-defined]
    return Svar(
        status=answer.status_code,  # type: ignore[attr-defined]
        tekst=answer.text,  # type: ignore[attr-defined]
        til=headers.get("location", ""),
        headers=headers,
    )


@dataclass(kw_only=True)
class Nettside:
    """The site of a test: browsers are opened at it."""

    kontor: Kontor
    site: FastAPI
    portal: BlockingPortal | None = None
    """Runs what is asked of it: one loop for all. Without, each request starts and ends one."""
    feil: list[BaseException] = field(default_factory=list)

    def browser(self) -> Nettleser:
        """A new browser, with no cookie. Raises nothing of what the site answers as a fault: see `feil`."""
        client = _Client(guarded(self.site), base_url=BASE, raise_server_exceptions=False)
        client.portal = self.portal
        return Nettleser(kontor=self.kontor, client=client, feil=self.feil)

    def log_in(self, who: str) -> Nettleser:
        """A new browser, logged in."""
        return self.browser().log_in(who)


@contextmanager
def open_at(kontor: Kontor) -> Iterator[Nettside]:
    """The site of an office."""
    faults: list[BaseException] = []
    site = make_site(
        kontor.office,
        kontor.installation.settings,
        kontor.folder,
        on_fault=lambda error, _number: faults.append(error),
    )
    with start_blocking_portal() as portal:
        yield Nettside(kontor=kontor, site=site, portal=portal, feil=faults)
