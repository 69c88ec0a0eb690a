"""Min profil: who one is here, where one is logged in, and what one has done.

Must not change what others have set, nor show more of the log than casework gives.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin import begreper
from exin.casework.hus import okter as sessions
from exin.casework.hus.profil import own_profile
from exin.casework.logg.egenlogg import LAST_PAGE, EgenLinje, read_own_log
from exin.errors import InvalidInput
from exin.ids import Id, as_id
from exin.web import okter
from exin.web.ruter import Ruter
from exin.web.skjema import Skjema
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

_UTFALL: Final = {"tillatt": ("gronn", "check-circle"), "nektet": ("rod", "cross-circle")}
_OTHERWISE: Final = ("gul", "exclamation-mark-circle")


@ruter.get("/min-profil", Action.LES_EGEN_LOGG)
def min_profil(side: "Side") -> Response:
    """The asker's own: what others have set, sessions, and a page of the log."""
    page = side.asked_number("s", ellers=1, hoyst=LAST_PAGE)
    with side.read() as r:
        me = own_profile(r)
        own = sessions.own_sessions(r) if page == 1 else []
        log = read_own_log(r, side=page)
    return side.show(
        "sider/profil.html",
        meg=me,
        okter=[(each, begreper.metode(each.metode)) for each in reversed(own)],
        rader=list(_rows(log.linjer)),
        logg=log,
    )


def _rows(lines: Iterable[EgenLinje]) -> Iterable[dict[str, Any]]:
    """One row for the same done to several cases at once, as the lines of a list."""

    def alike(line: EgenLinje) -> tuple[str, ...]:
        return (line.foresporsel, line.handling, line.utfall, line.formal or "")

    for _, group in groupby(lines, key=alike):
        same = list(group)
        first = same[0]
        yield {
            "linje": first,
            "antall": len(same),
            "saker": list(dict.fromkeys(each.saksnr for each in same if each.saksnr)),
            "formal": begreper.formal(first.formal) if first.formal else None,
            "utfall": _UTFALL.get(first.utfall, _OTHERWISE),
            "dor": begreper.dor(first.dor),
        }


@ruter.post("/min-profil/okter/avslutt", Action.LOGG_UT)
def avslutt(side: "Side", skjema: Skjema) -> Response:
    """End one of one's own sessions. The one that one came by ends as by logging out."""
    try:
        wanted = _id_of(skjema.text("okt"))
        with side.work() as w:
            sessions.end(w, wanted)
    except InvalidInput:
        return side.go_on("min-profil", gjort="okt_borte")
    if side.okt is not None and wanted == side.okt.id:
        return okter.end(side.nettsted, side.go_on("logg-inn", gjort="logget_ut"))
    return side.go_on("min-profil", gjort="okt_avsluttet")


def _id_of(text: str) -> Id:
    """A session's id. Raises InvalidInput for what is none: to casework nothing means the session one came by."""
    found = as_id(text)
    if found is None:
        raise InvalidInput("ukjent_okt", "okt")
    return found
