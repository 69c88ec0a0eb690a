"""The list of cases: who gets it, what is left out of it, and that no name is shown or logged that nobody asked for."""

import re

import pytest

from tests.helpers import cases
from tests.helpers.nettsted import Nettleser, Nettside
from tests.helpers.office import Kontor

_NUMBER = re.compile(r"<b>(EX-\d{4}-[A-Z0-9]{4})</b>")


def shown(browser: Nettleser, query: str = "") -> list[str]:
    """The numbers of the cases on the page, in order."""
    answer = browser.get(f"/saker{query}")
    assert answer.status == 200
    return _NUMBER.findall(answer.tekst)


@pytest.mark.parametrize("who", ["revisor", "admin"])
def test_who_works_no_cases_gets_no_list_and_the_refusal_is_logged(
    nettside: Nettside, kontor: Kontor, who: str
) -> None:
    browser = nettside.log_in(who)
    with kontor.new_events() as events:
        assert browser.get("/saker").status == 403
    assert [(each.handling, each.utfall) for each in events] == [("liste_saker", "nektet")]


def test_a_hidden_case_is_in_no_list_and_in_no_number_of_cases(nettside: Nettside, kontor: Kontor) -> None:
    kari = nettside.log_in("kari")
    before = kari.get("/saker?alle=ja").tekst
    cases.protected_case(kontor, "vurdering")
    assert kari.get("/saker?alle=ja").tekst == before
    assert "Du har ingen åpne saker ennå." in before


def test_a_name_is_shown_when_it_is_asked_for_and_only_then_opened(
    nettside: Nettside, kontor: Kontor
) -> None:
    cases.case(kontor, "vurdering", navn="Blid Måke")
    kari = nettside.log_in("kari")
    with kontor.new_events() as masked:
        assert "Blid Måke" not in kari.get("/saker").tekst
    with kontor.new_events() as named:
        assert "Blid Måke" in kari.get("/saker?navn=ja").tekst
    fields = [[each.felt for each in events if each.handling == "liste_sak"] for events in (masked, named)]
    assert fields == [[()], [("person.navn",)]]


def test_the_list_is_narrowed_by_each_choice_and_says_where_nothing_fits(
    nettside: Nettside, kontor: Kontor
) -> None:
    early = cases.case(kontor, "henvendelse", bydel="alna")
    late = cases.case(kontor, "vurdering", bydel="sagene", kontakt="klarert1")
    leder = nettside.log_in("leder")
    assert shown(leder) == [early, late]
    assert shown(leder, "?fase=vurdering") == [late]
    assert shown(leder, "?bydel=alna") == [early]
    assert shown(leder, "?program=exin_oslo_ung") == []
    assert "Ingen saker passer til dette utvalget." in leder.get("/saker?bydel=bjerke").tekst
    own = cases.case(kontor, "henvendelse", kontakt="leder")
    assert shown(leder, "?kontakt=~mine") == [own]


def test_what_no_list_offers_is_as_if_it_was_not_asked(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kari = nettside.log_in("kari")
    for query in (
        "?fase=x",
        "?bydel=%27",
        "?kontakt=ingen",
        "?sorter=navn",
        "?s=0",
        "?s=-1",
        "?s=x",
        "?s=999",
    ):
        assert shown(kari, query) == [saksnr]


def test_ended_cases_are_there_on_request(nettside: Nettside, kontor: Kontor) -> None:
    ended = cases.case(kontor, "ikke_tatt_inn")
    kari = nettside.log_in("kari")
    assert shown(kari) == []
    assert shown(kari, "?alle=ja") == shown(kari, "?fase=ikke_tatt_inn") == [ended]


def test_a_column_puts_the_list_in_order_and_turns_it_round(nettside: Nettside, kontor: Kontor) -> None:
    one = cases.case(kontor, bydel="sagene")
    other = cases.case(kontor, bydel="alna")
    kari = nettside.log_in("kari")
    assert shown(kari, "?sorter=bydel") == [other, one]
    assert shown(kari, "?sorter=bydel&synkende=ja") == [one, other]
    page = kari.get("/saker?sorter=bydel").tekst
    assert 'aria-sort="ascending"><a href="/saker?sorter=bydel&amp;synkende=ja">' in page
