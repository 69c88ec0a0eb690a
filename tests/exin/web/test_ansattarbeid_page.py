"""The page on which a leaver's work is given to others: one button, and a plain word of what could not be moved."""

import re

from exin.casework.hus.ansatte import set_active
from exin.casework.hus.fravar import register_absence
from exin.casework.tilgang.tildeling import bar
from tests.helpers import cases
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor

PAGE = "/ansatte/kari/arbeid"
_CHOSEN = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>.*?<option value="([^"]*)" selected>', re.DOTALL)


def leave(kontor: Kontor) -> None:
    with kontor.work("admin") as w:
        set_active(w, "kari", aktiv=False)


def contacts(kontor: Kontor) -> dict[str, str]:
    sql = "select s.saksnr, a.brukernavn from sak s join ansatt a on a.id = s.kontakt_id"
    return {str(saksnr): str(who) for saksnr, who in kontor.rows(sql)}


def test_who_leads_nobody_is_refused_though_nothing_was_chosen(nettside: Nettside) -> None:
    for who in ("admin", "ola", "revisor"):
        browser = nettside.log_in(who)
        assert (browser.get(PAGE).status, browser.post(PAGE).status) == (403, 403)


def test_what_is_sent_and_means_nothing_moves_nothing(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    leder, sent = (
        nettside.log_in("leder"),
        {"sak": "ola", f"annet:{saksnr}": "ola", "vikar:i dag:ola": "mottak"},
    )
    svar = leder.post(PAGE, sent)
    assert (svar.status, "ikke noe fravær" in svar.tekst) == (422, True)
    svar = leder.post(PAGE, {f"sak:{saksnr}": ""})
    assert (svar.status, "Velg minst én" in svar.tekst) == (422, True)
    assert contacts(kontor) == {saksnr: "kari"}
    assert nettside.feil == []


def test_a_case_that_the_lead_may_not_know_of_is_moved_by_no_guess(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = cases.protected_case(kontor, "forlop")
    leder = nettside.log_in("leder")
    assert saksnr not in leder.get("/ansatte/klarert1/arbeid").tekst
    answers = [
        leder.post("/ansatte/klarert1/arbeid", {f"sak:{number}": "klarert2"})
        for number in (saksnr, "EX-2026-2222")
    ]
    assert [each.status for each in answers] == [422, 422]
    assert len({each.tekst.replace(saksnr, "X").replace("EX-2026-2222", "X") for each in answers}) == 1
    assert contacts(kontor) == {saksnr: "klarert1"}


def test_all_that_is_proposed_is_moved_with_one_button(nettside: Nettside, kontor: Kontor) -> None:
    numbers = [cases.case(kontor, "forlop") for _ in range(3)]
    today = kontor.clock.today
    with kontor.work("leder") as w:
        register_absence(w, "ola", fra=today, til=today, vikar="kari")
    cases.wish(kontor, cases.case(kontor, "forlop", kontakt="ola"), "kari")
    leave(kontor)
    leder = nettside.log_in("leder")
    page = leder.get(PAGE).tekst
    chosen = {name: who for name, who in _CHOSEN.findall(page) if who}
    assert set(chosen) == {f"sak:{each}" for each in numbers}
    wish = re.search(r'name="(onske:[^"]+)"', page)
    assert wish is not None
    sent = {**chosen, wish[1]: "ja", f"vikar:{today.isoformat()}:ola": "mottak"}
    assert leder.post(PAGE, sent).til == f"{PAGE}?gjort=arbeid_flyttet"
    assert {who for saksnr, who in contacts(kontor).items() if saksnr in numbers}.isdisjoint({"kari"})
    assert "har ikke noe åpent arbeid" in leder.get(PAGE).tekst


def test_each_choice_says_what_one_would_then_have_and_who_is_without_room_stands_last(
    nettside: Nettside, kontor: Kontor
) -> None:
    kontor.office.means.saker_per_stilling = 1
    saksnr = cases.case(kontor, "forlop")
    cases.case(kontor, "forlop", kontakt="ola")
    leave(kontor)
    leder = nettside.log_in("leder")
    page = leder.get(PAGE).tekst
    words = re.findall(r'<option value="[^"]+"[^>]*>([^<]*)<', page)
    assert [each.partition(" (")[2] for each in words] == [
        *["får 1 av 1)"] * 3,
        *["", ""],
        *["annet lag)"] * 2,
        "uten rom, får 2 av 1)",
    ]
    assert "Den som er uten rom, står sist, men kan velges." in page
    assert leder.post(PAGE, {f"sak:{saksnr}": "ola"}).status == 303
    assert contacts(kontor)[saksnr] == "ola"


def test_what_cannot_be_moved_is_told_and_the_rest_is_done(nettside: Nettside, kontor: Kontor) -> None:
    first, second = cases.case(kontor, "forlop"), cases.case(kontor, "forlop")
    with kontor.work("leder") as w:
        bar(w, first, "ola", "Fetter.")
    leave(kontor)
    svar = nettside.log_in("leder").post(PAGE, {f"sak:{first}": "ola", f"sak:{second}": "ola"})
    assert svar.status == 422
    assert "Den ansatte kan ikke ha denne saken" in svar.tekst
    assert "1 del av arbeidet er flyttet" in svar.tekst
    assert contacts(kontor) == {first: "kari", second: "ola"}


def test_a_lead_finds_the_way_from_the_message(nettside: Nettside, kontor: Kontor) -> None:
    cases.case(kontor, "forlop")
    leave(kontor)
    leder = nettside.log_in("leder")
    assert '<a href="/ansatte">En ansatt i laget er sperret' in leder.get("/varsler").tekst
    assert f'href="{PAGE}"' in leder.get("/ansatte/kari").tekst


def test_a_lead_of_another_team_finds_the_way_from_the_message(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", kontakt="annen")
    cases.give(kontor, saksnr, "kari", by="annen_leder", funksjon="medansvarlig")
    leave(kontor)
    leder = nettside.log_in("annen_leder")
    assert '<a href="/ansatte">En ansatt i et annet lag er sperret' in leder.get("/varsler").tekst
    assert f'href="{PAGE}"' in leder.get("/ansatte/kari").tekst
    assert f'name="sak:{saksnr}"' in leder.get(PAGE).tekst
