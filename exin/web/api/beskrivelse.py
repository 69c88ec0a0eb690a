"""The description of the API (OpenAPI 3.1), made of the routes and of the types that they read and answer.

Must not say anything that is not so: what is answered is held against it by tests.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from http import HTTPStatus
from typing import Any, Final, get_args, get_type_hints

from exin.web.api.former import AR, ROW_ID, SAKSNUMMER, Krav
from exin.web.api.jsonskjema import Skjemaer, as_schema, is_required
from exin.web.api.kall import FORMAL, NOKKEL, NOKKEL_FORM, UNDER, VERSJON, VERSJON_FORM
from exin.web.api.problem import GRUNNER, MEDIA
from exin.web.api.ressurser import RUTER
from exin.web.api.ruter import Rute, by_path
from exin.web.hoder import LARGEST_BODY
from policies import Purpose

_JSON: Final = "application/json"

_OM: Final = f"""Det ansatte gjør i sakene, for andre systemer som handler på vegne av én av dem. Hvert kall avgjøres
av de samme reglene som nettsidene og kommandolinjen, og loggføres likt. Det du ikke kan vite om, svares som det som
ikke finnes.

Send et tilgangstoken fra innloggingstjenesten i hodet Authorization. Informasjonskapsler leses ikke.
Det som sendes, er JSON på høyst {LARGEST_BODY // 1024} KiB. Hver feil svares som {MEDIA} (RFC 9457) med en kode."""

_PATH: Final[Mapping[str, Krav]] = {
    "saksnr": SAKSNUMMER,
    "notat_id": ROW_ID,
    "mote_id": ROW_ID,
    "ar": AR,
    "slag": Krav(monster="[a-z0-9_]{1,40}", om="Fristens slag."),
    "ansatt": Krav(monster="[A-Za-z0-9._-]{1,64}", om="Et brukernavn."),
    "funksjon": Krav(monster="[a-z_]{1,40}", om="Hva den ansatte er i saken."),
}

_ERRORS: Final[Mapping[int, str]] = {
    400: "Det som ble sendt, kan ikke leses.",
    401: "Ingen er logget inn med dette tokenet.",
    403: "Reglene, tokenet eller formålet gir ikke tilgang.",
    404: "Det finnes ikke, eller du kan ikke vite om det.",
    405: "Adressen tar ikke den metoden.",
    409: "Det kan ikke gjøres nå.",
    412: "Det er endret etter at du leste det.",
    413: "Det som ble sendt, er for stort.",
    415: "Det som ble sendt, er ikke JSON.",
    422: "Et felt eller et hode er ikke gyldig.",
    428: "Hodet If-Match mangler.",
    429: "Det er spurt for mange ganger.",
    500: "Noe gikk galt.",
    503: "Loggen, databasen eller innloggingstjenesten svarer ikke. Da vises og endres ingenting.",
}
_ALWAYS: Final = (401, 403, 405, 413, 415, 422, 429, 500, 503)
_HEADERS: Final[Mapping[int, tuple[str, str]]] = {
    401: ("WWW-Authenticate", "Hva som må sendes."),
    429: ("Retry-After", "Sekunder til det kan spørres igjen."),
}


def describe() -> dict[str, Any]:
    """The whole description."""
    schemas = Skjemaer()
    paths = {
        sti: {rute.metode.lower(): _operation(rute, schemas) for rute in ruter.values()}
        for sti, ruter in by_path(RUTER).items()
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "EXIN OSLO", "version": "1", "description": _OM},
        "servers": [{"url": UNDER}],
        "tags": [{"name": merke} for merke in dict.fromkeys(rute.merke for rute in RUTER)],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "Tilgangstoken (RFC 9068, at+jwt) fra innloggingstjenesten.",
                }
            },
            "responses": {str(status): _error(status, om) for status, om in _ERRORS.items()},
            "schemas": dict(sorted({**schemas.kjente, "Problem": _problem()}.items())),
        },
    }


def _operation(rute: Rute, schemas: Skjemaer) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": rute.navn,
        "summary": rute.om,
        "tags": [rute.merke],
        "x-handling": [str(each) for each in rute.handlinger],
        "parameters": [*_path(rute), *_query(rute, schemas), *_headers(rute)],
        "responses": {str(int(rute.status)): _success(rute, schemas), **_refusals(rute)},
    }
    if rute.kropp is not None:
        content = {_JSON: {"schema": schemas.of(rute.kropp)}}
        found["requestBody"] = {"required": True, "content": content}
    return found


