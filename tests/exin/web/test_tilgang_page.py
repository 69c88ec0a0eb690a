"""The page of a refusal offers to ask for access, where one may; and Min dag lets those who have the case answer."""

import re

import pytest

from exin.casework.tilgang import tildeling
from exin.casework.tilgang.tilgangsonske import ask
from exin.errors import Conflict
from exin.web.sider import tilgang
from exin.work import Work
from tests.helpers import cases
from tests.helpers.canaries import Canaries
from tests.helpers.cases import case, give
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor

BUTTON = "Be om tilgang</span>"
NUMBER = re.compile(r"EX-\d{4}-[0-9A-Z]{4}|[0-9a-f]{32,64}")


def wishes(kontor: Kontor) -> list[tuple[object, ...]]:
    return kontor.rows(
        "select brukernavn, utfall from tilgangsonske t join ansatt a on a.id = t.ansatt_id order by t.registrert"
    )


def sent(kontor: Kontor) -> int:
    return int(kontor.one("select count(*) from utboks where slag = 'tilgang_onskes'")[0])


# -- who may not -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["tilgang", "tilgang/avsla"])
@pytest.mark.parametrize("who", ["ola", "mottak", "leder", "annen"])
def test_a_hidden_case_is_answered_byte_for_byte_as_a_number_that_nobody_has(
    nettside: Nettside, kontor: Kontor, who: str, part: str
) -> None:
    hidden, browser = cases.protected_case(kontor), nettside.log_in(who)
    answers = []
    for saksnr in ("EX-2026-0000", hidden):
        with kontor.statements() as seen:
            answer = browser.post(f"/saker/{saksnr}/{part}", {"ansatt": "kari"})
        headers = {name: each for name, each in answer.headers.items() if name != "x-request-id"}
        answers.append((answer.status, NUMBER.sub("", answer.tekst), headers, len(seen)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert wishes(kontor) == []


@pytest.mark.parametrize(
    "who, status", [("kari", 403), ("leder", 403), ("annen", 404), ("revisor", 404), ("admin", 404)]
)
def test_who_reads_it_or_may_not_know_of_it_asks_for_nothing_and_the_refusal_is_logged(
    nettside: Nettside, kontor: Kontor, who: str, status: int
) -> None:
    saksnr, browser = case(kontor, "forlop"), nettside.log_in(who)
    with kontor.new_events() as events:
        assert browser.post(f"/saker/{saksnr}/tilgang").status == status
    refused = [each.handling for each in events if each.utfall == "nektet"]
    assert refused[0] == "be_om_tilgang"
    assert (wishes(kontor), sent(kontor)) == ([], 0)


def test_who_is_barred_is_offered_nothing_and_gets_nothing(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Fetter.")
    ola = nettside.log_in("ola")
    assert BUTTON not in ola.get(f"/saker/{saksnr}").tekst
    assert ola.post(f"/saker/{saksnr}/tilgang").status == 403
    assert wishes(kontor) == []


def test_of_a_protected_case_nothing_is_offered_nor_who_leads(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, mottak = case(kontor, "forlop", skjerming="fortrolig"), nettside.log_in("mottak")
    page = mottak.get(f"/saker/{saksnr}")
    assert (page.status, BUTTON in page.tekst, "Teamleder leder" in page.tekst) == (403, False, False)
    assert mottak.post(f"/saker/{saksnr}/tilgang").status == 403
    assert wishes(kontor) == []


def test_a_form_without_its_token_asks_and_answers_nothing(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    assert nettside.log_in("ola").post(f"/saker/{saksnr}/tilgang", csrf="").status == 403
    assert wishes(kontor) == []
    with kontor.work("ola") as w:
        ask(w, saksnr)
    path = f"/saker/{saksnr}/tilgang/avsla"
    assert nettside.log_in("leder").post(path, {"ansatt": "ola"}, csrf="").status == 403
    assert wishes(kontor) == [("ola", None)]


def test_who_has_no_session_is_sent_to_log_in(nettside: Nettside, kontor: Kontor) -> None:
    answer = nettside.browser().post(f"/saker/{case(kontor, 'forlop')}/tilgang")
    assert (answer.status, answer.til.startswith("/logg-inn")) == (303, True)


@pytest.mark.parametrize("ansatt", ["kari", "finnes ikke", ""])
def test_nobody_is_turned_down_who_does_not_wait(nettside: Nettside, kontor: Kontor, ansatt: str) -> None:
    saksnr, leder = case(kontor, "forlop"), nettside.log_in("leder")
    answer = leder.post(f"/saker/{saksnr}/tilgang/avsla", {"ansatt": ansatt})
    assert (answer.status, "venter ikke på tilgang" in answer.tekst) == (422, True)


# -- asking and answering --------------------------------------------------------------------------------


def test_the_page_that_refuses_says_whom_to_ask_and_asks_for_one(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, ola = case(kontor, "forlop"), nettside.log_in("ola")
    page = ola.get(f"/saker/{saksnr}")
    assert (page.status, page.tekst.count(BUTTON)) == (403, 1)
    assert "kari har saken. Teamleder klarert_leder eller leder kan gi deg tilgang" in page.tekst
    answer = ola.post(f"/saker/{saksnr}/tilgang")
    assert (answer.status, answer.til) == (303, "/min-dag?gjort=tilgang_bedt")
    assert "Ønsket er sendt" in ola.follow(answer).tekst
    assert wishes(kontor) == [("ola", None)]


def test_pressing_again_says_kindly_that_it_was_asked_and_tells_nobody_twice(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr, ola = case(kontor, "forlop"), nettside.log_in("ola")
    told = []
    for _ in range(2):
        answer = ola.post(f"/saker/{saksnr}/tilgang")
        told.append((answer.til, sent(kontor)))
    assert told == [("/min-dag?gjort=tilgang_bedt", 3), ("/min-dag?gjort=tilgang_bedt_for", 3)]
    page = ola.get(f"/saker/{saksnr}").tekst
    assert (BUTTON in page, "Du ba om tilgang i dag kl. 10.00" in page) == (False, True)


def test_of_two_presses_at_once_the_second_is_told_that_it_was_asked(
    nettside: Nettside, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    saksnr, ola = case(kontor, "forlop"), nettside.log_in("ola")
    rivals = [True]

    def ask_beside_another(w: Work, saksnr: str) -> bool:
        if rivals:
            rivals.clear()
            with kontor.work("ola") as other:
                ask(other, saksnr)
            raise Conflict
        return ask(w, saksnr)

    monkeypatch.setattr(tilgang, "ask", ask_beside_another)
    assert ola.post(f"/saker/{saksnr}/tilgang").til == "/min-dag?gjort=tilgang_bedt_for"
    assert (wishes(kontor), sent(kontor)) == ([("ola", None)], 3)


def test_those_who_have_it_see_who_asks_and_answer_with_a_click(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("ola") as w:
        ask(w, saksnr)
    kari, leder = nettside.log_in("kari"), nettside.log_in("leder")
    pages = [each.get("/min-dag").tekst for each in (kari, leder)]
    assert [f"ola ber om tilgang til sak {saksnr}" in page for page in pages] == [True, True]
    assert [f'href="/saker/{saksnr}/tildel"' in page for page in pages] == [False, True]
    answer = kari.post(f"/saker/{saksnr}/tilgang/avsla", {"ansatt": "ola"})
    assert answer.til == "/min-dag?gjort=tilgang_avslatt"
    assert "Kollegaen får beskjed" in kari.follow(answer).tekst
    assert wishes(kontor) == [("ola", "avslatt")]
    assert "ber om tilgang" not in leder.get("/min-dag").tekst
    assert "er avslått" in nettside.log_in("ola").get("/varsler").tekst


def test_to_assign_the_case_is_the_answer(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("ola") as w:
        ask(w, saksnr)
    nettside.log_in("leder").post(
        f"/saker/{saksnr}/tildel", {"funksjon": "medansvarlig", "ansatt": "ola", "formal": "ledelse"}
    )
    ola = nettside.log_in("ola")
    assert wishes(kontor) == [("ola", "gitt")]
    assert ola.get(f"/saker/{saksnr}").status == 200
    assert "er tildelt deg" in ola.get("/varsler").tekst


def test_no_word_of_the_case_comes_along(nettside: Nettside, kontor: Kontor) -> None:
    canaries = Canaries()
    saksnr = case(kontor, "forlop", navn=canaries.text("navn"), tekst=canaries.text("tekst"))
    give(kontor, saksnr, "klarert1", funksjon="medansvarlig")
    ola, leder = nettside.log_in("ola"), nettside.log_in("leder")
    seen = [ola.get(f"/saker/{saksnr}").tekst, ola.post(f"/saker/{saksnr}/tilgang").til]
    seen += [leder.get("/min-dag").tekst, leder.get("/varsler").tekst]
    seen += [leder.post(f"/saker/{saksnr}/tilgang/avsla", {"ansatt": "ola"}).til, ola.get("/varsler").tekst]
    assert canaries.found_in("".join(seen)) == set()
