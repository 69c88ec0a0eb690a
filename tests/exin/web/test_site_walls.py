"""What holds for every answer of the site, whatever page it is."""

import logging
import re

import pytest
from fastapi.routing import APIRoute

from exin.errors import Tampered
from exin.web.hoder import LARGEST_BODY
from exin.web.ruter import HANDLING, Apen
from exin.web.sider import ROUTERS
from exin.web.statisk import static_url
from policies import Action
from tests.helpers.cases import case
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor

ROUTES = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]

OPEN = {
    ("GET", "/"),
    ("GET", "/logg-inn"),
    ("GET", "/logg-inn/start"),
    ("GET", "/logg-inn/retur"),
    ("POST", "/logg-inn/lokal"),
    ("GET", "/hjelp"),
    ("GET", "/personvern"),
    ("GET", "/tilgjengelighet"),
    ("GET", "/api"),  # what the API is like, and nothing of the installation
}
"""What anybody may ask for without a session. Whoever adds to it says why."""


def test_every_route_names_its_action_or_is_one_of_the_few_that_are_open() -> None:
    named = {
        (method, route.path): (route.openapi_extra or {})[HANDLING]
        for route in ROUTES
        for method in route.methods or ()
    }
    assert {key for key, handling in named.items() if handling == Apen.APEN.value} == OPEN
    assert {handling for key, handling in named.items() if key not in OPEN} <= set(Action)


def test_no_route_takes_more_of_a_case_into_its_address_than_the_number() -> None:
    parts = {part for route in ROUTES for part in re.findall(r"{(\w+)}", route.path)}
    assert parts <= {"saksnr", "hendelse", "slag", "mote_id", "notat_id", "okt_id", "program", "brukernavn"}


@pytest.mark.parametrize(
    "host", ["evil.example.org", "127.0.0.1.evil.example.org", "", "exin.example.org:80"]
)
def test_another_host_is_refused(nettside: Nettside, host: str) -> None:
    assert nettside.browser().get("/logg-inn", host=host).status == 421


def test_what_is_larger_than_any_form_is_refused_before_it_is_read(nettside: Nettside) -> None:
    kari = nettside.log_in("kari")
    assert kari.post("/utkast", {"tekst": "x" * LARGEST_BODY}).status == 413


def test_a_length_that_lies_does_not_let_more_in(nettside: Nettside) -> None:
    kari = nettside.log_in("kari")
    for length in ("-1", "1e3", "2 000"):
        assert kari.post("/utkast", {}, **{"content-length": length}).status in {400, 413}


def test_files_are_refused(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    answer = kari.client.post(
        f"/saker/{saksnr}/notat", data={"csrf": kari.csrf, "tekst": "x"}, files={"fil": ("a.txt", b"x")}
    )
    assert answer.status_code == 400


def test_every_answer_has_the_headers_that_shut_the_browser_in(nettside: Nettside) -> None:
    browser = nettside.browser()
    for path in ("/logg-inn", "/finnes-ikke", "/statisk/exin.css", "/min-dag"):
        headers = browser.get(path).headers
        assert "'unsafe" not in headers["content-security-policy"]
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert (headers["x-frame-options"], headers["x-content-type-options"]) == ("DENY", "nosniff")
        assert len(headers["x-request-id"]) == 32


def test_only_files_of_the_site_are_kept_by_the_browser(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    assert kari.get(f"/saker/{saksnr}/notat").headers["cache-control"] == "no-store"
    assert "immutable" in kari.get(static_url("exin.css")).headers["cache-control"]
    assert kari.get("/statisk/finnes-ikke.css").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path", ["/statisk/../site.py", "/statisk/%2e%2e/site.py", "/statisk/vendor/../../site.py"]
)
def test_no_file_outside_its_folder_is_handed_out(nettside: Nettside, path: str) -> None:
    assert nettside.browser().get(path).status == 404


def test_a_form_from_another_site_is_refused_whatever_token_it_has(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    for headers in (
        {"origin": "https://evil.example.org"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "null"},
    ):
        assert kari.post(f"/saker/{saksnr}/notat", {"tekst": "x"}, **headers).status == 403


def test_the_token_of_another_session_does_not_fit(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    kari, ola = nettside.log_in("kari"), nettside.log_in("ola")
    assert kari.post(f"/saker/{saksnr}/notat", {"tekst": "x"}, csrf=ola.csrf).status == 403


def test_a_fault_shows_its_number_and_nothing_of_what_it_said(
    nettside: Nettside, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("hemmelig-kanari")

    kari = nettside.log_in("kari")
    monkeypatch.setattr("exin.web.sider.min_dag.my_day", broken)
    with caplog.at_level(logging.DEBUG):
        answer = kari.get("/min-dag")
    assert answer.status == 500
    assert answer.headers["x-request-id"] in answer.tekst
    assert "kanari" not in answer.tekst + caplog.text
    assert [type(each) for each in nettside.feil] == [RuntimeError]


def test_a_session_that_was_changed_in_the_database_is_told_of_on_a_whole_page(
    nettside: Nettside, kontor: Kontor
) -> None:
    kari = nettside.log_in("kari")
    kontor.tamper("update okt set ansatt_id = (select id from ansatt where brukernavn = 'ola')")
    answer = kari.get("/min-dag")
    assert answer.status == 500
    assert answer.headers["x-request-id"] in answer.tekst
    assert "Noe i databasen er ikke slik det ble skrevet" in answer.tekst
    assert [type(each) for each in nettside.feil] == [Tampered]


def test_a_form_of_no_known_name_is_not_kept_when_it_comes_too_late(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    with kontor.new_events() as events:
        late = kari.post(f"/saker/{saksnr}/frister/ola_nordmann", {"begrunnelse": "x"})
    assert late.til.startswith("/logg-inn")
    assert events == []
    assert kontor.rows("select id from utkast") == []


def test_a_page_that_does_not_exist_answers_alike_with_and_without_a_case_behind_it(
    nettside: Nettside, kontor: Kontor
) -> None:
    hidden = case(kontor, "forlop")
    annen = nettside.log_in("annen")
    found = [_without_number(annen.get(f"/saker/{saksnr}/notat")) for saksnr in (hidden, "EX-2026-2222")]
    assert found[0] == found[1]


def _without_number(answer: object) -> str:
    return re.sub(r"[0-9a-f]{32,}", "", answer.tekst)  # type: ignore[attr-defined]


@pytest.mark.parametrize("who", ["kari", "leder", "revisor", "admin", None])
def test_a_page_of_an_error_offers_only_what_the_menu_has(nettside: Nettside, who: str | None) -> None:
    browser = nettside.log_in(who) if who else nettside.browser()
    menu = set(re.findall(r'<nav class="nav".*?</nav>', browser.get("/varsler").tekst)[:1])
    offered = set(re.findall(r'href="(/[\w-]+)"', "".join(menu)))
    of_everybody = {"/hjelp", "/personvern", "/tilgjengelighet", "/min-profil", "/definisjoner"}
    pages = [browser.get("/finnes-ikke"), browser.post("/varsler/lest", {"id": "x"}, csrf="galt")]
    pages += [browser.get("/saker")] if who in {"revisor", "admin"} else []
    for page in pages:
        assert set(re.findall(r'href="(/[\w-]+)"', page.tekst)) <= offered | of_everybody, page.status
        assert ('role="search"' in page.tekst) == ("/saker" in offered)
