"""Staff at a real browser: Debian's Chromium before the real site, in windows that share nothing.

Must not help a person along: what is pressed, chosen and read is found by the names that the page shows, and after the
front page no address is typed. Whatever the browser had to say besides the page is kept, and a test fails on it.
"""

import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect, sync_playwright

from exin.actor import Caller
from exin.casework.hus import innlogging, okter
from exin.casework.hus.okter import Metode
from exin.web.site import make_site
from exin.web.tjener import listen, serve
from policies import Door
from tests.helpers.nettsted import COOKIE
from tests.helpers.office import Kontor
from tests.helpers.stab import together

VARIABLE: Final = "EXIN_TEST_CHROMIUM"
"""Names the browser's program, where it is not `chromium` on the path."""

PASSORD: Final = "rolig hest under granen"
"""Of every account that logs in by the form."""

WIDTHS: Final = (1440, 390, 320)
"""Of a desk, a telephone, and a page enlarged four times."""

HEIGHT: Final = 900

_PATIENCE_MS: Final = 20_000
_OPTIONAL: Final = r"( \(valgfritt\))?"
_STATUS_OF_PAGE: Final = re.compile(r"Failed to load resource: the server responded with a status of (\d{3})")
_REFUSED: Final = range(400, 500)


def program(elsewhere: Callable[[str, str], str]) -> str:
    """The browser's program; `elsewhere` says what to do where there is none (the fixture `real_server`)."""
    return os.environ.get(VARIABLE) or shutil.which("chromium") or elsewhere("Chromium", VARIABLE)


@contextmanager
def browser(path: str) -> Iterator[Browser]:
    """A browser, ended with the `with`."""
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=["--disable-gpu", *flags])
        yield started
        started.close()


@contextmanager
def served(kontor: Kontor, *, expected: tuple[str, ...] = ()) -> Iterator[str]:
    """The site of an office on a port of its own, by the office's clock; the address.

    Fails at the end where it noted other faults than those expected, by the names of their types.
    """
    faults: list[str] = []
    site = make_site(
        kontor.office,
        kontor.installation.settings,
        kontor.folder,
        on_fault=lambda error, _number: faults.append(type(error).__name__),
    )
    sock, stop = listen("127.0.0.1", 0), threading.Event()
    host, port = sock.getsockname()
    running = threading.Thread(target=serve, args=(site, sock, stop))
    running.start()
    try:
        _wait_for(host, port)
        yield f"http://{host}:{port}"
    finally:
        stop.set()
        running.join()
    assert tuple(faults) == expected


