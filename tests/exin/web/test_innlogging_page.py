"""Logging in and out: what is refused, what is told, and where one comes to."""

import re

import pytest

from exin.casework.hus import innlogging
from tests.helpers.nettsted import COOKIE, Nettleser, Nettside
from tests.helpers.office import Kontor

PASSWORD = "bjerk-elv-fjord-regn"  # noqa: S105 - invented


def _with_password(kontor: Kontor, who: str = "kari") -> None:
    with kontor.work("admin") as w:
        innlogging.set_password(w, who, PASSWORD)


def _try(browser: Nettleser, who: str, password: str, **more: str) -> tuple[int, str]:
    browser.get("/logg-inn")
    answer = browser.post("/logg-inn/lokal", {"brukernavn": who, "passord": password, **more})
    return answer.status, answer.til


@pytest.mark.parametrize(
    ("who", "password"), [("kari", "feil"), ("ingen-slik", PASSWORD), ("", ""), ("ola", PASSWORD)]
)
def test_whoever_is_not_let_in_hears_the_same_sentence_and_gets_no_session(
    nettside: Nettside, kontor: Kontor, who: str, password: str
) -> None:
    _with_password(kontor)
    browser = nettside.browser()
    browser.get("/logg-inn")
    answer = browser.post("/logg-inn/lokal", {"brukernavn": who, "passord": password})
    assert answer.status == 422
    assert "Innloggingen ble ikke godtatt" in answer.tekst
    assert COOKIE not in browser.client.cookies


def test_who_mistypes_the_password_still_comes_to_where_one_was_going(
    nettside: Nettside, kontor: Kontor
) -> None:
    _with_password(kontor)
    browser = nettside.browser()
    browser.get("/logg-inn?videre=/varsler")
    answer = browser.post("/logg-inn/lokal", {"brukernavn": "kari", "passord": "feil", "videre": "/varsler"})
    assert 'name="videre" value="/varsler"' in answer.tekst
    assert _try(browser, "kari", PASSWORD, videre="/varsler") == (303, "/varsler")


def test_a_refused_log_in_is_in_the_log_and_says_whom_it_was_about(
    nettside: Nettside, kontor: Kontor
) -> None:
    _with_password(kontor)
    before = kontor.log_size
    _try(nettside.browser(), "kari", "feil passord")
    found = [(each.handling, each.utfall, each.gjelder_ansatt) for each in kontor.log(before)]
    assert found == [("logg_inn", "nektet", kontor.staff_id("kari").hex())]


def test_a_blocked_account_is_not_let_in(nettside: Nettside, kontor: Kontor) -> None:
    _with_password(kontor)
    _with_password(kontor, "sperret")
    assert _try(nettside.browser(), "sperret", PASSWORD)[0] == 422


def test_after_ten_tries_nobody_gets_in_for_a_while(nettside: Nettside, kontor: Kontor) -> None:
    _with_password(kontor)
    browser = nettside.browser()
    for _ in range(10):
        assert _try(browser, "kari", "feil")[0] == 422
    assert _try(browser, "kari", PASSWORD)[0] == 422
    kontor.clock.forward(minutes=6)
    assert _try(browser, "kari", PASSWORD) == (303, "/min-dag")


def test_who_has_the_right_password_comes_to_the_day(nettside: Nettside, kontor: Kontor) -> None:
    _with_password(kontor)
    browser = nettside.browser()
    assert _try(browser, "Kari", PASSWORD) == (303, "/min-dag")
    assert "Min dag" in browser.get("/min-dag").tekst


def test_a_session_that_somebody_planted_is_not_the_one_that_log_in_begins(
    nettside: Nettside, kontor: Kontor
) -> None:
    _with_password(kontor)
    browser = nettside.browser()
    browser.client.cookies.set(COOKIE, "plantet-av-noen", domain="127.0.0.1", path="/")
    _try(browser, "kari", PASSWORD)
    assert browser.client.cookies[COOKIE] != "plantet-av-noen"


def test_the_session_before_is_over_when_one_logs_in_anew(nettside: Nettside, kontor: Kontor) -> None:
    _with_password(kontor)
    browser, other = nettside.log_in("ola"), nettside.browser()
    other.client.cookies.set(COOKIE, browser.client.cookies[COOKIE], domain="127.0.0.1", path="/")
    assert other.get("/min-dag").status == 200
    sent = {"brukernavn": "kari", "passord": PASSWORD}
    assert browser.post("/logg-inn/lokal", sent).til == "/min-dag"
    assert other.get("/min-dag").status == 303


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example.org",
        "//evil.example.org",
        "/\\evil.example.org",
        "evil",
        "/x\nSet-Cookie: a=b",
        "\\\\evil",
    ],
)
def test_nobody_is_sent_to_another_site_after_log_in(nettside: Nettside, kontor: Kontor, where: str) -> None:
    _with_password(kontor)
    assert _try(nettside.browser(), "kari", PASSWORD, videre=where) == (303, "/min-dag")


def test_one_comes_back_to_the_page_that_one_asked_for(nettside: Nettside, kontor: Kontor) -> None:
    _with_password(kontor)
    assert _try(nettside.browser(), "kari", PASSWORD, videre="/saker/EX-2026-2222") == (
        303,
        "/saker/EX-2026-2222",
    )


def test_a_log_in_form_of_another_browser_does_not_fit(nettside: Nettside, kontor: Kontor) -> None:
    _with_password(kontor)
    browser = nettside.browser()
    browser.get("/logg-inn")
    sent = {"brukernavn": "kari", "passord": PASSWORD}
    assert browser.post("/logg-inn/lokal", sent, csrf="annen").status == 403
    assert nettside.browser().post("/logg-inn/lokal", sent, csrf="").status == 403


def test_idle_for_a_quarter_of_an_hour_the_session_is_over(nettside: Nettside, kontor: Kontor) -> None:
    kari = nettside.log_in("kari")
    for _ in range(3):
        kontor.clock.forward(minutes=14)
        assert kari.get("/min-dag").status == 200
    kontor.clock.forward(minutes=15)
    assert kari.get("/min-dag").til.startswith("/logg-inn")


def test_after_log_out_the_cookie_opens_nothing(nettside: Nettside) -> None:
    kari = nettside.log_in("kari")
    secret = kari.client.cookies[COOKIE]
    answer = kari.post("/logg-ut")
    assert (answer.status, answer.til) == (303, "/logg-inn?gjort=logget_ut")
    again = nettside.browser()
    again.client.cookies.set(COOKIE, secret, domain="127.0.0.1", path="/")
    assert again.get("/min-dag").status == 303


def test_the_cookie_is_for_the_server_alone_and_says_nothing(nettside: Nettside, kontor: Kontor) -> None:
    _with_password(kontor)
    browser = nettside.browser()
    browser.get("/logg-inn")
    answer = browser.client.post(
        "/logg-inn/lokal",
        data={"csrf": browser.csrf, "brukernavn": "kari", "passord": PASSWORD},
        follow_redirects=False,
    )
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(COOKIE))
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", cookie.partition("=")[2].partition(";")[0])
