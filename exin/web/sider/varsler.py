"""Messages to the one who is logged in: what happened, on which case, and nothing of what stands in it.

Must not mark anything as read by being shown.
"""

from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from exin.casework.varsel.varsler import mark_read, my_messages
from exin.errors import InvalidInput
from exin.ids import Id, as_id
from exin.web.ruter import Ruter
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

_SHOWN: Final = 100
"""Messages of one page: the newest. Those before them have been read, or wait until these are."""


@ruter.get("/varsler", Action.LES_VARSLER)
def varsler(side: "Side") -> Response:
    """The messages not read yet; all of them where that is asked for. The newest first."""
    alle = side.request.query_params.get("alle") == "ja"
    with side.read() as r:
        found = my_messages(r, alle=alle)
    shown = found[::-1][:_SHOWN]
    return side.show(
        "sider/varsler.html",
        alle=alle,
        linjer=shown,
        flere=len(found) - len(shown),
        uleste=[each.id.hex() for each in shown if each.lest is None],
    )


@ruter.post("/varsler/lest", Action.LES_VARSLER)
def lest(side: "Side", skjema: Skjema) -> Response:
    """Note that these were read."""
    ids = [_id_of(each) for each in skjema.chosen("id")]
    with side.work() as w:
        mark_read(w, ids)
    alle = "ja" if skjema.ticked("alle") else None
    return side.go_on("varsler", gjort="varsler_lest", alle=alle)


def _id_of(text: str) -> Id:
    found = as_id(text)
    if found is None:
        raise InvalidInput("ukjent_kode", "id")
    return found
