"""Search: a hit only for who may read the case, one event for the search and one for each hit, never what was typed."""

import pytest

from exin.casework.oversikt.lister import SakLinje
from exin.casework.oversikt.sok import Sok, search
from exin.casework.person.personer import Endring, change_person, merge_persons
from exin.errors import Denied, InvalidInput
from tests.helpers import cases, people
from tests.helpers.office import Kontor


def hits(kontor: Kontor, who: str, **sok: str) -> list[SakLinje]:
    with kontor.read(who) as w:
        return search(w, Sok(**sok))


def numbers(kontor: Kontor, who: str, **sok: str) -> list[str]:
    return [line.saksnr for line in hits(kontor, who, **sok)]


@pytest.mark.parametrize("who", ["revisor", "admin", "sperret"])
@pytest.mark.parametrize("sok", [{"navn": "Blid"}, {"saksnr": "EX-2026-0000"}, {"fodselsnummer": "1"}])
def test_those_who_work_no_cases_do_not_search(kontor: Kontor, who: str, sok: dict[str, str]) -> None:
    with pytest.raises(Denied):
        hits(kontor, who, **sok)


def sought(kontor: Kontor, who: str, **sok: str) -> tuple[list[SakLinje], int, list[str]]:
    with kontor.statements() as sql, kontor.new_events() as events:
        found = hits(kontor, who, **sok)
    return found, len(sql), [event.handling for event in events]


@pytest.mark.parametrize("who", ["leder", "kari", "mottak", "annen_leder"])
def test_a_strictly_protected_person_is_found_by_nobody_outside_and_costs_nothing_more(
    kontor: Kontor, who: str
) -> None:
    number = people.new_number()
    saksnr = cases.protected_case(kontor, "vurdering", navn="Skjult Person", fodselsnummer=number)
    nothing: tuple[list[SakLinje], list[str]] = ([], ["sok_person"])
    for there, not_there in (
        ({"navn": "Skjult"}, {"navn": "Finnes ikke"}),
        ({"saksnr": saksnr}, {"saksnr": "EX-2026-0000"}),
        ({"fodselsnummer": number}, {"fodselsnummer": people.new_number()}),
    ):
        found, statements, events = sought(kontor, who, **there)
        assert (found, events) == nothing
        assert sought(kontor, who, **not_there)[1] == statements
    assert numbers(kontor, "klarert_leder", navn="Skjult") == [saksnr]


def test_names_that_the_asker_may_not_read_are_not_even_opened(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering", navn="Blid Måke")
    with kontor.new_events() as events:
        assert hits(kontor, "ola", navn="Blid") == []
    assert [(event.handling, event.antall) for event in events] == [("sok_person", 0)]


@pytest.mark.parametrize("text", ["", "  ", "b", "-"])
def test_a_name_of_one_letter_is_refused(kontor: Kontor, text: str) -> None:
    with pytest.raises(InvalidInput):
        hits(kontor, "kari", navn=text)


def test_a_number_that_is_none_is_refused_and_logged_without_it(kontor: Kontor) -> None:
    with kontor.new_events() as events, pytest.raises(InvalidInput) as refused:
        hits(kontor, "kari", fodselsnummer="12345678901")
    assert refused.value.kode.startswith("fodselsnummer_")
    (event,) = events
    assert (event.handling, event.utfall, event.koder[0]) == ("sok_person", "avvist", "fodselsnummer")
    assert "12345678901" not in repr(event)


def test_the_search_has_one_event_with_a_count_and_each_hit_its_own(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering", navn="Blid Måke")
    cases.case(kontor, "vurdering", navn="Lun Måke")
    cases.case(kontor, "vurdering", navn="Lun Rev")
    with kontor.new_events() as events:
        assert len(hits(kontor, "kari", navn="måke")) == 2
    assert [event.handling for event in events] == ["sok_person", "liste_sak", "liste_sak"]
    assert (events[0].antall, events[0].felt, events[0].koder) == (3, ("person.navn",), ("navn",))
    assert len({event.person for event in events[1:]}) == 2
    assert not any("måke" in repr(event).casefold() for event in events)


@pytest.mark.parametrize("text", ["Åse Bjørnsdatter", "ase", "aase bj", "BJØRNSDATTER", "bjornsd", "åse"])
def test_a_name_is_found_by_the_beginning_of_its_words_however_typed(kontor: Kontor, text: str) -> None:
    saksnr = cases.case(kontor, "vurdering", navn="Åse Bjørnsdatter")
    cases.case(kontor, "vurdering", navn="Lun Rev")
    assert numbers(kontor, "kari", navn=text) == [saksnr]


def test_a_national_number_finds_all_cases_of_the_person_that_the_asker_may_read(kontor: Kontor) -> None:
    number = people.new_number()
    ended = cases.case(kontor, "ikke_tatt_inn", fodselsnummer=number)
    later = cases.case(kontor, "vurdering", fodselsnummer=number, kontakt="ola", by="leder")
    assert set(numbers(kontor, "leder", fodselsnummer=f"{number[:6]} {number[6:]}")) == {ended, later}
    assert numbers(kontor, "kari", fodselsnummer=number) == [ended]


def test_a_twin_of_a_hidden_person_is_found_by_its_number_like_any_other(kontor: Kontor) -> None:
    number = people.new_number()
    cases.protected_case(kontor, "vurdering", fodselsnummer=number)
    twin = cases.register(kontor, "kari", fodselsnummer=number).saksnr
    assert numbers(kontor, "kari", fodselsnummer=number) == [twin]
    assert numbers(kontor, "leder", fodselsnummer=number) == [twin]


def test_a_hidden_number_given_later_is_found_too(kontor: Kontor) -> None:
    number = people.new_number()
    cases.protected_case(kontor, "vurdering", fodselsnummer=number)
    saksnr = cases.case(kontor, fodselsnummer=None)
    with kontor.work("kari") as w:
        change_person(w, saksnr, Endring(fodselsnummer=number))
    assert numbers(kontor, "kari", fodselsnummer=number) == [saksnr]


def test_a_merged_person_is_found_by_either_name_and_number(kontor: Kontor) -> None:
    one, two = people.new_number(), people.new_number()
    kept = cases.case(kontor, "vurdering", navn="Rolig Elg", fodselsnummer=one)
    other = cases.case(kontor, "frafall", navn="Stille Hjort", fodselsnummer=two)
    with kontor.work("leder") as w:
        merge_persons(w, kept, other, "Samme person.")
    for sok in ({"navn": "Stille"}, {"navn": "Rolig"}, {"fodselsnummer": one}, {"fodselsnummer": two}):
        assert set(numbers(kontor, "leder", **sok)) == {kept, other}


def test_a_case_number_finds_its_case(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.new_events() as events:
        assert numbers(kontor, "kari", saksnr=saksnr) == [saksnr]
    assert [(event.handling, event.antall) for event in events] == [("sok_person", 1), ("liste_sak", None)]
