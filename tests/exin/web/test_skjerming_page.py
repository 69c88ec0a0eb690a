"""The protection of a case: what follows said first, a strict one's circle named, the level lowered by leads alone."""

import pytest

from tests.helpers import cases
from tests.helpers.cases import case
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor

CIRCLE = {"leder": "klarert_leder", "ansatt_en": "klarert1", "ansatt_to": "klarert2"}
STRICT = {"skjerming": "strengt_fortrolig", **CIRCLE}


def _level(kontor: Kontor, saksnr: str) -> str:
    return str(kontor.one("select skjerming from sak where saksnr = ?", saksnr)[0])


def test_who_may_not_gets_no_page_and_each_refusal_is_in_the_log(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    path, before = f"/saker/{saksnr}/skjerming", kontor.log_size
    annen = nettside.log_in("annen")
    assert [annen.get(path).status, annen.post(path, {"skjerming": "fortrolig"}).status] == [404, 404]
    refused = [each.handling for each in kontor.log(before) if each.utfall == "nektet"]
    assert refused == ["sett_skjerming", "sett_skjerming"]
    assert _level(kontor, saksnr) == "ingen"


def test_a_form_without_its_token_changes_nothing(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    typed = {"skjerming": "fortrolig"}
    assert nettside.log_in("kari").post(f"/saker/{saksnr}/skjerming", typed, csrf="").status == 403
    assert _level(kontor, saksnr) == "ingen"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"skjerming": ""}, "skjerming"),
        ({"skjerming": "hemmelig"}, "skjerming"),
        ({"skjerming": "strengt_fortrolig"}, "leder"),
        ({**STRICT, "ansatt_to": ""}, "leder"),
        ({**STRICT, "ansatt_to": "klarert1"}, "leder"),
        ({**STRICT, "ansatt_to": "ola"}, "ansatt_en"),
        ({**STRICT, "skjerming": "fortrolig"}, "leder"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_no_choice_is_lost(
    nettside: Nettside, kontor: Kontor, typed: dict[str, str], field: str
) -> None:
    saksnr = case(kontor, "forlop")
    answer = nettside.log_in("leder").post(f"/saker/{saksnr}/skjerming?formal=ledelse", typed)
    assert (answer.status, f'href="#felt-{field}"' in answer.tekst) == (422, True)
    chosen = [value for name, value in typed.items() if name != "skjerming" and value and value != "ola"]
    assert [value for value in chosen if f'value="{value}" selected' not in answer.tekst] == []
    assert _level(kontor, saksnr) == "ingen"


def test_what_follows_is_said_first_with_the_names_of_those_who_lose_it(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    page = nettside.log_in("leder").get(f"/saker/{saksnr}/skjerming?formal=ledelse").tekst
    assert "Blir saken strengt fortrolig" in page
    assert "kari er ikke klarert, og har ikke saken lenger." in page


def test_a_case_becomes_fortrolig_and_only_a_lead_lowers_it(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    kari, path = nettside.log_in("kari"), f"/saker/{saksnr}/skjerming"
    assert kari.post(path, {"skjerming": "fortrolig"}).til == f"/saker/{saksnr}?gjort=skjerming"
    assert 'value="ingen"' not in kari.get(path).tekst
    refused = kari.post(path, {"skjerming": "ingen"})
    assert (refused.status, "teamleder" in refused.tekst, _level(kontor, saksnr)) == (422, True, "fortrolig")
    leder = nettside.log_in("leder")
    assert "Senkes graden" in leder.get(f"{path}?formal=ledelse").tekst
    assert leder.post(path, {"skjerming": "ingen"}).status == 303
    assert _level(kontor, saksnr) == "ingen"


def test_who_is_not_in_the_circle_is_led_to_the_list_and_knows_of_the_case_no_more(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    leder = nettside.log_in("leder")
    answer = leder.post(f"/saker/{saksnr}/skjerming", STRICT)
    assert (answer.til, _level(kontor, saksnr)) == ("/saker?gjort=uten_saken", "strengt_fortrolig")
    assert leder.get(f"/saker/{saksnr}?formal=ledelse").status == 404
    assert nettside.log_in("klarert1").get(f"/saker/{saksnr}").status == 200


def test_who_may_not_lower_a_strictly_protected_case_is_told_whom_to_ask(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = cases.protected_case(kontor)
    page = nettside.log_in("klarert1").get(f"/saker/{saksnr}/skjerming")
    assert (page.status, "Be en teamleder vurdere det" in page.tekst) == (200, True)
    assert 'name="skjerming"' not in page.tekst
