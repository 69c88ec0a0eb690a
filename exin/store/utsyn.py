"""How far an asker can ever see, as a condition on cases: for a list not to read what the rules would refuse anyhow.

Must not decide, nor be exact: a case that it leaves out is one that nobody who asks so is ever allowed, and whatever it
lets through is asked for one by one.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    false,
    func,
    or_,
    select,
    true,
    union_all,
)

from exin.ids import AnsattId, Id
from exin.store.rows import table_of
from exin.store.tables import Sak, Tildeling

_SAK = table_of(Sak)
_TILDELING = table_of(Tildeling)
_TOLD_BY: Final = {
    "egen": ("kontakt_id", "b_meg"),
    "lag": ("team_id", "b_lag"),
    "registrert": ("registrert_av", "b_meg"),
}
"""The column of a case that tells each standing, and what is asked with. One's own are the assignments' too."""


class Flekk(NamedTuple):
    """Some kind of case that might be seen. What is None may be anything."""

    tilstand: str
    ufordelt: bool
    overlevert: bool
    skjerming: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Utsyn:
    """The kinds of cases that might be seen, by how they stand to who asks: in any of these ways, or in none.

    Those registered by the asker are told apart by their own level of protection too: the rules know them as the
    asker's only where no other case of the person is at a higher one.
    """

    tilstander: frozenset[str]
    """Those that were asked about."""
    egen: frozenset[Flekk]
    lag: frozenset[Flekk]
    registrert: frozenset[Flekk]
    uansett: bool
    """Whether a case might be seen that stands to the asker in no way: then nothing can be left out."""

    @property
    def whole_team(self) -> bool:
        """Whether any case of the team might be seen."""
        return len(self.lag) == len(self.tilstander) * len(_ANY)

    def own(self) -> Self:
        """No further than to the asker's own cases."""
        nothing = frozenset[Flekk]()
        return replace(self, lag=nothing, registrert=nothing, uansett=False)


class Form(NamedTuple):
    """What the statement of a list is made from: columns that it names a value of, its states, how far it sees."""

    kolonner: tuple[str, ...]
    tilstander: tuple[str, ...] | None
    utsyn: Utsyn | None


def chosen(form: Form) -> list[ColumnElement[bool]]:
    """The conditions of a list. `b_meg` is who asks and `b_lag` the team."""
    utsyn = form.utsyn
    led = utsyn is not None and not (utsyn.uansett or utsyn.whole_team)

    def column(name: str) -> ColumnElement[Any]:
        return unindexed(_SAK.c[name]) if led and name != "kontakt_id" else _SAK.c[name]

    wanted: list[ColumnElement[bool]] = [column(name) == bindparam(f"b_{name}") for name in form.kolonner]
    if form.tilstander is not None:
        wanted.append(_among(column("tilstand"), form.tilstander))
    if utsyn is not None:
        wanted.append(_led(utsyn, form.tilstander) if led else _not_led(utsyn))
    return wanted


def _led(utsyn: Utsyn, tilstander: tuple[str, ...] | None) -> ColumnElement[bool]:
    """By way of indexes, one for each standing: what is read follows from how much the asker might see."""
    ways = [_way(name, utsyn, tilstander) for name in _TOLD_BY if getattr(utsyn, name)]
    if utsyn.egen:
        ways.append(assigned_to_me())
    return _SAK.c.id.in_(union_all(*ways)) if ways else false()


def _not_led(utsyn: Utsyn) -> ColumnElement[bool]:
    """Where so much might be seen that indexes would only be a detour."""
    if utsyn.uansett:
        return true()
    standings = [_standing(_SAK, name, utsyn, led=False) for name in _TOLD_BY]
    return or_(*standings, _SAK.c.id.in_(assigned_to_me()))


def _way(name: str, utsyn: Utsyn, tilstander: tuple[str, ...] | None) -> Select[Any]:
    table = _SAK.alias(name)
    # Of all that a team ever had few are in the states that are asked for: those lead there.
    led = name != "lag" or tilstander is None
    found = select(table.c.id).where(_standing(table, name, utsyn, led=led))
    return found if tilstander is None else found.where(_among(table.c.tilstand, tilstander))


def assigned_to_me() -> Select[Any]:
    """The cases that the asker is assigned to."""
    mine = _TILDELING.c.ansatt_id == bindparam("b_meg"), _TILDELING.c.til.is_(None)
    return select(_TILDELING.c.sak_id).where(*mine)


def _standing(table: FromClause, name: str, utsyn: Utsyn, *, led: bool) -> ColumnElement[bool]:
    column, value = _TOLD_BY[name]
    told = table.c[column] if led else unindexed(table.c[column])
    return and_(told == bindparam(value), *_kinds(table, getattr(utsyn, name)))


Kind = tuple[bool, bool, str | None]
_ANY: Final = frozenset[Kind]((free, over, None) for free, over in product((False, True), repeat=2))


def _kinds(table: FromClause, flekker: frozenset[Flekk]) -> list[ColumnElement[bool]]:
    """One condition for the states that are alike in all else; and what is true of all, for an index."""
    by_state = defaultdict[str, set[Kind]](set)
    for flekk in flekker:
        by_state[flekk.tilstand].add((flekk.ufordelt, flekk.overlevert, flekk.skjerming))
    alike = defaultdict[frozenset[Kind], list[str]](list)
    for tilstand, kinds in sorted(by_state.items()):
        alike[frozenset(kinds)].append(tilstand)
    each = [and_(_among(table.c.tilstand, states), _kind(table, kinds)) for kinds, states in alike.items()]
    handed_over = {flekk.overlevert for flekk in flekker}
    of_all = [table.c.overlevert.is_(flag) for flag in handed_over if len(handed_over) == 1]
    return [*of_all, or_(false(), *each)]


def _kind(table: FromClause, kinds: frozenset[Kind]) -> ColumnElement[bool]:
    if kinds == _ANY:
        return true()
    contact = table.c.kontakt_id
    ways = []
    for ufordelt, overlevert, skjerming in sorted(kinds, key=repr):
        facts = [contact.is_(None) if ufordelt else contact.is_not(None), table.c.overlevert.is_(overlevert)]
        ways.append(and_(*facts, *([table.c.skjerming == skjerming] if skjerming else [])))
    return or_(*ways)


def _among(column: ColumnElement[Any], codes: tuple[str, ...] | list[str]) -> ColumnElement[bool]:
    return or_(false(), *(column == code for code in codes))


def unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The same column, by which no database goes looking."""
    return func.coalesce(column, column)


_NAMED = ("program", "bydel", "kontakt_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Utvalg:
    """Which cases a list asks for, by open columns. What is None does not narrow it."""

    tilstander: frozenset[str] | None = None
    program: str | None = None
    bydel: str | None = None
    kontakt_id: AnsattId | None = None
    utsyn: Utsyn | None = None
    lag: Id | None = None
    """The asker's team, where `utsyn` is given."""

    def form(self) -> Form:
        """What the statement is made from."""
        columns = tuple(name for name in _NAMED if getattr(self, name) is not None)
        return Form(columns, None if self.tilstander is None else tuple(sorted(self.tilstander)), self.utsyn)

    def values(self) -> dict[str, Any]:
        """What it is asked with."""
        return {
            f"b_{name}": getattr(self, name) for name in (*_NAMED, "lag") if getattr(self, name) is not None
        }
