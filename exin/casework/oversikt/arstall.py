"""The figures that may leave the house: as of the end of a year, as known on a day that is the same whoever asks.

Small ones are hidden, and others with them, so that none follows from all the years together (docs/adr/0023). What is
hidden of a year never depends on a later one. Must not give any other day: two beside each other tell of single cases.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from exin.casework.grunnlag.bydeler import districts
from exin.casework.oversikt import historikk
from exin.casework.oversikt.historikk import Historikk
from exin.casework.oversikt.nokkeltall import INFORMERT, reasons_of
from exin.casework.oversikt.opptelling import AKTIVE, Dagstall
from exin.casework.oversikt.prikking import GRENSE, Tall, hide
from exin.clock import oslo_day
from exin.errors import InvalidInput
from exin.store.tallhistorikk import VERNET
from exin.work import Reading
from policies import Action
from workflows import by_key

HOVEDTALL: Final = "hovedtall"
TILSTANDER: Final = "tilstander"
HENDELSER: Final = "hendelser"
INFORMERTE: Final = "informert"
BYDEL_NYE: Final = "bydel_nye"
BYDEL_AKTIVE: Final = "bydel_aktive"

_READY: Final = (1, 31)
"""The day of the next year on which a year is closed: what is registered later is on the screen alone."""

_OUTSIDE: Final = "utenfor"
_ANY: Final = 10**9
"""More than there are people."""


class Celle(NamedTuple):
    """A number of a programme: of which table, in which row."""

    tabell: str
    rad: str


Arstall = Mapping[Celle, int | None]
"""The numbers of a programme. None: hidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utgave:
    """The figures of a year by programme, without those that had not begun; and the day on which they were known."""

    ar: int
    kjent_per: date
    program: Mapping[str, Arstall]

    @property
    def per(self) -> date:
        """The last day of the year."""
        return date(self.ar, 12, 31)


def closed_years(w: Reading, history: Historikk) -> list[int]:
    """The years that can be had, the newest first. `history`: all that is known now."""
    first, today = history.first_day(), w.means.today()
    if first is None:
        return []
    years = range(today.year - 1, first.year - 1, -1)
    return [year for year in years if _known_on(year, history) <= today]


def read_edition(w: Reading, ar: int) -> Utgave:
    """The figures of a year for taking along. Every row that they are counted from is held against the log.

    Raises:
        Denied: the asker may take none along.
        InvalidInput: that year is not closed, or nothing is known of it.
        Tampered: a row is not as it was written.
    """
    grant = w.permit_house(Action.LAST_NED_NOKKELTALL, "nokkeltall")
    historikk.check(w, grant)
    history = historikk.sum_up(w, grant)
    years = closed_years(w, history)
    if ar not in years:
        raise InvalidInput("ukjent_ar", "ar")
    known = {year: _known_on(year, history) for year in sorted(years) if year <= ar}
    figures = {
        year: historikk.sum_up(w, grant, kjent_per=day).figures(date(year, 12, 31))
        for year, day in known.items()
    }
    begun = {
        key: [(year, figures[year][key]) for year in known if figures[year][key].totalt]
        for key in figures[ar]
    }
    w.note(grant, antall=len(begun))  # of programmes: a sum of cases would tell what is hidden
    return Utgave(
        ar=ar,
        kjent_per=known[ar],
        program={key: hidden_in_all(key, course)[-1] for key, course in begun.items() if course},
    )


def _known_on(year: int, history: Historikk) -> date:
    """The day on which the figures of a year were known: its closing, or the day on which a register was taken in."""
    closing, imported = date(year + 1, *_READY), history.importert
    return max(closing, oslo_day(imported)) if imported else closing


# -- what is hidden ----------------------------------------------------------------------------------------------


def hidden_in_all(program: str, course: Sequence[tuple[int, Dagstall]]) -> list[Arstall]:
    """The numbers of a programme year by year, hidden in the order in which they come out."""
    out, editions, told = list[Tall](), list[Arstall](), True
    for year, figures in course:
        cells = dict(_edges(program, year, figures))
        hide([*out, *cells.values(), *_afterwards(year)])
        for tall in cells.values():
            tall.ute = True
        out += cells.values()
        told = told and not cells[Celle(HOVEDTALL, "nye")].skjult
        shown = {
            cell: None if tall.skjult else tall.verdi for cell, tall in cells.items() if cell.rad != VERNET
        }
        # All henvendelser are the sum of the new ones of each year: told where all of these are.
        total = figures.totalt if told and figures.totalt >= GRENSE else None
        editions.append({Celle(HOVEDTALL, "totalt"): total, **shown})
    return editions


