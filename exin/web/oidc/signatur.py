"""The signatures that are taken and made here: four algorithms, and keys strong enough for them.

Must not take a symmetric key, nor an algorithm that a token chooses for a key that is not meant for it.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from joserfc.jwt import encode

from exin.web.oidc.feil import Feilkode, Innloggingsfeil
from exin.web.oidc.hent import read_object

Nokkel = RSAKey | ECKey | OKPKey

KTY: Final = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
"""The algorithms, and the type of key of each."""

SMALLEST_RSA: Final = 2_048

_MEMBERS: Final = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}
_CURVES: Final = {"EC": "P-256", "OKP": "Ed25519"}
_TYPES: Final[Mapping[str, type[Nokkel]]] = {"RSA": RSAKey, "EC": ECKey, "OKP": OKPKey}


class _Registry(JWSRegistry):
    """The four algorithms. EdDSA is Ed25519 here, never Ed448, and so without the library's warning of the old name."""

    max_header_length = 4_096  # some providers put their certificate there, which is not looked at

    def __init__(self) -> None:
        super().__init__(algorithms=[*KTY, "Ed25519"], strict_check_header=False)

    def get_alg(self, name: str) -> Any:  # noqa: ANN401 - the library's model of an algorithm has no public name
        """The algorithm of that name."""
        return super().get_alg("Ed25519" if name == "EdDSA" else name)


_REGISTRY: Final = _Registry()


@dataclass(frozen=True, slots=True, repr=False)
class Offentlig:
    """A public key of the provider: its id, the one algorithm it is for where it says so, and itself."""

    kid: str | None
    alg: str | None
    nokkel: Nokkel

    def fits(self, kid: str | None, alg: str) -> bool:
        """Whether a token under that id and algorithm may be signed by this key."""
        right = self.nokkel.key_type == KTY[alg] and self.alg in {None, alg}
        return right and kid in {None, self.kid}


def public_key(given: Mapping[str, Any]) -> Offentlig | None:
    """A key of the provider's set; None where it is not for signatures, or of a kind that is not taken here."""
    kty, kid, alg = given.get("kty"), given.get("kid"), given.get("alg")
    if not isinstance(kty, str) or kty not in _MEMBERS or given.get("use", "sig") != "sig":
        return None
    names = _MEMBERS[kty]
    members = {name: given[name] for name in names if isinstance(given.get(name), str)}
    if len(members) < len(names) or not _strong(kty, members):
        return None
    try:
        key = _TYPES[kty].import_key({"kty": kty, **members})
    except (JoseError, ValueError):
        return None
    return Offentlig(kid if isinstance(kid, str) else None, alg if isinstance(alg, str) else None, key)


def _strong(kty: str, members: Mapping[str, Any]) -> bool:
    if kty != "RSA":
        return bool(members["crv"] == _CURVES[kty])
    try:
        modulus = base64.urlsafe_b64decode(members["n"] + "==")
    except (binascii.Error, ValueError):
        return False
    return int.from_bytes(modulus).bit_length() >= SMALLEST_RSA


def type_of(token: str) -> str:
    """The type that a token says it is of, in small letters and without `application/`; empty where it says none."""
    given = _header(token).get("typ")
    return given.lower().removeprefix("application/") if isinstance(given, str) else ""


def _header(token: str) -> Mapping[str, Any]:
    first, *rest = token.split(".")
    if len(rest) != 2:  # noqa: PLR2004 - header, content, signature
        raise Innloggingsfeil(Feilkode.BEKREFTELSE_UGYLDIG)
    try:
        content = base64.b64decode(first + "=" * (-len(first) % 4), altchars=b"-_", validate=True)
    except ValueError:
        raise Innloggingsfeil(Feilkode.BEKREFTELSE_UGYLDIG) from None
    return read_object(content, Feilkode.BEKREFTELSE_UGYLDIG)


def header_of(token: str) -> tuple[str, str | None]:
    """The algorithm and the key's id that a token names. Refuses an algorithm that is not taken here."""
    header = _header(token)
    alg, kid = header.get("alg"), header.get("kid")
    if not isinstance(alg, str) or alg not in KTY:
        raise Innloggingsfeil(Feilkode.ALGORITME_IKKE_GODTATT)
    # What stands in `crit` must be understood, and nothing of it is.
    if "crit" in header or not isinstance(kid, str | None):
        raise Innloggingsfeil(Feilkode.BEKREFTELSE_UGYLDIG)
    return alg, kid


def content_of(token: str, key: Nokkel) -> Mapping[str, Any]:
    """What a token says, once its signature by `key` is found right."""
    try:
        signed = jws.deserialize_compact(token, key, registry=_REGISTRY)
    except BadSignatureError:
        raise Innloggingsfeil(Feilkode.FEIL_SIGNATUR) from None
    except (JoseError, ValueError, RecursionError):
        raise Innloggingsfeil(Feilkode.BEKREFTELSE_UGYLDIG) from None
    return read_object(signed.payload, Feilkode.BEKREFTELSE_UGYLDIG)


def sign(header: dict[str, Any], claims: dict[str, Any], key: Nokkel) -> str:
    """A token that says `claims`, signed by our own key."""
    return encode(header, claims, key, registry=_REGISTRY)
