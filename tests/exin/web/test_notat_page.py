"""The page of a note: who gets it, what comes of mistakes, and that what was typed is kept."""

from exin.casework.visning.visning import show_case
from tests.helpers.cases import case
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor

TEXT = "Kom presis, og var rolig."


def test_who_has_no_session_is_sent_to_log_in_and_back(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    answer = nettside.browser().get(f"/saker/{saksnr}/notat")
    assert (answer.status, answer.til) == (303, f"/logg-inn?videre=%2Fsaker%2F{saksnr}%2Fnotat")


def test_a_colleague_outside_the_case_is_refused_and_the_refusal_is_in_the_log(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    before = kontor.log_size
    answer = nettside.log_in("annen").get(f"/saker/{saksnr}/notat")
    asked = [each for each in kontor.log(before) if each.handling == "skriv_notat"]
    assert (answer.status, [each.utfall for each in asked]) == (404, ["nektet"])


def test_a_form_without_its_token_writes_nothing(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    answer = nettside.log_in("kari").post(f"/saker/{saksnr}/notat", {"tekst": TEXT}, csrf="")
    assert (answer.status, _notes(kontor, saksnr)) == (403, [])


def test_an_empty_note_is_shown_again_with_what_to_do(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    answer = nettside.log_in("kari").post(f"/saker/{saksnr}/notat", {"tekst": " ", "dato": "31.12.2030"})
    assert answer.status == 422
    assert "31.12.2030" in answer.tekst


def test_a_note_is_written_once_and_shown_in_the_case(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    answer = kari.post(f"/saker/{saksnr}/notat", {"tekst": TEXT})
    assert (answer.status, answer.til) == (303, f"/saker/{saksnr}?gjort=notat")
    assert _notes(kontor, saksnr) == [TEXT]


def test_what_is_sent_after_the_session_ended_is_in_the_form_after_log_in(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    kontor.clock.forward(minutes=16)
    late = kari.post(f"/saker/{saksnr}/notat", {"tekst": TEXT})
    assert (late.status, late.til) == (303, "/logg-inn")
    assert _notes(kontor, saksnr) == []
    assert TEXT in nettside.log_in("kari").get(f"/saker/{saksnr}/notat").tekst


def _notes(kontor: Kontor, saksnr: str) -> list[str | None]:
    with kontor.read("kari") as r:
        return [each.tekst for each in show_case(r, saksnr).notater]


def test_a_note_of_another_case_is_not_found(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, other = case(kontor, "forlop"), case(kontor, "forlop")
    kari = nettside.log_in("kari")
    kari.post(f"/saker/{saksnr}/notat", {"tekst": TEXT})
    path = f"/saker/{other}/notat/{_id(kontor, saksnr)}/rett"
    answers = [kari.get(path).status, kari.post(path, {"tekst": "Nei."}).status]
    assert (answers, kari.get(f"/saker/{saksnr}/notat/{'x' * 32}/rett").status) == ([404, 404], 404)


def test_a_correction_begins_from_the_note_and_stands_beside_it(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    kari.post(f"/saker/{saksnr}/notat", {"tekst": TEXT})
    path = f"/saker/{saksnr}/notat/{_id(kontor, saksnr)}/rett"
    assert kari.get(path).tekst.count(TEXT) == 2
    assert kari.post(path, {"tekst": "Kom for sent."}).til == f"/saker/{saksnr}?gjort=rettet_notat"
    assert (_notes(kontor, saksnr), "Kom for sent." in kari.get(path).tekst) == ([TEXT], True)


def test_a_correction_sent_too_late_is_a_draft_that_leads_back_to_it(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop")
    kari = nettside.log_in("kari")
    kari.post(f"/saker/{saksnr}/notat", {"tekst": TEXT})
    path = f"/saker/{saksnr}/notat/{_id(kontor, saksnr)}/rett"
    kontor.clock.forward(minutes=16)
    kari.post(path, {"tekst": "Kom for sent."})
    kari = nettside.log_in("kari")
    assert f'<a href="{path}">Retting av notat' in kari.get("/min-dag").tekst
    assert "Kom for sent." in kari.get(path).tekst


def _id(kontor: Kontor, saksnr: str) -> str:
    with kontor.read("kari") as r:
        return show_case(r, saksnr).notater[0].id
