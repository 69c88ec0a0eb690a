"""Every page and every form with errors, looked at by axe-core, at the widths of a desk, a telephone and a close-up."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import axe_playwright_python
import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page

from exin.web.sider import ROUTERS
from tests.helpers.nettleser import WIDTHS, Open, Vindu, served, windows
from tests.helpers.office import copy_in_files
from tests.helpers.sideliste import NOT_SHOWN, PAGES, Scene, Sidevalg, set_up

AXE: Final = Path(str(axe_playwright_python.__file__)).with_name("axe.min.js").read_text(encoding="utf-8")
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW: Final = WIDTHS[-1]

_LOOK = "options => axe.run(document, options)"
_SPOIL = """form => {
    for (const each of form.querySelectorAll("input[type=text], input[type=tel], input[type=email], textarea"))
        each.value = each.closest("[data-dato]") ? "x" : "";
    for (const each of form.querySelectorAll("input[type=radio], input[type=checkbox]")) each.checked = false;
    for (const each of form.querySelectorAll("select")) each.value = "";
    const buttons = form.querySelectorAll("button[type=submit]:not([name])");
    form.requestSubmit(buttons[buttons.length - 1]);
}"""


@pytest.fixture(scope="module")
def sett(chromium: Browser, mal: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator["Sett"]:
    with copy_in_files(mal, tmp_path_factory.mktemp("sider") / "var") as kontor:
        scene = set_up(kontor)
        with served(kontor) as adresse, windows(chromium, kontor, adresse) as open_one:
            yield Sett(scene, open_one)


class Sett:
    """A scene, and one window for each who looks at it."""

    def __init__(self, scene: Scene, open_one: Open) -> None:
        self.scene = scene
        self._open = open_one
        self._windows: dict[str | None, Vindu] = {}

    def window(self, hvem: str | None) -> Vindu:
        if hvem not in self._windows:
            opened = self._open(hvem or "")
            self._windows[hvem] = opened.begin() if hvem else opened
        return self._windows[hvem]

    def show(self, valg: Sidevalg) -> Page:
        v = self.window(valg.hvem)
        v.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        assert v.open(self.scene.path(valg)).status == valg.status
        return v.page


def faults(page: Page) -> list[str]:
    """What axe-core finds at each width, by rule and place; and whether the page is wider than a narrow window."""
    page.evaluate(AXE)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
        seen: dict[str, Any] = page.evaluate(_LOOK, options)
        found += [
            f"{width} px: {each['id']}: {node['target']}" for each in seen["violations"] for node in each["nodes"]
        ]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [*found, f"{wide} px bredere enn {NARROW}"] if wide > 0 else found


def test_the_list_has_every_page_of_the_site() -> None:
    routes = {
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in route.methods
    }
    assert routes - NOT_SHOWN == {each.rute for each in PAGES}


@pytest.mark.parametrize("valg", PAGES, ids=[each.navn for each in PAGES])
def test_a_page_has_no_fault_that_axe_finds_and_none_as_a_form_with_errors(sett: Sett, valg: Sidevalg) -> None:
    page = sett.show(valg)
    assert faults(page) == []
    form = page.locator("main form[data-vakt]")
    if not form.count():
        return
    with page.expect_navigation() as answer:
        form.evaluate(_SPOIL)
    assert answer.value.status == 422
    assert page.title().startswith("Feil: ")
    assert page.evaluate("document.activeElement.matches('[data-feil]')")
    assert faults(page) == []
