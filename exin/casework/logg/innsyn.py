"""Searching the log: who did what, to whom, why. For the auditor, who never sees a case.

Must not tell more of a case than the log does: its random id. That a number is unknown and that nothing is logged
of it are one answer. Each look into the log is in the log, with what was asked for and how many events it gave.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from audit.events import Event
from exin.casework.grunnlag.loggblad import read_event
from exin.casework.logg.utvalg import Sok, Utvalg, asked_for, choose, filters_of
from exin.errors import Tampered
from exin.ids import AnsattId
from exin.store import hus, loggsok
from exin.store.grant import Grant
from exin.store.loggslag import Slag, milliseconds, number_of
from exin.store.loggsok import NYEST, Plass, Treff, Utsnitt
from exin.work import Reading
from policies import Action

ANTALL: Final = 50
"""Lines of a page."""

TALT: Final = 10_000
"""More than so many are not counted."""

_PLACE: Final = re.compile(r"[0-9]{1,16}\.[0-9]{1,10}", re.ASCII)
_BATCH: Final = 1_500
_LOOKED_AT: Final = 3_000
"""Events at most that are looked through for one page, where no index knows both what it is about and who did it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Innslag:
    """One event as an auditor reads it. `ansatt` is a user name, a job, or an account of the operating system.

    `sak` and `person` are random ids in hex; `gjelder` is the user name of who it was about; `begrunnet`: a reason was
    typed and sealed with it.
    """

    blad: int
    tid: str
    ansatt: str | None
    rolle: str | None
    handling: str
    sak: str | None
    person: str | None
    gjelder: str | None
    formal: str | None
    utfall: str
    regler: tuple[str, ...]
    dor: str
    begrunnet: bool

    @property
    def subjekt(self) -> str | None:
        """What it was about, in one word."""
        if self.sak is not None:
            return f"sak:{self.sak}"
        return f"person:{self.person}" if self.person is not None else self.gjelder


@dataclass(frozen=True, slots=True, kw_only=True)
class Filtre:
    """What there is to choose between: staff by user name, and what the log has of each."""

    ansatt: tuple[str, ...]
    handling: tuple[str, ...]
    formal: tuple[str, ...]
    utfall: tuple[str, ...]
    regel: tuple[str, ...]
    dor: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loggside:
    """A page of what a search found, the newest first. `antall`: of how many; None where that was not counted.

    `neste` says where the page after begins; empty where there is none. `sak` is the id of the case asked about.
    """

    linjer: tuple[Innslag, ...]
    antall: int | None
    neste: str
    filtre: Filtre
    sak: str | None


def search_log(w: Reading, sok: Sok) -> list[Innslag]:
    """All events that fit, newest first.

    Raises:
        Denied: the asker is no auditor.
        InvalidInput: there is no such member of staff nor job, or no such code.
        Tampered: an event cannot be read, or is not what it was found as.
    """
    grant = permit_search(w, sok)
    chosen = choose(w, grant, sok, loggsok.kinds(w.tx, grant))
    events = [each for part in _pages(w, grant, chosen) for each in part]
    _note(w, grant, chosen, len(events))
    return show_events(w, events)


def search_page(w: Reading, grant: Grant, sok: Sok, *, etter: str = "") -> Loggside:
    """A page of them, under a grant of `permit_search`: the first, or the one that `neste` of the one before says.

    Raises as `search_log`.
    """
    kinds = loggsok.kinds(w.tx, grant)
    chosen = choose(w, grant, sok, kinds)
    events, following = _page(w, grant, chosen, _place_of(etter), ANTALL)
    _note(w, grant, chosen, len(events))
    counted = sum(loggsok.count(w.tx, grant, each, at_most=TALT + 1) for each in chosen.deler)
    return Loggside(
        linjer=tuple(show_events(w, events)),
        antall=None if chosen.merker else counted,
        neste=f"{following.tid}.{following.blad}" if following else "",
        filtre=_filters(w, grant, kinds),
        sak=chosen.sak.hex() if chosen.sak else None,
    )


def read_filters(w: Reading, grant: Grant) -> Filtre:
    """What there is to choose between, under a grant of `permit_search`."""
    return _filters(w, grant, loggsok.kinds(w.tx, grant))


def _filters(w: Reading, grant: Grant, kinds: Mapping[int, Slag | None]) -> Filtre:
    staff = tuple(each.row.brukernavn for each in hus.staff(w.tx, grant))
    return Filtre(ansatt=staff, **filters_of(kinds))


