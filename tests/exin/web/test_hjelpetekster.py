"""Help for each page: every page has it, and none is for a page that there is not."""

import re

import pytest

from exin.web.hjelpetekster import FORST, HJELP, help_of
from tests.helpers.nettsted import Nettside
from tests.helpers.rutetabell import HANDLINGER
from tests.helpers.sideliste import NOT_SHOWN

PAGES = sorted(path for method, path in HANDLINGER if method == "GET" and path not in NOT_SHOWN)
SUMMARY = "<summary>Hjelp for denne siden</summary>"
STEPS = "/saker/{saksnr}/steg"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_help_of_its_own(path: str) -> None:
    assert path in HJELP or path.startswith(f"{STEPS}/"), "write it in exin/web/hjelpetekster.py"
    assert help_of(path) is not None


def test_there_is_no_help_for_a_page_that_there_is_not() -> None:
    assert set(HJELP) - set(PAGES) == {STEPS}


def test_the_steps_share_their_help() -> None:
    assert help_of(f"{STEPS}/avslutt") is HJELP[STEPS]
    assert help_of("/finnes/ikke") is None


@pytest.mark.parametrize("path", HJELP)
def test_help_is_short_and_ends_in_whole_sentences(path: str) -> None:
    text = HJELP[path]
    assert len(text.om) < 300
    assert len(text.punkter) <= 5
    for each in (text.om, *text.punkter):
        assert re.fullmatch(r"[A-ZÆØÅ«].*\.", each), each


def test_the_help_stands_on_the_page_and_leads_to_all_of_it(nettside: Nettside) -> None:
    page = nettside.log_in("kari").get("/saker").tekst
    assert page.count(SUMMARY) == 1
    assert HJELP["/saker"].om in page
    assert '<a href="/hjelp">All hjelp</a>' in page


def test_the_page_of_an_error_has_none(nettside: Nettside) -> None:
    kari = nettside.log_in("kari")
    for where in ("/finnes-ikke", "/saker/EX-2026-2222", "/system"):
        assert SUMMARY not in kari.get(where).tekst


def test_the_page_of_help_tells_of_the_pages_in_the_same_words(nettside: Nettside) -> None:
    page = nettside.browser().get("/hjelp").tekst
    assert [each.side for each in FORST if each.om not in page] == []
