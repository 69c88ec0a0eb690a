"""Who the provider says it was: the content of a signed token, checked against what it is for.

An ID token answers one attempt to log in; an access token is for the API (RFC 9068).

Must not keep name, address or national number, nor look at them: a pair of issuer and subject is all there is.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from exin.web.oidc.feil import Feilkode, Innloggingsfeil
from exin.web.oidc.forsok import Forsok
from exin.web.oidc.innstillinger import Oidc

LEEWAY: Final = timedelta(seconds=60)
"""So much two clocks may differ."""

_SUBJECT: Final = re.compile(r"[!-~]{1,200}")
_LATEST: Final = 253_402_300_799
"""The last second of the year 9999."""
_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OF_EVERY_ACCESS_TOKEN: Final = ("client_id", "jti")
"""What RFC 9068 asks of an access token beside the rest: a token of another kind lacks it."""
_SEVERAL_FACTORS: Final = frozenset({"mfa", "entraid_mfa", "entraid-mfa"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Identitet:
    """Who logged in: a member of staff is bound to the first two, and to nothing else."""

    utsteder: str
    subjekt: str
    grupper: frozenset[str]
    acr: str | None
    amr: tuple[str, ...]
    auth_time: datetime | None


@dataclass(frozen=True, slots=True, repr=False)
class _Token:
    """The content of one token, and what it is held against."""

    claims: Mapping[str, Any]
    oidc: Oidc
    now: datetime

    def moment(self, name: str) -> datetime | None:
        """The time under that name; None where there is none. Refuses what is no time."""
        value = self.claims.get(name)
        if value is None:
            return None
        # bool is an int to Python.
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value <= _LATEST:
            raise Innloggingsfeil(Feilkode.BEKREFTELSE_UGYLDIG)
        return datetime.fromtimestamp(value, UTC)

    def word(self, name: str) -> str | None:
        """The text under that name, where there is one."""
        value = self.claims.get(name)
        return value if isinstance(value, str) and value else None

    def words(self, name: str) -> tuple[str, ...]:
        """The texts under that name: a list, or one alone."""
        value = self.claims.get(name)
        listed = value if isinstance(value, list) else [value]
        return tuple(each for each in listed if isinstance(each, str) and each)


def identity(claims: Mapping[str, Any], oidc: Oidc, forsok: Forsok, now: datetime) -> Identitet:
    """Who an ID token is about, once it is found to be for us, of now, and the answer to this attempt.

    Raises:
        Innloggingsfeil: it is not; the code says what it fell on.
    """
    token = _by_the_issuer(claims, oidc, now)
    _for_us(token)
    if _of_now(token) < forsok.start - LEEWAY:
        raise Innloggingsfeil(Feilkode.BEKREFTELSE_ELDRE_ENN_FORSOKET)
    if not hmac.compare_digest((token.word("nonce") or "").encode(), forsok.nonce.encode()):
        raise Innloggingsfeil(Feilkode.FEIL_NONCE)
    return _identity(token, max_age=forsok.max_alder)


def bearer_identity(claims: Mapping[str, Any], oidc: Oidc, now: datetime) -> Identitet:
    """Who an access token is about, once it is found to be for the API, and of now. Raises as `identity`."""
    token = _by_the_issuer(claims, oidc, now)
    if not oidc.api_mottaker or oidc.api_mottaker not in token.words("aud"):
        raise Innloggingsfeil(Feilkode.FEIL_MOTTAKER)
    _of_now(token)
    if not all(token.word(name) for name in _OF_EVERY_ACCESS_TOKEN):
        raise Innloggingsfeil(Feilkode.BEKREFTELSE_UGYLDIG)
    return _identity(token, max_age=None)


def _by_the_issuer(claims: Mapping[str, Any], oidc: Oidc, now: datetime) -> _Token:
    if claims.get("iss") != oidc.utsteder:
        raise Innloggingsfeil(Feilkode.FEIL_UTSTEDER)
    return _Token(claims, oidc, now)


def _identity(token: _Token, *, max_age: int | None) -> Identitet:
    acr = _level(token)
    return Identitet(
        utsteder=token.oidc.utsteder,
        subjekt=_subject(token),
        grupper=frozenset(token.words(token.oidc.gruppekrav)),
        acr=acr,
        amr=token.words("amr"),
        auth_time=_proved(token, max_age),
    )


def _for_us(token: _Token) -> None:
    """The audience is this client, and where others are named beside it, or a party at all, it was issued to us."""
    klient, to = token.oidc.klient, token.words("aud")
    party = token.claims.get("azp")
    if klient not in to or (party is None and len(to) > 1) or party not in (None, klient):
        raise Innloggingsfeil(Feilkode.FEIL_MOTTAKER)


def _of_now(token: _Token) -> datetime:
    """When it was issued. Refuses one that is over, or not of yet."""
    ends, issued, begins = token.moment("exp"), token.moment("iat"), token.moment("nbf")
    if ends is None or issued is None:
        raise Innloggingsfeil(Feilkode.BEKREFTELSE_UGYLDIG)
    if ends <= token.now - LEEWAY:
        raise Innloggingsfeil(Feilkode.BEKREFTELSE_UTLOPT)
    if max(issued, begins or issued) > token.now + LEEWAY:
        raise Innloggingsfeil(Feilkode.BEKREFTELSE_IKKE_GYLDIG_ENNA)
    return issued


def _level(token: _Token) -> str | None:
    """The level of the log-in, one of those that are taken. At Entra they are contexts, in a claim of their own."""
    oidc = token.oidc
    if oidc.slag == "entra":
        met = [each for each in oidc.acr if each in token.words("acrs")]
        found = met[0] if met else None
    else:
        found = token.word("acr")
    if oidc.acr and found not in oidc.acr:
        raise Innloggingsfeil(Feilkode.FOR_LAVT_NIVA)
    # Ansattporten takes Entra's word for its accounts, and a password alone is such a word too.
    if oidc.slag == "ansattporten" and found == "entraid" and not _SEVERAL_FACTORS & {*token.words("amr")}:
        raise Innloggingsfeil(Feilkode.UTEN_FLERE_FAKTORER)
    return found


def _proved(token: _Token, limit: int | None) -> datetime | None:
    """When the person proved who they are; no longer ago than was asked."""
    at = token.moment("auth_time")
    if at is not None and at > token.now + LEEWAY:
        raise Innloggingsfeil(Feilkode.BEKREFTELSE_IKKE_GYLDIG_ENNA)
    if limit is None:
        return at
    if at is None:
        raise Innloggingsfeil(Feilkode.TIDSPUNKT_MANGLER)
    if at < token.now - timedelta(seconds=limit) - LEEWAY:
        raise Innloggingsfeil(Feilkode.INNLOGGING_FOR_GAMMEL)
    return at


def _subject(token: _Token) -> str:
    """Whom it is about. At Entra tenant and object: `sub` differs from client to client there."""
    if token.oidc.slag == "entra":
        parts = [(token.word(name) or "").lower() for name in ("tid", "oid")]
        right = all(_GUID.fullmatch(part) for part in parts)
        subject = "/".join(parts)
    else:
        subject = token.word("sub") or ""
        right = bool(_SUBJECT.fullmatch(subject))
    if not right:
        raise Innloggingsfeil(Feilkode.SUBJEKT_MANGLER)
    return subject
