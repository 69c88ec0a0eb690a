"""Min profil: who one is here, where one is logged in, and what one has done.

Must not change what others have set, nor show more of the log than casework gives.
"""

from collections.abc import Iterable
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin.casework import okter as sessions
from exin.casework.egenlogg import LAST_PAGE, EgenLinje, read_own_log
from exin.casework.profil import own_profile
from exin.errors import InvalidInput
from exin.ids import Id, as_id
from exin.web.ruter import Ruter
from exin.web.side import FORMAL_ORD
from exin.web.skjema import Skjema
from policies import Action, Purpose

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

_UTFALL: Final = {"tillatt": ("gronn", "check-circle"), "nektet": ("rod", "cross-circle")}
_OTHERWISE: Final = ("gul", "exclamation-mark-circle")
_METODE: Final = {"oidc": "Jobbkonto", "lokal": "Lokal konto"}
_DOR: Final = {"web": "Nettsidene", "api": "Et annet system", "cli": "Kommandolinjen", "jobb": "En jobb"}


@ruter.get("/min-profil", Action.LES_EGEN_LOGG)
def min_profil(side: "Side") -> Response:
    """The asker's own: what others have set, sessions, and a page of the log."""
    page = _page(side)
    with side.read() as r:
        me = own_profile(r)
        own = sessions.own_sessions(r) if page == 1 else []
        log = read_own_log(r, side=page)
    return side.show(
        "sider/profil.html",
        meg=me,
        okter=[(each, _METODE.get(each.metode, each.metode)) for each in reversed(own)],
        rader=list(_rows(log.linjer)),
        logg=log,
    )


def _page(side: "Side") -> int:
    """The page of the log that was asked for; the first where it is none."""
    text = side.request.query_params.get("s", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LAST_PAGE)) else 1
    return min(max(number, 1), LAST_PAGE)


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
            "formal": FORMAL_ORD[Purpose(first.formal)] if first.formal else None,
            "utfall": _UTFALL.get(first.utfall, _OTHERWISE),
            "dor": _DOR.get(first.dor, first.dor),
        }


@ruter.post("/min-profil/okter/avslutt", Action.LOGG_UT)
def avslutt(side: "Side", skjema: Skjema) -> Response:
    """End another of one's own sessions. One that has ended meanwhile is as it should be."""
    with suppress(InvalidInput), side.work() as w:
        sessions.end(w, _id_of(skjema.text("okt")))
    return side.go_on("min-profil", gjort="okt_avsluttet")


def _id_of(text: str) -> Id:
    """A session's id. An empty one would mean the session that one came by: that is logged out of elsewhere."""
    found = as_id(text)
    if found is None:
        raise InvalidInput("ukjent_okt", "okt")
    return found
