"""What is counted of sums by day: the figures of each programme as of a day, and at the ends of months.

Must not ask for the sums, nor know of what was added to them since.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from exin.casework.oversikt.nokkeltall import GITT, IKKE_GITT, IKKE_REGISTRERT
from exin.store import omriss
from exin.store.tallhistorikk import Historie
from workflows import PROGRAMMES

MED_ARSAK: Final = ("ikke_tatt_inn", "frafall", "reinntak")
"""The events whose reasons and grounds are counted."""

AKTIVE: Final = tuple(
    dict.fromkeys(state.key for programme in PROGRAMMES for state in programme.states if state.active)
)
"""The states in which a case is active."""

_MOST: Final = 200
"""Days kept of each."""

Key = TypeVar("Key", bound=Hashable)
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

    def add(self, other: "Dagstall", sign: int) -> None:
        """Add the figures of other cases, or with -1 take them off."""
        self.totalt += sign * other.totalt
        self.nye += sign * other.nye
        self.avsluttet_i_ar += sign * other.avsluttet_i_ar
        for mine, others in (
            (self.tilstander, other.tilstander),
            (self.informert, other.informert),
            (self.bydel_nye, other.bydel_nye),
            (self.bydel_aktive, other.bydel_aktive),
            *((self.arsaker[each], other.arsaker[each]) for each in MED_ARSAK),
            *((self.arsaker_i_ar[each], other.arsaker_i_ar[each]) for each in MED_ARSAK),
        ):
            add_to(mine, others, sign)

    @property
    def aktive(self) -> int:
        """How many cases are active."""
        return sum(self.tilstander[each] for each in AKTIVE)


@dataclass(frozen=True, slots=True)
class Opptelling:
    """What is counted of some sums, as of the days that were asked for."""

    rader: Historie
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def figures(self, per: date) -> Mapping[str, Dagstall]:
        """The figures of each programme as of the end of a day. They are shared: not to be changed."""
        return self._once(per, self._figures)

    def at_ends(self, dager: tuple[date, ...]) -> Sequence[tuple[Counter[str], Counter[str]]]:
        """Active cases at the end of each of these days, in order, and new ones since the one before, by programme."""
        return self._once(dager, self._at_ends)

    def begun(self) -> Counter[date]:
        """How many cases began on each day."""
        return self._once("begun", self._begun)

    def _once(self, key: Any, count: Callable[..., Counted]) -> Counted:  # noqa: ANN401 - what `count` takes
        found: Counted | None = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            found = self._kept[key] = count(key)
        return found

    def _figures(self, per: date) -> dict[str, Dagstall]:
        found = no_figures()
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

    def _at_ends(self, dager: Sequence[date]) -> list[tuple[Counter[str], Counter[str]]]:
        active, new = Counter[str](), Counter[str]()
        found, waiting = list[tuple[Counter[str], Counter[str]]](), list(dager)
        with omriss.unchecked():
            for row in self.rader.steg:
                while waiting and row.dag > waiting[0]:
                    waiting.pop(0)
                    found.append((active.copy(), new.copy()))
                    new.clear()
                if not waiting:
                    break
                new[row.program] += row.antall * (row.fra is None)
                active[row.program] += row.antall * (row.tilstand in AKTIVE)
                if row.fra in AKTIVE:
                    active[row.fra_program] -= row.antall
        for _ in waiting:
            found.append((active.copy(), new.copy()))
            new.clear()
        return found

    def _begun(self, _key: str) -> Counter[date]:
        found = Counter[date]()
        with omriss.unchecked():
            for row in self.rader.steg:
                found[row.dag] += row.antall * (row.fra is None)
        return found


def no_figures() -> dict[str, Dagstall]:
    """Each programme with nothing counted."""
    return {programme.key: Dagstall() for programme in PROGRAMMES}


def add_to(total: Counter[Key], count: Counter[Key], sign: int) -> None:
    """Add one count to another, or with -1 take it off."""
    for key, number in count.items():
        total[key] += sign * number


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
