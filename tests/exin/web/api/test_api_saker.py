"""Cases by the API: read without who they are about, listed part by part, opened, and brought on by their steps."""

import base64

import pytest

from tests.helpers import cases
from tests.helpers.api import Api
from tests.helpers.office import Kontor

NEW = {"program": "exin_oslo", "kilde": "direkte", "bydel": "sagene", "navn": "Vilde Prøve"}


# -- what may not be seen -----------------------------------------------------------------------------------


def test_a_hidden_case_answers_as_one_that_is_not(api: Api, kontor: Kontor) -> None:
    hidden = cases.protected_case(kontor, "forlop")
    for metode, sti, sendt in (
        ("GET", "", None),
        ("GET", "/identitet", None),
        ("GET", "/moter", None),
        ("POST", "/notater", {"tekst": "Noe."}),
        ("POST", "/hendelser", {"hendelse": "start_avslutning"}),
    ):
        with kontor.new_events() as events:
            answers = [
                api.ask(metode, f"/saker/{each}{sti}", sendt=sendt, etag='"v1"' if sendt else None)
                for each in (hidden, "EX-2026-2222")
            ]
        assert [each.status_code for each in answers] == [404, 404]
        bodies = [each.json() | {"foresporsel": ""} for each in answers]
        assert bodies[0] == bodies[1]
        assert [(each.utfall, each.sak is None) for each in events] == [("nektet", False), ("nektet", True)]


