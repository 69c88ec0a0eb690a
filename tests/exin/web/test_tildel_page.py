"""Giving a case to somebody, and taking it back: the lead, and the reception while it is theirs."""

import re

import pytest

from exin.casework.hus.fravar import register_absence
from exin.casework.tilgang import tildeling
from exin.web.side import Side
from tests.helpers import cases
from tests.helpers.cases import case, give
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor


def _having(kontor: Kontor, saksnr: str) -> set[tuple[str, str]]:
    sql = (
        "select brukernavn, funksjon from tildeling t join ansatt a on a.id = t.ansatt_id"
        " join sak s on s.id = t.sak_id where til is null and saksnr = ?"
    )
    return {(str(who), str(what)) for who, what in kontor.rows(sql, saksnr)}


def _offered(page: str) -> set[str]:
    return set(re.findall(r'<option value="([^"]+)"', page))


def test_who_may_not_gets_no_page_and_each_refusal_is_in_the_log(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    path, before = f"/saker/{saksnr}/tildel", kontor.log_size
    annen, kari = nettside.log_in("annen"), nettside.log_in("kari")
    typed = {"funksjon": "kontakt", "ansatt": "ola", "hvem": "kontakt:kari"}
    got = [one.post(each, typed).status for one in (annen, kari) for each in (path, f"{path}/fjern")] + [
        one.get(each).status for one in (annen, kari) for each in (path, f"{path}/fjern")
    ]
    assert got == [404, 404, 403, 403] * 2
    refused = [each.handling for each in kontor.log(before) if each.utfall == "nektet"]
    assert refused.count("tildel") == len(got)
    assert _having(kontor, saksnr) == {("kari", "kontakt")}


def test_a_form_without_its_token_gives_nothing(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    typed = {"funksjon": "medansvarlig", "ansatt": "ola"}
    assert nettside.log_in("leder").post(f"/saker/{saksnr}/tildel", typed, csrf="").status == 403
    assert _having(kontor, saksnr) == {("kari", "kontakt")}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"funksjon": "kontakt", "ansatt": ""}, "ansatt"),
        ({"funksjon": "", "ansatt": "ola"}, "funksjon"),
        ({"funksjon": "sjef", "ansatt": "ola"}, "funksjon"),
        ({"funksjon": "kontakt", "ansatt": "revisor"}, "ansatt"),
        ({"funksjon": "kontakt", "ansatt": "sperret"}, "ansatt"),
        ({"funksjon": "kontakt", "ansatt": "finnes ikke"}, "ansatt"),
        ({"funksjon": "klarert_leder", "ansatt": "ola"}, "ansatt"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_the_choice_is_not_lost(
    nettside: Nettside, kontor: Kontor, typed: dict[str, str], field: str
) -> None:
    saksnr = case(kontor, "forlop")
    answer = nettside.log_in("leder").post(f"/saker/{saksnr}/tildel", typed)
    assert (answer.status, f'href="#felt-{field}"' in answer.tekst) == (422, True)
    kept = 'value="ola" selected' if typed["ansatt"] == "ola" else f'value="{typed["funksjon"]}" checked'
    assert kept in answer.tekst
    assert _having(kontor, saksnr) == {("kari", "kontakt")}


def test_only_those_who_can_have_the_case_are_offered_and_no_reason_is_given(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Slekt.")
    page = nettside.log_in("leder").get(f"/saker/{saksnr}/tildel?formal=ledelse").tekst
    assert not _offered(page) & {"ola", "revisor", "admin", "sperret"}
    assert {"kari", "annen", "mottak"} <= _offered(page)
    assert "nhabil" not in page
    assert "er ikke lenger kontaktperson" in page


def _words(page: str) -> list[str]:
    return re.findall(r'<option value="[^"]+"[^>]*>([^<]*)<', page)


def test_a_lead_sees_what_each_would_then_have_and_may_still_choose_who_is_without_room(
    nettside: Nettside, kontor: Kontor
) -> None:
    kontor.office.means.saker_per_stilling = 1
    saksnr, today = case(kontor, "forlop"), kontor.clock.today
    case(kontor, "forlop", kontakt="ola")
    with kontor.work("leder") as w:
        register_absence(w, "mottak", fra=today, til=today)
    leder, path = nettside.log_in("leder"), f"/saker/{saksnr}/tildel"
    page = leder.get(f"{path}?formal=ledelse").tekst
    words = _words(page)
    assert [each.partition(" (")[2] for each in words] == [
        *["får 1 av 1)"] * 3,
        *["", ""],
        *["annet lag)"] * 2,
        "uten rom, borte til 15. januar)",
        "uten rom, får 2 av 1)",
    ]
    assert "Den som er uten rom, står sist, men kan velges." in page
    assert leder.post(path, {"funksjon": "kontakt", "ansatt": "ola"}).status == 303
    assert _having(kontor, saksnr) == {("ola", "kontakt")}


def test_the_reception_sees_names_and_no_numbers(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, kontakt=None)
    page = nettside.log_in("mottak").get(f"/saker/{saksnr}/tildel").tekst
    assert _words(page)
    assert not [each for each in _words(page) if "får" in each or "rom" in each]
    assert "I parentes" not in page


def test_a_case_gets_another_contact(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    leder = nettside.log_in("leder")
    answer = leder.post(f"/saker/{saksnr}/tildel", {"funksjon": "kontakt", "ansatt": "ola"})
    assert answer.til == f"/saker/{saksnr}?gjort=tildelt"
    assert _having(kontor, saksnr) == {("ola", "kontakt")}


def test_who_gives_away_a_case_that_is_theirs_no_more_is_led_to_the_list(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    leder = nettside.log_in("leder")
    answer = leder.post(f"/saker/{saksnr}/tildel", {"funksjon": "kontakt", "ansatt": "annen"})
    assert answer.til == "/saker?gjort=uten_saken"
    assert "ikke lenger tilgang" in leder.follow(answer).tekst


def test_whether_the_case_is_still_theirs_is_asked_where_it_was_given(
    nettside: Nettside, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    saksnr = case(kontor, "forlop")
    leder, typed = nettside.log_in("leder"), {"funksjon": "medansvarlig", "ansatt": "ola"}
    monkeypatch.delattr(Side, "read")
    assert leder.post(f"/saker/{saksnr}/tildel", typed).status == 303


def test_the_reception_gives_a_new_case_to_somebody(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, kontakt=None)
    mottak = nettside.log_in("mottak")
    assert "Ingen har saken ennå" in mottak.get(f"/saker/{saksnr}/tildel").tekst
    assert mottak.post(f"/saker/{saksnr}/tildel", {"funksjon": "kontakt", "ansatt": "kari"}).status == 303
    assert _having(kontor, saksnr) == {("kari", "kontakt")}


@pytest.mark.parametrize("hvem", ["", "kontakt", "kontakt:ola", "sjef:kari", "medansvarlig:kari"])
def test_a_case_is_taken_from_nobody_who_has_it_not(nettside: Nettside, kontor: Kontor, hvem: str) -> None:
    saksnr = case(kontor, "forlop")
    answer = nettside.log_in("leder").post(f"/saker/{saksnr}/tildel/fjern", {"hvem": hvem})
    assert (answer.status, 'href="#felt-hvem"' in answer.tekst) == (422, True)
    assert _having(kontor, saksnr) == {("kari", "kontakt")}


def test_what_follows_is_said_before_a_case_is_taken_back(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    give(kontor, saksnr, "ola", funksjon="medansvarlig")
    leder, path = nettside.log_in("leder"), f"/saker/{saksnr}/tildel/fjern"
    assert "Dette skjer når du går videre" in leder.get(f"{path}?formal=ledelse").tekst
    assert leder.post(path, {"hvem": "medansvarlig:ola"}).til == f"/saker/{saksnr}?gjort=tildeling_fjernet"
    assert leder.post(path, {"hvem": "kontakt:kari"}).status == 303
    assert _having(kontor, saksnr) == set()
    assert "Det er ingen å ta saken fra" in leder.get(f"{path}?formal=ledelse").tekst


def test_the_circle_of_a_strictly_protected_case_is_not_broken(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor)
    leder, path = nettside.log_in("klarert_leder"), f"/saker/{saksnr}/tildel"
    before = _having(kontor, saksnr)
    answer = leder.post(f"{path}/fjern", {"hvem": "medansvarlig:klarert2"})
    assert (answer.status, "Tildel saken til flere klarerte" in answer.tekst) == (422, True)
    assert _having(kontor, saksnr) == before
    assert _offered(leder.get(f"{path}?formal=ledelse").tekst) == {"klarert1", "klarert2", "klarert_leder"}
