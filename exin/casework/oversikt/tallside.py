"""Key figures of any day, as known on any day, for the screen: whole for whom the rules let see small ones.

For others small figures are hidden as of that day alone; only what is taken along is hidden for all days together.
Must not be a file: that is `arstall`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from exin.casework.grunnlag.bydeler import districts
from exin.casework.oversikt.arstall import (
    BYDEL_AKTIVE,
    BYDEL_NYE,
    HENDELSER,
    HOVEDTALL,
    INFORMERTE,
    TILSTANDER,
    Arstall,
    Celle,
    closed_years,
    hidden_alone,
)
from exin.casework.oversikt.historikk import Historikk, check, read_history, sum_up
from exin.casework.oversikt.nokkeltall import INFORMERT, read_nokkeltall, reasons_of
from exin.casework.oversikt.opptelling import MED_ARSAK, Dagstall
from exin.work import Reading
from policies import Action
from workflows import by_key

I_ALT: Final = "_i_alt"
"""After the name of an event: its reasons in all years, and not in this one alone."""

MANEDER: Final = 24
"""How far back the charts go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Maned:
    """How many cases were active at the end of a month, and came in it, by programme."""

    slutt: date
    aktive: Mapping[str, int]
    nye: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallside:
    """The figures of each programme as of a day, the months before it, and the years that can be taken along."""

    per: date
    kjent_per: date | None
    hele: bool
    """Whether small figures are shown."""
    program: Mapping[str, Arstall]
    maneder: tuple[Maned, ...]
    """None for whom small figures are hidden: a month is what is left of the year without the others."""
    ar: tuple[int, ...]


def show_figures(w: Reading, per: date, *, kjent_per: date | None = None, checked: bool = False) -> Tallside:
    """The figures as of the end of a day; with `kjent_per`, only from what was registered by the end of that day.

    `checked`: every row that they are counted from is held against the log first.

    Raises:
        Denied: the asker may not read key figures.
        Tampered: a row is not as it was written, where they were to be checked.
    """
    grant = w.permit_house(Action.LES_NOKKELTALL, "nokkeltall")
    whole = w.allows_house(Action.SE_SMA_TALL, "nokkeltall")
    if checked:
        check(w, grant)
    read = sum_up if checked else read_history
    history = read(w, grant, kjent_per=kjent_per)
    now = history if kjent_per is None else read(w, grant)
    figures = history.figures(per)
    if whole:
        w.note(grant, antall=sum(each.totalt for each in figures.values()))
    show = all_cells if whole else hidden_alone
    return Tallside(
        per=per,
        kjent_per=kjent_per,
        hele=whole,
        program={key: show(key, per.year, each) for key, each in figures.items()},
        maneder=_months(history, per, figures) if whole else (),
        ar=tuple(closed_years(w, now)),
    )


def list_figures(w: Reading, per: date, *, kjent_per: date | None = None) -> dict[str, dict[str, Any]]:
    """The figures by programme, with the keys of the report, every row they are counted from held against the log.

    For whom small ones are hidden: None stands for a hidden one, and reasons are those of the year of `per`.

    Raises:
        Denied: the asker may not read key figures.
        Tampered: a row is not as it was written.
    """
    if w.allows_house(Action.SE_SMA_TALL, "nokkeltall"):
        return read_nokkeltall(w, per, kjent_per=kjent_per).as_dict()
    shown = show_figures(w, per, kjent_per=kjent_per, checked=True)
    return {key: _with_hidden(key, per.year, cells) for key, cells in shown.program.items()}


def _with_hidden(program: str, year: int, cells: Arstall) -> dict[str, Any]:
    programme = by_key(program)
    tables = {
        "tilstander": (TILSTANDER, [state.key for state in programme.states]),
        **{f"{event}_{year}": (event, reasons_of(programme, event)) for event in MED_ARSAK},
        "informert_om_andre_tilbud": (INFORMERTE, INFORMERT),
    }
    return {
        "henvendelser_totalt": cells.get(Celle(HOVEDTALL, "totalt")),
        f"nye_{year}": cells.get(Celle(HOVEDTALL, "nye")),
        "aktive_saker": cells.get(Celle(HOVEDTALL, "aktive")),
        **{
            key: {each: cells.get(Celle(table, each)) for each in rows}
            for key, (table, rows) in tables.items()
        },
    }


def _months(history: Historikk, per: date, programmes: Collection[str]) -> tuple[Maned, ...]:
    """What came in the first of them came in all the time before as well: it is left out."""
    ends = month_ends(per)
    counted = history.at_ends(ends)
    return tuple(
        Maned(
            slutt=end,
            aktive={key: active.get(key, 0) for key in programmes},
            nye={key: new.get(key, 0) for key in programmes},
        )
        for end, (active, new) in zip(ends[1:], counted[1:], strict=True)
    )


def month_ends(per: date) -> tuple[date, ...]:
    """The ends of the months up to a day, which is the last of them; one more than are shown."""
    ends, first = [per], per.replace(day=1)
    while len(ends) <= MANEDER and first > date(1900, 1, 1):
        ends.append(first - timedelta(days=1))
        first = ends[-1].replace(day=1)
    return tuple(reversed(ends))


def all_cells(program: str, _year: int, figures: Dagstall) -> Arstall:
    """Every number of a programme, none hidden."""
    return dict(_cells(program, figures))


def _cells(program: str, figures: Dagstall) -> Iterator[tuple[Celle, int]]:
    yield Celle(HOVEDTALL, "totalt"), figures.totalt
    yield Celle(HOVEDTALL, "nye"), figures.nye
    yield Celle(HOVEDTALL, "aktive"), figures.aktive
    yield Celle(HENDELSER, "avslutt"), figures.avsluttet_i_ar
    for state in by_key(program).states:
        yield Celle(TILSTANDER, state.key), figures.tilstander[state.key]
    for event in MED_ARSAK:
        yield Celle(HENDELSER, event), sum(figures.arsaker_i_ar[event].values())
        for kode in reasons_of(by_key(program), event):
            yield Celle(event, kode), figures.arsaker_i_ar[event][kode]
            yield Celle(event + I_ALT, kode), figures.arsaker[event][kode]
    for each in INFORMERT:
        yield Celle(INFORMERTE, each), figures.informert[each]
    for kode in districts():
        yield Celle(BYDEL_NYE, kode), figures.bydel_nye[kode]
        yield Celle(BYDEL_AKTIVE, kode), figures.bydel_aktive[kode]
