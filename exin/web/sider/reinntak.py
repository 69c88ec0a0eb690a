"""The way back: the round that ended last beside what must be done anew, and then the step.

Must not judge the person: it says what was, and what will be asked for.
"""

from typing import TYPE_CHECKING, Any

from exin.casework.kartleggingsvisning import compare_areas
from exin.casework.runde import read_last_round
from exin.web.ruter import Ruter
from exin.web.sider.steg import add_routes
from exin.web.stegskjema import Stegskjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side
    from exin.work import Reading

ruter = Ruter()


def _last_round(side: "Side", r: "Reading", saksnr: str) -> dict[str, Any]:
    asked = side.request.query_params.get("vis") == "begrunnelser"
    runde = read_last_round(r, saksnr, begrunnelser=asked)
    mapped = runde.kartlegging if runde else None
    return {"runde": runde, "vist": asked, "omrader": compare_areas(mapped) if mapped else ()}


add_routes(ruter, Stegskjema(hendelse=Action.REINNTAK, mal="reinntak", ved=_last_round))
