"""Log-in providers: the real one as a process of its own, and one that answers whatever a test wants it to.

Must not use the code under test to make a token: what is signed here is signed by the library alone.
"""

import base64
import json
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_connection, socket
from typing import Any, Literal
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from exin.clock import Clock, system_clock
from exin.settings import Settings
from exin.web.oidc import Forsok, Identitet, Innlogging, log_in_at
from tests.architecture.tree import ROOT

LINK = "https://exin.example.org"
CLIENT = "exin-klient"
SECRET = "hemmelig: 100%25 +æøå&="  # noqa: S105 - of a client in tests
HERE = "127.0.0.1"

Answer = tuple[int, dict[str, str], bytes]


@cache
def rsa(name: str = "rsa-1") -> RSAKey:
    """A key of that id."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


@cache
def ec(name: str = "ec-1", curve: Literal["P-256", "P-384"] = "P-256") -> ECKey:
    """A key of that id and curve."""
    return ECKey.generate_key(curve, {"kid": name})


@cache
def okp(name: str = "okp-1") -> OKPKey:
    """A key of that id."""
    return OKPKey.generate_key("Ed25519", {"kid": name})


def by_hand(header: dict[str, Any], claims: object, sign: Callable[[bytes], bytes]) -> str:
    """A token as no library would make it."""
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    content = b".".join(parts)
    return (content + b"." + base64.urlsafe_b64encode(sign(content)).rstrip(b"=")).decode()


def _edwards(key: OKPKey) -> Callable[[bytes], bytes]:
    private = key.private_key
    assert isinstance(private, Ed25519PrivateKey)
    return private.sign


@dataclass
class Vrang:
    """A provider that does as it is told, well-behaved until then."""

    port: int = 0
    path: str = ""
    scheme: str = "http"
    host: str = HERE
    description: dict[str, Any] = field(default_factory=dict)
    """What stands otherwise in its description; None takes it out."""
    claims: dict[str, Any] = field(default_factory=dict)
    """What stands otherwise in its tokens; None takes it out."""
    header: dict[str, Any] = field(default_factory=dict)
    key: Key = field(default_factory=rsa)
    published: list[dict[str, Any]] = field(default_factory=lambda: [dict(rsa().as_dict(private=False))])
    token: Callable[[], str] | None = None
    answers: dict[str, Callable[[], Answer]] = field(default_factory=dict)
    """What it answers at a path, in place of what it should."""
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    """Path, headers and form of each request."""
    nonce: str = ""
    pause: float = 0.0
    """Seconds between the bytes of its answers."""

    @property
    def issuer(self) -> str:
        """Its name."""
        return f"{self.scheme}://{self.host}:{self.port}{self.path}"

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked == self.path + path for asked, _, _ in self.asked)

    def say(self, **claims: object) -> dict[str, Any]:
        """The content of its tokens, with changes; a timedelta is so far from the moment it is said."""
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": CLIENT, "sub": "kari-7", "exp": now + 300, "iat": now}
        given = {**usual, "nonce": self.nonce, **self.claims, **claims}
        said = {name: value for name, value in given.items() if value is not None}
        return {
            name: now + value.total_seconds() if isinstance(value, timedelta) else value
            for name, value in said.items()
        }

    def signed(self) -> str:
        """A token that says it."""
        kid = {"kid": self.key.kid} if self.key.kid else {}
        header = {"alg": "RS256", **kid, **self.header}
        given = {name: value for name, value in header.items() if value is not None}
        if isinstance(self.key, OKPKey):  # the library warns of the name that providers use
            return by_hand(given, self.say(), _edwards(self.key))
        registry = jws.JWSRegistry(algorithms=[str(given["alg"])], strict_check_header=False)
        return jwt.encode(given, self.say(), self.key, registry=registry)

    def answer(self, path: str) -> Answer:
        """What is at a path."""
        if path in self.answers:
            return self.answers[path]()
        if path == "/.well-known/openid-configuration":
            content: Mapping[str, Any] = self._described()
        elif path == "/jwks":
            content = {"keys": self.published}
        elif path == "/token":
            token = self.token() if self.token else self.signed()
            content = {"access_token": "x", "token_type": "Bearer", "id_token": token}
        else:
            return 404, {}, b""
        return 200, {"Content-Type": "application/json"}, json.dumps(content).encode()

    def _described(self) -> dict[str, Any]:
        usual = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }
        return {name: value for name, value in {**usual, **self.description}.items() if value is not None}


@contextmanager
def hostile(*, path: str = "", context: ssl.SSLContext | None = None) -> Iterator[Vrang]:
    """Such a provider, up meanwhile; over TLS with a `context`."""
    provider = Vrang(path=path)
    server = ThreadingHTTPServer((HERE, 0), _handler(provider))
    if context is not None:
        provider.scheme, provider.host = "https", "localhost"
        server.socket = context.wrap_socket(server.socket, server_side=True)
    provider.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def _handler(provider: Vrang) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(dict(parse_qsl(body.decode(), keep_blank_values=True)))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library names it
            """Say nothing."""

        def _answer(self, form: dict[str, str]) -> None:
            provider.asked.append((self.path, dict(self.headers), form))
            status, headers, body = provider.answer(self.path.removeprefix(provider.path))
            try:
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                for byte in body if provider.pause else ():
                    time.sleep(provider.pause)
                    self.wfile.write(bytes([byte]))
                self.wfile.write(b"" if provider.pause else body)
            except OSError:  # whoever asked has gone: it had seen enough
                self.close_connection = True

    return Handler


def way_in(
    folder: Path,
    issuer: str,
    *,
    clock: Clock = system_clock,
    secret: bool = True,
    **settings: Any,  # noqa: ANN401 - as the file has them
) -> Innlogging:
    """The log-in at a provider, by settings as an installation has them."""
    if secret:
        file = folder / "oidc.hemmelighet"
        file.touch(0o600)
        file.write_text(SECRET + "\n", "utf-8")
        settings["oidc_hemmelighetfil"] = file.name
    chosen = Settings.model_validate(
        {"oidc_utsteder": issuer, "oidc_klient": CLIENT, "lenke": LINK, **settings}, strict=True
    )
    found = log_in_at(folder, chosen, clock=clock)
    assert found is not None
    return found


def sent_along(url: str) -> dict[str, str]:
    """The fields of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def back(forsok: Forsok, **changes: str) -> str:
    """The query with which a browser comes back."""
    return urlencode({"state": forsok.state, "code": "kode-1", **changes})


