"""The provider as it describes itself: where it is asked, and the keys that it signs with.

Must not take its word for who it is: the issuer is the one of the settings, and only its own host is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from exin.clock import Clock
from exin.web.oidc.feil import Feilkode, Innloggingsfeil
from exin.web.oidc.hent import Henter, origin
from exin.web.oidc.husket import Husket
from exin.web.oidc.signatur import Nokkel, Offentlig, public_key

WELL_KNOWN: Final = "/.well-known/openid-configuration"

KEPT: Final = timedelta(hours=1)
"""So long the description and the keys are remembered."""

BETWEEN: Final = timedelta(minutes=1)
"""The keys are asked for anew for an unknown id, and no more often than this."""

_MOST_KEYS: Final = 100


@dataclass(frozen=True, slots=True)
class Oppslag:
    """How a provider describes itself."""

    autorisasjon: str
    token: str
    nokler: str
    avslutt: str | None
    navngir_utsteder: bool
    """Whether it says that it names itself in what it sends back by the browser (RFC 9207)."""


class Leverandor:
    """One provider. Safe to share between threads."""

    def __init__(self, utsteder: str, henter: Henter, clock: Clock) -> None:
        self._utsteder, self._henter = utsteder, henter
        self._oppslag = Husket(self._fetch_oppslag, varer=KEPT, clock=clock)
        self._nokler = Husket(self._fetch_nokler, varer=KEPT, clock=clock)

    def oppslag(self) -> Oppslag:
        """How the provider describes itself."""
        return self._oppslag.get()

    def nokkel(self, kid: str | None, alg: str) -> Nokkel:
        """The key that a token names; the one there is, for a token that names none."""
        found = _the_one(self._nokler.get(), kid, alg)
        if found is None:
            found = _the_one(self._nokler.newer_than(BETWEEN), kid, alg)
        if found is None:
            raise Innloggingsfeil(Feilkode.UKJENT_NOKKEL)
        return found

    def _fetch_oppslag(self) -> Oppslag:
        given = self._henter.get(self._utsteder.rstrip("/") + WELL_KNOWN)
        if given.get("issuer") != self._utsteder:
            raise Innloggingsfeil(Feilkode.OPPSLAG_FEIL_UTSTEDER)
        return Oppslag(
            autorisasjon=self._for_the_browser(given, "authorization_endpoint"),
            token=self._for_us(given, "token_endpoint"),
            nokler=self._for_us(given, "jwks_uri"),
            avslutt=(
                self._for_the_browser(given, "end_session_endpoint")
                if given.get("end_session_endpoint")
                else None
            ),
            navngir_utsteder=given.get("authorization_response_iss_parameter_supported") is True,
        )

    def _for_us(self, given: Mapping[str, Any], name: str) -> str:
        """An address that is asked from here: on the very host of the issuer."""
        url = _address(given, name)
        if origin(url) != origin(self._utsteder):
            raise Innloggingsfeil(Feilkode.OPPSLAG_FREMMED_VERT)
        return url

    def _for_the_browser(self, given: Mapping[str, Any], name: str) -> str:
        """An address that people are sent to: that host, or one below it, as login.idporten.no is."""
        url = _address(given, name)
        scheme, host, _ = origin(self._utsteder)
        its_scheme, its_host, _ = origin(url)
        if its_scheme != scheme or not (its_host == host or its_host.endswith(f".{host}")):
            raise Innloggingsfeil(Feilkode.OPPSLAG_FREMMED_VERT)
        return url

    def _fetch_nokler(self) -> tuple[Offentlig, ...]:
        keys = self._henter.get(self.oppslag().nokler).get("keys")
        if not isinstance(keys, list) or len(keys) > _MOST_KEYS:
            raise Innloggingsfeil(Feilkode.SVAR_ULESELIG)
        found = (public_key(each) for each in keys if isinstance(each, dict))
        return tuple(each for each in found if each is not None)


def _address(given: Mapping[str, Any], name: str) -> str:
    url = given.get(name)
    if not isinstance(url, str):
        raise Innloggingsfeil(Feilkode.OPPSLAG_UFULLSTENDIG)
    return url


def _the_one(keys: tuple[Offentlig, ...], kid: str | None, alg: str) -> Nokkel | None:
    fitting = [each.nokkel for each in keys if each.fits(kid, alg)]
    return fitting[0] if len(fitting) == 1 else None
