"""The API for people: the page that shows its description. The description itself is a file of the API.

Must not be a program that others wrote: it is a page as the others are, and asks for nothing beside itself.
"""

from typing import TYPE_CHECKING

from starlette.responses import Response

from exin.web.api.leselig import readable
from exin.web.ruter import APEN, Ruter

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()


@ruter.get("/api", APEN)
def om_api(side: "Side") -> Response:
    """What can be asked for, what is sent, and what is answered."""
    return side.show("sider/api.html", api=readable())