def _place_of(text: str) -> Plass:
    """A place as `neste` says it; before all of them for what says none."""
    if not _PLACE.fullmatch(text):
        return NYEST
    tid, _, blad = text.partition(".")
    return Plass(int(tid), min(int(blad), NYEST.blad))


def permit_search(w: Reading, sok: Sok) -> Grant:
    """The permit to read the log; its event says by what it is searched, never for which. Raises Denied."""
    return w.permit_house(Action.LES_LOGG, "logg", koder=asked_for(sok))


def _note(w: Reading, grant: Grant, chosen: Utvalg, count: int) -> None:
    """How many events it gave. A case that was named by its id stands in it where there is such a one."""
    w.note(grant, antall=count, sak=chosen.sak if count else None)


Leaf = tuple[int, Event]


def _pages(w: Reading, grant: Grant, chosen: Utvalg) -> Iterator[list[Leaf]]:
    place: Plass | None = NYEST
    while place is not None:
        events, place = _page(w, grant, chosen, place, _BATCH)
        yield events


def _page(
    w: Reading, grant: Grant, chosen: Utvalg, etter: Plass, limit: int
) -> tuple[list[Leaf], Plass | None]:
    """So many events at most, and where the next ones begin; None where there are no more."""
    found: list[tuple[Plass, Event]] = []
    step = _BATCH if chosen.merker else limit + 1
    for _ in range(_LOOKED_AT // _BATCH if chosen.merker else 1):
        some = _newest(w, grant, chosen.deler, etter, step)
        found += [(each.plass, _read(part, each)) for part, each in some if chosen.marks(each.kropp)]
        if len(found) > limit:
            return _leaves(found[:limit]), found[limit - 1][0]
        if len(some) < step:
            return _leaves(found), None
        etter = some[-1][1].plass
    return _leaves(found), etter


def _leaves(found: Iterable[tuple[Plass, Event]]) -> list[Leaf]:
    return [(place.blad, event) for place, event in found]


def _newest(
    w: Reading, grant: Grant, parts: Iterable[Utsnitt], etter: Plass, limit: int
) -> list[tuple[Utsnitt, Treff]]:
    """Of all parts together, each with the part that it was found in."""
    found = [
        (part, each)
        for part in parts
        for each in loggsok.newest(w.tx, grant, part, before=etter, limit=limit)
    ]
    return sorted(found, key=lambda each: each[1].plass, reverse=True)[:limit]


def _read(part: Utsnitt, found: Treff) -> Event:
    """The event, which must be what its columns said. Raises Tampered."""
    event = read_event(found.kropp)
    said = {"ansatt_id": event.ansatt, "sak_id": event.sak, "person_id": event.person}
    asked = {name: getattr(part, name) for name in said}
    whom = all(each is None or each.hex() == said[name] for name, each in asked.items())
    if not whom or number_of(event) not in part.slag or milliseconds(event.tid) != found.plass.tid:
        raise Tampered("blad_uleselig", str(found.plass.blad))
    return event


def show_events(w: Reading, events: list[Leaf]) -> list[Innslag]:
    """Events with their leaves, as they are shown. Under a grant to read the log."""
    names = hus.user_names(w.tx, {each for _, event in events for each in _staff_in(event)})
    return [_line(leaf, event, names) for leaf, event in events]


def _staff_in(event: Event) -> Iterator[AnsattId]:
    yield from (AnsattId(bytes.fromhex(each)) for each in (event.ansatt, event.gjelder_ansatt) if each)


def _line(leaf: int, event: Event, names: dict[AnsattId, str]) -> Innslag:
    return Innslag(
        blad=leaf,
        tid=event.tid,
        ansatt=_named(event.ansatt, names) or event.jobb or f"os:{event.os_bruker}",
        rolle=event.rolle,
        handling=event.handling,
        sak=event.sak,
        person=event.person,
        gjelder=_named(event.gjelder_ansatt, names),
        formal=event.formal,
        utfall=event.utfall.value,
        regler=event.regler,
        dor=event.dor,
        begrunnet=event.forpliktelse is not None,
    )


def _named(ansatt: str | None, names: dict[AnsattId, str]) -> str | None:
    """The user name; the id where nobody in the staff table has it any more."""
    return names.get(AnsattId(bytes.fromhex(ansatt)), f"ansatt:{ansatt}") if ansatt else None