def _wait_for(host: str, port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError


def give_password(kontor: Kontor, who: str, navn: str) -> None:
    """Let somebody log in by the form, and be shown by a name."""
    together(kontor, who, lambda w: innlogging.set_password(w, who, PASSORD))
    with kontor.work("admin") as w:
        innlogging.set_display_name(w, who, navn)


@dataclass(frozen=True, slots=True)
class Foresporsel:
    """What a window asked the site for, and how it was answered."""

    metode: str
    sti: str
    status: int


@dataclass(kw_only=True)
class Vindu:
    """A window of one person's browser."""

    kontor: Kontor
    adresse: str
    page: Page
    hvem: str
    spurt: list[Foresporsel] = field(default_factory=list)
    """What was asked for, static files left out."""
    klager: list[str] = field(default_factory=list)
    """What the browser said that nobody wants to hear."""

    # -- in and out ----------------------------------------------------------------------------------

    def log_in(self) -> Self:
        """By the form, from the front page."""
        self.page.goto(self.adresse)
        return self.log_in_here()

    def log_in_here(self) -> Self:
        """By the form, on the page that one was sent to."""
        self.write("Brukernavn", self.hvem)
        self.write("Passord", PASSORD)
        return self.press("Logg inn")

    def begin(self) -> Self:
        """A session as log-in begins it once it is sure who it is, for tests that are not about log-in."""
        caller = Caller(dor=Door.WEB, brukernavn=self.hvem)
        secret = okter.begin(self.kontor.office, caller, Metode.LOKAL).hemmelighet
        self.page.context.add_cookies([{"name": COOKIE, "value": secret, "url": self.adresse}])
        return self

    def open(self, path: str) -> Response:
        """An address that is typed: for tests that are not about finding the way."""
        answer = self.page.goto(f"{self.adresse}{path}")
        assert answer is not None
        return answer

    # -- what a person does ---------------------------------------------------------------------------

    def press(self, navn: str, *, i: str | None = None) -> Self:
        """A button or link, by its whole name; there is one of it on the page, or in the part named. A page follows."""
        with self.page.expect_navigation():
            self.control(navn, i=i).click()
        return self

    def control(self, navn: str, *, i: str | None = None) -> Locator:
        """That button or link."""
        where: Page | Locator = self.page if i is None else self.part(i)
        name = re.compile(rf"^{re.escape(navn)}$")
        return where.get_by_role("button", name=name).or_(where.get_by_role("link", name=name))

    def write(self, ledetekst: str, tekst: str) -> Self:
        """Type into a field, by its label."""
        self.field(ledetekst).fill(tekst)
        return self

    def field(self, ledetekst: str) -> Locator:
        """A field that is typed into."""
        return self.page.get_by_role("textbox", name=_named(ledetekst))

    def select(self, ledetekst: str, valg: str) -> Self:
        """Choose from a list that opens."""
        self.page.get_by_role("combobox", name=_named(ledetekst)).select_option(label=valg)
        return self

    def choose(self, gruppe: str, valg: str) -> Self:
        """One of several, by what the group asks and how the answer begins."""
        group = self.page.get_by_role("radiogroup", name=_named(gruppe))
        group.get_by_role("radio", name=re.compile(rf"^{re.escape(valg)}(?![\w-])")).check()
        return self

    # -- what a person sees -----------------------------------------------------------------------------

    def part(self, navn: str) -> Locator:
        """A part of the page, by its heading; or a menu, by its name."""
        regions = self.page.get_by_role("region", name=navn, exact=True)
        return regions.or_(self.page.get_by_role("navigation", name=navn, exact=True))

    def sees(self, tekst: str, *, i: str | None = None) -> Self:
        """Wait until it stands there for all to see."""
        where: Page | Locator = self.page if i is None else self.part(i)
        expect(where.get_by_text(tekst).filter(visible=True).first).to_be_visible()
        return self

    @property
    def tittel(self) -> str:
        """The heading of the page."""
        return self.page.get_by_role("heading", level=1).inner_text()

    # -- what the browser says ----------------------------------------------------------------------------

    def listen(self, context: BrowserContext) -> None:
        """Keep what it says from now on."""
        host = urlsplit(self.adresse).netloc
        context.on("console", lambda said: self._heard(said.type, said.text))
        context.on("weberror", lambda fault: self.klager.append(f"feil i skript: {fault.error}"))
        context.on("requestfailed", lambda asked: self._failed(_path(asked.url), asked.failure))
        context.on("request", lambda asked: self._asked(asked.url, host))
        context.on("response", self._answered)

    def _failed(self, path: str, why: str | None) -> None:
        # The icon is fetched behind the page, and given up by whoever leaves at once.
        if not (path.startswith("/statisk/merke.svg") and why == "net::ERR_ABORTED"):
            self.klager.append(f"kom ikke fram: {path} {why}")

    def _heard(self, kind: str, text: str) -> None:
        status = _STATUS_OF_PAGE.match(text)
        if status is None or int(status[1]) not in _REFUSED:
            self.klager.append(f"{kind}: {text}")

    def _asked(self, url: str, host: str) -> None:
        if not url.startswith("data:") and urlsplit(url).netloc != host:
            self.klager.append(f"spurte en annen: {urlsplit(url).netloc}")

    def _answered(self, answer: Response) -> None:
        path = _path(answer.url)
        if not path.startswith("/statisk/"):
            self.spurt.append(Foresporsel(answer.request.method, path, answer.status))


def _named(label: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(label)}{_OPTIONAL}$")


def _path(url: str) -> str:
    return urlsplit(url).path


Open = Callable[..., Vindu]
"""Opens a window: `open("kari", skript=False)`."""


@contextmanager
def windows(started: Browser, kontor: Kontor, adresse: str) -> Iterator[Open]:
    """Windows at a site, each with cookies of its own. At the end none may have said anything."""
    opened: list[Vindu] = []

    def open_one(hvem: str, *, skript: bool = True, bredde: int = WIDTHS[0], **options: Any) -> Vindu:  # noqa: ANN401
        context = started.new_context(
            viewport={"width": bredde, "height": HEIGHT},
            java_script_enabled=skript,
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(_PATIENCE_MS)
        expect.set_options(timeout=_PATIENCE_MS)
        vindu = Vindu(kontor=kontor, adresse=adresse, page=context.new_page(), hvem=hvem)
        vindu.listen(context)
        opened.append(vindu)
        return vindu

    try:
        yield open_one
    finally:
        for each in opened:
            each.page.context.close()
    said = [klage for each in opened for klage in each.klager]
    assert said == [], said
