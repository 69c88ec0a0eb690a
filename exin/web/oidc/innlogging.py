"""Logging in by OpenID Connect: the way out to the provider, the way back, and what the answer allows.

Must not decide who works here: it says which pair of issuer and subject came, and casework knows whose that is.
Keeps nothing of a token.
"""

import hmac
import json
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlencode

from exin.clock import Clock, system_clock
from exin.settings import Settings
from exin.web.oidc.feil import Feilkode, Innloggingsfeil
from exin.web.oidc.forsok import Forsok
from exin.web.oidc.hent import Henter
from exin.web.oidc.identitet import Identitet, bearer_identity, identity
from exin.web.oidc.innstillinger import ALLE, UTLOGGET, Oidc, read
from exin.web.oidc.leverandor import Leverandor
from exin.web.oidc.signatur import content_of, header_of, type_of
from policies import Role

_ACCESS_TYPE: Final = "at+jwt"
"""The type of an access token, so that none of another kind is taken for one."""

_LONGEST_QUERY: Final = 16_384
_MOST_FIELDS: Final = 20


class Innlogging:
    """The log-in at one provider. Safe to share between threads."""

    def __init__(self, oidc: Oidc, *, clock: Clock = system_clock) -> None:
        self._oidc, self._clock = oidc, clock
        self._henter = Henter(oidc.utsteder)
        self._leverandor = Leverandor(oidc.utsteder, self._henter, clock)

    def begin(self, *, max_alder: timedelta | None = None) -> tuple[str, Forsok]:
        """Where to send the browser, and the attempt to keep until it comes back.

        `max_alder`: so long ago, at most, the person must have proved who they are; the provider asks again else.

        Raises:
            Innloggingsfeil: the provider does not answer as it should.
        """
        address = self._leverandor.oppslag().autorisasjon
        forsok = Forsok.new(self._oidc.utsteder, self._clock(), max_alder)
        return _with_query(address, self._request(forsok)), forsok

    def finish(self, forsok: Forsok, query: str) -> Identitet:
        """Who logged in, by the query with which the browser came back. An attempt is ended once, and then forgotten.

        Raises:
            Innloggingsfeil: nobody did, or the answer is not to be believed; its code says why.
        """
        if forsok.utsteder != self._oidc.utsteder:
            raise Innloggingsfeil(Feilkode.FORSOK_UGYLDIG)
        token = self._exchange(forsok, self._code(forsok, _fields(query)))
        alg, kid = header_of(token)
        claims = content_of(token, self._leverandor.nokkel(kid, alg))
        return identity(claims, self._oidc, forsok, self._clock())

    @property
    def has_api(self) -> bool:
        """Whether access tokens are taken at all."""
        return bool(self._oidc.api_mottaker)

    def bearer(self, token: str) -> Identitet:
        """Who an access token is about (RFC 9068): signed by the provider, for the API, and of now.

        Raises:
            Innloggingsfeil: it is not to be believed; its code says why.
        """
        alg, kid = header_of(token)
        if type_of(token) != _ACCESS_TYPE:
            raise Innloggingsfeil(Feilkode.IKKE_TILGANGSTOKEN)
        claims = content_of(token, self._leverandor.nokkel(kid, alg))
        return bearer_identity(claims, self._oidc, self._clock())

    def end_session_url(self) -> str | None:
        """Where to send the browser to be logged out at the provider too; None where it has no such place."""
        try:
            address = self._leverandor.oppslag().avslutt
        except Innloggingsfeil:  # nobody is kept logged in here because the provider is gone
            return None
        if address is None:
            return None
        back = {"client_id": self._oidc.klient, "post_logout_redirect_uri": self._oidc.lenke + UTLOGGET}
        return _with_query(address, back)

    def allows(self, rolle: Role, identitet: Identitet) -> bool:
        """Whether the groups of who logged in allow a role. Without any that are set, only outside production."""
        if identitet.utsteder != self._oidc.utsteder:
            return False
        if not self._oidc.grupper:
            return not self._oidc.produksjon
        wanted = self._oidc.grupper.get(rolle, frozenset())
        return ALLE in wanted or bool(wanted & identitet.grupper)

    def _request(self, forsok: Forsok) -> dict[str, str]:
        oidc = self._oidc
        sent = {
            "response_type": "code",
            "client_id": oidc.klient,
            "redirect_uri": oidc.retur,
            "scope": "openid",
            "state": forsok.state,
            "nonce": forsok.nonce,
            "code_challenge": forsok.challenge,
            "code_challenge_method": "S256",
            "ui_locales": "nb",
        }
        if oidc.acr and oidc.slag == "entra":
            sent["claims"] = json.dumps(
                {"id_token": {"acrs": {"essential": True, "value": oidc.acr[0]}}}, separators=(",", ":")
            )
        elif oidc.acr:
            sent["acr_values"] = oidc.acr[0]
        if forsok.max_alder is not None:
            sent["max_age"] = str(forsok.max_alder)
        return sent

    def _code(self, forsok: Forsok, fields: dict[str, str]) -> str:
        """The code that came back, once it is found to be the answer to this attempt, and from this provider."""
        if not hmac.compare_digest(fields.get("state", "").encode(), forsok.state.encode()):
            raise Innloggingsfeil(Feilkode.FEIL_STATE)
        if not forsok.runs(self._clock()):
            raise Innloggingsfeil(Feilkode.FORSOK_UTLOPT)
        sender = fields.get("iss")
        named = sender is not None or self._leverandor.oppslag().navngir_utsteder
        if named and sender != self._oidc.utsteder:
            raise Innloggingsfeil(Feilkode.FEIL_UTSTEDER)
        if "error" in fields:
            denied = fields["error"] == "access_denied"
            raise Innloggingsfeil(Feilkode.AVBRUTT if denied else Feilkode.NEKTET_AV_LEVERANDOR)
        if not fields.get("code"):
            raise Innloggingsfeil(Feilkode.RETUR_UGYLDIG)
        return fields["code"]

    def _exchange(self, forsok: Forsok, code: str) -> str:
        """The ID token for a code."""
        oidc, address = self._oidc, self._leverandor.oppslag().token
        # Entra wants to be named by the address it is asked at; the others by what they are called.
        named = address if oidc.slag == "entra" else oidc.utsteder
        bevis = oidc.bevis.bevis(oidc.klient, named, self._clock())
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": oidc.retur,
            "client_id": oidc.klient,
            "code_verifier": forsok.verifier,
            **bevis.skjema,
        }
        answer = self._henter.post(address, form, bevis.headers)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            raise Innloggingsfeil(Feilkode.KLIENT_IKKE_GODTATT)
        if answer.status != HTTPStatus.OK:
            raise Innloggingsfeil(Feilkode.KODE_IKKE_GODTATT)
        token = answer.innhold.get("id_token")
        if not isinstance(token, str):
            raise Innloggingsfeil(Feilkode.BEKREFTELSE_UGYLDIG)
        return token


def log_in_at(folder: Path, settings: Settings, *, clock: Clock = system_clock) -> Innlogging | None:
    """The log-in that an installation's settings name; None where they name none.

    Raises:
        Misconfigured: the file of the key or the secret cannot be used.
    """
    oidc = read(folder, settings)
    return Innlogging(oidc, clock=clock) if oidc else None


def _with_query(address: str, fields: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(fields)}"


def _fields(query: str) -> dict[str, str]:
    """The fields of a query. Refuses one that is too long, or names a field twice."""
    try:
        given = parse_qs(query[: _LONGEST_QUERY + 1], keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Innloggingsfeil(Feilkode.RETUR_UGYLDIG) from None
    if len(query) > _LONGEST_QUERY or any(len(values) > 1 for values in given.values()):
        raise Innloggingsfeil(Feilkode.RETUR_UGYLDIG)
    return {name: values[0] for name, values in given.items()}
