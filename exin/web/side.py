"""One request: who asks, in which session, for what purpose; and the way from a view to a page.

Must not know any page. A block ends, and its events are durable, before a byte of what it gave is rendered.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from exin import begreper
from exin.actor import Caller
from exin.casework.sak.adgang import check_purpose
from exin.errors import InvalidInput
from exin.web import okter
from exin.web.eier import Eier
from exin.web.gjengivelse import address
from exin.web.hjelpetekster import help_of
from exin.web.meldinger import GJORT
from exin.web.meny import SAKER, Bruker, Punkt, first_of, menu_of, user_of
from exin.web.sakshjelp import Hjelp
from exin.web.skjema import CSRF, FORMAL, Skjema, equal, from_own_site
from exin.work import Reading, Work
from policies import Action, Door, Purpose, Role, default_purpose, must_say_why, purposes_for

if TYPE_CHECKING:
    from exin.casework.hus.okter import OktVisning
    from exin.web.nettsted import Nettsted

_FIGURES: Final = 10
"""More than any number has that an address asks for."""


@dataclass(frozen=True, kw_only=True, repr=False)
class Side:
    """One request, and what every page needs of it."""

    request: Request
    nettsted: "Nettsted"
    okt: "OktVisning | None"
    for_sent: "OktVisning | None" = None
    """The session, where it ended by itself before this was sent: what was typed is kept for its owner."""
    formal: str | None = None
    """The purpose that was stated."""
    sidens_formal: Purpose | None = None
    """The one that follows from the page, for a lead who stated none: what is read beside its act is read for it."""
    uten_okt: str = ""
    """The token of forms before log-in: the browser's, or a new one that it is given with the page."""
    om_feil: bool = False
    """Whether it is the page of an error, which asks the database for nothing of its own."""

    @classmethod
    def of(cls, request: Request, skjema: Skjema | None = None, handling: object = None) -> "Side":
        """What a request is: session by its cookie, purpose as stated in the form or the address."""
        nettsted: Nettsted = request.app.state.nettsted
        okt, late = okter.of_request(nettsted, request)
        stated = (skjema.maybe(FORMAL) if skjema else None) or request.query_params.get(FORMAL) or None
        token = "" if okt else okter.before_login(nettsted, request) or okter.new_token()
        follows = None
        if okt is not None and okt.rolle == Role.TEAMLEDER and isinstance(handling, Action):
            follows = default_purpose(handling, Role.TEAMLEDER)
        return cls(
            request=request,
            nettsted=nettsted,
            okt=okt,
            for_sent=late,
            formal=stated,
            sidens_formal=follows,
            uten_okt=token,
        )

    # -- may it go on at all -----------------------------------------------------------------------

    def turned_away(self, handling: object) -> Response | None:
        """To the log-in page, where the route needs a session and there is none."""
        needed = isinstance(handling, Action) and self.okt is None
        return okter.to_login(self.request) if needed else None

    def asked_why(self, handling: object, skjema: Skjema | None = None) -> Response | None:
        """The question why, before anything is looked up: a lead reads to lead or to follow up, and knows alone which.

        A page of a case reads the case, whatever else it is for. What was sent goes along with the answer.
        """
        if not isinstance(handling, Action) or self.okt is None or self.formal is not None:
            return None
        role = Role(self.okt.rolle)
        reads_case = skjema is None and "saksnr" in self.request.path_params
        if not must_say_why(handling, role, reads_case=reads_case):
            return None
        choices = [(each.value, begreper.formal(each)) for each in purposes_for(role)]
        sent = skjema.every() if skjema else self.request.query_params.multi_items()
        along = [(name, value) for name, value in sent if name != FORMAL]
        return self.show("sider/formal.html", valg=choices, med=along, metode="post" if skjema else "get")

    def forged(self, skjema: Skjema) -> Response | None:
        """An answer where the form was not made by this site for this session."""
        wanted, own = self.csrf, from_own_site(self.request, sikker=self.nettsted.sikker)
        if wanted and own and equal(skjema.felt.get(CSRF, ""), wanted):
            return None
        self.nettsted.note_refused(
            "fremmed_skjema", self.foresporsel, getattr(self.request.scope.get("route"), "name", "")
        )
        text = "Skjemaet kom ikke fra en side som er åpen her nå. Gå tilbake, last siden på nytt, og send det igjen."
        return self.show("sider/stopp.html", status=HTTPStatus.FORBIDDEN, tekst=text)

    # -- the door -----------------------------------------------------------------------------------

    @property
    def caller(self) -> Caller:
        """Who asks, as the door wants it. Raises InvalidInput for a purpose that is none."""
        if self.formal is not None and self.formal not in set(Purpose):
            raise InvalidInput("ukjent_formal", FORMAL)
        return Caller(
            dor=Door.WEB,
            brukernavn=self.okt.brukernavn if self.okt else None,
            okt=self.okt.id if self.okt else None,
            formal=Purpose(self.formal) if self.formal else self.sidens_formal,
        )

    @contextmanager
    def read(self) -> Iterator[Reading]:
        """A read block. Show what it gave after it has ended."""
        with self.nettsted.office.read(self.caller) as r:
            check_purpose(r)
            yield r

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A write block. What it changed is read by another page."""
        with self.nettsted.office.work(self.caller) as w:
            check_purpose(w)
            yield w

    # -- what templates read ------------------------------------------------------------------------

    @property
    def csrf(self) -> str:
        """The token of this session's forms; before log-in, that of the browser's own cookie."""
        return self.okt.csrf if self.okt else self.uten_okt

    @property
    def bruker(self) -> Bruker | None:
        """Who is logged in."""
        return user_of(self.okt, self.navn(self.okt.brukernavn)) if self.okt else None

    @property
    def meny(self) -> tuple[Punkt, ...]:
        """What the menu offers to that one."""
        return menu_of(self.okt, self.sti) if self.okt else ()

    @property
    def kan_soke(self) -> bool:
        """Whether the search is offered: to whom the list of cases is."""
        return self.tilbyr(SAKER)

    def tilbyr(self, url: str) -> bool:
        """Whether the menu offers that page."""
        return any(punkt.url == url for punkt in self.meny)

    @property
    def forste_side(self) -> Punkt:
        """Where one begins."""
        return first_of(self.okt)

    @property
    def sti(self) -> str:
        """The path that was asked for."""
        return self.request.url.path

    @property
    def hjelp(self) -> Hjelp | None:
        """The help of this page. The page of an error has none: what it is about is not this page."""
        route = self.request.scope.get("route")
        return None if self.om_feil else help_of(getattr(route, "path", ""))

    @property
    def foresporsel(self) -> str:
        """The number of this request, for whoever has to report a fault."""
        return str(self.request.state.foresporsel)

    @property
    def melding(self) -> str | None:
        """What was just done, said once by the page that one came to."""
        return GJORT.get(self.request.query_params.get("gjort", ""))

    @property
    def dag(self) -> date:
        """Today."""
        return self.nettsted.office.means.today()

    @property
    def miljo(self) -> str | None:
        """What stands on top where the persons are invented."""
        return None if self.nettsted.produksjon else "Testmiljø – alle personer og hendelser er oppdiktet"

    @property
    def eier(self) -> Eier | None:
        """Whoever runs it, beside the mark."""
        return self.nettsted.eier

    @property
    def versjon(self) -> str:
        """The release."""
        return self.nettsted.versjon

    @property
    def sekunder_igjen(self) -> int | None:
        """Seconds until the session ends by itself, if nothing more is asked for."""
        return okter.seconds_left(self.nettsted, self.okt) if self.okt else None

    @cached_property
    def navneliste(self) -> Mapping[str, str]:
        """How colleagues are shown, by user name: asked for once in a request, before anything is rendered."""
        return self.nettsted.names_kept() if self.om_feil else self.nettsted.names()

    def navn(self, brukernavn: str | None) -> str | None:
        """How a colleague is shown."""
        return self.navneliste.get(brukernavn, brukernavn) if brukernavn else None

    def asked_number(self, navn: str, *, ellers: int, hoyst: int) -> int:
        """A whole number that the address asks for, from 1 to `hoyst`; `ellers` where it says none."""
        text = self.request.query_params.get(navn, "")
        if not (text.isascii() and text.isdigit()):
            return ellers
        return min(max(int(text[:_FIGURES]), 1), hoyst)

    # -- answers ------------------------------------------------------------------------------------

    def show(self, template: str, *, status: HTTPStatus = HTTPStatus.OK, **content: Any) -> HTMLResponse:  # noqa: ANN401
        """A page."""
        if self.okt is not None:
            self.navn(self.okt.brukernavn)  # a template must not be the first to ask for the names
        text = self.nettsted.render(template, {"side": self, "feil": {}, **content})
        return HTMLResponse(text, status_code=int(status))

    def go_on(self, *parts: str, gjort: str | None = None, **query: str | int | None) -> RedirectResponse:
        """To the page that shows what was done. `gjort`: a code from the table of what can be said of it."""
        query.setdefault(FORMAL, self.formal)
        return RedirectResponse(address(*parts, gjort=gjort, **query), status_code=int(HTTPStatus.SEE_OTHER))
