"""The API of a test's own office: a provider that signs, staff who are bound to it, and tokens for them.

Must not use the code under test to make a token: what is signed here is signed by the library alone.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx2
from fastapi import FastAPI
from joserfc import jws, jwt
from joserfc.jwk import Key
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from exin.ids import AnsattId
from exin.settings import Settings
from exin.store import innlogging
from exin.web.site import guarded, make_site
from exin.web.takt import Takt
from policies import Action, Role
from tests.helpers.nettsted import BASE
from tests.helpers.office import STAFF, Kontor
from tests.helpers.oidc import CLIENT, SECRET, Vrang, hostile, rsa

AUDIENCE: Final = "https://exin.example.org/api"
UNDER: Final = "/api/v1"
GROUPS: Final = tuple(f"{rolle}=gruppe-{rolle}" for rolle in Role)
OFTEN: Final = 1_000_000
"""So often anybody may ask in a test that is not about how often."""


class _Client(TestClient):
    __test__ = False


@dataclass(kw_only=True)
class Api:
    """The API of an office, and a provider whose tokens it takes."""

    kontor: Kontor
    site: FastAPI
    provider: Vrang
    feil: list[BaseException] = field(default_factory=list)
    """What the site noted as unforeseen."""

    @property
    def app(self) -> ASGIApp:
        """What is served."""
        return guarded(self.site)

    def client(self) -> TestClient:
        """A client without a cookie."""
        return _Client(self.app, base_url=BASE, raise_server_exceptions=False)

    def claims(self, who: str, **otherwise: object) -> dict[str, Any]:
        """What a good token of a member of staff says, with changes; None takes out, a timedelta is from now."""
        now = int(self.kontor.clock().timestamp())
        usual: dict[str, Any] = {
            "iss": self.provider.issuer,
            "aud": AUDIENCE,
            "sub": subject_of(who),
            "client_id": "fagsystem",
            "jti": secrets.token_hex(8),
            "iat": now,
            "exp": now + 300,
            "groups": [f"gruppe-{rolle}" for rolle in Role],
        }
        said = {name: value for name, value in {**usual, **otherwise}.items() if value is not None}
        return {
            name: now + value.total_seconds() if isinstance(value, timedelta) else value
            for name, value in said.items()
        }

    def token(
        self, who: str, *, header: Mapping[str, Any] | None = None, key: Key | None = None, **claims: object
    ) -> str:
        """A token for a member of staff."""
        signer = key or rsa()
        asked = {"alg": "RS256", "typ": "at+jwt", "kid": signer.kid, **(header or {})}
        given = {name: value for name, value in asked.items() if value is not None}
        registry = jws.JWSRegistry(algorithms=[str(given["alg"])], strict_check_header=False)
        return jwt.encode(given, self.claims(who, **claims), signer, registry=registry)

    def ask(
        self,
        metode: str,
        sti: str,
        *,
        who: str | None = "kari",
        token: str | None = None,
        sendt: object = None,
        etag: str | None = None,
        nokkel: str | None = None,
        formal: str | None = None,
        **headers: str,
    ) -> httpx2.Response:
        """One request; a POST has a key of its own unless one is given ('' for none)."""
        bearer = token or (self.token(who) if who else None)
        said = {
            "authorization": f"Bearer {bearer}" if bearer else "",
            "if-match": etag or "",
            "formal": formal or "",
            "idempotency-key": new_key() if nokkel is None and metode == "POST" else nokkel or "",
        }
        sent = {name: value for name, value in said.items() if value} | headers
        body = None if sendt is None else sendt
        return self.client().request(metode, UNDER + sti, json=body, headers=sent)

    def etag(self, saksnr: str, who: str = "kari", *, formal: str | None = None) -> str:
        """The version of a case now, as one reads it."""
        answer = self.ask("GET", f"/saker/{saksnr}", who=who, formal=formal)
        assert answer.status_code == 200, answer.text
        return str(answer.headers["etag"])


def new_key() -> str:
    """A key that nobody has used."""
    return secrets.token_hex(16)


def subject_of(who: str) -> str:
    """What the provider calls a member of staff."""
    return f"sub-{who.replace('_', '-')}"


@contextmanager
def api_at(kontor: Kontor, *, staff: Sequence[str] = STAFF, **settings: Any) -> Iterator[Api]:  # noqa: ANN401
    """The API of an office, with these staff bound to a provider; with changes to the settings."""
    with hostile() as provider:
        bind(kontor, provider.issuer, staff)
        faults: list[BaseException] = []
        site = make_site(
            kontor.office,
            settings_of(kontor, kontor.folder, provider.issuer, **settings),
            kontor.folder,
            on_fault=lambda error, _number: faults.append(error),
        )
        often = Takt(antall=OFTEN, vindu=timedelta(minutes=1), clock=kontor.clock)
        let_ask(site, often)
        yield Api(kontor=kontor, site=site, provider=provider, feil=faults)


def let_ask(site: FastAPI, takt: Takt) -> None:
    """Let staff ask as often as that."""
    nettsted = replace(site.state.nettsted, apitakt=takt)
    site.state.nettsted = nettsted
    for route in site.routes:
        if getattr(route, "path", "") == UNDER:
            route.app.state.nettsted = nettsted  # type: ignore[attr-defined]


def settings_of(kontor: Kontor, folder: Path, issuer: str, **otherwise: Any) -> Settings:  # noqa: ANN401
    """The settings of an office, with a provider."""
    file = folder / "oidc.hemmelighet"
    file.touch(0o600)
    file.write_text(SECRET + "\n", "utf-8")
    before = kontor.installation.settings.model_dump()
    given = {
        "oidc_utsteder": issuer,
        "oidc_klient": CLIENT,
        "oidc_api_mottaker": AUDIENCE,
        "oidc_hemmelighetfil": file.name,
        "oidc_grupper": list(GROUPS),
        "lenke": BASE,
        **otherwise,
    }
    return Settings.model_validate({**before, **given}, strict=True)


def bind(kontor: Kontor, issuer: str, staff: Sequence[str]) -> None:
    """Let the provider's subjects be these staff."""
    with kontor.work("admin") as w:
        grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte")
        w.begin()
        for who in staff:
            ansatt = AnsattId(kontor.staff_id(who))
            now = w.means.clock()
            innlogging.bind(w.tx, grant, ansatt, utsteder=issuer, subjekt=subject_of(who), registrert=now)
