"""One attempt to log in: what was sent out with the browser, and must come back with it.

Must be kept where only this site and this browser can reach it: whoever holds one can end the log-in. It says nothing
of who wants in.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Final

from exin.web.oidc.feil import Feilkode, Innloggingsfeil
from exin.web.oidc.hent import read_object

VALID: Final = timedelta(minutes=10)

_RANDOM: Final = 32
"""Bytes of chance in each secret: 43 characters, which is what PKCE asks for."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Forsok:
    """An attempt: for which issuer, the secrets it goes by, when it began, and how fresh the log-in has to be."""

    utsteder: str
    state: str
    nonce: str
    verifier: str
    begynt: int
    """Seconds since 1970."""
    max_alder: int | None = None
    """Seconds since the person proved who they are, at most; None where it was not asked for."""

    @classmethod
    def new(cls, utsteder: str, now: datetime, max_alder: timedelta | None) -> "Forsok":
        """A new attempt with new secrets."""
        return cls(
            utsteder=utsteder,
            state=secrets.token_urlsafe(_RANDOM),
            nonce=secrets.token_urlsafe(_RANDOM),
            verifier=secrets.token_urlsafe(_RANDOM),
            begynt=int(now.timestamp()),
            max_alder=None if max_alder is None else int(max_alder.total_seconds()),
        )

    @property
    def challenge(self) -> str:
        """What the provider is shown of the verifier (PKCE S256)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

    @property
    def start(self) -> datetime:
        """When it began."""
        return datetime.fromtimestamp(self.begynt, UTC)

    def runs(self, now: datetime) -> bool:
        """Whether it can still be ended."""
        return timedelta() <= now - self.start + timedelta(seconds=1) <= VALID

    def to_bytes(self) -> bytes:
        """The attempt as bytes, for a place that is the site's own."""
        return json.dumps(asdict(self), separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Forsok":
        """The attempt that `to_bytes` gave.

        Raises:
            Innloggingsfeil: these are not such bytes.
        """
        given = read_object(content, Feilkode.FORSOK_UGYLDIG)
        if set(given) != {each.name for each in fields(cls)} or not _typed(given):
            raise Innloggingsfeil(Feilkode.FORSOK_UGYLDIG)
        return cls(**given)


def _typed(given: Mapping[str, object]) -> bool:
    words = all(isinstance(given[name], str) for name in ("utsteder", "state", "nonce", "verifier"))
    # bool is an int to Python, and no number of seconds.
    return words and type(given["begynt"]) is int and type(given["max_alder"]) in {int, type(None)}
