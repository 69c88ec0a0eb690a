"""The steps of a case: one page for each event that a programme has.

Must not know what a step asks for or does. An event that a programme adds has its page by that alone.
"""

from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from exin.casework.sak.steg import all_events
from exin.web.ruter import Ruter
from exin.web.skjema import Skjema
from exin.web.stegskjema import Stegskjema, begin, send
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

MED_EGEN_FIL: Final = frozenset({Action.REINNTAK})
"""Events whose page shows more, and stands in a file of its own."""


def add_routes(ruter: Ruter, form: Stegskjema) -> None:
    """The two routes of one event. They name its own action: purpose and rules are those of the step."""
    path = f"/saker/{{saksnr}}/steg/{form.hendelse}"

    @ruter.get(path, form.hendelse)
    def skjema(side: "Side", saksnr: str) -> Response:
        """What will happen, and what is missing for it."""
        return begin(side, saksnr, form)

    @ruter.post(path, form.hendelse, utkast=form.navn)
    def lagre(side: "Side", skjema: Skjema, saksnr: str) -> Response:
        """Take the step."""
        return send(side, skjema, saksnr, form)


for _hendelse in sorted(all_events() - MED_EGEN_FIL):
    add_routes(ruter, Stegskjema(hendelse=Action(_hendelse)))
