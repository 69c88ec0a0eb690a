"""Who asks the API: by a token of the log-in provider, bound to a member of staff as log-in does, and by nothing else.

Must not look at a cookie, nor keep a token. Each refusal is noted as those of log-in are, and tells no more than that.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from starlette.requests import Request

from exin.actor import Caller
from exin.casework.hus import innlogging
from exin.casework.hus.innlogging import Bundet
from exin.web.api.problem import Avvist, refused
from exin.web.nettsted import Nettsted
from exin.web.oidc import Feilkode, Identitet, Innlogging, Innloggingsfeil
from policies import Door, Role

_LONGEST: Final = 16_384
_DOWN: Final = frozenset(
    {
        Feilkode.LEVERANDOR_SVARER_IKKE,
        Feilkode.LEVERANDOR_VIDERESENDTE,
        Feilkode.SVAR_FOR_STORT,
        Feilkode.SVAR_ULESELIG,
        Feilkode.OPPSLAG_UFULLSTENDIG,
        Feilkode.OPPSLAG_FEIL_UTSTEDER,
        Feilkode.OPPSLAG_FREMMED_VERT,
    }
)
"""What is the provider's fault, not the token's."""

_CHALLENGE: Final = 'Bearer realm="exin"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Sted:
    """Where a refusal is noted: the site, the name of the route, the number of the request."""

    nettsted: Nettsted
    rute: str
    foresporsel: str

    def refuse(self, status: HTTPStatus, kode: str, *, arsak: str = "", **hoder: str) -> Avvist:
        """A refusal, noted by a code."""
        self.nettsted.note_refused(arsak or kode, self.foresporsel, f"api.{self.rute}")
        return refused(status, kode, **hoder)


def who_asks(sted: Sted, request: Request) -> tuple[Bundet, Caller]:
    """Whom a request comes from, and as the door wants it: with no purpose yet.

    Raises:
        Avvist: from nobody who is let in here, or too often.
        LogUnavailable, Tampered: who it is cannot be looked up.
    """
    nettsted, provider = sted.nettsted, sted.nettsted.oidc
    if provider is None or not provider.has_api:
        raise sted.refuse(HTTPStatus.UNAUTHORIZED, "api_stengt", **{"WWW-Authenticate": _CHALLENGE})
    identity = _identity(sted, provider, request)
    key = (identity.utsteder, identity.subjekt)
    if not nettsted.apitakt.allows(*key):
        raise sted.refuse(HTTPStatus.TOO_MANY_REQUESTS, "for_mange_kall", **_later(sted, *key))
    bound = innlogging.bound_to(nettsted.office, *key)
    if bound is None:
        nettsted.office.turn_away(Caller(dor=Door.API), "ukjent_innlogging")
        raise refused(HTTPStatus.FORBIDDEN, "ukjent_innlogging")
    roles = frozenset(role for role in Role if provider.allows(role, identity))
    if bound.rolle not in roles:
        nettsted.office.turn_away(Caller(dor=Door.API), "rollen_mangler_gruppe", gjelder_ansatt=bound.id)
        raise refused(HTTPStatus.FORBIDDEN, "rollen_mangler_gruppe")
    return bound, Caller(dor=Door.API, brukernavn=bound.brukernavn, innlogging=key, roller=roles)


def _later(sted: Sted, *key: str) -> dict[str, str]:
    return {"Retry-After": str(max(1, sted.nettsted.apitakt.wait(*key)))}


def _identity(sted: Sted, provider: Innlogging, request: Request) -> Identitet:
    token = _token(request)
    if token is None:
        raise sted.refuse(HTTPStatus.UNAUTHORIZED, "token_mangler", **{"WWW-Authenticate": _CHALLENGE})
    try:
        return provider.bearer(token)
    except Innloggingsfeil as error:
        raise _not_taken(sted, request, error.kode) from None


def _token(request: Request) -> str | None:
    """The one token that a request carries."""
    given = request.headers.getlist("authorization")
    scheme, _, token = (given[0] if len(given) == 1 else "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and 0 < len(token) <= _LONGEST else None


def _not_taken(sted: Sted, request: Request, kode: Feilkode) -> Avvist:
    """What is answered to a token that nobody believes; to one address so often, and then that it is too often."""
    if kode in _DOWN:
        return sted.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "innlogging_svarer_ikke", arsak=kode)
    key = ("adresse", request.client.host if request.client else "")
    if not sted.nettsted.apitakt.allows(*key):
        return sted.refuse(HTTPStatus.TOO_MANY_REQUESTS, "for_mange_kall", **_later(sted, *key))
    said = {"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'}
    return sted.refuse(HTTPStatus.UNAUTHORIZED, "token_ikke_godtatt", arsak=kode, **said)
