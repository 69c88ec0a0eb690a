"""Across cases by the API: the queue, one's own day, staff, the log, the definitions. No name is opened."""

import pytest

from exin.casework.oversikt import ko
from tests.helpers import cases
from tests.helpers.api import Api
from tests.helpers.office import STAFF, Kontor


def test_the_queue_shows_who_waits_and_opens_no_name(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", navn="Vilde Prøve")
    with kontor.new_events() as events:
        answer = api.ask("GET", "/ko?program=exin_oslo")
    (line,) = answer.json()["linjer"]
    assert (line["saksnr"], line["venter_pa"], line["navn"]) == (saksnr, "start_forlop", None)
    assert all("person.navn" not in each.felt for each in events)
    with kontor.read("kari") as r:
        assert ko.queue(r)[0].navn == "Vilde Prøve"


def test_the_queue_is_read_part_by_part_and_each_part_is_full(api: Api, kontor: Kontor) -> None:
    numbers = []
    for number in range(5):
        numbers.append(cases.register(kontor).saksnr)
        cases.protected_case(kontor)
        kontor.clock.forward(days=number % 2)
    found, mark, sizes = [], None, []
    for _ in range(3):
        with kontor.new_events() as events:
            answer = api.ask("GET", f"/ko?antall=2{f'&markor={mark}' if mark else ''}", who="leder").json()
        found += [each["saksnr"] for each in answer["linjer"]]
        mark, size = answer["neste"], len(answer["linjer"])
        sizes.append(size)
        assert [(each.handling, each.antall) for each in events] == [
            ("vis_ko", size),
            *[("les_ko", None)] * size,
        ]
    assert (set(found), sizes, mark) == (set(numbers), [2, 2, 1], None)
    whole = api.ask("GET", "/ko", who="leder").json()["linjer"]
    assert [each["saksnr"] for each in whole] == found
    assert whole == sorted(whole, key=lambda each: (each["siden"], each["saksnr"]))


def test_one_who_comes_or_goes_on_meanwhile_moves_nobody_in_the_queue(api: Api, kontor: Kontor) -> None:
    came = []
    for _ in range(4):
        came.append(cases.case(kontor))
        kontor.clock.forward(days=1)
    mark = api.ask("GET", "/ko?antall=2").json()["neste"]
    came.append(cases.case(kontor))
    cases.go_on(kontor, came[0], "forlop")
    rest = api.ask("GET", f"/ko?markor={mark}").json()["linjer"]
    assert [each["saksnr"] for each in rest] == came[2:]


def test_a_mark_of_another_queue_or_asker_is_refused(api: Api, kontor: Kontor) -> None:
    for _ in range(2):
        cases.case(kontor)
    queue_mark, list_mark = [api.ask("GET", f"/{each}?antall=1").json()["neste"] for each in ("ko", "saker")]
    for sti, who in (
        (f"/ko?markor={queue_mark}", "leder"),
        (f"/ko?program=exin_oslo&markor={queue_mark}", "kari"),
        (f"/ko?markor={list_mark}", "kari"),
        (f"/ko?markor={queue_mark}A", "kari"),
        (f"/saker?markor={queue_mark}", "kari"),
    ):
        answer = api.ask("GET", sti, who=who).json()
        assert (answer["status"], answer["felt"][0]["felt"]) == (422, "markor"), sti
        assert answer["felt"][0]["kode"] == "ugyldig_markor"
    assert api.ask("GET", f"/ko?markor={queue_mark}").status_code == 200


@pytest.mark.parametrize("antall", ["0", "101", "x"])
def test_a_part_of_the_queue_is_of_one_to_a_hundred(api: Api, antall: str) -> None:
    answer = api.ask("GET", f"/ko?antall={antall}").json()
    assert (answer["status"], answer["felt"][0]["felt"]) == (422, "antall")


def test_ones_own_day_opens_no_name(api: Api, kontor: Kontor) -> None:
    cases.case(kontor, "vurdering", navn="Vilde Prøve")
    kontor.clock.forward(days=40)
    with kontor.new_events() as events:
        answer = api.ask("GET", "/min-dag")
    assert answer.json()["linjer"]
    assert {each["navn"] for each in answer.json()["linjer"]} == {None}
    assert all("person.navn" not in each.felt for each in events)


@pytest.mark.parametrize("who, status", [("kari", 403), ("revisor", 403), ("leder", 200), ("admin", 200)])
def test_staff_are_shown_to_who_leads_or_runs_the_house(api: Api, who: str, status: int) -> None:
    answer = api.ask("GET", "/ansatte", who=who)
    assert answer.status_code == status
    if status == 200:
        assert {each["brukernavn"] for each in answer.json()["ansatte"]} == set(STAFF)


def test_an_auditor_finds_every_access_by_the_api_and_no_case_content(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", navn="Vilde Prøve")
    api.ask("GET", f"/saker/{saksnr}/identitet")
    found = api.ask("GET", f"/logg/saker/{saksnr}", who="revisor", formal="kontroll").json()
    newest = found["linjer"][0]
    assert {each["handling"] for each in found["linjer"][:2]} == {"les_identitet", "les_adresse"}
    assert (newest["ansatt"], newest["dor"]) == ("kari", "api")
    assert saksnr not in str(found)
    same = api.ask(
        "GET", f"/logg?sak={newest['sak']}&dor=api&ansatt=kari", who="revisor", formal="kontroll"
    ).json()
    assert [each["blad"] for each in same["linjer"]] == [each["blad"] for each in found["linjer"][:2]]


def test_the_log_goes_on_by_its_mark(api: Api, kontor: Kontor) -> None:
    for _ in range(12):
        cases.case(kontor, "vurdering")
    first = api.ask("GET", "/logg?utfall=tillatt", who="revisor", formal="kontroll").json()
    assert (len(first["linjer"]), bool(first["neste"])) == (50, True)
    sti = f"/logg?utfall=tillatt&markor={first['neste']}"
    second = api.ask("GET", sti, who="revisor", formal="kontroll").json()
    leaves = [each["blad"] for each in (*first["linjer"], *second["linjer"])]
    assert len(leaves) == len(set(leaves))


def test_an_unknown_number_has_an_empty_log(api: Api) -> None:
    answer = api.ask("GET", "/logg/saker/EX-2026-2222", who="revisor", formal="innsyn")
    assert (answer.status_code, answer.json()["linjer"]) == (200, [])


def test_what_is_no_number_has_no_log(api: Api, kontor: Kontor) -> None:
    with kontor.new_events() as events:
        answer = api.ask("GET", "/logg/saker/noe", who="revisor", formal="innsyn")
    assert (answer.status_code, answer.json()["felt"][0]["felt"]) == (422, "saksnr")
    assert [(each.handling, each.utfall) for each in events] == [("les_logg", "avvist")]


def test_an_auditor_says_what_for(api: Api) -> None:
    assert api.ask("GET", "/logg", who="revisor").json()["kode"] == "formal_mangler"


@pytest.mark.parametrize("who", ["kari", "leder", "revisor", "admin"])
def test_the_definitions_are_for_everybody(api: Api, who: str) -> None:
    answer = api.ask("GET", "/definisjoner", who=who)
    assert {each["kode"] for each in answer.json()["programmer"]} == {"exin_oslo", "exin_oslo_ung"}


def test_the_figures_of_a_year_hide_what_is_small_and_are_for_leads_and_auditors(
    api: Api, kontor: Kontor
) -> None:
    for _ in range(3):
        cases.case(kontor, "vurdering")
    for who in ("kari", "admin"):
        assert api.ask("GET", "/nokkeltall/2026", who=who).status_code == 403
    open_still = api.ask("GET", "/nokkeltall/2026", who="leder")
    assert (open_still.status_code, open_still.json()["kode"]) == (404, "ukjent_ar")
    kontor.clock.forward(days=400)
    answer = api.ask("GET", "/nokkeltall/2026", who="leder").json()
    assert (answer["ar"], answer["per"]) == (2026, "2026-12-31")
    numbers = [each["verdi"] for program in answer["program"] for each in program["tall"]]
    assert numbers
    assert all(each is None or each >= 5 for each in numbers)


@pytest.mark.parametrize("ar", ["1999", "x", "20260", "2099"])
def test_a_year_that_there_is_not_has_no_figures(api: Api, ar: str) -> None:
    assert api.ask("GET", f"/nokkeltall/{ar}", who="leder").status_code == 404