def whole_way(provider: Vrang, log_in: Innlogging, **changes: str) -> Identitet:
    """Out to the provider and back."""
    _, forsok = log_in.begin()
    provider.nonce = forsok.nonce
    return log_in.finish(forsok, back(forsok, **changes))


@contextmanager
def real_provider(people: Mapping[str, Mapping[str, Any]], *options: str) -> Iterator[str]:
    """The issuer of a real provider in a process of its own, which knows these people and their claims."""
    known = [
        part
        for sub, claims in people.items()
        for part in ("--user-claims", json.dumps({"sub": sub, **claims}))
    ]
    port = _free_port()
    with _running(port, "oidc_provider_mock", "--port", str(port), *known, *options) as issuer:
        yield issuer


@contextmanager
def key_provider(folder: Path, public: Key) -> Iterator[str]:
    """The same, for clients that prove themselves with the private half of a key."""
    port, file = _free_port(), folder / "klient.offentlig"
    file.write_text(json.dumps(public.as_dict(private=False)))
    audience = f"http://{HERE}:{port}"
    with _running(port, "tests.helpers.oidc_nokkelprovider", str(port), audience, str(file)) as issuer:
        yield issuer


def _free_port() -> int:
    with closing(socket()) as found:
        found.bind((HERE, 0))
        return int(found.getsockname()[1])


@contextmanager
def _running(port: int, module: str, *arguments: str) -> Iterator[str]:
    command = [sys.executable, "-m", module, *arguments]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet)
    try:
        _wait_for(port, process)
        yield f"http://{HERE}:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while True:
        assert process.poll() is None, "the provider ended"
        try:
            create_connection((HERE, port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until, "the provider does not answer"
            time.sleep(0.05)
        else:
            return


def as_browser(url: str, **form: str) -> str:
    """What a person does at the real provider: open the page, fill in its form; the query they come back with."""
    with httpx2.Client(trust_env=False, timeout=10) as browser:
        page = browser.get(url)
        assert page.status_code == 200, page.status_code
        assert '<form method="post"' in page.text
        answer = browser.post(url, data=form)
    target = answer.headers["location"]
    assert target.startswith(f"{LINK}/logg-inn/retur?")
    return urlsplit(target).query