def test_a_colleagues_case_is_refused_and_no_more_is_told(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    answer = api.ask("GET", f"/saker/{saksnr}", who="ola")
    assert (answer.status_code, answer.json()["kode"]) == (403, "ingen_tilgang")
    assert "regler" not in answer.json()
    assert "kari" not in answer.text


def test_who_reads_a_case_and_may_not_do_something_with_it_hears_which_rule(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avsluttet")
    answer = api.ask("POST", f"/saker/{saksnr}/notater", sendt={"tekst": "Noe."}, etag=api.etag(saksnr))
    assert answer.status_code == 403
    assert answer.json()["regler"][0]["id"] == "avsluttet_sak_last"
    assert answer.json()["regler"][0]["grunn"]


def test_who_may_not_see_who_it_is_about_is_refused_that_alone(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    assert api.ask("GET", f"/saker/{saksnr}/identitet", who="ola").status_code == 403


# -- one case ---------------------------------------------------------------------------------------------


def test_a_case_is_read_without_who_it_is_about(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", navn="Vilde Prøve", telefon="22 22 22 22")
    with kontor.new_events() as events:
        answer = api.ask("GET", f"/saker/{saksnr}")
    assert answer.json()["saksnr"] == saksnr
    assert answer.json()["person"] is None
    assert "Vilde" not in answer.text
    assert {each.handling for each in events} == {"les_sak", "les_notat", "les_kartlegging"}
    assert {(each.dor, each.ansatt) for each in events} == {("api", kontor.staff_id("kari").hex())}


def test_who_it_is_about_is_an_act_of_its_own(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", navn="Vilde Prøve")
    with kontor.new_events() as events:
        answer = api.ask("GET", f"/saker/{saksnr}/identitet")
    assert answer.json()["navn"] == "Vilde Prøve"
    assert [each.handling for each in events] == ["les_identitet", "les_adresse"]


def test_a_lead_says_why_before_anybody_looks_whether_there_is_such_a_case(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.new_events() as events:
        answers = [api.ask("GET", f"/saker/{each}", who="leder") for each in (saksnr, "EX-2026-2222")]
    assert [(each.status_code, each.json()["kode"]) for each in answers] == [(422, "formal_mangler")] * 2
    assert events == []
    with kontor.new_events() as events:
        assert api.ask("GET", f"/saker/{saksnr}", who="leder", formal="ledelse").status_code == 200
    assert {each.formal for each in events} == {"ledelse"}


def test_a_purpose_that_does_not_go_with_the_role_is_refused(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    answer = api.ask("GET", f"/saker/{saksnr}", formal="ledelse")
    assert (answer.status_code, answer.json()["kode"]) == (403, "formal_passer_ikke")
    assert api.ask("GET", f"/saker/{saksnr}", formal="noe").json()["kode"] == "ukjent_formal"


def test_what_is_possible_says_what_is_missing(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    steps = {each["hendelse"]: each for each in api.ask("GET", f"/saker/{saksnr}/muligheter").json()["steg"]}
    assert steps["start_forlop"]["mulig"] is False
    assert {"kode", "tekst", "mangler", "hvem"} == set(steps["start_forlop"]["mangler"][0])


# -- what happens to one ------------------------------------------------------------------------------------


def test_a_henvendelse_opens_a_case(api: Api, kontor: Kontor) -> None:
    answer = api.ask("POST", "/saker", who="mottak", sendt=NEW)
    assert (answer.status_code, answer.content) == (201, b"")
    saksnr = answer.headers["location"].removeprefix("/api/v1/saker/")
    with kontor.new_events() as events:
        assert api.ask("GET", f"/saker/{saksnr}", who="mottak").json()["tilstand"] == "henvendelse"
    assert events


@pytest.mark.parametrize(
    "otherwise, felt, kode",
    [
        ({"program": "noe"}, "program", "ugyldig_verdi"),
        ({"navn": ""}, "navn", "ugyldig_verdi"),
        ({"navn": "   "}, "navn", "tekst_mangler"),
        ({"navn": "a\0b"}, "navn", "ugyldige_tegn"),
        ({"navn": 7}, "navn", "ugyldig_verdi"),
        ({"navn": None}, "navn", "ugyldig_verdi"),
        ({"dato": "2026-02-30"}, "dato", "ugyldig_dato"),
        ({"dato": "20260101"}, "dato", "ugyldig_verdi"),
        ({"dato": "2027-01-01"}, "dato", "dato_i_framtiden"),
        ({"bydel": "Ingensteds"}, "bydel", "ugyldig_verdi"),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_refused_by_its_field(
    api: Api, otherwise: dict[str, object], felt: str, kode: str
) -> None:
    answer = api.ask("POST", "/saker", who="mottak", sendt=NEW | otherwise)
    assert answer.status_code == 422
    (said,) = answer.json()["felt"]
    assert (said["felt"], said["kode"]) == (felt, kode)
    assert said["tekst"]


def test_a_field_that_there_is_not_is_refused_and_not_said_again(api: Api) -> None:
    answer = api.ask("POST", "/saker", who="mottak", sendt=NEW | {"Vilde Hemmelig": 1})
    assert (answer.status_code, answer.json()["kode"]) == (422, "ukjent_felt")
    assert "Vilde" not in answer.text


def test_a_step_that_cannot_be_taken_says_everything_that_is_missing(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    answer = api.ask(
        "POST", f"/saker/{saksnr}/hendelser", sendt={"hendelse": "start_forlop"}, etag=api.etag(saksnr)
    )
    assert (answer.status_code, answer.json()["kode"]) == (409, "steg_ikke_mulig")
    assert len(answer.json()["grunner"]) > 1
    assert all(set(each) == {"kode", "tekst", "mangler", "hvem"} for each in answer.json()["grunner"])


def test_a_step_is_taken_once_what_it_asks_for_is_there(api: Api, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    tag = api.etag(saksnr)
    with kontor.new_events() as events:
        answer = api.ask("POST", f"/saker/{saksnr}/hendelser", sendt={"hendelse": "start_forlop"}, etag=tag)
    assert (answer.status_code, answer.headers["location"]) == (201, f"/api/v1/saker/{saksnr}")
    assert [(each.handling, each.dor) for each in events] == [("start_forlop", "api")]
    assert api.ask("GET", f"/saker/{saksnr}").json()["tilstand"] == "forlop"
    assert api.etag(saksnr) != tag


# -- the list ---------------------------------------------------------------------------------------------


def test_the_list_is_read_part_by_part_and_opens_no_name(api: Api, kontor: Kontor) -> None:
    numbers = sorted(cases.case(kontor) for _ in range(5))
    cases.protected_case(kontor)
    found, mark = [], None
    for _ in range(3):
        query = f"?antall=2{f'&markor={mark}' if mark else ''}"
        answer = api.ask("GET", f"/saker{query}").json()
        assert all(each["navn"] is None for each in answer["linjer"])
        found += [each["saksnr"] for each in answer["linjer"]]
        mark = answer["neste"]
    assert (found, mark) == (numbers, None)


def test_a_case_that_comes_meanwhile_moves_nothing_in_the_list(api: Api, kontor: Kontor) -> None:
    for _ in range(4):
        cases.case(kontor)
    first = api.ask("GET", "/saker?antall=2").json()
    for _ in range(3):
        cases.case(kontor)
    rest = api.ask("GET", f"/saker?antall=200&markor={first['neste']}").json()
    shown = [each["saksnr"] for each in [*first["linjer"], *rest["linjer"]]]
    assert len(shown) == len(set(shown))
    assert [each["saksnr"] for each in rest["linjer"]] > [first["linjer"][-1]["saksnr"]]


def test_a_mark_that_was_made_otherwise_is_refused(api: Api, kontor: Kontor) -> None:
    for _ in range(3):
        cases.case(kontor)
    mark = api.ask("GET", "/saker?antall=1").json()["neste"]
    content = base64.urlsafe_b64decode(mark + "==")
    forged = [
        base64.urlsafe_b64encode(content[:16] + b"EX-2026-2222").rstrip(b"=").decode(),
        base64.urlsafe_b64encode(bytes(16) + content[16:]).rstrip(b"=").decode(),
        f"{mark}A",
        mark[:-1],
        "x",
        "%00",
    ]
    asked = [(f"/saker?antall=1&markor={each}", "kari") for each in forged]
    asked += [
        (f"/saker?antall=1&markor={mark}", "leder"),
        (f"/saker?antall=1&alle=true&markor={mark}", "kari"),
    ]
    for sti, who in asked:
        answer = api.ask("GET", sti, who=who)
        assert (answer.status_code, answer.json()["felt"][0]["felt"]) == (422, "markor"), sti
    assert api.ask("GET", f"/saker?antall=1&markor={mark}").status_code == 200


@pytest.mark.parametrize(
    "query", ["antall=0", "antall=201", "antall=x", "mine=ja", "noe=1", "mine=true&mine=true"]
)
def test_a_query_that_does_not_fit_is_refused(api: Api, query: str) -> None:
    assert api.ask("GET", f"/saker?{query}").status_code == 422
