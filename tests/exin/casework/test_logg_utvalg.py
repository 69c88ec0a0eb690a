"""The log narrowed: by each filter, by case, person and who did it; in pages that leave nothing out."""

from datetime import date, timedelta
from typing import Any

import pytest

from exin.casework.logg import innsyn
from exin.casework.logg.innsyn import Innslag, Loggside, permit_search, search_log, search_page
from exin.casework.logg.loggtall import count_last_days
from exin.casework.logg.utvalg import IKKE_TILLATT, Sok
from exin.casework.person.personer import merge_persons
from exin.errors import Denied, InvalidInput, NotFound, Tampered
from exin.ids import SakId
from policies import Action, Job
from tests.helpers import cases
from tests.helpers.office import STAFF, Kontor, job


def search(kontor: Kontor, **sok: Any) -> list[Innslag]:  # noqa: ANN401 - any field of a search
    kontor.office.sequence()
    with kontor.read("revisor") as r:
        return search_log(r, Sok(**sok))


def first_page(kontor: Kontor, etter: str = "", **sok: Any) -> Loggside:  # noqa: ANN401 - as above
    kontor.office.sequence()
    with kontor.read("revisor") as r:
        asked = Sok(**sok)
        return search_page(r, permit_search(r, asked), asked, etter=etter)


def busy(kontor: Kontor) -> str:
    """A case that was worked on for some days, with a refusal, and another beside it."""
    saksnr = cases.case(kontor, "vurdering")
    cases.case(kontor, "henvendelse")
    kontor.clock.forward(days=1)
    with pytest.raises((Denied, NotFound)), kontor.read("ola") as r:
        r.permit(Action.LES_NOTAT, saksnr)
    with kontor.read("leder") as r:
        r.permit(Action.LES_SAK, saksnr)
    return saksnr


FILTERS: dict[str, tuple[dict[str, Any], Any]] = {
    "handling": ({"handling": "les_sak"}, lambda each: each.handling == "les_sak"),
    "formal": ({"formal": "mottak"}, lambda each: each.formal == "mottak"),
    "utfall": ({"utfall": "nektet"}, lambda each: each.utfall == "nektet"),
    "any but allowed": ({"utfall": IKKE_TILLATT}, lambda each: each.utfall != "tillatt"),
    "regel": ({"regel": "lagets_saker"}, lambda each: "lagets_saker" in each.regler),
    "dor": ({"dor": "cli"}, lambda each: each.dor == "cli"),
    "day": ({"fra": date(2026, 1, 16), "til": date(2026, 1, 16)}, lambda each: "2026-01-16" in each.tid),
    "staff": ({"ansatt": "leder"}, lambda each: each.ansatt == "leder"),
    "job": ({"ansatt": "oppstart"}, lambda each: each.ansatt == "oppstart"),
}


@pytest.mark.parametrize("sok, fits", FILTERS.values(), ids=FILTERS)
def test_a_filter_gives_what_a_walk_through_the_whole_log_does(
    kontor: Kontor,
    sok: dict[str, Any],
    fits: Any,  # noqa: ANN401 - a predicate
) -> None:
    busy(kontor)
    everything = search(kontor)
    expected = [each.blad for each in everything if fits(each)]
    found = [each.blad for each in search(kontor, **sok) if each.blad <= everything[0].blad]
    assert found == expected
    assert expected


@pytest.mark.parametrize("felt", ["handling", "formal", "utfall", "regel", "dor"])
def test_a_code_that_there_is_not_is_refused_and_not_taken_for_none_found(kontor: Kontor, felt: str) -> None:
    with pytest.raises(InvalidInput) as error:
        search(kontor, **{felt: "finnes_ikke"})
    assert (error.value.kode, error.value.felt) == ("ukjent_kode", felt)


def test_a_code_that_nobody_has_used_yet_finds_nothing(kontor: Kontor) -> None:
    assert search(kontor, handling="importer") == []


@pytest.mark.parametrize("name", list(Job))
def test_each_job_can_be_asked_for(kontor: Kontor, name: Job) -> None:
    assert {each.ansatt for each in search(kontor, ansatt=name)} <= {str(name)}


@pytest.mark.parametrize("name", list(Job))
def test_what_a_job_was_refused_is_found_with_what_it_did(kontor: Kontor, name: Job) -> None:
    with pytest.raises(Denied), kontor.office.read(job(name)) as r:
        r.permit_house(Action.LES_LOGG, "logg")
    with pytest.raises(Denied), kontor.read("admin") as r:
        r.permit_house(Action.LES_LOGG, "logg")
    newest = search(kontor, ansatt=name)[0]
    assert (newest.ansatt, newest.handling, newest.utfall) == (str(name), "les_logg", "nektet")


@pytest.mark.parametrize("day", [date.min, date.max, date(1969, 12, 31)])
def test_a_day_that_no_log_has_is_a_day(kontor: Kontor, day: date) -> None:
    assert search(kontor, fra=day, til=day) == []
    assert len(search(kontor, fra=date.min, til=date.max)) > 10


# -- a case, a person, who did it ------------------------------------------------------------------------------


def test_what_one_did_in_a_case_is_found_by_both(kontor: Kontor) -> None:
    saksnr = busy(kontor)
    found = search(kontor, saksnr=saksnr, ansatt="leder")
    assert [each.handling for each in found] == ["les_sak", "tildel"]
    page = first_page(kontor, saksnr=saksnr, ansatt="leder")
    assert [each.blad for each in page.linjer] == [each.blad for each in found]
    assert page.antall is None  # which no index knows


