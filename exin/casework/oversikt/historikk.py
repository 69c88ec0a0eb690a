"""Key figures of any day out of the history summed up by day: as of that day, as known on another.

Must not be a source of what leaves the house unless `check` was asked first: the sums are the database's, and its rows
are not held against the log each time a page is shown.
"""

from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from exin.casework.oversikt.opptelling import AKTIVE, Dagstall, Opptelling, add_to, no_figures
from exin.clock import OSLO
from exin.store import nokkeltall, tallhistorikk
from exin.store.engine import Database
from exin.store.grant import Grant
from exin.store.tallhistorikk import Del, Historie, Merke
from exin.work import Reading

_KEPT: Final = 8
"""Histories kept, each as known on some day."""

_TRIES: Final = 3
"""How often what came meanwhile is counted in before all is summed up at once."""

_ADDED: Final = 1_000
"""Rows added to a history before all of it is summed up again."""


@dataclass(frozen=True, slots=True)
class Historikk:
    """What was known on some day of all days before.

    It was summed up once. Of the cases that something was added to since, it is known what they counted for then, and
    what they count for now.
    """

    grunn: Opptelling
    fratrekk: Opptelling
    tillegg: Opptelling

    def figures(self, per: date) -> Mapping[str, Dagstall]:
        """The figures of each programme as of the end of a day."""
        found = no_figures()
        for sign, part in self._parts():
            for key, figures in part.figures(per).items():
                found[key].add(figures, sign)
        return found

    def at_ends(self, dager: tuple[date, ...]) -> Sequence[tuple[Mapping[str, int], Mapping[str, int]]]:
        """Active cases at the end of each of these days, in order, and new ones since the one before, by programme."""
        found = [(Counter[str](), Counter[str]()) for _ in dager]
        for sign, part in self._parts():
            for sums, counted in zip(found, part.at_ends(dager), strict=True):
                for total, count in zip(sums, counted, strict=True):
                    add_to(total, count, sign)
        return found

    def first_day(self) -> date | None:
        """When the first case began; None where none has."""
        found = Counter[date]()
        for sign, part in self._parts():
            add_to(found, part.begun(), sign)
        return min(+found, default=None)

    @property
    def importert(self) -> datetime | None:
        """When the newest step was taken in that came with a register; None where none ever was."""
        found = self.grunn.rader.importert, self.tillegg.rader.importert
        return max((each for each in found if each), default=None)

    def _parts(self) -> tuple[tuple[int, Opptelling], ...]:
        return (1, self.grunn), (-1, self.fratrekk), (1, self.tillegg)


@dataclass(slots=True)
class _Kept:
    """The histories that were asked for last, each with where it had come to."""

    lock: Lock = field(default_factory=Lock)
    by_day: "OrderedDict[date | None, tuple[Merke, Historikk]]" = field(default_factory=OrderedDict)


_OF_DATABASE: "Final[WeakKeyDictionary[Database, _Kept]]" = WeakKeyDictionary()


def read_history(w: Reading, grant: Grant, *, kjent_per: date | None = None) -> Historikk:
    """The history as known at the end of a day (None: now). What was added to it since is counted, and no more."""
    if kjent_per is not None and kjent_per >= w.means.today():
        kjent_per = None
    kept = _OF_DATABASE.setdefault(w.means.database, _Kept())
    with kept.lock:
        before = kept.by_day.get(kjent_per)
    for _ in range(_TRIES):
        mark, found = _brought_up(w, grant, kjent_per, before)
        if before and found is before[1]:
            return found
        before = mark, found
        if tallhistorikk.mark(w.tx, grant, fra=mark.fra) == mark:  # nothing came between one sum and the next
            break
    else:
        return sum_up(w, grant, kjent_per=kjent_per)
    with kept.lock:
        kept.by_day[kjent_per] = mark, found
        kept.by_day.move_to_end(kjent_per)
        while len(kept.by_day) > _KEPT:
            kept.by_day.popitem(last=False)
    return found


def _brought_up(
    w: Reading, grant: Grant, kjent_per: date | None, before: tuple[Merke, Historikk] | None
) -> tuple[Merke, Historikk]:
    """The history as it is now, out of an earlier one where that will do; the same one where nothing was added."""
    fra = before[0].fra if before and tallhistorikk.is_recent(before[0].fra) else None
    mark = tallhistorikk.mark(w.tx, grant, fra=fra)
    if before and before[0] == mark:
        return before
    if before and fra and before[0].vernet == mark.vernet and sum(mark.antall) <= _ADDED:
        grunn = before[1].grunn
    else:
        mark = tallhistorikk.mark(w.tx, grant)
        grunn = _count(w, grant, Del(til=mark.fra), kjent_per)
    return mark, Historikk(
        grunn,
        fratrekk=_count(w, grant, Del(til=mark.fra, berort_fra=mark.fra), kjent_per),
        tillegg=_count(w, grant, Del(berort_fra=mark.fra), kjent_per),
    )


def sum_up(w: Reading, grant: Grant, *, kjent_per: date | None = None) -> Historikk:
    """The same, all of it summed up now and nothing kept: for what was held against the log just before."""
    nothing = Opptelling(Historie((), (), (), None))
    return Historikk(_count(w, grant, Del(), kjent_per), fratrekk=nothing, tillegg=nothing)


def _count(w: Reading, grant: Grant, part: Del, kjent_per: date | None) -> Opptelling:
    until = _until(kjent_per)
    return Opptelling(tallhistorikk.history(w.tx, grant, part, kjent_for=until, aktive=AKTIVE))


def _until(kjent_per: date | None) -> datetime:
    """The first moment that is not known of."""
    day = date.max if kjent_per is None else kjent_per + timedelta(days=1)
    return datetime.combine(day, time(), OSLO)


def check(w: Reading, grant: Grant) -> None:
    """Hold every row that figures are counted from against the log. Raises Tampered."""
    nokkeltall.counted_cases(w.tx, grant)
    nokkeltall.steps(w.tx, grant)
    nokkeltall.annulments(w.tx, grant)
    nokkeltall.services_explained(w.tx, grant)
