"""One request: who asks, in which session, for what purpose; and the way from a view to a page.

Must not know any page. A block ends, and its events are durable, before a byte of what it gave is rendered.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from exin.actor import Caller
from exin.casework.adgang import check_purpose
from exin.errors import InvalidInput
from exin.web import okter
from exin.web.gjengivelse import address
from exin.web.meldinger import GJORT
from exin.web.meny import Bruker, Punkt, menu_of, user_of
from exin.web.skjema import CSRF, FORMAL, Skjema, equal, from_own_site
from exin.work import Reading, Work
from policies import Action, Door, Purpose, Role, default_purpose, purposes_for

if TYPE_CHECKING:
    from exin.casework.okter import OktVisning
    from exin.web.nettsted import Nettsted

FORMAL_ORD: Final[Mapping[Purpose, str]] = {
    Purpose.MOTTAK: "Mottak",
    Purpose.VURDERING: "Vurdering",
    Purpose.OPPFOLGING: "Oppfølging",
    Purpose.LEDELSE: "Ledelse",
    Purpose.KONTROLL: "Kontroll",
    Purpose.INNSYN: "Innsyn",
    Purpose.DRIFT: "Drift",
}
"""The purposes as people read them."""


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

    @classmethod
    def of(cls, request: Request, skjema: Skjema | None = None, handling: object = None) -> "Side":
        """What a request is: session by its cookie, purpose as stated in the form or the address."""
        nettsted: Nettsted = request.app.state.nettsted
        okt, late = okter.of_request(nettsted, request)
        stated = (skjema.maybe(FORMAL) if skjema else None) or request.query_params.get(FORMAL) or None
        token = "" if okt else okter.before_login(request) or okter.new_token()
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
        """To the log-in page, where the route needs a session and there is none; or asked why, where only they know."""
        if not isinstance(handling, Action):
            return None
        if self.okt is None:
            return okter.to_login(self.request)
        return self._ask_why(handling)

    def _ask_why(self, handling: Action) -> Response | None:
        """A lead reads a case to lead or to follow up; only the lead knows which."""
        if self.formal is not None or self.request.method != "GET" or self.okt is None:
            return None
        role = Role(self.okt.rolle)
        if default_purpose(handling, role, tilstand="henvendelse") is not None:
            return None
        choices = [(each.value, FORMAL_ORD[each]) for each in purposes_for(role)]
        query = [(name, value) for name, value in self.request.query_params.multi_items() if name != FORMAL]
        return self.show("sider/formal.html", valg=choices, query=query)

    def forged(self, skjema: Skjema) -> Response | None:
        """An answer where the form was not made by this site for this session."""
        wanted, own = self.csrf, from_own_site(self.request, sikker=self.nettsted.sikker)
        if wanted and own and equal(skjema.felt.get(CSRF, ""), wanted):
            return None
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
    def sti(self) -> str:
        """The path that was asked for."""
        return self.request.url.path

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
    def eier(self) -> str | None:
        """The name of whoever runs it, beside the mark."""
        return self.nettsted.eier

    @property
    def versjon(self) -> str:
        """The release."""
        return self.nettsted.versjon

    @property
    def sekunder_igjen(self) -> int | None:
        """Seconds until the session ends by itself, if nothing more is asked for."""
        return okter.seconds_left(self.nettsted, self.okt) if self.okt else None

    def navn(self, brukernavn: str | None) -> str | None:
        """How a colleague is shown."""
        return self.nettsted.names().get(brukernavn, brukernavn) if brukernavn else None

    # -- answers ------------------------------------------------------------------------------------

    def show(self, template: str, *, status: HTTPStatus = HTTPStatus.OK, **content: Any) -> HTMLResponse:  # noqa: ANN401
        """A page."""
        text = self.nettsted.render(template, {"side": self, "feil": {}, **content})
        return HTMLResponse(text, status_code=int(status))

    def go_on(self, *parts: str, gjort: str | None = None, **query: str | int | None) -> RedirectResponse:
        """To the page that shows what was done. `gjort`: a code from the table of what can be said of it."""
        query.setdefault(FORMAL, self.formal)
        return RedirectResponse(address(*parts, gjort=gjort, **query), status_code=int(HTTPStatus.SEE_OTHER))
