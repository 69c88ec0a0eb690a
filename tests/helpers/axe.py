"""What axe-core and a ruler find on a page, at the widths of a desk, a telephone and a close-up.

Must not forgive: a rule that is left out here is broken on every page.
"""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any, Final

from playwright.sync_api import Page

from tests.helpers.nettleser import HEIGHT, WIDTHS, Open, Vindu
from tests.helpers.office import Kontor
from tests.helpers.sideliste import Scene, Sidevalg

_AXE: Final = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OPTIONS: Final = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": _TAGS}}


def faults(page: Page, widths: Sequence[int] = WIDTHS) -> list[str]:
    """By width, rule and place, at these widths; and what is wider than the window, at all."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        found += _seen(page, width) if width in widths else []
        too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found += [f"{width} px: {too_wide} for bred"] if too_wide > 0 else []
    return found


def _seen(page: Page, width: int) -> list[str]:
    seen: dict[str, Any] = page.evaluate("options => axe.run(document, options)", _OPTIONS)
    return [
        f"{width} px: {each['id']}: {node['target']}" for each in seen["violations"] for node in each["nodes"]
    ]


class Omvisning:
    """A scene, and one window for each who looks at it."""

    def __init__(self, kontor: Kontor, scene: Scene, open_one: Open) -> None:
        self.kontor, self.scene = kontor, scene
        self._open = open_one
        self._windows: dict[str | None, Vindu] = {}

    def window(self, hvem: str | None) -> Vindu:
        """The window of somebody who is logged in, or of nobody."""
        if hvem not in self._windows:
            opened = self._open(hvem or "")
            opened.page.context.add_init_script(_AXE)  # sent once, not with each page
            self._windows[hvem] = opened.begin() if hvem else opened
        return self._windows[hvem]

    def show(self, valg: Sidevalg) -> Vindu:
        """A page of the list, at its full width."""
        v = self.window(valg.hvem)
        v.page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        assert v.open(self.scene.path(valg)).status == valg.status
        return v
