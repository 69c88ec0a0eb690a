"""The menu: to each role what is its own, in an order that was thought of, and no entry that leads nowhere."""

import re

import pytest

from tests.helpers.nettsted import Nettside

MENUS = {
    "kari": ["/min-dag", "/saker", "/henvendelse", "/varsler"],
    "mottak": ["/min-dag", "/saker", "/henvendelse", "/varsler"],
    "leder": [
        *("/min-dag", "/saker", "/henvendelse"),
        *("/kapasitet", "/nokkeltall", "/ansatte", "/varsler"),
    ],
    "revisor": ["/innsynslogg", "/nokkeltall", "/varsler"],
    "admin": ["/ansatte", "/system", "/varsler"],
}

_NAV = re.compile(r'(?s)<nav class="nav".*?</nav>')


def offered(page: str) -> list[str]:
    (nav,) = _NAV.findall(page)
    return re.findall(r'href="([^"]+)"', nav)


@pytest.mark.parametrize("who", MENUS)
def test_each_role_is_offered_its_own_in_order(nettside: Nettside, who: str) -> None:
    assert offered(nettside.log_in(who).get("/varsler").tekst) == MENUS[who]


@pytest.mark.parametrize("who", MENUS)
def test_no_entry_leads_anywhere_but_to_a_page(nettside: Nettside, who: str) -> None:
    browser = nettside.log_in(who)
    for url in MENUS[who]:
        answer = browser.get(url)
        assert answer.status == 200, url
        marked = re.findall(r'<a href="([^"]+)" aria-current="page"', _NAV.findall(answer.tekst)[0])
        assert marked == [url]


@pytest.mark.parametrize("who", MENUS)
def test_one_begins_where_the_menu_does(nettside: Nettside, who: str) -> None:
    browser = nettside.log_in(who)
    first = MENUS[who][0]
    assert (browser.get("/").til, browser.get("/logg-inn").til) == (first, first)
    assert browser.get(first).status == 200


@pytest.mark.parametrize("who", [*MENUS, None])
def test_the_definitions_are_at_the_foot_of_every_page_for_who_has_logged_in(
    nettside: Nettside, who: str | None
) -> None:
    browser = nettside.log_in(who) if who else nettside.browser()
    assert ('<a href="/definisjoner">' in browser.get("/hjelp").tekst) == (who is not None)