def test_a_case_is_found_by_the_id_that_a_line_shows(kontor: Kontor) -> None:
    saksnr = busy(kontor)
    by_number = search(kontor, saksnr=saksnr)
    sak = SakId(bytes.fromhex(by_number[0].sak or ""))
    with kontor.new_events() as events:
        found = first_page(kontor, sak=sak)
    assert {each.sak for each in found.linjer} == {sak.hex()}
    assert [(each.sak, each.koder) for each in events] == [(sak.hex(), ("sok:sak",))]


def test_an_id_that_no_case_has_finds_nothing_and_stands_in_no_event(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        assert first_page(kontor, sak=SakId(bytes(16))).linjer == ()
    assert [each.sak for each in events] == [None]


def test_all_that_is_about_a_person_is_found_by_one_of_the_cases(kontor: Kontor) -> None:
    first = cases.case(kontor, "ikke_tatt_inn")
    other = cases.case(kontor)
    with kontor.work("leder") as w:
        merge_persons(w, first, other, "Samme person.")
    found = search(kontor, saksnr=first, hele_personen=True)
    of_each = {each.blad for saksnr in (first, other) for each in search(kontor, saksnr=saksnr)}
    assert of_each - {each.blad for each in search(kontor, handling="les_logg")} <= {
        each.blad for each in found
    }
    assert len({each.sak for each in found}) == 2


def test_who_looked_for_a_person_is_found_by_the_person(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with kontor.new_events() as events:
        search(kontor, saksnr=saksnr, hele_personen=True)
    (event,) = events
    assert event.koder == ("sok:saksnr", "sok:hele_personen")
    assert event.person is not None
    assert saksnr not in repr(event)


def test_a_hidden_case_and_its_person_are_found_like_any_other(kontor: Kontor) -> None:
    hidden = cases.protected_case(kontor)
    assert search(kontor, saksnr=hidden, hele_personen=True)
    assert search(kontor, saksnr="EX-2026-2222", hele_personen=True) == []


# -- pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sok", [{}, {"ansatt": "kari"}, {"ansatt": "oppstart"}], ids=str)
def test_the_pages_together_are_the_whole_and_no_event_stands_on_two(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch, sok: dict[str, Any]
) -> None:
    monkeypatch.setattr(innsyn, "ANTALL", 3)
    monkeypatch.setattr(innsyn, "_BATCH", 4)
    busy(kontor)
    expected = [each.blad for each in search(kontor, **sok)]
    found, etter = [], ""
    while True:
        page = first_page(kontor, etter, **sok)
        found += [each.blad for each in page.linjer if each.blad <= expected[0]]
        etter = page.neste
        if not etter:
            break
    assert found == expected


def test_a_page_stops_looking_and_says_where_to_go_on(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where what was asked for is rare among much, a page may have few lines, or none."""
    monkeypatch.setattr(innsyn, "_BATCH", 2)
    monkeypatch.setattr(innsyn, "_LOOKED_AT", 2)
    saksnr = busy(kontor)
    expected = {each.blad for each in search(kontor, saksnr=saksnr, ansatt="mottak")}
    found, etter, pages = set[int](), "", 0
    while pages == 0 or etter:
        page = first_page(kontor, etter, saksnr=saksnr, ansatt="mottak")
        found |= {each.blad for each in page.linjer}
        etter, pages = page.neste, pages + 1
    assert found == expected
    assert pages > 2


@pytest.mark.parametrize("text", ["x", "1", "-1.2", "1.2.3", "9" * 17 + ".1", "٣.٣"])
def test_a_place_that_is_none_is_before_all(kontor: Kontor, text: str) -> None:
    assert first_page(kontor, text).linjer[0].blad == kontor.log_size - 2


def test_the_page_counts_and_stops_counting(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    busy(kontor)
    assert first_page(kontor).antall == kontor.log_size - 1
    monkeypatch.setattr(innsyn, "TALT", 5)
    assert first_page(kontor).antall == 6


def test_a_page_offers_what_the_log_has(kontor: Kontor) -> None:
    busy(kontor)
    found = search(kontor)
    there = first_page(kontor).filtre
    assert set(there.handling) == {"les_logg"} | {each.handling for each in found}
    assert set(there.regel) == {"revisor_logg"} | {regel for each in found for regel in each.regler}
    assert set(there.ansatt) == set(STAFF)


def test_an_event_whose_columns_say_something_else_is_not_shown(kontor: Kontor) -> None:
    saksnr = busy(kontor)
    (sak,) = kontor.one("select id from sak where saksnr = ?", saksnr)
    kontor.tamper("update logg_hendelse set sak_id = ? where blad = 3", sak)
    with pytest.raises(Tampered, match="blad_uleselig"):
        search(kontor, saksnr=saksnr)


# -- the last days ---------------------------------------------------------------------------------------------


def test_the_figures_are_of_the_last_thirty_days(kontor: Kontor) -> None:
    saksnr = busy(kontor)
    with kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)
    kontor.office.sequence()

    def figures() -> tuple[int, int, int]:
        with kontor.read("revisor") as r:
            found = count_last_days(r, permit_search(r, Sok()))
        return found.oppslag, found.uten_egen_sak, found.nektet

    assert figures() == (2, 1, 1)
    kontor.clock.now += timedelta(days=31)
    assert figures() == (0, 0, 0)
