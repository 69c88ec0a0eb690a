"""Whatever goes wrong is answered in one form, and stands in the description; the description is what is answered."""

import json
import re
from typing import Any, Final

import jsonschema_rs
import pytest

from exin.casework.grunnlag.views import SakVisning
from exin.errors import Conflict, LogUnavailable, Misconfigured
from exin.web.api.beskrivelse import BESKRIVELSE
from exin.web.api.leselig import readable
from exin.web.api.problem import said_of
from exin.web.api.ressurser import RUTER, saker
from exin.web.feil import UNFORESEEN
from exin.web.hoder import LARGEST_BODY
from tests.architecture.tree import ROOT
from tests.helpers import cases
from tests.helpers.api import UNDER, Api, new_key
from tests.helpers.office import Kontor

SAID: Final = json.loads(BESKRIVELSE)
PROBLEM: Final = jsonschema_rs.validator_for(SAID["components"]["schemas"]["Problem"])
CANARY = "Vilde Hemmelig"


def is_problem(answer: Any, status: int, kode: str) -> None:  # noqa: ANN401 - the client's own
    """See that an answer is one of the form, and says nothing that it should not."""
    assert (answer.status_code, answer.json()["kode"]) == (status, kode)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert PROBLEM.is_valid(answer.json())
    assert answer.json()["status"] == status
    assert answer.json()["foresporsel"] == answer.headers["x-request-id"]
    assert str(status) in SAID["components"]["responses"] or status == 421
    assert CANARY not in answer.text


# -- each error ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sti", ["/finnes-ikke", "/saker/", "/", f"/{CANARY}", "/saker/a%2Fb", "/x%0Ay"])
def test_an_address_that_there_is_not(api: Api, sti: str) -> None:
    is_problem(api.ask("GET", sti), 404, "ukjent_adresse")


@pytest.mark.parametrize(
    "metode, sti, allowed",
    [
        ("DELETE", "/saker", "GET, POST"),
        ("HEAD", "/saker", "GET, POST"),
        ("OPTIONS", "/saker/EX-2026-2222", "GET"),
        ("GET", "/saker/EX-2026-2222/hendelser", "POST"),
        ("POST", "/openapi.json", "GET"),
    ],
)
def test_a_method_that_an_address_does_not_take(api: Api, metode: str, sti: str, allowed: str) -> None:
    answer = api.ask(metode, sti)
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert {each.strip() for each in answer.headers["allow"].split(",")} - {"HEAD"} == set(
        allowed.split(", ")
    )
    if metode != "HEAD":
        is_problem(answer, 405, "ukjent_metode")


