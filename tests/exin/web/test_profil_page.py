"""Min profil: what others have set, one's own sessions and log, and nothing of a colleague's."""

import re

import pytest

from tests.helpers import cases
from tests.helpers.nettsted import COOKIE, Nettleser, Nettside
from tests.helpers.office import Kontor


def sessions(browser: Nettleser) -> list[str]:
    """The other sessions that the page offers to end."""
    return re.findall(r'name="okt" value="([0-9a-f]+)"', browser.get("/min-profil").tekst)


def test_nobody_ends_anothers_session(nettside: Nettside) -> None:
    first, _second, ola = nettside.log_in("kari"), nettside.log_in("kari"), nettside.log_in("ola")
    (other,) = sessions(first)
    assert ola.post("/min-profil/okter/avslutt", {"okt": other}).til == "/min-profil?gjort=okt_borte"
    assert sessions(first) == [other]


def test_another_window_of_ones_own_is_logged_out(nettside: Nettside) -> None:
    first, second = nettside.log_in("kari"), nettside.log_in("kari")
    answer = first.post("/min-profil/okter/avslutt", {"okt": sessions(first)[0]})
    assert (answer.status, answer.til) == (303, "/min-profil?gjort=okt_avsluttet")
    assert second.get("/min-profil").til.startswith("/logg-inn")
    assert sessions(first) == []


@pytest.mark.parametrize("bad", ["", "x", "00", "0" * 32])
def test_what_is_no_session_ends_none(nettside: Nettside, bad: str) -> None:
    kari = nettside.log_in("kari")
    answer = kari.post("/min-profil/okter/avslutt", {"okt": bad})
    assert (answer.status, answer.til) == (303, "/min-profil?gjort=okt_borte")
    assert "Det er ingen slik økt nå." in kari.follow(answer).tekst


def test_the_session_that_one_came_by_ends_as_by_logging_out(nettside: Nettside, kontor: Kontor) -> None:
    kari = nettside.log_in("kari")
    (own,) = kontor.one("select id from okt")
    answer = kari.post("/min-profil/okter/avslutt", {"okt": bytes(own).hex()})
    assert (answer.status, answer.til) == (303, "/logg-inn?gjort=logget_ut")
    assert COOKIE not in kari.client.cookies
    assert "storage" in answer.headers["clear-site-data"]
    assert kontor.one("select arsak from okt") == ("utlogget",)


def test_log_out_everywhere_is_here_as_well(nettside: Nettside) -> None:
    first, second = nettside.log_in("kari"), nettside.log_in("kari")
    assert 'name="overalt" value="ja"' in first.get("/min-profil").tekst
    first.post("/logg-ut", {"overalt": "ja"})
    assert first.get("/min-profil").til.startswith("/logg-inn")
    assert second.get("/min-profil").til.startswith("/logg-inn")


@pytest.mark.parametrize("who", ["kari", "leder", "revisor", "admin"])
def test_everybody_sees_who_they_are_and_that_others_set_it(nettside: Nettside, who: str) -> None:
    page = nettside.log_in(who).get("/min-profil")
    assert page.status == 200
    assert f"<dd>{who}</dd>" in page.tekst
    assert "settes av systemansvarlig" in page.tekst


def test_the_log_is_ones_own_and_names_a_case_that_one_may_know_of(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kari = nettside.log_in("kari")
    kari.get("/saker")
    assert f'href="/saker/{saksnr}">{saksnr}</a>' in kari.get("/min-profil").tekst
    assert saksnr not in nettside.log_in("ola").get("/min-profil").tekst


def test_a_form_that_was_opened_is_not_told_as_one_that_was_sent(nettside: Nettside) -> None:
    kari = nettside.log_in("kari")
    kari.get("/henvendelse")
    page = kari.get("/min-profil").tekst
    assert "Åpnet et skjema" in page
    assert "Registrerte en henvendelse" not in page


def test_a_page_past_the_log_is_empty_and_leads_back(nettside: Nettside) -> None:
    page = nettside.log_in("kari").get("/min-profil?s=99")
    assert page.status == 200
    assert "Det står ikke mer i loggen din." in page.tekst
