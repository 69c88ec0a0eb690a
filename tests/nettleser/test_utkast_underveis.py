"""Drafts while somebody writes in a browser: what cannot be kept is told of, and what can be mended is tried again."""

import pytest
from playwright.sync_api import expect

from exin.casework.oppfolging import utkast
from exin.casework.oppfolging.fletting import SKILLE
from tests.helpers import cases
from tests.helpers.axe import faults
from tests.helpers.nettleser import WIDTHS, Open, Vindu
from tests.helpers.office import Kontor

LEFT_AND_BACK = """() => {
  const form = document.querySelector("form[data-utkast]");
  form.addEventListener("submit", (event) => event.preventDefault());
  form.requestSubmit();
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
}"""
"""A form is sent, and the browser shows the page again as it was left."""


def note(vinduer: Open, kontor: Kontor) -> Vindu:
    """A new note, open before Kari."""
    kari = vinduer("kari")
    kari.page.clock.install()
    kari.begin().open(f"/saker/{cases.case(kontor, 'forlop')}/notat")
    return kari


def typed(kari: Vindu, text: str) -> Vindu:
    """Type, and wait for longer than the page does before it saves."""
    kari.page.get_by_role("textbox", name="Notat").press_sequentially(text)
    kari.page.clock.fast_forward("00:05")
    return kari


def test_where_there_is_no_room_one_is_told_and_it_is_kept_as_soon_as_there_is(
    vinduer: Open, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        full.setattr(utkast, "MOST_DRAFTS", 0)
        kari = typed(note(vinduer, kontor), "Vi møttes")
        kari.sees("Du har for mange utkast")
        expect(kari.field("Notat")).to_have_value("Vi møttes")
    kari.klager.clear()
    typed(kari, " på trappa.").sees("Utkast lagret kl.")
    assert kontor.one("select count(*) from utkast") == (1,)


def test_who_comes_back_to_a_form_and_writes_on_has_it_kept_as_before(vinduer: Open, kontor: Kontor) -> None:
    kari = note(vinduer, kontor)
    kari.page.evaluate(LEFT_AND_BACK)
    typed(kari, "Og så dette.").sees("Utkast lagret kl.")


def test_what_another_window_has_saved_is_not_written_over(vinduer: Open, kontor: Kontor) -> None:
    kari = note(vinduer, kontor)
    (saksnr,) = kontor.one("select saksnr from sak")
    with kontor.work("kari") as w:
        utkast.save(w, "notat", saksnr, {"tekst": "I det andre vinduet."})
    typed(kari, "I dette.").sees("Utkastet er endret i et annet vindu.")
    kari.klager.clear()
    typed(kari, " Mer.")
    with kontor.read("kari") as r:
        found = utkast.read(r, "notat", saksnr)
    assert found is not None
    assert found.felt["tekst"] == "I det andre vinduet."


# -- too late -----------------------------------------------------------------------------------------------------


def test_what_comes_late_stands_under_what_was_written_since_on_a_page_without_fault(
    vinduer: Open, kontor: Kontor
) -> None:
    saksnr = cases.case(kontor, "forlop")
    old, new = vinduer("kari"), vinduer("kari")
    old.begin().open(f"/saker/{saksnr}/notat")
    old.write("Notat", "Vi møttes på trappa.").write("Dato", "14.01.2026")
    kontor.clock.forward(minutes=16)
    with kontor.work("kari") as w:
        utkast.save(w, "notat", saksnr, {"tekst": "Han ringte i dag tidlig.", "dato": "15.01.2026"})
    old.press("Lagre notat")
    new.begin().open(f"/saker/{saksnr}/notat")
    new.sees("Det du sendte etter at du var logget ut, står i teksten").sees("14.01.2026")
    expect(new.field("Notat")).to_have_value(f"Han ringte i dag tidlig.\n\n{SKILLE}\nVi møttes på trappa.")
    assert faults(new.page, WIDTHS) == []


def test_what_there_is_no_room_for_is_shown_to_be_copied_on_a_page_without_fault(
    vinduer: Open, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    saksnr = cases.case(kontor, "forlop")
    kari = vinduer("kari")
    kari.begin().open(f"/saker/{saksnr}/notat")
    kari.write("Notat", "Vi møttes på trappa. " * 30).write("Dato", "14.01.2026")
    kontor.clock.forward(minutes=16)
    monkeypatch.setattr(utkast, "MOST_DRAFTS", 0)
    kari.press("Lagre notat")
    kari.sees("Det du skrev, er ikke lagret").sees("Vi møttes på trappa.").sees("14.01.2026")
    assert faults(kari.page, WIDTHS) == []
    kari.klager.clear()
