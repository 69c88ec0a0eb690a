"""Kinds of a team's open cases: what a decision on them depends on, in columns by which they can be counted.

Must not decide, nor be shown: whoever counts asks the rules of each kind.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    false,
    literal_column,
    null,
    or_,
    select,
    union,
)

from exin.ids import AnsattId, Id
from exin.store.grant import Grant
from exin.store.omriss import DECIDED_BY, Omriss
from exin.store.rows import table_of
from exin.store.tables import Inhabil, Sak
from exin.store.utsyn import assigned_to_me
from policies import Protection

_SAK = table_of(Sak)
_INHABIL = table_of(Inhabil)


def written_out(code: str) -> ColumnElement[str]:
    """A code as it stands in the condition of an index: by a value that is given later, the index is not found."""
    return literal_column(f"'{code}'")


_PROTECTED: Final = (Protection.STRENGT_FORTROLIG, Protection.FORTROLIG)
"""The highest first."""

_UNPROTECTED: Final = written_out(Protection.INGEN)
_OPEN: Final = ~_SAK.c.tilstand.in_([written_out("avsluttet"), written_out("ikke_tatt_inn")])

OF_TEAM: Final = (_OPEN, _SAK.c.team_id == bindparam("b_lag"))
"""The open cases of the team, by the index that holds no others."""

DOOR: Final = "frafall"
"""The state in which a case may wait for its person to come back, as long as the door stands open."""

CLOSED_DOOR: Final = and_(
    _SAK.c.tilstand == written_out(DOOR),
    or_(_SAK.c.apen_til.is_(None), _SAK.c.apen_til < bindparam("b_dag")),
)


class Laget(NamedTuple):
    """Whose cases are counted, and for whom. Without a team there are none."""

    asker: AnsattId
    team_id: Id | None

    def values(self, **more: Any) -> Mapping[str, Any]:  # noqa: ANN401 - values of any column
        """What it is asked with."""
        return {"b_meg": self.asker, "b_lag": self.team_id} | more


def check(grant: Grant) -> None:
    """Raises OutsideGrant unless the grant is for seeing what a team has, or for giving somebody a case."""
    grant.check_action("vis_kapasitet", "tildel", "flytt_arbeid")


def kind_of(row: Any) -> Omriss:  # noqa: ANN401 - a Record
    """The kind of a row that has the columns below, as the rules are asked about it."""
    return Omriss([row], bool(row.tildelt), bool(row.inhabil), Protection(row.vern))


@cache
def _barring_me() -> Select[Any]:
    return select(_INHABIL.c.sak_id).where(
        _INHABIL.c.ansatt_id == bindparam("b_meg"), _INHABIL.c.opphevet.is_(None)
    )


def _persons_at(*levels: Protection) -> Select[Any]:
    """The persons who have a case at one of these levels. They are few: looked up once, for all cases."""
    other = _SAK.alias("vernet")
    at = or_(*(other.c.skjerming == written_out(level) for level in levels))
    return select(other.c.person_id).where(at, other.c.skjerming != _UNPROTECTED)


def is_plain() -> ColumnElement[bool]:
    """Nobody is protected, and it is nothing to the asker but one of the team's: so are nearly all."""
    return and_(
        _SAK.c.person_id.not_in(_persons_at(*_PROTECTED)),
        _SAK.c.id.not_in(assigned_to_me()),
        _SAK.c.id.not_in(_barring_me()),
        _SAK.c.registrert_av != bindparam("b_meg"),
    )


def is_special() -> ColumnElement[bool]:
    """All others, found one by one: by indexes of what makes them so."""
    one, other = _SAK.alias("vernets"), _SAK.alias("registrert")
    protected = select(one.c.id).where(one.c.person_id.in_(_persons_at(*_PROTECTED)))
    registered = select(other.c.id).where(other.c.registrert_av == bindparam("b_meg"))
    return _SAK.c.id.in_(union(protected, registered, assigned_to_me(), _barring_me()))


@cache
def by_kind() -> tuple[ColumnElement[Any], ...]:
    """All that a decision depends on, of a case and of how it stands to the asker."""
    at = [(_SAK.c.person_id.in_(_persons_at(level)), level.value) for level in _PROTECTED]
    return (
        *(_SAK.c[name] for name in DECIDED_BY),
        _SAK.c.id.in_(assigned_to_me()).label("tildelt"),
        _SAK.c.id.in_(_barring_me()).label("inhabil"),
        case(*at, else_=Protection.INGEN.value).label("vern"),
    )


@cache
def plain_kind() -> tuple[ColumnElement[Any], ...]:
    """The same columns of those that are plain: what they have in common is not read."""
    same: dict[str, ColumnElement[Any]] = {
        "skjerming": _UNPROTECTED.label("skjerming"),
        "registrert_av": null().label("registrert_av"),
    }
    return (
        *(same.get(name, _SAK.c[name]) for name in DECIDED_BY),
        false().label("tildelt"),
        false().label("inhabil"),
        _UNPROTECTED.label("vern"),
    )


def grouping(kinds: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    """What tells the kinds apart, in the order of the index."""
    order = ("team_id", "tilstand", "kontakt_id", "program", "program_versjon", "overlevert")
    if kinds is plain_kind():
        return [_SAK.c[name] for name in order]
    return list(kinds)
