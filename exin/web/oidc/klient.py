"""How this site proves to the provider which client it is: a key of its own (RFC 7523), or a shared secret.

Must not show key or secret: both are read once from files that their owner alone can read, and leave as proofs.
"""

import base64
import hashlib
import json
import os
import re
import secrets
import ssl
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import quote

from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

from exin.errors import Misconfigured
from exin.web.oidc.signatur import KTY, SMALLEST_RSA, Nokkel, sign

ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LASTS: Final = 60
"""Seconds that a proof can be used: ID-porten takes none of more than 120."""

_LONGEST: Final = 32_768
_PRIVATE: Final = re.compile(rb"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.+?-----END \1-----", re.DOTALL)
_CERTIFICATE: Final = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_CURVES: Final = {"P-256": "ES256", "Ed25519": "EdDSA"}


@dataclass(frozen=True, slots=True, repr=False)
class Bevis:
    """A proof for one request: headers to send, and fields of its form."""

    headers: Mapping[str, str] = field(default_factory=dict)
    skjema: Mapping[str, str] = field(default_factory=dict)


class Klientbevis(Protocol):
    """What can prove which client this is."""

    def bevis(self, klient: str, mottaker: str, now: datetime) -> Bevis:
        """A proof for one request, to `mottaker`."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class Hemmelighet:
    """A secret shared with the provider, sent as client_secret_basic."""

    hemmelighet: str

    def bevis(self, klient: str, mottaker: str, now: datetime) -> Bevis:  # noqa: ARG002 - as every proof
        """The secret itself, as RFC 6749 section 2.3.1 writes it."""
        pair = f"{quote(klient, safe='')}:{quote(self.hemmelighet, safe='')}"
        return Bevis(headers={"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"})


@dataclass(frozen=True, slots=True, repr=False)
class Klientnokkel:
    """A private key of our own, whose public half the provider has. `navn` is how it knows which: kid or x5t#S256."""

    nokkel: Nokkel
    alg: str
    navn: Mapping[str, str]

    def bevis(self, klient: str, mottaker: str, now: datetime) -> Bevis:
        """A statement that we are the client, signed for this one request."""
        at = int(now.timestamp())
        claims = {"iss": klient, "sub": klient, "aud": mottaker, "jti": secrets.token_urlsafe(24)}
        times = {"iat": at, "nbf": at, "exp": at + LASTS}
        signed = sign({"alg": self.alg, **self.navn}, {**claims, **times}, self.nokkel)
        return Bevis(skjema={"client_assertion_type": ASSERTION, "client_assertion": signed})


def read_secret(path: Path) -> Hemmelighet:
    """The first line of a file. Raises Misconfigured when it is not there, is empty, or when others can read it."""
    content = _owners_own(path, "oidc_hemmelighet")
    try:
        line = content.decode().partition("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        line = ""
    if not line:
        raise Misconfigured("oidc_hemmelighet_mangler")
    return Hemmelighet(line)


def read_key(path: Path, *, pss: bool) -> Klientnokkel:
    """A private key from a file: one JWK, or PEM with the certificate beside it where the provider goes by that.

    `pss`: sign with PS256 where the key is an RSA key that does not say itself.

    Raises:
        Misconfigured: it is not there, others can read it, or it is no key that is taken here.
    """
    content = _owners_own(path, "oidc_nokkel")
    try:
        key = _from_jwk(content) if content.lstrip().startswith(b"{") else _from_pem(content)
        alg = _algorithm(key, pss=pss)
        navn = _name_of(key, content)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError, SecurityWarning):
        raise Misconfigured("oidc_nokkel_kan_ikke_brukes") from None
    return Klientnokkel(key, alg, navn)


def _from_jwk(content: bytes) -> Nokkel:
    key = import_key(json.loads(content))
    if not isinstance(key, RSAKey | ECKey | OKPKey) or not key.is_private:
        raise ValueError("no private key of the kinds that are taken here")
    return key


def _from_pem(content: bytes) -> Nokkel:
    found = _PRIVATE.search(content)
    if found is None:
        raise ValueError("no private key")
    for kind in (RSAKey, ECKey, OKPKey):
        try:
            return kind.import_key(found[0])
        except JoseError:  # a key of another kind
            continue
    raise ValueError("a key of no kind that is taken here")


def _algorithm(key: Nokkel, *, pss: bool) -> str:
    if isinstance(key, RSAKey):
        if key.raw_value.key_size < SMALLEST_RSA:
            raise ValueError("too short")
        usual = "PS256" if pss else "RS256"
    else:
        usual = _CURVES[key.curve_name]
    alg = str(key.get("alg") or usual)
    if KTY[alg] != key.key_type:
        raise ValueError("another algorithm")
    return alg


def _name_of(key: Nokkel, content: bytes) -> dict[str, str]:
    """How the provider finds the public half: by the certificate's thumbprint, or by an id of the key."""
    certificate = _CERTIFICATE.search(content)
    if certificate is not None:
        der = ssl.PEM_cert_to_DER_cert(certificate[0].decode())
        return {"x5t#S256": base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()}
    given: dict[str, Any] = {name: key.get(name) for name in ("kid", "x5t#S256")}
    return {name: str(value) for name, value in given.items() if value} or {"kid": key.thumbprint()}


def _owners_own(path: Path, code: str) -> bytes:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise Misconfigured(f"{code}_mangler") from error
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Misconfigured(f"{code}_rettigheter")
        return file.read(_LONGEST)
