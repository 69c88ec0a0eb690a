"""A page of the list: in what order, how many there are, and that nobody is opened or logged who is not on it."""

import pytest

from exin.casework.oversikt import saksliste
from exin.casework.oversikt.lister import Filter, SakLinje
from exin.casework.oversikt.saksliste import Saksside, list_page
from exin.casework.oversikt.sok import Sok, search
from exin.errors import Denied, InvalidInput
from tests.helpers import cases
from tests.helpers.office import Kontor


def page(kontor: Kontor, who: str = "kari", wanted: Filter | None = None, **given: object) -> Saksside:
    with kontor.read(who) as r:
        return list_page(r, wanted or Filter(), **given)  # type: ignore[arg-type]


def numbers(found: Saksside) -> list[str]:
    return [line.saksnr for line in found.linjer]


@pytest.mark.parametrize("who", ["revisor", "admin", "sperret"])
def test_who_works_no_cases_opens_no_page(kontor: Kontor, who: str) -> None:
    with pytest.raises(Denied):
        page(kontor, who)


@pytest.mark.parametrize(
    "given",
    [{"side": 0}, {"antall": 0}, {"antall": saksliste.MOST + 1}, {"sortering": "navn"}, {"sortering": ""}],
)
def test_a_page_that_cannot_be_is_refused(kontor: Kontor, given: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        page(kontor, "kari", None, **given)


@pytest.mark.parametrize("who", ["kari", "leder", "mottak", "ola"])
def test_a_hidden_case_is_in_no_page_and_no_number(kontor: Kontor, who: str) -> None:
    before = page(kontor, who)
    cases.protected_case(kontor, "vurdering")
    with kontor.new_events() as events:
        after = page(kontor, who)
    assert (after, after.totalt, after.linjer, after.sider) == (before, 0, (), 1)
    assert [(event.handling, event.antall) for event in events] == [("liste_saker", 0)]


def test_who_is_on_another_page_is_neither_opened_nor_logged(kontor: Kontor) -> None:
    for _ in range(5):
        cases.case(kontor, "vurdering")
    with kontor.new_events() as events:
        found = page(kontor, side=2, antall=2)
    assert (len(found.linjer), found.totalt, found.side, found.sider) == (2, 5, 2, 3)
    opened, *lines = events
    assert (opened.handling, opened.antall) == ("liste_saker", 2)
    assert [event.handling for event in lines] == ["liste_sak", "liste_sak"]
    assert len({event.person for event in lines}) == 2


def test_no_name_is_opened_unless_asked_for(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering", navn="Blid Måke")
    with kontor.new_events() as events:
        (masked,) = page(kontor).linjer
    assert (masked.navn, [event.felt for event in events]) == (None, [(), ()])
    (named,) = page(kontor, navn=True).linjer
    assert named.navn == "Blid Måke"


def test_a_search_shows_a_hit_without_its_name_where_that_is_not_asked_for(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", navn="Blid Måke")

    def hits(sok: Sok, *, navn: bool) -> list[SakLinje]:
        with kontor.read("kari") as r:
            return search(r, sok, navn=navn)

    for sok in (Sok(saksnr=saksnr), Sok(navn="måke")):
        assert [(hit.saksnr, hit.navn) for hit in hits(sok, navn=False)] == [(saksnr, None)]
        assert [hit.navn for hit in hits(sok, navn=True)] == ["Blid Måke"]


def test_pages_are_all_of_it_once(kontor: Kontor) -> None:
    made = {cases.case(kontor, "vurdering") for _ in range(5)}
    pages = [page(kontor, side=side, antall=2) for side in (1, 2, 3)]
    found = [number for each in pages for number in numbers(each)]
    assert (set(found), len(found)) == (made, 5)
    assert numbers(page(kontor, side=9, antall=2)) == numbers(pages[-1])


def test_each_order_is_kept_and_turned_round(kontor: Kontor) -> None:
    course = cases.case(kontor, "forlop", bydel="alna")
    kontor.clock.forward(days=1)
    later = cases.case(kontor, "vurdering", bydel="sagene", kontakt="klarert1")
    kontor.clock.forward(days=1)
    latest = cases.case(kontor, "vurdering", bydel="grorud", kontakt=None)
    orders = {
        "fase": [later, latest, course],
        "siden": [course, later, latest],
        "saksnr": sorted([course, later, latest]),
        "bydel": [course, latest, later],
        "kontakt": [course, later, latest],
    }
    for sortering, expected in orders.items():
        assert numbers(page(kontor, "leder", sortering=sortering)) == expected
        turned = page(kontor, "leder", sortering=sortering, synkende=True)
        assert (numbers(turned), turned.synkende) == (expected[::-1], True)


def test_mine_are_those_that_i_am_contact_of_or_co_assigned_to(kontor: Kontor) -> None:
    own = cases.case(kontor, "vurdering", kontakt="leder")
    beside = cases.case(kontor, "vurdering")
    cases.give(kontor, beside, "leder", funksjon="medansvarlig")
    cases.case(kontor, "vurdering")
    assert page(kontor, "leder").totalt == 3
    assert set(numbers(page(kontor, "leder", Filter(mine=True)))) == {own, beside}
    assert numbers(page(kontor, "leder", Filter(kontakt="leder"))) == [own]


def test_a_page_takes_as_few_statements_with_many_cases_as_with_one(kontor: Kontor) -> None:
    def statements() -> int:
        with kontor.statements() as seen:
            page(kontor, antall=3)
        return len(seen)

    cases.case(kontor, "vurdering")
    one = statements()
    for _ in range(6):
        cases.case(kontor, "vurdering")
    assert statements() == one
