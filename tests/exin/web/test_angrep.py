"""Attacks on what carries a request: sessions, forms of other sites, addresses, headers, methods, sizes.

Every route is attacked, those of tomorrow too: what is tried is made of the site's own list.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from exin.casework.hus import innlogging, okter
from exin.casework.hus.ansatte import set_active
from exin.web.site import make_site
from exin.work.passord import is_password
from policies import Role
from tests.helpers import stab
from tests.helpers.cases import case
from tests.helpers.nettsted import COOKIE, Nettleser, Nettside
from tests.helpers.office import Kontor
from tests.helpers.rutetabell import HANDLINGER

PASSWORD = "bjerk-elv-fjord-regn"  # noqa: S105 - invented
EVIL = "//evil.example.org"
NOWHERE = {
    "notat_id": "0" * 32,
    "mote_id": "0" * 32,
    "slag": "plan",
    "brukernavn": "ingen",
    "program": "exin_oslo",
}


def paths(method: str, saksnr: str) -> list[str]:
    """All addresses of a method, of one case."""
    return [path.format(saksnr=saksnr, **NOWHERE) for each, path in HANDLINGER if each == method]


def steal(nettside: Nettside, owner: Nettleser) -> Nettleser:
    """Another browser with the same cookie, and the token that its forms carry."""
    thief = nettside.browser()
    thief.client.cookies.set(COOKIE, owner.client.cookies[COOKIE], domain="127.0.0.1", path="/")
    thief.csrf = owner.csrf
    return thief


# -- sessions --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{}, {"overalt": "ja"}])
def test_a_stolen_cookie_is_worth_nothing_after_log_out(nettside: Nettside, fields: dict[str, str]) -> None:
    kari = nettside.log_in("kari")
    thief = steal(nettside, kari)
    assert thief.get("/min-dag").status == 200
    assert kari.post("/logg-ut", fields).til.startswith("/logg-inn")
    assert thief.get("/min-dag").status == 303
    assert COOKIE not in kari.client.cookies


def test_the_cookie_of_a_blocked_account_is_worth_nothing(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    with kontor.work("admin") as w:
        set_active(w, "kari", aktiv=False)
    with kontor.new_events() as events:
        assert {kari.get(each).status for each in ("/min-dag", f"/saker/{saksnr}")} == {303}
        assert kari.post(f"/saker/{saksnr}/notat", {"tekst": "x"}).til == "/logg-inn"
    assert events == []
    stab.opened(kontor, "kari")
    assert kari.get("/min-dag").status == 303


def test_a_session_has_the_role_that_its_owner_has_now(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    assert kari.get(f"/saker/{saksnr}").status == 200
    stab.changed(kontor, "kari", rolle=Role.REVISOR)
    assert kari.get(f"/saker/{saksnr}").status in {303, 404}


@pytest.mark.parametrize("away", [okter.IDLE, okter.LONGEST])
def test_a_session_ends_by_itself_and_shows_nothing_more(
    nettside: Nettside, kontor: Kontor, away: timedelta
) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    kontor.clock.forward(seconds=away.total_seconds())
    answers = [kari.get(each) for each in paths("GET", saksnr) if each.startswith("/saker")]
    assert {(each.status, each.tekst) for each in answers} == {(303, "")}


def test_an_old_session_keeps_what_was_typed_and_does_nothing_else(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    for token in ("", "feil"):
        kari.post(f"/saker/{saksnr}/notat", {"tekst": "x"}, csrf=token)
    assert kontor.one("select count(*) from utkast") == (0,)
    before = kontor.one("select count(*) from notat")
    assert kari.post(f"/saker/{saksnr}/notat", {"tekst": "x"}).til == "/logg-inn"
    assert kontor.one("select count(*) from utkast") == (1,)
    assert kontor.one("select count(*) from notat") == before


def test_a_session_that_was_ended_keeps_nothing(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    thief = steal(nettside, kari)
    kari.post("/logg-ut")
    thief.post(f"/saker/{saksnr}/notat", {"tekst": "x"})
    assert kontor.one("select count(*) from utkast") == (0,)


def test_nobody_ends_the_session_of_another(nettside: Nettside, kontor: Kontor) -> None:
    kari, ola = nettside.log_in("kari"), nettside.log_in("ola")
    (theirs,) = kontor.one(
        "select okt.id from okt join ansatt on ansatt.id = okt.ansatt_id where brukernavn = 'ola'"
    )
    for text in (theirs.hex(), "", "0" * 32, "zz", "00"):
        kari.post("/min-profil/okter/avslutt", {"okt": text})
    assert ola.get("/min-dag").status == 200
    assert kari.get("/min-dag").status == 200


@pytest.mark.parametrize(
    "secret", ["", "x", "x" * 129, "x" * 5_000, "null", '"; a="b', "\x7f", "../../etc/passwd"]
)
def test_a_cookie_that_was_made_up_is_no_session(nettside: Nettside, secret: str) -> None:
    browser = nettside.browser()
    assert browser.get("/min-dag", cookie=f"{COOKIE}={secret}").status == 303
    assert nettside.feil == []


def test_the_cookie_is_out_of_reach_of_scripts_neighbours_and_other_sites(
    nettside: Nettside, kontor: Kontor
) -> None:
    with kontor.work("admin") as w:
        innlogging.set_password(w, "kari", PASSWORD)
    settings = kontor.installation.settings.model_copy(update={"lenke": "https://exin.example.org"})
    safe = make_site(kontor.office, settings, kontor.folder, on_fault=lambda *_: None)
    for site, name, base in (
        (nettside, "exin-okt", "http://127.0.0.1:8000"),
        (Nettside(kontor=kontor, site=safe), "__Host-exin-okt", "https://exin.example.org"),
    ):
        browser = site.browser()
        browser.client.base_url = base
        browser.get("/logg-inn")
        answer = browser.post("/logg-inn/lokal", {"brukernavn": "kari", "passord": PASSWORD})
        (cookie,) = re.findall(rf"(?:^|, )({name}=[^,]*)", answer.headers["set-cookie"])
        assert all(each in cookie for each in ("HttpOnly", "SameSite=lax", "Path=/"))
        assert "Domain" not in cookie
        assert ("Secure" in cookie) == base.startswith("https")


# -- forms of other sites --------------------------------------------------------------------------------------


def test_no_form_does_anything_without_the_token_of_its_session(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    kari, ola = nettside.log_in("kari"), nettside.log_in("ola")
    with kontor.new_events() as events:
        for path in paths("POST", saksnr):
            for token in ("", ola.csrf, kari.csrf[:-1], kari.csrf.upper(), "%00"):
                assert kari.post(path, {}, csrf=token).status == 403, path
            for headers in (
                {"origin": "null"},
                {"origin": "https://127.0.0.1:8000"},
                {"sec-fetch-site": "same-site"},
            ):
                assert kari.post(path, {}, **headers).status == 403, path
    assert events == []


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "multipart/form-data; boundary=x; charset=utf-7", ""]
)
def test_what_is_sent_in_another_way_than_a_form_is_no_form(
    nettside: Nettside, kontor: Kontor, kind: str
) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    body = b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n+2AA-\r\n--x--\r\n'
    for path in paths("POST", saksnr):
        answer = kari.client.post(path, content=body, headers={"content-type": kind}, follow_redirects=False)
        assert answer.status_code == 400, path
    assert nettside.feil == []


def test_a_token_in_the_address_is_none(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    assert kari.post(f"/saker/{saksnr}/notat?csrf={kari.csrf}", {"tekst": "x"}, csrf="").status == 403


def test_the_token_from_before_log_in_is_not_that_of_the_session(nettside: Nettside, kontor: Kontor) -> None:
    with kontor.work("admin") as w:
        innlogging.set_password(w, "kari", PASSWORD)
    browser = nettside.browser()
    browser.get("/logg-inn")
    sent = {"brukernavn": "kari", "passord": PASSWORD}
    assert browser.post("/logg-inn/lokal", sent).til == "/min-dag"
    assert browser.post("/utkast", {"utkast_skjema": "henvendelse"}).status == 403
    assert browser.post("/logg-inn/lokal", sent).status == 403


# -- addresses, headers, methods ---------------------------------------------------------------------------------


def away(til: str) -> bool:
    """Whether an address leads to another site."""
    return bool(til) and (not til.startswith("/") or til.startswith(("//", "/\\")) or "\\" in til)


@pytest.mark.parametrize("who", ["kari", None])
def test_no_page_sends_anybody_to_another_site(nettside: Nettside, kontor: Kontor, who: str | None) -> None:
    saksnr = case(kontor, "forlop")
    names = ("videre", "next", "url", "gjort", "til", "tilbake", "vis", "s", "sti", "return_to", "fase")
    query = "&".join(f"{name}={EVIL}" for name in names)
    browser = nettside.log_in(who) if who else nettside.browser()
    for path in paths("GET", saksnr):
        answer = browser.get(f"{path}?{query}")
        assert not away(answer.til), path
        assert not re.search(rf'(href|action)="{EVIL}', answer.tekst), path
    for path in (EVIL, f"/{EVIL}", "/%2F/evil.example.org", "/\\evil.example.org"):
        assert not away(browser.get(path).til)


def test_no_form_sends_anybody_to_another_site(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    sent = dict.fromkeys(("videre", "q", "utkast_skjema", "utkast_sak", "okt", "funksjon", "alle"), EVIL)
    for path in paths("POST", saksnr):
        if path != "/logg-ut":
            assert not away(kari.post(path, sent).til), path


SPLIT = "%0d%0aSet-Cookie:%20a=b%0d%0aX-Ond:%20ja"


def test_no_header_is_made_of_what_was_asked_for(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    for browser in (kari, nettside.browser()):
        for path in (*paths("GET", saksnr), f"/saker/{saksnr}{SPLIT}/notat", f"/statisk/{SPLIT}"):
            headers = browser.get(f"{path}?gjort={SPLIT}&formal={SPLIT}&videre=/{SPLIT}").headers
            assert "x-ond" not in headers, path
            assert "a=b" not in headers.get("set-cookie", ""), path
    assert nettside.feil == []


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:evil",
        "127.0.0.1:8000@evil.example.org",
        "127.0.0.1:80/../x?",
        "127.0.0.1, evil.example.org",
        "127.0.0.1#",
        "[::1].evil.example.org",
        "127.0.0.1\\evil",
    ],
)
def test_what_is_no_host_is_refused(nettside: Nettside, host: str) -> None:
    assert nettside.browser().get("/logg-inn", host=host).status == 421


def test_no_address_is_made_of_what_a_proxy_is_said_to_have_been_asked(nettside: Nettside) -> None:
    said = dict.fromkeys(("x-forwarded-host", "forwarded", "x-original-url", "x-host"), "evil.example.org")
    for path in ("/min-dag", "/logg-inn", "/"):
        answer = nettside.browser().get(path, **said)
        assert "evil" not in answer.tekst + answer.til


def test_no_route_knows_another_method(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    taken = {}
    with kontor.new_events() as events:
        for path in {*paths("GET", saksnr), *paths("POST", saksnr)}:
            for method in ("HEAD", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "ONDT"):
                answer = kari.client.request(method, path, follow_redirects=False)
                if answer.status_code != 405:
                    taken[method, path] = answer.status_code
    assert taken == {}
    assert events == []


@pytest.mark.parametrize(
    "said",
    [
        {"hx-request": "true", "hx-target": "hoved"},
        {"x-requested-with": "XMLHttpRequest", "accept": "application/json"},
        {"x-http-method-override": "DELETE"},
        {"sec-purpose": "prefetch"},
    ],
)
def test_a_page_is_the_same_however_it_is_asked_for(
    nettside: Nettside, kontor: Kontor, said: dict[str, str]
) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    for path in (f"/saker/{saksnr}/notat", "/saker/EX-2026-2222", "/finnes-ikke"):
        plain, other = kari.get(path), kari.get(path, **said)
        assert (plain.status, _without(plain.tekst)) == (other.status, _without(other.tekst))
        assert other.headers["cache-control"] == "no-store"


def _without(text: str) -> str:
    return re.sub(r"[0-9a-f]{32}", "", text)


# -- sizes and files -----------------------------------------------------------------------------------------------


def test_more_than_any_form_is_refused_though_no_length_was_stated(nettside: Nettside) -> None:
    def endless() -> Iterator[bytes]:
        yield from (b"tekst=" + b"x" * 100_000 for _ in range(30))

    kind = {"content-type": "application/x-www-form-urlencoded"}
    for browser in (nettside.log_in("kari"), nettside.browser()):
        answer = browser.client.post("/utkast", content=endless(), headers=kind, follow_redirects=False)
        assert answer.status_code == 413
    assert nettside.feil == []


def test_a_field_of_a_megabyte_and_a_thousand_fields_are_refused(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    many = {f"felt{number}": "x" for number in range(1_000)}
    for path in (*paths("POST", saksnr), "/logg-inn/lokal"):
        assert kari.post(path, many).status == 400, path
        assert kari.post(path, {"tekst": "x" * 900_000}).status == 400, path


@pytest.mark.parametrize(
    "path",
    [
        "%252e%252e/site.py",
        "..%5csite.py",
        "%5c..%5csite.py",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "exin.css%00.py",
        "%00",
        "a" * 300,
        "vendor/%2e%2e/%2e%2e/%2e%2e/site.py",
        "",
        "vendor",
    ],
)
def test_no_file_but_those_of_the_site_is_handed_out(nettside: Nettside, path: str) -> None:
    answer = nettside.browser().get(f"/statisk/{path}")
    assert answer.status == 404
    assert nettside.feil == []


# -- trying passwords ------------------------------------------------------------------------------------------------


def test_an_unknown_name_goes_the_way_of_a_wrong_password(
    nettside: Nettside, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with kontor.work("admin") as w:
        innlogging.set_password(w, "kari", PASSWORD)
    compared: list[str | None] = []

    def counted(encoded: str | None, password: str) -> bool:
        compared.append(encoded)
        return is_password(encoded, password)

    monkeypatch.setattr(innlogging, "is_password", counted)
    told, left = set(), []
    for name in ("kari", "ingen-slik", "ola", "sperret", "drop table", "a\0b", "a" * 10_000):
        browser = nettside.browser()
        browser.get("/logg-inn")
        with kontor.new_events() as events:
            answer = browser.post("/logg-inn/lokal", {"brukernavn": name, "passord": "feil"})
        shown = re.sub(r'value="[^"]*"', "", _without(answer.tekst))
        told.add((answer.status, shown))
        left.append([(each.handling, each.utfall.value, each.koder) for each in events])
    assert len(told) == 1
    assert len(compared) == len(left)
    assert all(each == left[0] for each in left)


def test_nobody_gets_more_tries_by_saying_that_they_come_from_elsewhere(
    nettside: Nettside, kontor: Kontor
) -> None:
    with kontor.work("admin") as w:
        innlogging.set_password(w, "kari", PASSWORD)
    for number in range(12):
        browser = nettside.browser()
        browser.get("/logg-inn")
        said = {"x-forwarded-for": f"10.0.0.{number}", "x-real-ip": f"10.0.0.{number}"}
        password = "feil" if number < 11 else PASSWORD
        name = "Kari " if number % 2 else "kari"
        answer = browser.post("/logg-inn/lokal", {"brukernavn": name, "passord": password}, **said)
        assert answer.status == 422
