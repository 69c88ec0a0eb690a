"""A lead says why before anything of a case is read, on every page; nobody's purpose is guessed."""

import re
from html import unescape

import pytest

from tests.helpers.cases import case
from tests.helpers.nettsted import Nettleser, Nettside
from tests.helpers.office import Kontor
from tests.helpers.rutetabell import HANDLINGER
from tests.helpers.sideliste import set_up

ASKED = "Hva skal du bruke opplysningene til?"
OF_A_CASE = [path for method, path in HANDLINGER if method == "GET" and "{saksnr}" in path]
EVENTS = ["henvendelse", "start_vurdering", "frafall", "annuller_steg", "ny_henvendelse"]


def addresses(kontor: Kontor) -> list[str]:
    """Every page of one case, each kind of step apart."""
    scene = set_up(kontor)
    parts = {"saksnr": scene.saker["forlop"], **scene.deler}
    return [
        path.format(**parts, hendelse=event)
        for path in OF_A_CASE
        for event in (EVENTS if "{hendelse}" in path else [""])
    ]


def test_a_lead_is_asked_why_on_every_page_of_a_case_before_anything_is_looked_up(
    nettside: Nettside, kontor: Kontor
) -> None:
    pages = addresses(kontor)
    leder = nettside.log_in("leder")
    with kontor.new_events() as events:
        answers = {path: leder.get(path) for path in pages}
    assert [path for path, each in answers.items() if f"<h1>{ASKED}</h1>" not in each.tekst] == []
    assert {each.status for each in answers.values()} == {200}
    assert events == []


def test_what_a_lead_reads_beside_a_form_is_read_for_the_purpose_that_was_stated(
    nettside: Nettside, kontor: Kontor
) -> None:
    pages = addresses(kontor)
    leder = nettside.log_in("leder")
    for formal in ("ledelse", "vurdering"):
        with kontor.new_events() as events:
            found = [leder.get(f"{path}?formal={formal}") for path in pages]
        assert [each.status for each in found if ASKED in each.tekst] == []
        assert {each.formal for each in events} == {formal}


def test_who_has_one_purpose_with_a_case_is_never_asked(nettside: Nettside, kontor: Kontor) -> None:
    pages = addresses(kontor)
    for who in ("kari", "revisor"):
        browser = nettside.log_in(who)
        assert [path for path in pages if ASKED in browser.get(path).tekst] == [], who


@pytest.mark.parametrize("text", ["Blid <Måke>", "EX-2026-2222"])
def test_a_lead_who_searches_is_asked_why_and_what_was_searched_for_is_not_in_the_address(
    nettside: Nettside, kontor: Kontor, text: str
) -> None:
    leder = nettside.log_in("leder")
    with kontor.new_events() as events:
        page = leder.post("/saker/sok", {"q": text, "navn": "ja"})
    assert (ASKED in page.tekst, page.til, events) == (True, "", [])
    sent = along(page.tekst)
    assert sent == {"csrf": leder.csrf, "q": text, "navn": "ja"}
    with kontor.new_events() as events:
        found = leder.post("/saker/sok", {**sent, "formal": "ledelse"})
    assert (found.status, {each.formal for each in events} <= {"ledelse"}) in ((200, True), (303, True))
    assert "formal=ledelse" in found.til or f'value="{text.replace("<", "&lt;")[:8]}' in found.tekst


def along(page: str) -> dict[str, str]:
    """What the question carries along, as a browser would send it."""
    form = page.partition('<form method="post" action="/saker/sok">')[2].partition("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in fields}


def test_a_forged_search_is_not_asked_about_but_refused(nettside: Nettside) -> None:
    assert nettside.log_in("leder").post("/saker/sok", {"q": "x"}, csrf="").status == 403


def test_what_is_sent_without_a_purpose_is_not_read_beside_for_a_guessed_one(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr, leder = case(kontor, "forlop"), nettside.log_in("leder")
    with kontor.new_events() as events:
        answer = leder.post(f"/saker/{saksnr}/samtale", {"utfall": "holdt"})
    assert (answer.status, "Oppgi hva opplysningene skal brukes til." in answer.tekst) == (422, True)
    read = [(each.formal, each.utfall) for each in events if each.handling.startswith("les_") and each.sak]
    assert set(read) == {(None, "avvist")}


def test_a_refusal_to_a_lead_is_read_for_the_purpose_that_was_sent(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "avsluttet")
    leder: Nettleser = nettside.log_in("leder")
    with kontor.new_events() as events:
        refused = leder.post(
            f"/saker/{saksnr}/samtale", {"utfall": "holdt", "slag": "samtale", "formal": "ledelse"}
        )
    assert (refused.status, f"Du kan ikke gjøre dette i sak {saksnr}" in refused.tekst) == (403, True)
    assert {each.formal for each in events} == {"ledelse"}
