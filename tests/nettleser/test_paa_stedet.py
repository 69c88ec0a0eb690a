"""Parts of a page that are shown anew in place: by its address, permit and log, and never less than the page."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

import pytest
from playwright.sync_api import Locator, expect

from exin.casework.oppfolging import arbeid
from exin.casework.oversikt.saksliste import list_page
from exin.casework.tilgang import tildeling
from exin.web import tidslinjebilde
from exin.web.sider import sak, saker
from exin.web.statisk import STATIC
from exin.work import Work
from tests.helpers import cases
from tests.helpers.axe import faults
from tests.helpers.nettleser import HEIGHT, WIDTHS, Open, Vindu, give_password
from tests.helpers.office import Kontor

NOTE: Final = "Ringte tilbake og avtalte mandag."
TYPED: Final = "Hun ringte, og vi ble enige om"
WHY: Final = "Avtalt med personen."
DAY: Final = "Vis hva som skjer fra den dagen"
KEPT: Final = "[localStorage.length, sessionStorage.length, Object.keys(history.state ?? {}).join()]"
SCROLL: Final = "window.scrollY"


@pytest.fixture
def saksnr(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case of Kari's with five notes, of whose timeline three entries are shown at a time."""
    for module in (sak, tidslinjebilde):
        monkeypatch.setattr(module, "INNSLAG", 3)
    number = str(cases.case(kontor, "vurdering"))
    for n in range(5):
        with kontor.work("kari") as w:
            arbeid.write_notat(w, number, f"{NOTE} Nummer {n}.")
    return number


