"""Key figures of any day out of the history summed up by day: as of that day, as known on another.

Must not be a source of what leaves the house unless `check` was asked first: the sums are the database's, and its rows
are not held against the log each time a page is shown.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from threading import Lock
from typing import Any, Final, TypeVar
from weakref import WeakKeyDictionary

from exin.casework.oversikt.nokkeltall import GITT, IKKE_GITT, IKKE_REGISTRERT
from exin.clock import OSLO
from exin.store import nokkeltall, omriss, tallhistorikk
from exin.store.engine import Database
from exin.store.grant import Grant
from exin.store.tallhistorikk import Historie, Merke
from exin.work import Reading
from workflows import PROGRAMMES

MED_ARSAK: Final = ("ikke_tatt_inn", "frafall", "reinntak")
"""The events whose reasons and grounds are counted."""

AKTIVE: Final = tuple(
    dict.fromkeys(state.key for programme in PROGRAMMES for state in programme.states if state.active)
)
"""The states in which a case is active."""

_KEPT: Final = 8
"""Histories kept, each as known on some day."""

_MOST: Final = 200
"""Days kept of each."""

Key = TypeVar("Key")
Counted = TypeVar("Counted")


@dataclass(slots=True, kw_only=True)
class Dagstall:
    """The figures of one programme as of a day. `i_ar`: since the first of January; `arsaker`: of all years."""

    totalt: int = 0
    nye: int = 0
    tilstander: Counter[str] = field(default_factory=Counter)
    arsaker: dict[str, Counter[str]] = field(default_factory=lambda: {each: Counter() for each in MED_ARSAK})
    arsaker_i_ar: dict[str, Counter[str]] = field(
        default_factory=lambda: {each: Counter() for each in MED_ARSAK}
    )
    avsluttet_i_ar: int = 0
    informert: Counter[str] = field(default_factory=Counter)
    bydel_nye: Counter[str] = field(default_factory=Counter)
    bydel_aktive: Counter[str] = field(default_factory=Counter)

    @property
    def aktive(self) -> int:
        """How many cases are active."""
        return sum(self.tilstander[each] for each in AKTIVE)


@dataclass(frozen=True, slots=True)
class Historikk:
    """What was known on some day of all days before."""

    rader: Historie
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was counted of it before, by the days that were asked for."""

    def figures(self, per: date) -> Mapping[str, Dagstall]:
        """The figures of each programme as of the end of a day. They are shared: not to be changed."""
        return self._once(per, self._figures)

    def at_ends(self, dager: tuple[date, ...]) -> Sequence[tuple[Mapping[str, int], Mapping[str, int]]]:
        """Active cases at the end of each of these days, in order, and new ones since the one before, by programme."""
        return self._once(dager, self._at_ends)

    def _once(self, key: Key, count: Callable[[Key], Counted]) -> Counted:
        found: Counted | None = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            found = self._kept[key] = count(key)
        return found

    def _figures(self, per: date) -> dict[str, Dagstall]:
        found = {programme.key: Dagstall() for programme in PROGRAMMES}
        with omriss.unchecked():
            for row in self.rader.steg:
                if row.dag > per:
                    break
                _count_step(found, row, per.year)
            for row in self.rader.bydel:
                if row.dag > per:
                    break
                _count_district(found, row, per.year)
            for row in self.rader.avslag:
                if row.dag > per:
                    break
                found[row.program].informert[_told(row, per)] += row.antall
        return found

    def _at_ends(self, dager: Sequence[date]) -> list[tuple[dict[str, int], dict[str, int]]]:
        active, new = Counter[str](), Counter[str]()
        found, waiting = list[tuple[dict[str, int], dict[str, int]]](), list(dager)
        with omriss.unchecked():
            for row in self.rader.steg:
                while waiting and row.dag > waiting[0]:
                    waiting.pop(0)
                    found.append((dict(active), dict(new)))
                    new.clear()
                if not waiting:
                    break
                new[row.program] += row.antall * (row.fra is None)
                active[row.program] += row.antall * (row.tilstand in AKTIVE)
                if row.fra in AKTIVE:
                    active[row.fra_program] -= row.antall
        for _ in waiting:
            found.append((dict(active), dict(new)))
            new.clear()
        return found

    def first_day(self, program: str) -> date | None:
        """When the first case of a programme began; None where none has."""
        return next((row.dag for row in self.rader.steg if row.program == program and row.fra is None), None)


def _count_step(found: dict[str, Dagstall], row: Any, year: int) -> None:  # noqa: ANN401 - a Record
    its, count = found[row.program], row.antall
    this_year = row.dag.year == year
    if row.fra is None:
        its.totalt += count
        its.nye += count * this_year
    else:
        found[row.fra_program].tilstander[row.fra] -= count
    its.tilstander[row.tilstand] += count
    if row.hendelse in MED_ARSAK and row.arsak is not None:
        its.arsaker[row.hendelse][row.arsak] += count
        its.arsaker_i_ar[row.hendelse][row.arsak] += count * this_year
    if row.tilstand == "avsluttet" and row.fra != "avsluttet":
        its.avsluttet_i_ar += count * this_year


def _count_district(found: dict[str, Dagstall], row: Any, year: int) -> None:  # noqa: ANN401 - a Record
    its = found[row.program]
    if row.fra_program is None:
        its.bydel_nye[row.bydel] += row.antall * (row.dag.year == year)
    elif row.var_aktiv:
        found[row.fra_program].bydel_aktive[row.bydel] -= row.antall
    if row.ble_aktiv:
        its.bydel_aktive[row.bydel] += row.antall


def _told(row: Any, per: date) -> str:  # noqa: ANN401 - a Record
    if row.gitt is not None and row.gitt <= per:
        return GITT
    return IKKE_GITT if row.fortalt is not None and row.fortalt <= per else IKKE_REGISTRERT


@dataclass(slots=True)
class _Kept:
    """The histories that were asked for last, each with where it had come to."""

    lock: Lock = field(default_factory=Lock)
    by_day: "OrderedDict[date | None, tuple[Merke, Historikk]]" = field(default_factory=OrderedDict)


_OF_DATABASE: "Final[WeakKeyDictionary[Database, _Kept]]" = WeakKeyDictionary()


def read_history(w: Reading, grant: Grant, *, kjent_per: date | None = None) -> Historikk:
    """The history as known at the end of a day (None: now). The same one again, as long as nothing was added to it."""
    if kjent_per is not None and kjent_per >= w.means.today():
        kjent_per = None
    kept = _OF_DATABASE.setdefault(w.means.database, _Kept())
    with kept.lock:
        before = kept.by_day.get(kjent_per)
    if before is not None and before[0] == tallhistorikk.mark(w.tx, grant, fra=before[0].fra):
        return before[1]
    now = tallhistorikk.mark(w.tx, grant)  # before it is read: what comes meanwhile is read again
    rows = tallhistorikk.history(w.tx, grant, kjent_for=_until(kjent_per), aktive=AKTIVE)
    found = Historikk(rows)
    with kept.lock:
        kept.by_day[kjent_per] = (now, found)
        kept.by_day.move_to_end(kjent_per)
        while len(kept.by_day) > _KEPT:
            kept.by_day.popitem(last=False)
    return found


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
