"""Two at once, and a session that ends in the middle of a sentence: whatever was typed is there afterwards."""

import re

import pytest
from playwright.sync_api import expect

from tests.helpers import cases
from tests.helpers.nettleser import Open, Vindu, give_password
from tests.helpers.office import Kontor

HERS = "Hun har fått jobb på verkstedet."
HIS = "Hun er usikker på om jobben varer."
LONG = ("Vi snakket lenge om helgen, og om hvem hun kan ringe neste gang. " * 40).strip()


@pytest.fixture
def saksnr(kontor: Kontor) -> str:
    """A case of Kari's with a mapping, on which Ola works too."""
    number = cases.case(kontor, "forlop")
    cases.give(kontor, number, "ola", funksjon="medansvarlig")
    return number


@pytest.fixture(params=[True, False], ids=["med skript", "uten skript"])
def skript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def at(v: Vindu, saksnr: str) -> Vindu:
    v.page.goto(v.adresse)
    return v.press("Saker", i="Hovedmeny").press(saksnr)


def test_two_who_change_a_mapping_at_once_lose_nothing_and_the_second_chooses(
    vinduer: Open, kontor: Kontor, saksnr: str, skript: bool
) -> None:
    kari, ola = (at(vinduer(who, skript=skript).begin(), saksnr) for who in ("kari", "ola"))
    for v, text in ((kari, HERS), (ola, HIS)):
        v.press("Kartlegging", i="Før i saken").write("Ny tekst om motivasjon", text)
    kari.press("Lagre kartleggingen").sees("Kartleggingen er lagret.")

    ola.press("Lagre kartleggingen")
    assert ola.tittel == "To har kartlagt samtidig"
    ola.sees(HERS)
    expect(ola.field("Du skrev om motivasjon")).to_have_value(HIS)
    ola.press("Lagre det jeg har valgt").sees("Rett dette før du går videre")
    expect(ola.field("Du skrev om motivasjon")).to_have_value(HIS)

    ola.choose("Hva skal stå?", "Begge").press("Lagre det jeg har valgt").sees("Kartleggingen er lagret.")
    ola.sees(f"{HERS}", i="Kartlegging").sees(f"{HIS}", i="Kartlegging")
    assert kontor.one("select count(*) from kartlegging")[0] == 3


def test_a_session_that_ends_in_a_long_note_with_script_has_kept_it_and_says_so(
    vinduer: Open, kontor: Kontor, saksnr: str
) -> None:
    give_password(kontor, "kari", "Kari Kontakt")
    kari = vinduer("kari")
    kari.page.clock.install()
    at(kari.begin(), saksnr).write("Nytt notat", LONG)
    kari.page.clock.fast_forward("00:05")
    kari.sees("Utkast lagret kl.")

    kari.page.clock.fast_forward("13:30")
    expect(kari.page.get_by_role("dialog", name="Du blir snart logget ut")).to_be_visible()
    kontor.clock.forward(minutes=16)
    kari.page.clock.fast_forward("02:00")
    kari.sees("Logg inn i EXIN")
    found_again(kari, saksnr)


def test_what_could_not_be_kept_before_the_session_ended_is_kept_when_one_goes_on(
    vinduer: Open, kontor: Kontor, saksnr: str
) -> None:
    give_password(kontor, "kari", "Kari Kontakt")
    kari = vinduer("kari")
    kari.page.clock.install()
    at(kari.begin(), saksnr).write("Nytt notat", LONG)
    kontor.clock.forward(minutes=16)
    kari.page.clock.fast_forward("16:00")
    dialog = kari.page.get_by_role("dialog", name="Du er logget ut")
    dialog.get_by_role("button", name="Fortsett").click()
    kari.sees("Logg inn i EXIN")
    # Script that does not go where it is sent on to is told of as if it had not arrived there.
    assert set(kari.klager) == {"kom ikke fram: /logg-inn net::ERR_ABORTED"}
    kari.klager.clear()
    found_again(kari, saksnr)


def test_a_session_that_is_over_when_a_long_note_is_sent_without_script_has_kept_it(
    vinduer: Open, kontor: Kontor, saksnr: str
) -> None:
    give_password(kontor, "kari", "Kari Kontakt")
    kari = at(vinduer("kari", skript=False).begin(), saksnr).write("Nytt notat", LONG)
    kontor.clock.forward(minutes=16)
    kari.press("Lagre notat")
    assert kari.tittel == "Logg inn i EXIN"
    found_again(kari, saksnr)


def test_what_is_sent_with_script_after_the_session_was_ended_by_the_hour_is_kept_as_well(
    vinduer: Open, kontor: Kontor, saksnr: str
) -> None:
    give_password(kontor, "kari", "Kari Kontakt")
    kari = at(vinduer("kari").begin(), saksnr).write("Nytt notat", LONG)
    kontor.clock.forward(minutes=16)
    kari.press("Lagre notat")
    assert kari.tittel == "Logg inn i EXIN"
    found_again(kari, saksnr)


def found_again(kari: Vindu, saksnr: str) -> None:
    """After log-in the text is there, and Min dag leads to it; when it is sent the draft is gone."""
    kari.log_in_here()
    kari.press("Min dag", i="Hovedmeny").press(f"Notat i sak {saksnr}")
    assert kari.field("Notat").input_value() == LONG
    kari.press("Lagre notat").sees("Notatet er lagret.").sees(LONG[:60])
    kari.press("Min dag", i="Hovedmeny").sees("Du har ingen utkast.")


def test_who_goes_on_in_time_stays_logged_in(vinduer: Open, kontor: Kontor, saksnr: str) -> None:
    kari = vinduer("kari")
    kari.page.clock.install()
    at(kari.begin(), saksnr)
    kontor.clock.forward(minutes=14)
    kari.page.clock.fast_forward("14:00")
    dialog = kari.page.get_by_role("dialog", name=re.compile("snart logget ut"))
    dialog.get_by_role("button", name="Fortsett").click()
    expect(dialog).to_be_hidden()
    kontor.clock.forward(minutes=14)
    kari.press("Min dag", i="Hovedmeny")
    assert kari.tittel == "Min dag"