def test_more_than_any_form_holds(api: Api) -> None:
    is_problem(api.ask("POST", "/saker", sendt={"tekst": "x" * LARGEST_BODY}), 413, "for_stort")
    chunks = (b"x" * 65_536 for _ in range(1 + LARGEST_BODY // 65_536))
    headers = {"authorization": f"Bearer {api.token('kari')}", "content-type": "application/json"}
    is_problem(api.client().post(f"{UNDER}/saker", content=chunks, headers=headers), 413, "for_stort")


def test_another_host(api: Api) -> None:
    is_problem(api.ask("GET", "/saker", host="evil.example.org"), 421, "ukjent_adresse")


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_what_is_not_json(api: Api, media: str) -> None:
    answer = _raw(api, b"{}", media)
    is_problem(answer, 415, "ikke_json")


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"7", b"null", b'"x"', b"\xff", b"{}{}"),
        *(b'{"tekst": NaN}', b'{"tekst": "a", "tekst": "b"}', b"[" * 100_000),
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_cannot_be_read_as_one_object(api: Api, body: bytes) -> None:
    is_problem(_raw(api, body, "application/json"), 400, "uleselig_json")


def test_half_a_character_is_no_text(api: Api) -> None:
    body = json.dumps({"program": "exin_oslo", "kilde": "direkte", "bydel": "sagene", "navn": "\ud800"})
    is_problem(_raw(api, body.encode(), "application/json"), 422, "ugyldige_tegn")


def _raw(api: Api, body: bytes, media: str) -> Any:  # noqa: ANN401 - the client's own answer
    headers = {"authorization": f"Bearer {api.token('mottak')}", "idempotency-key": new_key()}
    if media:
        headers["content-type"] = media
    return api.client().post(f"{UNDER}/saker", content=body, headers=headers)


def test_a_body_where_none_is_read(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    is_problem(api.ask("GET", f"/saker/{saksnr}", sendt={"x": 1}), 415, "ikke_json")


@pytest.mark.parametrize(
    "error, status, kode",
    [
        (LogUnavailable("skriving"), 503, "feil"),
        (LogUnavailable("utfall_ukjent"), 503, "feil"),
        (Misconfigured("noe"), 500, "feil"),
        (Conflict("opptatt"), 409, "opptatt"),
        (ValueError(CANARY), 500, "feil"),
    ],
    ids=repr,
)
def test_a_fault_is_said_to_be_one_and_no_more(
    api: Api, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, kode: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(saker, "list_after", fail)
    is_problem(api.ask("GET", "/saker"), status, kode)
    assert api.feil == ([error] if status == 500 else [])


def test_a_log_that_cannot_be_written_shows_nothing(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    kontor.refuse(kontor.first_table)
    is_problem(api.ask("GET", f"/saker/{saksnr}"), 503, "feil")
    kontor.relent(kontor.first_table)


# -- what is said ---------------------------------------------------------------------------------------------


def test_every_code_of_the_api_has_a_sentence() -> None:
    text = "".join(file.read_text("utf-8") for file in (ROOT / "exin/web/api").rglob("*.py"))
    codes = set(re.findall(r'(?:InvalidInput|refuse|refused)\((?:HTTPStatus\.\w+, )?"(\w+)"', text))
    codes |= set(re.findall(r'kode="(\w+)"', text)) - {"feil"}
    assert len(codes) > 15
    assert {kode for kode in codes if said_of(kode) == UNFORESEEN} == set()


def test_the_description_is_open_and_of_the_version_that_it_says(api: Api) -> None:
    answer = api.client().get(f"{UNDER}/openapi.json")
    assert (answer.status_code, answer.content) == (200, BESKRIVELSE)
    assert SAID["openapi"].startswith("3.1")
    assert SAID["servers"] == [{"url": UNDER}]


def test_every_route_stands_in_the_description_with_its_action_and_every_refusal() -> None:
    for rute in RUTER:
        said = SAID["paths"][rute.sti][rute.metode.lower()]
        assert said["x-handling"] == [str(each) for each in rute.handlinger]
        assert {"401", "403", "405", "413", "415", "422", "429", "500", "503"} <= set(said["responses"])
        headers = {each["name"] for each in said["parameters"] if each["in"] == "header" and each["required"]}
        assert ("Idempotency-Key" in headers) == (rute.metode == "POST")
        assert ("If-Match" in headers) == (rute.metode != "GET" and rute.sti != "/saker")
    assert len({rute.navn for rute in RUTER}) == len(RUTER)


def test_every_schema_that_is_named_is_there() -> None:
    named = set(re.findall(r'"#/components/(?:schemas|responses)/(\w+)"', BESKRIVELSE.decode()))
    assert named <= {*SAID["components"]["schemas"], *SAID["components"]["responses"]}


def test_the_description_says_nothing_of_the_installation(kontor: Kontor) -> None:
    assert str(kontor.folder) not in BESKRIVELSE.decode()
    assert "127.0.0.1" not in BESKRIVELSE.decode()


def test_the_page_has_every_address_of_the_description(api: Api) -> None:
    page = api.client().get("/api").text
    for rute in RUTER:
        assert f'id="{rute.navn}"' in page
    assert all(f'id="type-{name}"' in page for name in SAID["components"]["schemas"])
    assert {each.navn for group in readable().grupper for each in group.oppslag} == {
        rute.navn for rute in RUTER
    }


def test_a_case_is_shown_by_the_api_as_by_the_pages() -> None:
    """The view is the same: what the pages come to show, the description comes to say."""
    assert SAID["paths"]["/saker/{saksnr}"]["get"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ] == {"$ref": f"#/components/schemas/{SakVisning.__name__}"}
