"""The way back: the round that ended last beside what must be done anew, and then the step.

Must not judge the person: it says what was, and what will be asked for.
"""

from typing import TYPE_CHECKING, Any

from exin.casework.visning.kartleggingsvisning import compare_areas
from exin.web.ruter import Ruter
from exin.web.sider.steg import add_routes
from exin.web.stegskjema import Stegskjema, asks_for_reasons
from policies import Action

if TYPE_CHECKING:
    from exin.casework.visning.stegside import Stegside
    from exin.web.side import Side

ruter = Ruter()


def _lay_out_round(side: "Side", found: "Stegside") -> dict[str, Any]:
    mapped = found.runde.kartlegging if found.runde else None
    areas = compare_areas(mapped) if mapped else ()
    return {"runde": found.runde, "vist": asks_for_reasons(side), "omrader": areas}


add_routes(ruter, Stegskjema(hendelse=Action.REINNTAK, mal="reinntak", runde=True, ved=_lay_out_round))
