"""One page of the list of cases: counted and put in order by open columns; only what is shown is asked for and logged.

Must not tell what is left out: a case that the asker may not read is no line, and not in the number of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.bydeler import name_of_district
from exin.casework.oversikt.lister import Filter, SakLinje, all_states, selection, show_lines
from exin.casework.oversikt.markor import mark_at, place_of
from exin.errors import InvalidInput
from exin.store import decision, omriss
from exin.store.tables import Sak
from exin.work import Reading
from policies import Action

ANTALL: Final = 50
"""Lines of a page, unless told otherwise."""

MOST: Final = 200
"""Lines of a page at most."""


class Sortering(StrEnum):
    """By what a list is put in order. The case number decides between equals."""

    FASE = "fase"
    SIDEN = "siden"
    SAKSNR = "saksnr"
    BYDEL = "bydel"
    KONTAKT = "kontakt"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Saksblad:
    """Some lines of a list by case number. `neste` is the mark by which the next ones are asked for; None: no more."""

    linjer: tuple[SakLinje, ...]
    neste: str | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Saksside:
    """A page of a list. `totalt` is how many there are of what the asker may see, on all pages together."""

    linjer: tuple[SakLinje, ...]
    totalt: int
    side: int
    sider: int
    sortering: Sortering
    synkende: bool


def list_page(
    w: Reading,
    wanted: Filter,
    *,
    sortering: str = Sortering.FASE,
    synkende: bool = False,
    side: int = 1,
    antall: int = ANTALL,
    navn: bool = False,
) -> Saksside:
    """A page of the cases that the asker may see; names are opened where asked for, and only those on the page.

    A page past the last is the last.

    Raises:
        Denied: the asker may open no list.
        InvalidInput: no such state, programme, district, member of staff, order or page.
    """
    grant = w.permit_house(Action.LISTE_SAKER, "register")
    order = _order(sortering)
    if side < 1 or not 1 <= antall <= MOST:
        raise InvalidInput("ukjent_side", "side")
    ordered = _in_order(w, wanted, order, synkende=synkende)
    pages = max(1, -(-len(ordered) // antall))
    side = min(side, pages)
    shown = ordered[(side - 1) * antall : side * antall]
    place = {each.id: number for number, each in enumerate(shown)}
    stubs = sorted(decision.cases_among(w.tx, list(place), w.asker), key=lambda stub: place[stub.id])
    lines = {line.saksnr: line for line in show_lines(w, grant, stubs, navn=navn)}
    return Saksside(
        # One that was moved on or away meanwhile is as it is now, or gone.
        linjer=tuple(lines[each.saksnr] for each in shown if each.saksnr in lines),
        totalt=len(ordered),
        side=side,
        sider=pages,
        sortering=order,
        synkende=synkende,
    )


def list_after(w: Reading, wanted: Filter, *, markor: str | None = None, antall: int = ANTALL) -> Saksblad:
    """The cases after a mark, by case number: none is shown twice or passed over while others come and go.

    Raises:
        Denied: the asker may open no list.
        InvalidInput: as `list_page`; or the mark is of another asker or another list, or none at all.
    """
    grant = w.permit_house(Action.LISTE_SAKER, "register")
    after = place_of(w, repr(wanted), markor) if markor else ""
    ordered = [each for each in _in_order(w, wanted, Sortering.SAKSNR, synkende=False) if each.saksnr > after]
    shown = ordered[:antall]
    stubs = decision.cases_among(w.tx, [each.id for each in shown], w.asker)
    lines = sorted(show_lines(w, grant, stubs, navn=False), key=lambda line: line.saksnr)
    more = len(ordered) > len(shown)
    return Saksblad(linjer=tuple(lines), neste=mark_at(w, repr(wanted), shown[-1].saksnr) if more else None)


def _in_order(w: Reading, wanted: Filter, order: Sortering, *, synkende: bool) -> list[Sak]:
    """All that the asker may see, in outline."""
    selected = selection(w, wanted)
    with omriss.unchecked():
        found = omriss.outlines(w.tx, w.asker, selected)
        if wanted.mine:
            found = [each for each in found if each.medansvarlig or each.rad.kontakt_id == w.asker]
        seen = [row for each in found if w.allows(Action.LISTE_SAK, each) for row in each.rader]
        ordered = sorted(seen, key=lambda row: row.saksnr)
        ordered.sort(key=_KEYS[order](w, seen), reverse=synkende)
    return ordered


def _order(sortering: str) -> Sortering:
    try:
        return Sortering(sortering)
    except ValueError:
        raise InvalidInput("ukjent_kode", "sorter") from None


Key = Callable[[Sak], Any]


def _by_phase(_w: Reading, _cases: Sequence[Sak]) -> Key:
    place = {state: number for number, state in enumerate(all_states())}
    return lambda row: (place[row.tilstand], row.tilstand_fra)


def _by_contact(w: Reading, cases: Sequence[Sak]) -> Key:
    """Those without one come last."""
    names = StaffNames(w)
    names.learn({each.kontakt_id for each in cases if each.kontakt_id})

    def key(row: Sak) -> tuple[bool, str]:
        contact = row.kontakt_id
        return contact is None, names.of(contact) if contact else ""

    return key


_KEYS: Final[dict[Sortering, Callable[[Reading, Sequence[Sak]], Key]]] = {
    Sortering.FASE: _by_phase,
    Sortering.SIDEN: lambda _w, _s: lambda row: row.tilstand_fra,
    Sortering.SAKSNR: lambda _w, _s: lambda row: row.saksnr,
    Sortering.BYDEL: lambda _w, _s: lambda row: name_of_district(row.bydel),
    Sortering.KONTAKT: _by_contact,
}
