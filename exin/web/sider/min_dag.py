"""Min dag: what needs the asker today, in order, with why; and what was done today.

Must not sort or count cases of its own: the day comes in the order in which it is to be shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import Response

from exin import begreper
from exin.casework.oppfolging import utkast
from exin.casework.oppfolging.moter import IKKE_MOTT
from exin.casework.visning.dag import (
    ESKALERT,
    FRIST_I_DAG,
    FRIST_OVER,
    FRIST_SNART,
    MOTE,
    MOTE_IKKE_KLARERT,
    TILGANG,
    UTFALL_MANGLER,
    DagLinje,
    my_day,
)
from exin.maned import Maned
from exin.skrivemate import antall, dag_i_ord, klokken, maned
from exin.web.ruter import Ruter
from exin.web.skjemanavn import form_title, form_url
from policies import Action

if TYPE_CHECKING:
    from exin.web.side import Side

ruter = Ruter()

_LONG_AGO: Final = 60
"""Days after which a number of them says less than the month in which it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bolk:
    """A heading of the day, and the kinds of lines under it."""

    id: str
    tittel: str
    slag: frozenset[str]


BOLKER: Final = (
    Bolk(id="forfalt", tittel="Over fristen", slag=frozenset({FRIST_OVER})),
    Bolk(id="eskalert", tittel="I laget: ingen har gjort dette", slag=frozenset({ESKALERT})),
    Bolk(id="i-dag", tittel="I dag", slag=frozenset({FRIST_I_DAG, MOTE})),
    Bolk(
        id="folg-opp", tittel="Må følges opp", slag=frozenset({MOTE_IKKE_KLARERT, UTFALL_MANGLER, IKKE_MOTT})
    ),
    Bolk(id="kolleger", tittel="Kolleger ber om tilgang", slag=frozenset({TILGANG})),
    Bolk(id="snart", tittel="De neste dagene", slag=frozenset({FRIST_SNART})),
)
"""The headings, in the order of the day."""

_BUTTONS: Final = {
    "samtale": "Før samtale",
    "kartlegging": "Før kartlegging",
    "plan": "Skriv plan",
    "samtykke": "Før samtykke",
    "moter": "Se møtet",
    "tildel": "Tildel",
}


@ruter.get("/min-dag", Action.VIS_DAG)
def min_dag(side: "Side") -> Response:
    """What needs the asker today. Names only where they are asked for."""
    names = side.request.query_params.get("navn") == "ja"
    with side.read() as r:
        day = my_day(r, navn=names)
        drafts = utkast.mine(r)
    parts = [_part_of(side, bolk, list(lines)) for bolk, lines in groupby(day.linjer, key=_part)]
    return side.show(
        "sider/min_dag.html",
        dag=day,
        oppsummert=_counted(day.linjer),
        bolker=parts,
        utkast=[
            (each, form_url(each.skjema, each.saksnr, formal=side.formal), form_title(each.skjema))
            for each in drafts
        ],
        navn=names,
    )


def _part(line: DagLinje) -> Bolk:
    return next(bolk for bolk in BOLKER if line.slag in bolk.slag)


def _counted(lines: Iterable[DagLinje]) -> str:
    """How much there is: «31 ting i 14 saker»."""
    cases = [line.saksnr for line in lines]
    return f"{antall(len(cases), 'ting', 'ting')} i {antall(len(set(cases)), 'sak', 'saker')}"


def _part_of(side: "Side", bolk: Bolk, lines: list[DagLinje]) -> dict[str, Any]:
    """A heading with its cases, in the order in which the first thing of each comes."""
    cases: dict[str, list[DagLinje]] = {}
    for line in lines:
        cases.setdefault(line.saksnr, []).append(line)
    return {
        "id": bolk.id,
        "tittel": bolk.tittel,
        "antall": _counted(lines),
        "saker": [
            {"saksnr": saksnr, "navn": of_case[0].navn, "linjer": [_shown(side, each) for each in of_case]}
            for saksnr, of_case in cases.items()
        ],
    }


def _shown(side: "Side", line: DagLinje) -> dict[str, Any]:
    mine = side.bruker is not None and line.ansatt == side.bruker.brukernavn
    words = " · ".join(_about_meeting(side, line, mine=mine)) if line.mote else ""
    return {
        "merke": mark_of(line, side.dag),
        "hva": _what(side, line),
        "hvorfor": line.hvorfor,
        "mote": words,
        "uklarert": line.mote is not None and not line.klarert,
        "skjema": line.skjema,
        "knapp": _button(line),
        "avsla": line.ansatt if line.kan_avsla else None,
    }


def _what(side: "Side", line: DagLinje) -> str:
    if line.slag == TILGANG:
        return f"{side.navn(line.ansatt)} ber om tilgang til sak {line.saksnr}"
    return f"Møte: {begreper.lest(line.kode)}" if line.mote else line.hva


def _about_meeting(side: "Side", line: DagLinje, *, mine: bool) -> Iterator[str]:
    if line.tid is not None and line.dag != side.dag:  # today it is said in the tag
        yield f"kl. {klokken(line.tid)}"
    if line.ansatt and not mine:
        yield f"holdes av {side.navn(line.ansatt)}"


def _button(line: DagLinje) -> str:
    if line.slag == UTFALL_MANGLER:
        return "Før utfall"
    if line.slag == IKKE_MOTT:
        return "Før kontakt"
    return _BUTTONS.get(line.skjema or "", "")


def _tag(tekst: str, farge: str, ikon: str) -> dict[str, str]:
    return {"tekst": tekst, "farge": farge, "ikon": ikon}


def mark_of(line: DagLinje, today: date) -> dict[str, str]:
    """The tag before a line: how late, or when."""
    if line.slag == IKKE_MOTT:
        return _tag("Ikke møtt", "gul", "exclamation-mark-circle")
    if line.tid is not None:
        when = f"kl. {klokken(line.tid)}" if line.dag == today else dag_i_ord(line.dag, naa=today)
        return _tag(when, "bla" if line.klarert else "gul", "calendar")
    if line.slag == TILGANG:
        return _tag("I dag" if line.dag == today else dag_i_ord(line.dag, naa=today), "bla", "message")
    if isinstance(line.dag, Maned):
        return _tag(maned(line.dag).capitalize(), "gra", "calendar")
    return _late(line.dag, today) or _soon(line.dag, today)


def _late(due: date, today: date) -> dict[str, str] | None:
    days = (today - due).days
    if days <= 0:
        return None
    said = f"Forfalt siden {maned(due)}" if days > _LONG_AGO else f"Forfalt {antall(days, 'dag', 'dager')}"
    return _tag(said, "rod", "exclamation-mark-circle")


def _soon(due: date, today: date) -> dict[str, str]:
    days = (due - today).days
    if days <= 1:
        return _tag("I morgen" if days else "I dag", "gul", "clock")
    return _tag(f"Om {days} dager", "bla", "calendar")
