"""Two leads at one moment, each in a window of their own: one gets it, the other is told, and nothing typed is lost."""

import pytest
from playwright.sync_api import expect

from tests.helpers import cases
from tests.helpers.nettleser import Open, Vindu
from tests.helpers.office import Kontor

WHY = {
    "leder": "Har plan, bolig og kontakt klar. Kan begynne i dag.",
    "klarert_leder": "Er truet, og må raskt inn i et forløp.",
}
DONE = "Steget er ført."


@pytest.fixture(params=[True, False], ids=["med skript", "uten skript"])
def skript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def at_the_page(v: Vindu) -> Vindu:
    v.begin().page.goto(v.adresse)
    return v.press("Kø og kapasitet", i="Hovedmeny")


def at_the_step(v: Vindu, saksnr: str) -> Vindu:
    """From the queue to the form of the step, with the reason typed."""
    at_the_page(v).press(f"Start forløp i {saksnr}").choose("Formål", "Ledelse").press("Gå videre")
    return v.write("Begrunnelse", WHY[v.hvem])


def press_at_once(button: str, one: Vindu, other: Vindu) -> None:
    """Press in both windows before either has been answered."""
    with one.page.expect_navigation(), other.page.expect_navigation():
        for v in (one, other):
            v.control(button).click(no_wait_after=True)


def taken(kontor: Kontor) -> int:
    return int(kontor.one("select count(*) from sak where har_plass")[0])


def test_of_two_who_give_the_last_place_at_once_one_does_and_the_other_may_go_past_it(
    vinduer: Open, kontor: Kontor, skript: bool
) -> None:
    cases.set_places(kontor, "exin_oslo", 1)
    rivals = []
    for who in WHY:
        saksnr = cases.case(kontor, "vurdering")
        cases.prepare(kontor, saksnr, "start_forlop")
        rivals.append(at_the_step(vinduer(who, skript=skript), saksnr))
    press_at_once("Start forløp", *rivals)

    winners = [v for v in rivals if v.page.get_by_text(DONE).is_visible()]
    assert len(winners) == taken(kontor) == 1
    (late,) = (v for v in rivals if v not in winners)
    late.sees("Alle plassene er i bruk.")
    expect(late.field("Begrunnelse")).to_have_value(WHY[late.hvem])

    late.page.get_by_role("checkbox", name="Gå forbi grensen for antall plasser").check()
    late.press("Start forløp").sees(DONE)
    assert taken(kontor) == 2
    assert [each.handling for each in kontor.log() if each.handling == "overstyr_kapasitet"] != []
    at_the_page(late).sees("1 over kapasiteten", i="Plasser per program")


def test_of_two_who_give_one_case_at_once_one_does_and_the_other_is_told(
    vinduer: Open, kontor: Kontor, skript: bool
) -> None:
    saksnr = cases.register(kontor).saksnr
    leads = [at_the_page(vinduer(who, skript=skript)) for who in WHY]
    for v, whom in zip(leads, ("kari (får 1 av 12)", "ola (får 1 av 12)"), strict=True):
        v.select(f"Kontaktperson for {saksnr}", whom)
    press_at_once(f"Tildel {saksnr}", *leads)

    winners = [v for v in leads if v.page.get_by_text("Saken er tildelt.").is_visible()]
    assert len(winners) == 1
    (late,) = (v for v in leads if v not in winners)
    late.sees(f"Sak {saksnr} er ikke tildelt.")
    who = kontor.one("select brukernavn from ansatt join sak on kontakt_id = ansatt.id")[0]
    assert who == ("kari" if winners == leads[:1] else "ola")
    assert kontor.rows("select count(*) from tildeling where til is null") == [(1,)]
    late.press("Kø og kapasitet", i="Hovedmeny").sees(str(who), i="De som venter")