# -- what is sent ---------------------------------------------------------------------------------------


def _path(rute: Rute) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"{(\w+)}", rute.sti):
        yield {"name": name, "in": "path", "required": True, "schema": _text(_PATH[name])}


def _query(rute: Rute, schemas: Skjemaer) -> Iterator[dict[str, Any]]:
    if rute.sporring is None:
        return
    hints = get_type_hints(rute.sporring, include_extras=True)
    for each in fields(rute.sporring):
        schema = schemas.of(_given(hints[each.name]))
        yield {"name": each.name, "in": "query", "required": is_required(each), "schema": schema}


def _given(hint: Any) -> Any:  # noqa: ANN401 - a type, or what stands for one
    """The type of what is given where it is: in an address there is no null."""
    parts = [each for each in get_args(hint) if each is not type(None)]
    return parts[0] if type(None) in get_args(hint) else hint


def _headers(rute: Rute) -> Iterator[dict[str, Any]]:
    yield {
        "name": FORMAL,
        "in": "header",
        "required": False,
        "description": "Hva opplysningene skal brukes til. Må sendes der det ikke følger av rollen og det som gjøres.",
        "schema": {"type": "string", "enum": [each.value for each in Purpose]},
    }
    if rute.metode == "POST":
        yield {
            "name": NOKKEL,
            "in": "header",
            "required": True,
            "description": "En nøkkel du lager selv. Sendes det samme igjen innen et døgn, gjøres det ikke igjen.",
            "schema": {"type": "string", "pattern": f"^{NOKKEL_FORM}$"},
        }
    if rute.versjon:
        yield {
            "name": VERSJON,
            "in": "header",
            "required": True,
            "description": f"ETag fra da du leste {'møtet' if rute.versjon == 'mote' else 'saken'}.",
            "schema": {"type": "string", "pattern": f"^{VERSJON_FORM}$"},
        }


def _text(krav: Krav) -> dict[str, Any]:
    return {"type": "string", **as_schema(krav)}


# -- what is answered -----------------------------------------------------------------------------------


def _success(rute: Rute, schemas: Skjemaer) -> dict[str, Any]:
    if rute.status == HTTPStatus.CREATED:
        where = {"required": True, "schema": {"type": "string"}, "description": "Der det nå står."}
        return {"description": "Gjort.", "headers": {"Location": where}}
    if rute.svar is None:
        return {"description": "Gjort."}
    shown: dict[str, Any] = {
        "description": "Det som ble spurt etter.",
        "content": {_JSON: {"schema": schemas.of(rute.svar)}},
    }
    if rute.etag:
        tag = {"type": "string", "pattern": f"^{VERSJON_FORM}$"}
        shown["headers"] = {"ETag": {"required": True, "schema": tag, "description": "Versjonen."}}
    return shown


def _refusals(rute: Rute) -> dict[str, Any]:
    found = set(_ALWAYS)
    if "{" in rute.sti:
        found.add(404)
    if rute.metode != "GET":
        found |= {400, 404, 409}
    if rute.versjon:
        found |= {412, 428}
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(found)}


def _error(status: int, om: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    answer: dict[str, Any] = {"description": om, "content": {MEDIA: {"schema": schema}}}
    if status in _HEADERS:
        name, what = _HEADERS[status]
        kind = "integer" if status == HTTPStatus.TOO_MANY_REQUESTS else "string"
        answer["headers"] = {name: {"required": True, "schema": {"type": kind}, "description": what}}
    return answer


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "kode": text,
            "foresporsel": text | {"description": "Nummeret å oppgi når det meldes fra."},
            "felt": _listed("felt", "kode", "tekst"),
            GRUNNER: _listed("kode", "tekst", "mangler", "hvem"),
            "regler": _listed("id", "grunn"),
        },
        "required": ["type", "title", "status", "detail", "kode", "foresporsel"],
        "additionalProperties": False,
    }


def _listed(*names: str) -> dict[str, Any]:
    one = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in names},
        "required": list(names),
        "additionalProperties": False,
    }
    return {"type": "array", "items": one}


BESKRIVELSE: Final = json.dumps(describe(), ensure_ascii=False, indent=1).encode()
"""The description as it is sent."""
