"""What was sent after the session had ended by itself: kept as a draft, so that it is there after log-in.

Must not show anything, nor do what was asked: whoever holds an old session gets nothing by it.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

from exin.actor import Caller
from exin.casework import utkast
from exin.errors import Conflict, Denied, InvalidInput, NotFound
from exin.web.skjema import CSRF, Skjema, equal, from_own_site
from exin.web.skjemanavn import is_form
from policies import Door

if TYPE_CHECKING:
    from exin.web.side import Side


def keep_late(side: "Side", skjema: Skjema, navn: str, saksnr: str | None = None, **parts: str) -> None:
    """Keep what was typed for the owner of the session, where it was a form of that session.

    Raises:
        LogUnavailable: it could not be kept; then nobody must think that it was.
    """
    okt, own = side.for_sent, from_own_site(side.request, sikker=side.nettsted.sikker)
    if okt is None or not own or not equal(skjema.felt.get(CSRF, ""), okt.csrf):
        return
    name = "_".join([navn, *parts.values()])
    if not is_form(name):  # made of the address: it would go to the log
        return
    caller = Caller(dor=Door.WEB, brukernavn=okt.brukernavn, okt=okt.id)
    with suppress(Conflict, Denied, InvalidInput, NotFound), side.nettsted.office.work(caller) as w:
        utkast.save(w, name, saksnr, skjema.typed())
