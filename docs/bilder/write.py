"""Takes docs/bilder/*.png: every page of the site with the demonstration in it, in the machine's own Chromium.

`python -m docs.bilder.write` takes all of them, or those named: `... write sak min-dag`. Must not show anybody real,
nor depend on the day it is run on: the house has a clock of its own.
"""

import argparse
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from docs.bilder.hus import Klokke, by, furnish
from docs.bilder.liste import BILDER, Bilde
from docs.bilder.png import packed
from exin.app import Installation
from exin.casework.hus import okter
from exin.casework.hus.okter import Metode
from exin.web.site import make_site
from exin.web.tjener import listen, serve

HERE: Final = Path(__file__).parent
_PROGRAM: Final = "EXIN_TEST_CHROMIUM"
_COOKIE: Final = "exin-okt"
_HEIGHT: Final = 900
_AT_REST: Final = """() => {
    for (const each of document.querySelectorAll(".nummer")) each.textContent = "01".repeat(16); // the request's own
    for (const each of document.querySelectorAll("[data-maskintid]")) each.textContent = "i dag kl. 09.00";
    return document.fonts.ready.then(() => null);
}"""
_SEND: Final = "form => form.requestSubmit(form.querySelector('.next button'))"


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("navn", nargs="*", help="only these")
    names = parser.parse_args().navn
    wanted = [each for each in BILDER if not names or each.navn in names]
    unknown = set(names) - {each.navn for each in BILDER}
    if unknown:
        sys.exit(f"No such picture: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="exin-bilder-") as folder:
        house, parts = furnish(Path(folder) / "var", Klokke())
        with served(house) as address, browser() as started:
            _take_all(wanted, Kamera(house, parts, address, started))
        house.close()
    if not names:
        _remove_others()


@contextmanager
def served(house: Installation) -> Iterator[str]:
    """The site of the demonstration, on a free port."""
    site = make_site(house.office, house.settings, house.folder, on_fault=_note)
    sock, stop = listen("127.0.0.1", 0), threading.Event()
    sock.listen()
    running = threading.Thread(target=serve, args=(site, sock, stop))
    running.start()
    try:
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
    finally:
        stop.set()
        running.join()


def _note(error: BaseException, _number: str) -> None:
    print(f"fault: {type(error).__name__}", file=sys.stderr)  # noqa: T201 - a command's own output


@contextmanager
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    path = os.environ.get(_PROGRAM) or shutil.which("chromium")
    if path is None:
        sys.exit(f"Chromium is needed for the pictures: install it, or name it with {_PROGRAM}.")
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=["--disable-gpu", *flags])
        yield started
        started.close()


class Kamera:
    """Takes pictures of the site, logged in as whoever a picture is for."""

    def __init__(self, house: Installation, parts: Mapping[str, str], address: str, started: Browser) -> None:
        self._house, self._parts, self._address, self._browser = house, parts, address, started
        self._pages: dict[tuple[str | None, int], Page] = {}
        self._workbench = started.new_page()

    def take(self, bilde: Bilde) -> bytes:
        """The whole page, as it is when it has come to rest."""
        page = self._page(bilde.hvem, bilde.bredde)
        path = bilde.rute.format(saksnr=bilde.sak, **self._parts) + bilde.sporring
        page.goto(self._address + path)
        if bilde.feil:
            with page.expect_navigation():
                page.locator("main form[data-vakt]").evaluate(_SEND)
        if bilde.sok:
            page.get_by_role("searchbox").fill(bilde.sok)
            with page.expect_navigation():
                page.keyboard.press("Enter")
        page.evaluate(_AT_REST)
        height = min(page.evaluate("document.documentElement.scrollHeight"), bilde.hoyde)
        clip: FloatRect = {"x": 0, "y": 0, "width": bilde.bredde, "height": height}
        return packed(page.screenshot(full_page=True, clip=clip, animations="disabled"), self._workbench)

    def _page(self, hvem: str | None, bredde: int) -> Page:
        if (hvem, bredde) not in self._pages:
            context = self._browser.new_context(
                viewport={"width": bredde, "height": _HEIGHT},
                locale="nb-NO",
                timezone_id="Europe/Oslo",
                reduced_motion="reduce",
            )
            if hvem is not None:
                begun = okter.begin(self._house.office, by(hvem), Metode.LOKAL)
                context.add_cookies([{"name": _COOKIE, "value": begun.hemmelighet, "url": self._address}])
            self._pages[hvem, bredde] = context.new_page()
        return self._pages[hvem, bredde]


def _take_all(wanted: list[Bilde], kamera: Kamera) -> None:
    for bilde in wanted:
        (HERE / f"{bilde.navn}.png").write_bytes(kamera.take(bilde))
    total = sum(each.stat().st_size for each in HERE.glob("*.png"))
    print(f"{len(wanted)} pictures; {total / 1_000_000:.1f} MB in all")  # noqa: T201 - a command's own output


def _remove_others() -> None:
    """A page that is gone has no picture."""
    known = {each.navn for each in BILDER}
    for path in HERE.glob("*.png"):
        if path.stem not in known:
            path.unlink()


if __name__ == "__main__":
    main()
