"""A router on which every route says what the rules are asked about, or that it is open to anybody.

Must not decide: the door does, in the route's block. What a route names is what the build checks and the menu offers.
"""

from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse
from starlette.requests import Request
from starlette.responses import Response

from exin.web.for_sent import keep_late
from exin.web.side import Side
from exin.web.skjema import Skjema, read_form
from policies import Action

HANDLING: Final = "x-handling"
"""Where a route keeps what it named."""


class Apen(Enum):
    """A route that needs no session."""

    APEN = "apen"


APEN: Final = Apen.APEN

Page = Callable[..., Response]


class Ruter:
    """The routes of one file of pages. A page gets its `Side`, the form where one was sent, and the path's parts."""

    def __init__(self) -> None:
        self.router = APIRouter()

    def get(self, path: str, handling: Action | Apen) -> Callable[[Page], Page]:
        """A page that reads."""

        def add(page: Page) -> Page:
            def answer(request: Request) -> Response:
                side = request.state.side = Side.of(request, handling=handling)
                stopped = side.turned_away(handling) or side.asked_why(handling)
                return stopped or page(side, **request.path_params)

            self._add(path, "GET", answer, page, handling)
            return page

        return add

    def post(
        self, path: str, handling: Action | Apen, *, utkast: str | None = None
    ) -> Callable[[Page], Page]:
        """A page that does something: only for a form of this site, sent in the session that it was made in.

        `utkast`: the form's name, where what is typed is kept as a draft if the session has ended meanwhile.
        """

        def add(page: Page) -> Page:
            def answer(request: Request, skjema: Annotated[Skjema, Depends(read_form)]) -> Response:
                side = request.state.side = Side.of(request, skjema, handling)
                late = None
                if side.okt is None and utkast is not None:
                    late = keep_late(side, skjema, utkast, **request.path_params)
                stopped = late or side.turned_away(handling) or side.forged(skjema)
                stopped = stopped or side.asked_why(handling, skjema)
                return stopped or page(side, skjema, **request.path_params)

            self._add(path, "POST", answer, page, handling)
            return page

        return add

    def _add(
        self, path: str, method: str, answer: Callable[..., Any], page: Page, handling: Action | Apen
    ) -> None:
        answer.__name__, answer.__module__, answer.__doc__ = page.__name__, page.__module__, page.__doc__
        self.router.add_api_route(
            path,
            answer,
            methods=[method],
            response_class=HTMLResponse,
            response_model=None,
            include_in_schema=False,
            name=f"{page.__module__.rpartition('.')[2]}.{page.__name__}",
            openapi_extra={HANDLING: handling.value},
        )
