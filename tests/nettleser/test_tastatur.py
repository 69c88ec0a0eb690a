"""The pages by keyboard alone: past the menu, through every control, with the place of focus always to be seen."""

from typing import Any, Final

import pytest

from tests.helpers.axe import Omvisning
from tests.helpers.nettleser import HEIGHT, WIDTHS, Vindu
from tests.helpers.sideliste import Sidevalg

SAK: Final = Sidevalg(rute="/saker/{saksnr}", sak="vurdering")
PAGES: Final = (
    SAK,
    Sidevalg(rute="/saker"),
    Sidevalg(rute="/henvendelse", hvem="mottak"),
    Sidevalg(rute="/saker/{saksnr}/steg/frafall"),
)

CONTROLS: Final = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
COUNT: Final = """selector => {
    const shown = [...document.querySelectorAll(selector)].filter(each =>
        each.checkVisibility() && each.tabIndex >= 0 && !each.closest("dialog"));
    const groups = new Set(shown.filter(each => each.type === "radio").map(each => each.name));
    return shown.filter(each => each.type !== "radio").length + groups.size;
}"""
FOCUS: Final = """() => {
    const now = document.activeElement;
    if (now === document.body) return null;
    const box = now.getBoundingClientRect();
    const around = [now, now.nextElementSibling, now.parentElement].filter(Boolean);
    const ringed = around.some(each => {
        const style = getComputedStyle(each);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
    });
    const hit = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 20) / 2);
    return {
        where: now.outerHTML.slice(0, 80),
        ringed,
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && (hit === null || !hit.closest("header.top") ||
            Boolean(now.closest("header.top"))),
    };
}"""


def at_the_top(v: Vindu) -> Vindu:
    v.page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    return v


def test_the_first_stop_leads_past_the_menu(omvisning: Omvisning) -> None:
    page = at_the_top(omvisning.show(SAK)).page
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Hopp til hovedinnhold")
    assert skip.evaluate("each => each === document.activeElement && each.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("valg", PAGES, ids=[each.navn for each in PAGES])
@pytest.mark.parametrize("bredde", [WIDTHS[0], WIDTHS[-1]])
def test_every_control_is_reached_in_turn_and_the_place_of_focus_is_always_seen(
    omvisning: Omvisning, valg: Sidevalg, bredde: int
) -> None:
    page = omvisning.show(valg).page
    page.set_viewport_size({"width": bredde, "height": HEIGHT})
    stops: list[dict[str, Any]] = []
    for _ in range(200):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None or stop in stops[:1]:  # round again
            break
        stops.append(stop)
    assert [each["where"] for each in stops if not each["ringed"]] == []
    assert [each["where"] for each in stops if not each["seen"]] == []
    assert len(stops) == page.evaluate(COUNT, CONTROLS)


def test_the_summary_of_errors_leads_to_each_field(omvisning: Omvisning) -> None:
    v = at_the_top(omvisning.show(Sidevalg(rute="/henvendelse", hvem="mottak")))
    v.press("Registrer henvendelsen")
    summary = v.page.get_by_role("alert", name="Rett dette før du går videre")
    assert summary.evaluate("each => each === document.activeElement")
    links = summary.get_by_role("link").all()
    assert len(links) >= 4
    for link in links:
        link.press("Enter")
        wanted = (link.get_attribute("href") or "").removeprefix("#")
        assert v.page.evaluate("document.activeElement.id") == wanted
        described = v.page.evaluate(
            "(document.activeElement.closest('fieldset') || document.activeElement).getAttribute('aria-describedby')"
        )
        assert f"{wanted}-feil" in described.split()


def test_a_note_is_written_and_sent_by_keyboard_alone(omvisning: Omvisning) -> None:
    v = at_the_top(omvisning.show(SAK))
    note = v.field("Nytt notat")
    for _ in range(100):
        v.page.keyboard.press("Tab")
        if note.evaluate("each => each === document.activeElement"):
            break
    v.page.keyboard.type("Skrevet uten mus.")
    v.page.keyboard.press("Tab")
    v.page.keyboard.press("Tab")
    with v.page.expect_navigation():
        v.page.keyboard.press("Enter")
    v.sees("Notatet er lagret.").sees("Skrevet uten mus.")