def hidden_alone(program: str, year: int, figures: Dagstall) -> Arstall:
    """The same of one day, as if nothing else were known."""
    return hidden_in_all(program, [(year, figures)])[0]


def _edges(program: str, year: int, figures: Dagstall) -> Iterator[tuple[Celle, Tall]]:
    """The year as a network: cases come in, stand, and go out, and every sum of the tables is a place they come by."""
    here, later = f"{year}", f"{year + 1}"
    yield _edge(HOVEDTALL, "nye", _OUTSIDE, f"{here} nye", figures.nye, 90)
    yield from _split(BYDEL_NYE, _by_district(figures.bydel_nye), f"{here} nye", f"{here} aktive", 1)
    yield _edge(HOVEDTALL, "aktive", f"{here} aktive", f"{here} bydeler", figures.aktive, 90)
    yield from _split(BYDEL_AKTIVE, _by_district(figures.bydel_aktive), f"{here} bydeler", f"{here} faser", 1)
    phases = {state: figures.tilstander[state] for state in AKTIVE}
    yield from _split(TILSTANDER, phases, f"{here} faser", f"{later} aktive", 3)
    yield from _leaving(program, here, later, figures)
    yield from _dropping_out(program, here, later, figures)
    yield _edge(HENDELSER, "avslutt", f"{here} aktive", f"{here} ferdig", figures.avsluttet_i_ar, 6)
    ended = figures.tilstander["avsluttet"]
    yield _edge(TILSTANDER, "avsluttet", f"{here} ferdig", f"{later} ferdig", ended, 6)


def _afterwards(year: int) -> list[Tall]:
    """Nothing is told yet of what becomes of those who stand somewhere at the end of a year: it can be anything."""
    places = ("aktive", "avslått", "ute", "ferdig")
    return [
        Tall(fra=f"{year + 1} {each}", til=_OUTSIDE, verdi=_ANY, skjult=True, ute=True) for each in places
    ]


def _leaving(program: str, here: str, later: str, figures: Dagstall) -> Iterator[tuple[Celle, Tall]]:
    reasons = _by_reason(program, "ikke_tatt_inn", figures)
    yield from _split("ikke_tatt_inn", reasons, f"{here} aktive", f"{here} avslag", 2)
    yield _edge(HENDELSER, "ikke_tatt_inn", f"{here} avslag", f"{here} avslått", sum(reasons.values()), 6)
    stand = figures.tilstander["ikke_tatt_inn"]
    yield _edge(TILSTANDER, "ikke_tatt_inn", f"{here} avslått", f"{here} informert", stand, 6)
    told = {each: figures.informert[each] for each in INFORMERT}
    yield from _split(INFORMERTE, told, f"{here} informert", f"{later} avslått", 1)


def _dropping_out(program: str, here: str, later: str, figures: Dagstall) -> Iterator[tuple[Celle, Tall]]:
    reasons, grounds = (_by_reason(program, each, figures) for each in ("frafall", "reinntak"))
    yield from _split("frafall", reasons, f"{here} aktive", f"{here} frafall", 2)
    yield _edge(HENDELSER, "frafall", f"{here} frafall", f"{here} ute", sum(reasons.values()), 6)
    yield _edge(TILSTANDER, "frafall", f"{here} ute", f"{later} ute", figures.tilstander["frafall"], 6)
    yield _edge(HENDELSER, "reinntak", f"{here} ute", f"{here} reinntak", sum(grounds.values()), 6)
    yield from _split("reinntak", grounds, f"{here} reinntak", f"{here} aktive", 2)


def _edge(table: str, row: str, fra: str, til: str, value: int, weight: int) -> tuple[Celle, Tall]:
    return Celle(table, row), Tall(fra=fra, til=til, verdi=value, vekt=weight)


def _split(
    table: str, parts: Mapping[str, int], fra: str, til: str, weight: int
) -> Iterator[tuple[Celle, Tall]]:
    for row, value in parts.items():
        cell, tall = _edge(table, row, fra, til, value, weight)
        tall.skjult = row == VERNET  # how many are protected is never told
        yield cell, tall


def _by_reason(program: str, event: str, figures: Dagstall) -> dict[str, int]:
    return {kode: figures.arsaker_i_ar[event][kode] for kode in reasons_of(by_key(program), event)}


def _by_district(counted: Mapping[str, int]) -> dict[str, int]:
    """Every district there is, and any that is not known."""
    return {kode: counted.get(kode, 0) for kode in dict.fromkeys([*districts(), *counted, VERNET])}
