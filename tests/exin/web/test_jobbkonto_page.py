"""Logging in by the provider, through the pages: whom it lets in, where one comes to, and what is kept meanwhile."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from exin.casework.hus import innlogging
from exin.casework.hus.ansatte import set_active
from exin.web.underveis import Underveis
from tests.helpers.nettsted import COOKIE, Nettleser, Nettside, Svar
from tests.helpers.office import Kontor, SettableClock
from tests.helpers.oidc import Vrang, hostile, sent_along, way_in

CASE = "/saker/EX-2026-2222"


@pytest.fixture
def provider(nettside: Nettside, kontor: Kontor) -> Iterator[Vrang]:
    """A provider that the site goes by, where what it calls `kari-7` is Kari."""
    with hostile() as found:
        use(nettside, kontor, found)
        with kontor.work("admin") as w:
            innlogging.bind(w, "kari", found.issuer, "kari-7")
        yield found


def use(nettside: Nettside, kontor: Kontor, provider: Vrang, **settings: list[str]) -> None:
    """Let the site go by a provider."""
    nettsted = nettside.site.state.nettsted
    way: Any = partial(way_in, kontor.folder, provider.issuer)
    nettside.site.state.nettsted = replace(nettsted, oidc=way(**settings))


def there(browser: Nettleser, provider: Vrang, videre: str = "") -> str:
    """To the provider. Returns the address by which one comes back."""
    svar = browser.get(f"/logg-inn/start?videre={videre}")
    assert svar.til.startswith(f"{provider.issuer}/authorize?"), svar.status
    fields = sent_along(svar.til)
    provider.nonce = fields["nonce"]
    return f"/logg-inn/retur?state={fields['state']}&code=kode-1"


def in_and_out(browser: Nettleser, provider: Vrang, videre: str = "") -> Svar:
    return browser.get(there(browser, provider, videre))


def kept(browser: Nettleser) -> dict[str, str]:
    return {each.name: each.value or "" for each in browser.client.cookies.jar}


def test_who_is_nobody_here_is_told_what_to_hand_on(
    nettside: Nettside, kontor: Kontor, provider: Vrang
) -> None:
    provider.claims = {"sub": "en-annen"}
    browser = nettside.browser()
    with kontor.new_events() as events:
        svar = in_and_out(browser, provider)
    assert svar.status == 422
    assert "en-annen" in svar.tekst
    assert COOKIE not in kept(browser)
    assert [(each.handling, each.utfall.value, each.koder) for each in events] == [
        ("logg_inn", "nektet", ("ukjent_innlogging",))
    ]


def test_a_blocked_account_is_not_let_in_by_its_provider(
    nettside: Nettside, kontor: Kontor, provider: Vrang
) -> None:
    with kontor.work("admin") as w:
        set_active(w, "kari", aktiv=False)
    browser = nettside.browser()
    svar = in_and_out(browser, provider)
    assert (svar.status, COOKIE in kept(browser)) == (422, False)
    assert "kari" not in svar.tekst


def test_a_role_counts_only_where_the_groups_allow_it(
    nettside: Nettside, kontor: Kontor, provider: Vrang
) -> None:
    use(nettside, kontor, provider, oidc_grupper=["saksbehandler=team-exin"])
    browser = nettside.browser()
    with kontor.new_events() as events:
        assert in_and_out(browser, provider).status == 422
    assert [(each.utfall.value, each.koder) for each in events] == [("nektet", ("rollen_mangler_gruppe",))]
    provider.claims = {"groups": ["team-exin"]}
    assert in_and_out(browser, provider).til == "/min-dag"


def test_an_answer_to_another_attempt_is_refused_and_noted_by_its_code(
    nettside: Nettside, kontor: Kontor, provider: Vrang
) -> None:
    browser = nettside.browser()
    there(browser, provider)
    svar = browser.get("/logg-inn/retur?state=kanari-en-annen&code=kanari-kode")
    assert (svar.status, COOKIE in kept(browser)) == (422, False)
    noted = [json.loads(line) for line in (kontor.folder / "drift.log").read_text("utf-8").splitlines()]
    assert [(each["event"], each["arsak"]) for each in noted] == [("innlogging_feilet", "feil_state")]
    assert noted[0]["feilnummer"] == svar.headers["x-request-id"]
    assert "kanari" not in f"{noted} {svar.tekst}"


@pytest.mark.parametrize("how", ["another answer", "nobody here", "blocked"])
def test_a_log_in_that_failed_leaves_nothing_in_the_browser_and_remembers_the_way_in_the_form(
    nettside: Nettside, kontor: Kontor, provider: Vrang, how: str
) -> None:
    browser = nettside.browser()
    back = there(browser, provider, videre="/varsler")
    if how == "another answer":
        back = "/logg-inn/retur?state=en-annen&code=kode"
    elif how == "nobody here":
        provider.claims = {"sub": "en-annen"}
    else:
        with kontor.work("admin") as w:
            set_active(w, "kari", aktiv=False)
    svar = browser.get(back)
    assert svar.status == 422
    assert {"exin-forsok", "exin-videre"} & kept(browser).keys() == set()
    assert 'name="videre" value="/varsler"' in svar.tekst


def test_the_answer_of_one_browser_lets_no_other_in(nettside: Nettside, provider: Vrang) -> None:
    own, other = nettside.browser(), nettside.browser()
    back = there(own, provider)
    assert other.get(back).status == 422
    there(other, provider)
    assert other.get(back).status == 422
    assert COOKIE not in kept(other)


def test_an_answer_is_good_once(nettside: Nettside, provider: Vrang) -> None:
    browser = nettside.browser()
    back = there(browser, provider)
    assert browser.get(back).til == "/min-dag"
    assert browser.get(back).status == 422


def test_the_session_before_is_over_when_one_comes_back_from_the_provider(
    nettside: Nettside, provider: Vrang
) -> None:
    browser, thief = nettside.log_in("ola"), nettside.browser()
    thief.client.cookies.set(COOKIE, kept(browser)[COOKIE], domain="127.0.0.1", path="/")
    assert in_and_out(browser, provider).til == "/min-dag"
    assert thief.get("/min-dag").status == 303


def test_one_comes_back_to_the_case_that_one_asked_for_and_no_cookie_names_it(
    nettside: Nettside, provider: Vrang
) -> None:
    browser = nettside.browser()
    back = there(browser, provider, CASE)
    assert not any("EX-2026" in each or "saker" in each for each in kept(browser).values())
    assert browser.get(back).til == CASE
    assert set(kept(browser)) == {COOKIE}


@pytest.mark.parametrize(
    "where",
    ["//evil.example.org", "https://evil.example.org", "/%5Cevil", "/%0d%0aX:y", "/%CE%A9", "x" * 300],
)
def test_nobody_is_sent_anywhere_else_by_the_provider(
    nettside: Nettside, provider: Vrang, where: str
) -> None:
    assert in_and_out(nettside.browser(), provider, where).til == "/min-dag"
    assert nettside.feil == []


def test_a_cookie_that_was_made_up_is_no_attempt(nettside: Nettside, provider: Vrang) -> None:
    for made in ("x", "e30=", "\x7f", "A" * 3_000, "bnVsbA=="):
        svar = nettside.browser().get("/logg-inn/retur?state=x&code=y", cookie=f"exin-forsok={made}")
        assert svar.status == 422, made
    assert provider.count("/token") == 0
    assert nettside.feil == []


def test_a_provider_that_is_gone_is_said_so(nettside: Nettside, kontor: Kontor, provider: Vrang) -> None:
    provider.answers["/.well-known/openid-configuration"] = lambda: (500, {}, b"kanari")
    svar = nettside.browser().get("/logg-inn/start")
    assert (svar.status, "kanari" in svar.tekst) == (422, False)
    assert "svarer ikke" in svar.tekst
    assert kontor.log(kontor.log_size) == []


# -- where one was going ---------------------------------------------------------------------------------------


def test_a_place_is_remembered_for_ten_minutes_and_given_once() -> None:
    clock = SettableClock()
    underveis = Underveis(clock=clock)
    name, late = underveis.remember(CASE), underveis.remember(CASE)
    assert (underveis.take(name), underveis.take(name), underveis.take("")) == (CASE, "", "")
    clock.now += timedelta(minutes=10)
    assert underveis.take(late) == ""


def test_a_flood_makes_it_forget_the_oldest() -> None:
    underveis = Underveis(clock=SettableClock())
    names = [underveis.remember(CASE) for _ in range(1_001)]
    assert [underveis.take(names[0]), underveis.take(names[1])] == ["", CASE]
