"""The page of the way back: what the last round was, why it ended, what must be done anew; and then the step."""

import re
from html import unescape

import pytest

from tests.helpers import cases
from tests.helpers.cases import case
from tests.helpers.lest_side import read
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor
from tests.helpers.places import set_places

WHY = "Flyttet og ville ha en pause."


def page_of(saksnr: str) -> str:
    return f"/saker/{saksnr}/steg/reinntak"


def text(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def dropped(kontor: Kontor) -> str:
    """A case that dropped out of forløp after ten days."""
    saksnr = case(kontor, "forlop")
    kontor.clock.forward(days=10)
    until = kontor.clock.today.replace(month=7)
    cases.advance(kontor, saksnr, "frafall", arsak="nye_hendelser", apen_til=until, begrunnelse=WHY)
    kontor.clock.forward(days=30)
    return saksnr


@pytest.mark.parametrize(("who", "status"), [("ola", 403), ("annen", 404), ("revisor", 404), ("admin", 404)])
def test_who_may_not_take_a_case_back_is_told_nothing_of_its_rounds(
    nettside: Nettside, kontor: Kontor, who: str, status: int
) -> None:
    saksnr = dropped(kontor)
    browser = nettside.log_in(who)
    assert browser.get(page_of(saksnr)).status == status
    assert browser.post(page_of(saksnr), {"arsak": "ny_motivasjon"}).status == status
    assert kontor.one("select tilstand from sak") == ("frafall",)


def test_where_no_round_has_ended_there_is_no_way_back(nettside: Nettside, kontor: Kontor) -> None:
    answer = nettside.log_in("kari").get(page_of(case(kontor, "forlop")))
    assert answer.status == 409
    assert "«Re-inntak» kan ikke tas fra «Forløp»" in text(answer.tekst)


def test_the_step_is_refused_without_a_reason_beside_the_same_round(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = dropped(kontor)
    answer = nettside.log_in("kari").post(page_of(saksnr), {"begrunnelse": "Vil prøve igjen."})
    assert answer.status == 422
    assert "Velg en årsak." in text(answer.tekst)
    assert "Vil prøve igjen." in answer.tekst
    assert "Forrige runde" in answer.tekst
    read(answer.tekst)


def test_a_full_programme_stands_in_the_way_and_the_round_is_shown_all_the_same(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = dropped(kontor)
    set_places(kontor, "exin_oslo", plasser=0)
    page = text(nettside.log_in("kari").get(page_of(saksnr)).tekst)
    assert "Alle plassene er i bruk." in page
    assert "Forrige runde" in page
    assert "Bedre tilrettelegging" not in page


def test_what_the_last_round_was_and_why_it_ended_stand_beside_what_must_be_done_anew(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = dropped(kontor)
    answer = nettside.log_in("kari").get(page_of(saksnr)).tekst
    page = text(answer)
    read(answer)
    for said in (
        "Forrige runde 10 dager",
        "Varte 15. januar til 25. januar",
        "Endte med Frafall",
        "Årsak Nye hendelser",
        "Døren åpen til 25. juli",
        "Ført av kari",
        "Om motivasjon.",  # the mapping from then
        "Må gjøres på nytt",
        "Før «Start forløp»",
        "mangler kartlegging av motivasjon, risiko",
        "Gjelder: Deltakelse Gjelder til det trekkes",
    ):
        assert said in page


def test_the_typed_reason_is_opened_only_where_it_is_asked_for_and_that_is_in_the_log(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = dropped(kontor)
    kari = nettside.log_in("kari")
    with kontor.new_events() as closed:
        page = kari.get(page_of(saksnr)).tekst
    with kontor.new_events() as opened:
        shown = kari.get(f"{page_of(saksnr)}?vis=begrunnelser").tekst
    assert (WHY in page, "vis=begrunnelser" in page, WHY in shown) == (False, True, True)
    read_reasons = ["les_begrunnelse" in {each.handling for each in events} for events in (closed, opened)]
    assert read_reasons == [False, True]


def test_a_case_is_taken_back_into_a_new_round(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = dropped(kontor)
    answer = nettside.log_in("kari").post(page_of(saksnr), {"arsak": "ny_motivasjon"})
    assert (answer.status, answer.til) == (303, f"/saker/{saksnr}?gjort=steg")
    assert kontor.one("select tilstand from sak") == ("vurdering",)


def test_of_several_rounds_the_last_is_shown(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = dropped(kontor)
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    kontor.clock.forward(days=5)
    cases.drop_out(kontor, saksnr)
    page = text(nettside.log_in("kari").get(page_of(saksnr)).tekst)
    assert "Forrige runde (2) 5 dager" in page
    assert "Det ble ikke ført noen kartlegging i runden." in page
