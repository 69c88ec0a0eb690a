"""The search: nothing typed stands in an address or in the log, and no answer tells of somebody hidden."""

import pytest

from tests.helpers import cases, people
from tests.helpers.nettsted import Nettleser, Nettside, Svar
from tests.helpers.office import Kontor


def search(browser: Nettleser, text: str, **more: str) -> Svar:
    """What the site answers."""
    return browser.post("/saker/sok", {"q": text, **more})


@pytest.mark.parametrize("who", ["revisor", "admin"])
def test_who_works_no_cases_may_not_search(nettside: Nettside, kontor: Kontor, who: str) -> None:
    browser = nettside.log_in(who)
    with kontor.new_events() as events:
        assert search(browser, "måke").status == 403
    assert [(each.handling, each.utfall) for each in events] == [("sok_person", "nektet")]


def test_a_search_that_no_form_of_the_session_sent_finds_nothing(nettside: Nettside, kontor: Kontor) -> None:
    cases.case(kontor, "vurdering", navn="Blid Måke")
    kari = nettside.log_in("kari")
    with kontor.new_events() as events:
        answer = kari.post("/saker/sok", {"q": "måke"}, csrf="")
    assert (answer.status, events) == (403, [])


@pytest.mark.parametrize("by", ["navn", "nummer"])
def test_no_hit_reads_the_same_whether_or_not_somebody_hidden_would_fit(
    nettside: Nettside, kontor: Kontor, by: str
) -> None:
    number = people.new_number()
    text = number if by == "nummer" else "Skjult Canari"
    kari = nettside.log_in("kari")
    before = search(kari, text)
    cases.protected_case(kontor, "vurdering", navn="Skjult Canari", fodselsnummer=number)
    after = search(kari, text)
    assert (after.status, after.tekst) == (before.status, before.tekst)
    assert "Ingen treff" in after.tekst
    assert "registrer en ny henvendelse" in after.tekst


def test_what_was_typed_stands_in_the_answer_and_nowhere_else(nettside: Nettside, kontor: Kontor) -> None:
    kari = nettside.log_in("kari")
    with kontor.new_events() as events:
        answer = search(kari, "Kanarifugl <b>")
    assert (answer.status, answer.til) == (200, "")
    assert 'value="Kanarifugl &lt;b&gt;"' in answer.tekst
    assert "no-store" in answer.headers["cache-control"]
    assert not any("anarifugl" in str(each) for each in [*events, *answer.headers.values()])


@pytest.mark.parametrize("text", ["", "x", " - "])
def test_too_little_is_said_at_the_field_and_kept(nettside: Nettside, text: str) -> None:
    answer = search(nettside.log_in("kari"), text)
    assert answer.status == 422
    assert 'href="#felt-q"' in answer.tekst


def test_a_number_that_cannot_be_is_refused_at_the_field(nettside: Nettside) -> None:
    answer = search(nettside.log_in("kari"), "123456 78901")
    assert answer.status == 422
    assert 'href="#felt-q"' in answer.tekst


def test_a_case_number_goes_to_the_case(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kari = nettside.log_in("kari")
    for text in (saksnr, f" {saksnr.lower()} "):
        answer = search(kari, text)
        assert (answer.status, answer.til) == (303, f"/saker/{saksnr}")


def test_a_hit_is_logged_by_person_and_named_only_where_that_is_asked_for(
    nettside: Nettside, kontor: Kontor
) -> None:
    number = people.new_number()
    saksnr = cases.case(kontor, "vurdering", navn="Blid Måke", fodselsnummer=number)
    kari = nettside.log_in("kari")
    for text in ("måk", f"{number[:6]} {number[6:]}"):
        with kontor.new_events() as events:
            answer = search(kari, text)
        assert f"<b>{saksnr}</b>" in answer.tekst
        assert "Blid Måke" not in answer.tekst
        assert [each.felt for each in events if each.handling == "liste_sak"] == [()]
        assert f'<input type="hidden" name="q" value="{text}">' in answer.tekst
        assert "Blid Måke" in search(kari, text, navn="ja").tekst


def test_a_search_has_no_address_of_its_own(nettside: Nettside) -> None:
    answer = nettside.log_in("kari").get("/saker/sok")
    assert (answer.status, answer.til) == (303, "/saker")
