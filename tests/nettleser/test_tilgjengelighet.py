"""Every page and every form with errors, as axe-core sees it, and no wider than the window."""

from collections.abc import Callable, Sequence
from typing import Final

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser

from exin.casework.oppfolging import arbeid
from exin.casework.oppfolging.arbeid import NyKartlegging
from exin.web.sider import ROUTERS, min_dag
from tests.helpers.axe import Omvisning, faults
from tests.helpers.nettleser import HEIGHT, WIDTHS, give_password, served, windows
from tests.helpers.office import Kontor
from tests.helpers.sideliste import NOT_SHOWN, PAGES, Sidevalg

SEARCH: Final = "Saksnummer, fødselsnummer eller navn"
MAPPING: Final = Sidevalg(rute="/saker/{saksnr}/kartlegging")

SPOIL: Final = """form => {
    const typed = "input[type=text], input[type=tel], input[type=email], textarea";
    for (const each of form.querySelectorAll(typed)) each.value = each.closest("[data-dato]") ? "x" : "";
    for (const each of form.querySelectorAll("input[type=radio], input[type=checkbox]")) each.checked = false;
    for (const each of form.querySelectorAll("select")) each.value = "";
    form.requestSubmit([...form.querySelectorAll("button[type=submit]:not([name])")].at(-1));
}"""
"""Sends a form with nothing chosen and no day that can be read."""


def test_the_list_has_every_page_of_the_site() -> None:
    routes = {
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }
    assert routes - NOT_SHOWN == {each.rute for each in PAGES}


def test_a_fault_that_is_put_on_a_page_is_found(omvisning: Omvisning) -> None:
    page = omvisning.show(Sidevalg(rute="/hjelp", hvem=None)).page
    page.evaluate(
        """() => {
            const main = document.querySelector("main .body");
            main.append(document.createElement("input"));
            main.lastChild.style.width = "500px";
        }"""
    )
    found = faults(page, WIDTHS[1:])
    assert {each.split(":")[1].strip() for each in found if "label" in each} == {"label"}
    assert [each.split(" for bred")[0][:6] for each in found if "for bred" in each] == ["390 px", "320 px"]


def by_turns(at: int) -> Sequence[int]:
    """The widest and the narrowest, for pages of one address in turn; both where it has no other."""
    alike = [number for number, each in enumerate(PAGES) if each.rute == PAGES[at].rute]
    if len(alike) == 1:
        return WIDTHS[::2]
    return WIDTHS[:1] if alike.index(at) % 2 else WIDTHS[-1:]


@pytest.mark.parametrize("at", range(len(PAGES)), ids=[each.navn for each in PAGES])
def test_a_page_has_no_fault_and_none_when_its_form_is_shown_again_with_errors(
    omvisning: Omvisning, at: int, rounds: Callable[[int, int], int]
) -> None:
    heavy = rounds(0, 1)
    page = omvisning.show(PAGES[at]).page
    assert faults(page, WIDTHS if heavy else by_turns(at)) == []
    form = page.locator("main form[data-vakt]")
    if not form.count():
        return
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    with page.expect_navigation() as answer:
        form.evaluate(SPOIL)
    assert answer.value.status == 422
    assert page.title().startswith("Feil: ")
    assert page.evaluate("document.activeElement.matches('[data-feil]')")
    assert faults(page, WIDTHS if heavy else WIDTHS[1:2]) == []


# -- pages that no address leads to ------------------------------------------------------------------------


@pytest.mark.parametrize("sokt", ["ve", "Ingen Heter Dette", "1"], ids=["treff", "ingen treff", "feil"])
def test_the_answer_to_a_search_has_no_fault(omvisning: Omvisning, sokt: str) -> None:
    v = omvisning.show(Sidevalg(rute="/saker", hvem="mottak"))
    v.part("Finn en sak").get_by_role("textbox", name=SEARCH).fill(sokt)
    v.press("Søk", i="Finn en sak")
    assert v.tittel == "Søk"
    assert faults(v.page) == []


def test_the_choice_between_two_mappings_has_no_fault_nor_when_nothing_is_chosen(
    omvisning: Omvisning,
) -> None:
    v = omvisning.show(MAPPING).write("Ny tekst om behov", "Bolig først.").choose("Skår for behov", "4")
    with omvisning.kontor.work("kari") as w:
        arbeid.write_kartlegging(w, omvisning.scene.saker["forlop"], NyKartlegging(behov="Arbeid først."))
    v.press("Lagre kartleggingen")
    assert v.tittel == "To har kartlagt samtidig"
    assert faults(v.page) == []
    v.press("Lagre det jeg har valgt").sees("Rett dette før du går videre")
    assert faults(v.page) == []


def test_a_form_of_another_session_is_turned_away_on_a_page_without_fault(omvisning: Omvisning) -> None:
    v = omvisning.show(MAPPING).begin().press("Lagre kartleggingen")
    assert v.spurt[-1].status == 403
    assert faults(v.page) == []


def test_the_page_of_log_in_has_no_fault_when_the_house_is_in_use(chromium: Browser, kontor: Kontor) -> None:
    give_password(kontor, "admin", "Nils Berg")
    with served(kontor) as adresse, windows(chromium, kontor, adresse) as open_one:
        v = open_one("admin")
        assert v.open("/logg-inn").status == 200
        assert v.tittel == "Logg inn i EXIN"
        assert faults(v.page) == []
        v.write("Brukernavn", "admin").press("Logg inn").sees("Rett dette før du går videre")
        assert faults(v.page) == []


def test_the_page_of_a_fault_has_none(
    chromium: Browser, kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(min_dag, "my_day", fail)
    with (
        served(kontor, expected=("RuntimeError",)) as adresse,
        windows(chromium, kontor, adresse) as open_one,
    ):
        v = open_one("kari").begin()
        assert v.open("/min-dag").status == 500
        assert v.tittel == "Noe gikk galt"
        assert faults(v.page) == []
        assert [each[:31] for each in v.klager] == ["error: Failed to load resource:"]
        v.klager.clear()
