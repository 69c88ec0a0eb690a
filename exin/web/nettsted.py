"""What the site has as long as it runs: the office, the templates, how often somebody may try to log in.

Must not hold anything of a request.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from exin import logs
from exin.casework.hus.innlogging import display_names
from exin.casework.hus.oppstart import anybody_can_log_in
from exin.settings import Settings
from exin.web.eier import Eier, owner_of
from exin.web.gjengivelse import Renderer, pages, renderer
from exin.web.oidc import Innlogging, log_in_at
from exin.web.takt import Takt
from exin.web.underveis import Underveis
from exin.work import Office

_NAMES_KEPT: Final = 60.0
"""Seconds."""


class Navneliste:
    """The names of staff, asked for once a minute: a new colleague is shown by the user name for so long at most."""

    def __init__(self) -> None:
        self.kept: Mapping[str, str] = {}
        """The names, by user name, as they were last asked for."""
        self._until = 0.0
        self._asking = threading.Lock()

    def of(self, office: Office) -> Mapping[str, str]:
        """The names, by user name. One thread asks for them, and the others wait for that one."""
        with self._asking:
            if time.monotonic() >= self._until:
                self.kept = display_names(office)
                self._until = time.monotonic() + _NAMES_KEPT
            return self.kept


class Ibruktaking:
    """Whether the house has been taken into use. Once it has, nobody asks any more: who may log in is log-in's own."""

    def __init__(self) -> None:
        self._done = False

    def done(self, office: Office, *, utsteder: str, lokal: bool) -> bool:
        """Whether anybody can log in. Raises LogUnavailable."""
        self._done = self._done or anybody_can_log_in(office, utsteder=utsteder, lokal=lokal)
        return self._done


@dataclass(frozen=True, kw_only=True)
class Nettsted:
    """The site, for as long as it runs."""

    office: Office
    settings: Settings
    folder: Path
    render: Renderer = field(default_factory=lambda: renderer(pages()))
    on_fault: Callable[[BaseException, str], object]
    """Told of what nobody foresaw, with the number of the request."""

    versjon: str = field(default_factory=lambda: version("exin-oslo"))
    oidc: Innlogging | None
    """The log-in provider, where the settings name one."""
    navnetakt: Takt
    """How often log-in may be tried by one name."""
    adressetakt: Takt
    """And from one address. All may come from the same one, where a web server stands in front."""

    apitakt: Takt
    """How often one member of staff may ask the API."""

    avvisningstakt: Takt
    """How often a refusal of one kind is noted: whoever sends them by the thousand fills no disk."""

    underveis: Underveis
    """Where those were going who have gone to the provider."""

    eier: Eier | None
    """Whoever runs it, where the settings name them."""

    navneliste: Navneliste = field(default_factory=Navneliste)
    ibruktaking: Ibruktaking = field(default_factory=Ibruktaking)

    def note_refused(self, arsak: str, number: str, sted: str = "") -> None:
        """Note that a request was turned away before any rule was asked: by a code, and the route's own name."""
        if self.avvisningstakt.allows(arsak):
            logs.note(
                self.folder, "avvist", arsak=arsak, feilnummer=number, **({"sted": sted} if sted else {})
            )

    def names(self) -> Mapping[str, str]:
        """How staff are shown, by user name; as it was a minute ago at most."""
        return self.navneliste.of(self.office)

    def names_kept(self) -> Mapping[str, str]:
        """The same, without asking for them: for the page that says that something cannot be asked for."""
        return self.navneliste.kept

    def oppstart(self) -> bool:
        """Whether the house is about to be taken into use: nobody can log in yet."""
        return not self.ibruktaking.done(
            self.office, utsteder=self.settings.oidc_utsteder, lokal=self.local_accounts
        )

    @property
    def produksjon(self) -> bool:
        """Whether real people's data are handled here."""
        return self.settings.production

    @property
    def sikker(self) -> bool:
        """Whether the site is reached by https."""
        return self.settings.lenke.startswith("https://")

    @property
    def verter(self) -> frozenset[str]:
        """The hosts by which the site is reached; in development the machine's own as well."""
        named = urlsplit(self.settings.lenke).hostname
        own = () if self.produksjon else ("127.0.0.1", "localhost", "[::1]")
        return frozenset([*own, *([named.lower()] if named else ())])

    @property
    def local_accounts(self) -> bool:
        """Whether one may log in by a password: on trial only, and where the library for it is installed."""
        return not self.produksjon and find_spec("argon2") is not None


def open_site(
    office: Office, settings: Settings, folder: Path, *, on_fault: Callable[[BaseException, str], object]
) -> Nettsted:
    """The site of an installation. Raises Misconfigured where its log-in or the owner's mark is not as it must be."""
    clock = office.means.clock
    return Nettsted(
        office=office,
        settings=settings,
        folder=folder,
        on_fault=on_fault,
        oidc=log_in_at(folder, settings, clock=clock),
        navnetakt=Takt(antall=10, vindu=timedelta(minutes=5), clock=clock),
        adressetakt=Takt(antall=200, vindu=timedelta(minutes=5), clock=clock),
        apitakt=Takt(antall=600, vindu=timedelta(minutes=1), clock=clock),
        avvisningstakt=Takt(antall=20, vindu=timedelta(minutes=5), clock=clock),
        underveis=Underveis(clock=clock),
        eier=owner_of(folder, settings),
    )
