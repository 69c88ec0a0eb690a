"""The first run: while no administrator can log in, the pages say what to do, and tell nothing of the house."""

import dataclasses
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exin.actor import os_user
from exin.app import initialise
from exin.casework.hus import innlogging
from exin.casework.hus.oppstart import anybody_can_log_in
from exin.store.engine import Link
from tests.helpers.kommando import exin
from tests.helpers.lest_side import read
from tests.helpers.nettsted import Nettleser, Nettside, open_at
from tests.helpers.office import STAFF, Kontor, SettableClock

PASSWORD = "bjerk-elv-fjord-regn"  # noqa: S105 - invented
ISSUER = "https://login.example.org"
START = "Kom i gang med EXIN"


def let_in(kontor: Kontor, who: str) -> None:
    with kontor.work("admin") as w:
        innlogging.set_password(w, who, PASSWORD)


def first(browser: Nettleser, path: str = "/logg-inn") -> str:
    answer = browser.get(path)
    while answer.til:
        answer = browser.follow(answer)
    return answer.tekst


@pytest.mark.parametrize("path", ["/", "/logg-inn", "/min-dag", "/saker", "/saker/EX-2026-2222", "/system"])
def test_wherever_one_comes_one_is_told_what_to_do(nettside: Nettside, path: str) -> None:
    text = first(nettside.browser(), path)
    read(text)
    assert START in text
    assert "exin ansatt passord ADMIN --som ADMIN" in text
    assert 'name="passord"' not in text


def test_what_is_told_names_nobody_and_no_place(nettside: Nettside, kontor: Kontor) -> None:
    text = first(nettside.browser())
    main = text.partition("<main")[2].replace("ofte admin", "").replace("revisor og", "")
    assert [name for name in (*STAFF, str(kontor.folder)) if f">{name}<" in main or f" {name} " in main] == []


def test_the_open_pages_answer_as_ever(nettside: Nettside) -> None:
    for path in ("/hjelp", "/personvern", "/tilgjengelighet"):
        answer = nettside.browser().get(path)
        assert answer.status == 200
        assert START not in answer.tekst


def test_where_somebody_can_log_in_it_is_the_ordinary_page(nettside: Nettside, kontor: Kontor) -> None:
    let_in(kontor, "kari")
    browser = nettside.browser()
    text = first(browser)
    assert START not in text
    assert 'name="passord"' in text
    sent = {"brukernavn": "kari", "passord": PASSWORD}
    assert browser.post("/logg-inn/lokal", sent).til == "/min-dag"


def test_a_blocked_account_is_none(nettside: Nettside, kontor: Kontor) -> None:
    let_in(kontor, "sperret")
    assert not anybody_can_log_in(kontor.office, utsteder="", lokal=True)
    assert START in first(nettside.browser())


def test_when_somebody_can_log_in_it_is_gone_and_nobody_asks_again(
    nettside: Nettside, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(kontor, "admin")
    browser = nettside.browser()
    assert START not in first(browser)
    asked: list[str] = []
    ask: Callable[..., object] = Link.ask

    def note(self: Link, statement: object, params: object) -> object:
        asked.append(str(statement))
        return ask(self, statement, params)

    monkeypatch.setattr(Link, "ask", note)
    assert 'name="passord"' in first(nettside.browser())
    assert asked == []


def test_a_password_lets_nobody_in_where_there_are_real_people(kontor: Kontor) -> None:
    let_in(kontor, "admin")
    assert not anybody_can_log_in(kontor.office, utsteder=ISSUER, lokal=False)


def test_only_the_issuer_of_the_settings_lets_anybody_in(kontor: Kontor) -> None:
    with kontor.work("admin") as w:
        innlogging.bind(w, "kari", ISSUER, "abc")
    assert anybody_can_log_in(kontor.office, utsteder=ISSUER, lokal=False)
    assert not anybody_can_log_in(kontor.office, utsteder="https://another.example.org", lokal=False)
    with kontor.work("admin") as w:
        innlogging.unbind(w, "kari", ISSUER, "abc")
    assert not anybody_can_log_in(kontor.office, utsteder=ISSUER, lokal=False)


def test_where_no_way_in_is_set_up_one_is_told_to_set_it_up(
    nettside: Nettside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exin.web.nettsted.find_spec", lambda _name: None)
    text = first(nettside.browser())
    assert "docs/innlogging.md" in text
    assert "exin ansatt passord" not in text


def test_with_a_provider_one_is_told_how_an_account_is_bound(nettside: Nettside) -> None:
    nettsted = nettside.site.state.nettsted
    nettside.site.state.nettsted = dataclasses.replace(nettsted, oidc=object())
    text = first(nettside.browser())
    assert "exin ansatt innlogging BRUKER" in text
    assert "Logg inn med jobbkonto" in text


# -- what it says is enough --------------------------------------------------------------------------------


@pytest.fixture
def ny(tmp_path: Path) -> Iterator[Kontor]:
    """An installation as `exin init` left it."""
    made = initialise(tmp_path / "ny", bruker="admin", os_bruker=os_user())
    kontor = Kontor(folder=made.folder, clock=SettableClock(), installation=made)
    yield kontor
    kontor.close()


def told(kontor: Kontor, *, provider: bool) -> str:
    """The page of a site that begins now."""
    with open_at(kontor) as site:
        if provider:
            site.site.state.nettsted = dataclasses.replace(site.site.state.nettsted, oidc=object())
        return first(site.browser())


def run_as_told(text: str, kontor: Kontor, **words: str) -> None:
    """The commands of the page, in their order, with the words in capitals as they are."""
    for command in re.findall(r"<code>exin (ansatt .*?)</code>", text):
        args = [words.get(each, each) for each in command.split()]
        more = ("--fra-fil", "-") if "passord" in args else ()
        answer = exin(*args, *more, "--dir", kontor.folder, stdin=f"{PASSWORD}\n")
        assert answer.code == 0, answer.said


def test_the_commands_it_names_let_the_first_administrator_in_on_trial(ny: Kontor) -> None:
    run_as_told(told(ny, provider=False), ny, ADMIN="admin")
    text = told(ny, provider=False)
    assert START not in text
    assert 'name="passord"' in text


def test_the_commands_it_names_let_the_first_administrator_in_by_the_provider(ny: Kontor) -> None:
    words = {"ADMIN": "admin", "BRUKER": "nils", "UTSTEDER": ISSUER, "SUBJEKT": "abc"}
    run_as_told(told(ny, provider=True), ny, **words)
    assert anybody_can_log_in(ny.office, utsteder=ISSUER, lokal=False)