@pytest.fixture
def mange(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(saker, "ANTALL", 3)
    monkeypatch.setattr(saker, "list_page", partial(list_page, antall=3))
    return [str(cases.register(kontor, bydel=each).saksnr) for each in ["sagene"] * 4 + ["alna"] * 3]


@contextmanager
def in_place(v: Vindu) -> Iterator[None]:
    """What is done meanwhile must leave the page where it is, and nothing in the browser."""
    v.page.evaluate("window.merke = true")
    yield
    assert v.page.evaluate("window.merke") is True
    assert v.page.evaluate(KEPT) in ([0, 0, ""], [0, 0, "htmx"])


def has_focus(place: Locator) -> bool:
    return bool(place.evaluate("each => each === document.activeElement"))


def without_fault(v: Vindu) -> bool:
    assert faults(v.page, WIDTHS[:2]) == []
    v.page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    return True


def go_back(v: Vindu) -> None:
    with v.page.expect_event("load"):
        v.page.evaluate("history.back()")


def entries(v: Vindu) -> Locator:
    return v.page.locator("ol.tl > li")


def chip(v: Vindu, word: str) -> Locator:
    return v.part("Vis i tidslinjen").get_by_role("link", name=re.compile(f"^{word}"))


def test_the_list_is_narrowed_put_in_order_and_turned_over_in_place_with_focus_where_it_was(
    vinduer: Open, mange: list[str]
) -> None:
    v = vinduer("mottak").begin()
    v.open("/saker")
    told, chosen = v.page.locator("#saker-antall[role=status]"), v.page.get_by_role("combobox", name="Bydel")
    with in_place(v):
        expect(told).to_have_text("Viser 1–3 av 7, sortert etter fase")
        chosen.focus()
        v.select("Bydel", "Sagene")
        expect(told).to_have_text("Viser 1–3 av 4, sortert etter fase")
        assert has_focus(chosen)
        order = v.page.get_by_role("columnheader", name=re.compile("^Sak")).get_by_role("link")
        order.click()
        expect(told).to_have_text("Viser 1–3 av 4, sortert etter sak")
        assert has_focus(order)
        onward = v.page.get_by_role("link", name="Neste side")
        onward.press("Enter")
        expect(told).to_have_text("Viser 4–4 av 4, sortert etter sak")
        expect(onward).to_have_count(0)
        assert has_focus(v.page.locator("#saker"))  # what one stood on is gone
        assert v.page.locator("#saker tbody a").all_inner_texts() == sorted(mange[:4])[3:]
        assert "bydel=sagene&sorter=saksnr&s=2" in v.page.url
        v.select("Bydel", "Alna")  # the order stands, and the list begins anew
        expect(told).to_have_text("Viser 1–3 av 3, sortert etter sak")
        assert without_fault(v)
    expect(v.page.get_by_role("link", name="Vis navn")).to_have_attribute("href", re.compile("bydel=alna"))
    v.press("Nullstill")
    expect(v.page.get_by_role("combobox", name="Bydel")).to_have_value("")


@pytest.mark.usefixtures("mange")
def test_the_way_back_from_a_part_is_a_page_from_the_site(vinduer: Open, kontor: Kontor) -> None:
    v = vinduer("mottak").begin()
    v.open("/saker")
    v.select("Bydel", "Sagene")
    v.page.wait_for_url("**bydel=sagene**")
    v.select("Bydel", "Alna")
    v.page.wait_for_url("**bydel=alna**")
    before = kontor.log_size
    go_back(v)
    expect(v.page.get_by_role("combobox", name="Bydel")).to_have_value("sagene")
    expect(v.page.locator("#saker-antall")).to_contain_text("av 4")
    assert "liste_saker" in {each.handling for each in kontor.log(before)}
    go_back(v)
    expect(v.page.get_by_role("combobox", name="Bydel")).to_have_value("")
    expect(v.page.locator("#saker-antall")).to_contain_text("av 7")


@pytest.mark.parametrize(("before", "after"), [("/saker", "bydel=alna"), ("/saker/{}", "tidslinje=notater")])
def test_what_is_asked_for_in_place_is_permitted_and_logged_as_the_page_is(
    vinduer: Open, kontor: Kontor, saksnr: str, before: str, after: str
) -> None:
    v = vinduer("kari").begin()
    v.open(before.format(saksnr))
    sizes = [kontor.log_size]
    chip(v, "Notater").click() if "{}" in before else v.select("Bydel", "Alna")
    v.page.wait_for_url(f"**{after}**")
    expect(v.page.locator(".htmx-request")).to_have_count(0)
    sizes.append(kontor.log_size)
    v.open(v.page.url.removeprefix(v.adresse))
    found = [(each.ansatt, each.handling, each.utfall, each.felt) for each in kontor.log(sizes[0])]
    asked = sizes[1] - sizes[0]
    assert found[:asked] == found[asked:] != []


@pytest.mark.usefixtures("mange")
def test_with_names_shown_a_choice_waits_until_it_is_asked_for(vinduer: Open, kontor: Kontor) -> None:
    v = vinduer("mottak").begin()
    v.open("/saker?navn=ja")
    before = kontor.log_size
    v.select("Bydel", "Alna")
    v.page.wait_for_timeout(600)
    assert kontor.log_size == before
    with in_place(v):
        v.control("Vis saker").click()
        expect(v.page.locator("#saker-antall")).to_contain_text("av 3")
    assert "navn=ja" in v.page.url


def test_the_timeline_is_narrowed_in_place_and_who_the_case_is_about_is_not_asked_for_again(
    vinduer: Open, kontor: Kontor, saksnr: str
) -> None:
    v = vinduer("kari").begin()
    v.open(f"/saker/{saksnr}?vis=identitet")
    v.write("Nytt notat", TYPED)
    chip(v, "Notater").scroll_into_view_if_needed()
    place, before = v.page.evaluate(SCROLL), kontor.log_size
    assert place > 0
    with in_place(v):
        chip(v, "Notater").click()
        expect(chip(v, "Notater")).to_have_attribute("aria-current", "true")
        expect(entries(v)).to_have_count(3)
        expect(entries(v).first).to_contain_text(NOTE)
        expect(v.page.locator("#tidslinje-antall[role=status]")).to_have_text("Viser 3 av 5 i tidslinjen.")
        assert has_focus(chip(v, "Notater"))
        assert v.page.evaluate(SCROLL) == place
        expect(v.page.get_by_role("link", name="Skjul identitet")).to_be_visible()
        expect(v.field("Nytt notat")).to_have_value(TYPED)
        v.sees("Utkast lagret kl.")  # what was typed before is kept after
        assert without_fault(v)
    assert "identitet" not in v.page.url
    assert "person.navn" not in [felt for each in kontor.log(before) for felt in each.felt]


def test_older_entries_come_below_and_reading_goes_on_at_the_first_of_them(
    vinduer: Open, saksnr: str
) -> None:
    v = vinduer("kari", bredde=WIDTHS[1]).begin()
    v.open(f"/saker/{saksnr}")
    older = v.page.get_by_role("link", name=re.compile("^Vis eldre"))
    for shown in (6, 9):
        older.scroll_into_view_if_needed()
        place = v.page.evaluate(SCROLL)
        with in_place(v):
            older.click()
            expect(entries(v)).to_have_count(shown)
            assert has_focus(v.page.locator(f"#innslag-{shown - 2}"))
            assert v.page.evaluate(SCROLL) == place
    assert "vist=9" in v.page.url
    go_back(v)
    expect(entries(v)).to_have_count(6)


def test_the_session_that_an_answer_in_place_prolonged_is_warned_of_later(vinduer: Open, saksnr: str) -> None:
    v = vinduer("kari")
    v.page.clock.install()
    v.begin().open(f"/saker/{saksnr}")
    warning = v.page.get_by_role("dialog", name="Du blir snart logget ut")
    v.page.clock.fast_forward("12:00")
    chip(v, "Notater").click()
    expect(chip(v, "Notater")).to_have_attribute("aria-current", "true")
    v.page.clock.fast_forward("05:00")
    expect(warning).not_to_be_visible()
    v.page.clock.fast_forward("08:30")
    expect(warning).to_be_visible()


@pytest.fixture
def klar(kontor: Kontor) -> str:
    """A case that can begin its course since the second day it was here, ten days ago."""
    number = str(cases.case(kontor, "vurdering"))
    kontor.clock.forward(days=2)
    cases.prepare(kontor, number, "start_forlop")
    kontor.clock.forward(days=10)
    return number


def at_step(v: Vindu, saksnr: str) -> Vindu:
    v.begin().open(f"/saker/{saksnr}/steg/start_forlop")
    return v.write("Begrunnelse", WHY)


def begun(kontor: Kontor) -> list[tuple[str]]:
    return kontor.rows("select gjelder_fra from steg where hendelse = 'start_forlop'")


def day(v: Vindu, text: str) -> None:
    v.write("Steget gjelder fra", text)
    v.field("Steget gjelder fra").press("Tab")


def test_what_happens_from_another_day_is_told_in_place_and_then_one_press_takes_the_step(
    vinduer: Open, kontor: Kontor, klar: str
) -> None:
    v = at_step(vinduer("kari"), klar)
    with in_place(v):
        day(v, "20.01.2026")
        v.sees("Dette skjer når steget gjelder fra 20. januar")
        expect(v.page.locator("#steg-sagt[role=status]")).to_contain_text("20. januar")
        expect(v.field("Begrunnelse")).to_have_value(WHY)
        assert not has_focus(v.page.locator("body"))
        assert without_fault(v)
    assert begun(kontor) == []
    v.press("Start forløp").sees("Steget er ført.")
    assert begun(kontor) == [("2026-01-20",)]


def test_a_day_on_which_the_step_cannot_be_is_refused_in_place_and_what_was_typed_stands(
    vinduer: Open, kontor: Kontor, klar: str
) -> None:
    v = at_step(vinduer("kari"), klar)
    with in_place(v):
        day(v, "16.01.2026")  # before the consent was given
        v.sees("Steget kan ikke gjelde fra 16. januar").sees("Ikke mulig ennå")
        day(v, "31.12.2025")
        refused = v.page.get_by_role("alert")
        expect(refused).to_contain_text("Steget kan gjelde fra")
        expect(v.field("Begrunnelse")).to_have_value(WHY)
        assert without_fault(v)
        v.write("Steget gjelder fra", "18.01.2026")
        v.control(DAY).click()
        v.sees("Dette skjer når steget gjelder fra 18. januar")
        expect(refused).to_be_empty()
        assert has_focus(v.control(DAY))
        expect(v.page.get_by_text("Ikke mulig ennå")).to_have_count(0)
    assert begun(kontor) == []


def close_to_kari(w: Work, saksnr: str) -> bool:
    return tildeling.bar(w, saksnr, "kari", "Fetter.")


def hide(w: Work, saksnr: str) -> bool:
    return tildeling.protect(
        w, saksnr, "strengt_fortrolig", leder="klarert_leder", ansatte=["klarert1", "klarert2"]
    )


def test_a_session_that_has_ended_leads_to_log_in_and_never_into_the_page(
    vinduer: Open, kontor: Kontor, saksnr: str
) -> None:
    give_password(kontor, "kari", "Kari")
    v = vinduer("kari").begin()
    v.open(f"/saker/{saksnr}")
    kontor.clock.forward(minutes=16)
    with v.page.expect_navigation():
        chip(v, "Notater").click()
    assert v.tittel == "Logg inn i EXIN"
    assert v.page.locator("ol.tl").count() == 0


def test_a_session_that_has_ended_does_not_take_what_was_typed_along(
    vinduer: Open, kontor: Kontor, klar: str
) -> None:
    give_password(kontor, "kari", "Kari")
    v = at_step(vinduer("kari"), klar)
    kontor.clock.forward(minutes=16)
    day(v, "20.01.2026")
    dialog = v.page.get_by_role("dialog", name="Du er logget ut")
    expect(dialog).to_be_visible()
    expect(v.page.locator("textarea[name=begrunnelse]")).to_have_value(WHY)
    v.press("Fortsett")
    assert v.tittel == "Logg inn i EXIN"
    # Script that does not go where it is sent on to is told of as if it had not arrived there.
    assert set(v.klager) == {"kom ikke fram: /logg-inn net::ERR_ABORTED"}
    v.klager.clear()
    v.begin().open(f"/saker/{klar}/steg/start_forlop")
    expect(v.field("Begrunnelse")).to_have_value(WHY)


@pytest.mark.parametrize(("close", "status"), [(close_to_kari, 403), (hide, 404)])
def test_what_may_no_longer_be_read_is_answered_by_the_page_that_says_so(
    vinduer: Open, kontor: Kontor, saksnr: str, close: Callable[[Work, str], bool], status: int
) -> None:
    v = vinduer("kari").begin()
    v.open(f"/saker/{saksnr}")
    with kontor.work("kari") as w:
        close(w, saksnr)
    with v.page.expect_event("load"):
        chip(v, "Notater").click()
    assert [each.status for each in v.spurt[-2:]] == [status, status]
    assert (v.page.locator("ol.tl").count(), v.page.locator("h1").count()) == (0, 1)


def test_a_site_that_does_not_answer_is_said_and_what_is_shown_stands(vinduer: Open, saksnr: str) -> None:
    v = vinduer("kari").begin()
    v.open(f"/saker/{saksnr}")
    v.page.route("**/saker/**", lambda asked: asked.abort())
    said = v.page.get_by_role("alert").filter(has_text="EXIN svarte ikke")
    with in_place(v):
        chip(v, "Notater").click()
        expect(said).to_be_in_viewport()
        expect(entries(v)).to_have_count(3)
        assert without_fault(v)
        v.page.unroute_all()
        chip(v, "Notater").click()
        expect(chip(v, "Notater")).to_have_attribute("aria-current", "true")
        expect(said).to_have_count(0)
    assert len(v.klager) == 3  # the browser's two lines, and htmx's
    v.klager.clear()


def test_where_the_step_is_gone_a_choice_is_said_and_the_button_shows_the_page(
    vinduer: Open, kontor: Kontor, klar: str
) -> None:
    v = at_step(vinduer("kari"), klar)
    cases.advance(kontor, klar, "start_forlop")
    with in_place(v):
        day(v, "20.01.2026")
        expect(v.page.get_by_role("alert").filter(has_text="Velg «Vis hva")).to_be_in_viewport()
        expect(v.field("Begrunnelse")).to_have_value(WHY)
    v.press(DAY)
    assert v.spurt[-1].status == 409
    v.sees(WHY)


@pytest.mark.usefixtures("mange")
@pytest.mark.parametrize("skript", [True, False])
def test_the_same_is_reached_by_the_same_names_without_script(
    vinduer: Open, saksnr: str, klar: str, skript: bool
) -> None:
    v = vinduer("kari", skript=skript).begin()
    v.open(f"/saker/{saksnr}")
    chip(v, "Notater").click()
    expect(entries(v).first).to_contain_text(NOTE)
    v.page.get_by_role("link", name=re.compile("^Vis eldre")).click()
    expect(entries(v)).to_have_count(5)
    assert v.page.url.partition("#")[0].endswith("?tidslinje=notater&vist=6")

    at_step(v, klar).write("Steget gjelder fra", "20.01.2026")
    v.control(DAY).click()
    v.sees("Dette skjer når steget gjelder fra 20. januar")

    m = vinduer("mottak", skript=skript).begin()
    m.open("/saker")
    m.select("Bydel", "Alna").control("Vis saker").click()
    expect(m.page.locator("#saker-antall")).to_contain_text("av 3")
    m.page.get_by_role("columnheader", name=re.compile("^Sak")).get_by_role("link").click()
    m.page.wait_for_url("**bydel=alna&sorter=saksnr")
    assert m.page.locator("#saker tbody a").count() == 3


def test_what_is_loaded_keeps_nothing_in_the_browser_and_no_template_asks_it_to_run_words() -> None:
    script = (STATIC / "vendor/htmx/htmx.min.js").read_text("utf-8")
    assert [word for word in ("localStorage", "sessionStorage", "indexedDB") if word in script] == []
    written = [file.read_text("utf-8") for file in (STATIC.parent / "templates").rglob("*.html")]
    assert [text for text in written if re.search(r"hx-on|hx-\w+=[\"']js:|hx-trigger=\"[^\"]*\[", text)] == []
