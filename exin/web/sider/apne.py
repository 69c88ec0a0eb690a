"""What anybody may read without logging in: help, privacy, the accessibility statement.

Must not hold anything of the installation.
"""

from typing import TYPE_CHECKING

from starlette.responses import Response

from exin.web.ruter import APEN, Ruter

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()


@ruter.get("/hjelp", APEN)
def hjelp(side: "Side") -> Response:
    """How the pages are used."""
    return side.show("sider/hjelp.html")


@ruter.get("/personvern", APEN)
def personvern(side: "Side") -> Response:
    """What is kept of whom, and why."""
    return side.show("sider/personvern.html")


@ruter.get("/tilgjengelighet", APEN)
def tilgjengelighet(side: "Side") -> Response:
    """The accessibility statement."""
    return side.show("sider/tilgjengelighet.html")
