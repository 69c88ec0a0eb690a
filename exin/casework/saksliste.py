"""One page of the list of cases: counted and put in order by open columns; only what is shown is asked for and logged.

Must not tell what is left out: a case that the asker may not read is no line, and not in the number of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from exin.casework.ansattnavn import StaffNames
from exin.casework.bydeler import name_of_district
from exin.casework.lister import Filter, SakLinje, all_states, chosen_cases, show_lines
from exin.errors import InvalidInput
from exin.store.decision import CaseStub
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
    seen = [stub for stub in chosen_cases(w, wanted) if w.allows(Action.LISTE_SAK, stub)]
    ordered = sorted(seen, key=lambda stub: stub.sak.row.saksnr)
    ordered.sort(key=_KEYS[order](w, seen), reverse=synkende)
    pages = max(1, -(-len(ordered) // antall))
    side = min(side, pages)
    shown = ordered[(side - 1) * antall : side * antall]
    lines = {line.saksnr: line for line in show_lines(w, grant, shown, navn=navn)}
    return Saksside(
        linjer=tuple(lines[stub.sak.row.saksnr] for stub in shown),
        totalt=len(ordered),
        side=side,
        sider=pages,
        sortering=order,
        synkende=synkende,
    )


def _order(sortering: str) -> Sortering:
    try:
        return Sortering(sortering)
    except ValueError:
        raise InvalidInput("ukjent_kode", "sorter") from None


Key = Callable[[CaseStub], Any]


def _by_phase(_w: Reading, _stubs: Sequence[CaseStub]) -> Key:
    place = {state: number for number, state in enumerate(all_states())}
    return lambda stub: (place[stub.sak.row.tilstand], stub.sak.row.tilstand_fra)


def _by_contact(w: Reading, stubs: Sequence[CaseStub]) -> Key:
    """Those without one come last."""
    names = StaffNames(w)
    names.learn({stub.sak.row.kontakt_id for stub in stubs if stub.sak.row.kontakt_id})

    def key(stub: CaseStub) -> tuple[bool, str]:
        contact = stub.sak.row.kontakt_id
        return contact is None, names.of(contact) if contact else ""

    return key


_KEYS: Final[dict[Sortering, Callable[[Reading, Sequence[CaseStub]], Key]]] = {
    Sortering.FASE: _by_phase,
    Sortering.SIDEN: lambda _w, _s: lambda stub: stub.sak.row.tilstand_fra,
    Sortering.SAKSNR: lambda _w, _s: lambda stub: stub.sak.row.saksnr,
    Sortering.BYDEL: lambda _w, _s: lambda stub: name_of_district(stub.sak.row.bydel),
    Sortering.KONTAKT: _by_contact,
}
