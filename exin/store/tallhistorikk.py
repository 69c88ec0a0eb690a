"""The history that key figures are counted from, summed up by day in the database: nothing of it is about one case.

Must not be a source of what leaves the house unless the rows were held against the log first: these sums are not.
Must not look at a case's present state: the columns that repeat the latest step are no source.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    CTE,
    Date,
    LargeBinary,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    text,
    union,
)

from exin.ids import new_id
from exin.store.grant import Grant
from exin.store.prepared import prepared
from exin.store.rows import Tx, read, table_of
from exin.store.saksslag import written_out
from exin.store.tables import Annullering, Sak, Steg, Tilbud

_SAK = table_of(Sak)
_STEG = table_of(Steg)
_VOID = table_of(Annullering)
_TILBUD = table_of(Tilbud)

_WINDOW: Final = 600_000
"""In milliseconds, as ids begin: longer than it takes from the making of a row until it is seen by others."""
_DAY: Final = 86_400_000
_STAMP: Final = 6
"""So many bytes of an id are its time."""
_END: Final = b"\xff" * 16
"""After every id."""

VERNET: Final = "vernet"
"""The district of whoever is at the highest level of protection: none is told."""


class Merke(NamedTuple):
    """Where the history has come to. Rows are only added, so two that are equal are of the same history."""

    siste: tuple[bytes, ...]
    """The newest row of each table."""
    fra: bytes
    antall: tuple[int, ...]
    """How many are from `fra` on: one that was begun before the newest may come to be seen after it."""
    vernet: tuple[bytes, ...]
    """The cases of everybody at the highest level of protection."""


class Del(NamedTuple):
    """A part of the history: of all rows before an id, or of the cases that have rows from an id on."""

    til: bytes = _END
    """The rows before this one."""
    berort_fra: bytes | None = None
    """Only of cases that have rows from this one on; None: of all."""


class Historie(NamedTuple):
    """The sums, as rows with their columns as attributes."""

    steg: Sequence[Any]
    """dag, program, tilstand, fra, fra_program, hendelse, arsak, antall."""
    bydel: Sequence[Any]
    """dag, program, fra_program, bydel, ble_aktiv, var_aktiv, antall: a case came, or its being active changed."""
    avslag: Sequence[Any]
    """dag, program, fortalt, gitt, antall: not admitted; first days on which services were spoken of, and explained."""
    importert: datetime | None
    """When the newest step was taken in that came with a register; None where none ever was."""


def _check(grant: Grant) -> None:
    grant.check_action("les_nokkeltall", "last_ned_nokkeltall")


def is_recent(fra: bytes) -> bool:
    """Whether a history summed up to there is to be built on: not older than a day, nor from after now.

    A clock that was put back, or a row that came later than any should, is felt for so long at most.
    """
    age = _now() - _WINDOW - int.from_bytes(fra, "big")
    return 0 <= age <= _DAY


def _now() -> int:
    return int.from_bytes(new_id()[:_STAMP], "big")


def mark(tx: Tx, grant: Grant, *, fra: bytes | None = None) -> Merke:
    """Where the history has come to. `fra`: that of an earlier mark, to be compared with it."""
    _check(grant)
    if fra is None:
        fra = (_now() - _WINDOW).to_bytes(_STAMP, "big")
    tables = range(len(_GROWING))
    return Merke(
        siste=tuple(read(tx, Steg, _newest_of(at), {}).scalar() or b"" for at in tables),
        fra=fra,
        antall=tuple(int(read(tx, Steg, _count_of(at), {"b_fra": fra}).scalar()) for at in tables),
        vernet=tuple(row.id for row in read(tx, Sak, _protected_cases(), {}).all()),
    )


_GROWING: Final = (_STEG, _VOID, _TILBUD)


@prepared
def _newest_of(at: int) -> Select[Any]:
    key = _GROWING[at].c.id
    return select(key).order_by(key.desc()).limit(1)


@prepared
def _count_of(at: int) -> Select[Any]:
    return select(func.count()).select_from(_GROWING[at]).where(_GROWING[at].c.id >= bindparam("b_fra"))


def _protected_people() -> Select[Any]:
    """Whoever has a case at the highest level; by the index that holds no case without protection."""
    other = _SAK.alias("vernede")
    return select(other.c.person_id).where(
        other.c.skjerming == written_out("strengt_fortrolig"), other.c.skjerming != written_out("ingen")
    )


@prepared
def _protected_cases() -> Select[Any]:
    return select(_SAK.c.id).where(_SAK.c.person_id.in_(_protected_people())).order_by(_SAK.c.id)


def history(tx: Tx, grant: Grant, part: Del, *, kjent_for: datetime, aktive: Sequence[str]) -> Historie:
    """The sums of what was registered before a moment. `aktive`: the states in which a case is active."""
    _check(grant)
    asked: dict[str, Any] = {"b_for": kjent_for, "b_til": part.til}
    touched = part.berort_fra is not None
    if touched:
        asked["b_fra"] = part.berort_fra
    return Historie(
        steg=read(tx, Steg, _moves(touched), asked).all(),
        bydel=read(tx, Steg, _districts(tuple(aktive), touched), asked).all(),
        avslag=read(tx, Steg, _refusals(touched), asked).all(),
        importert=read(
            tx, Steg, _last_import(touched), {key: asked[key] for key in asked if key != "b_for"}
        ).scalar(),
    )


@prepared
def _last_import(touched: bool) -> Select[Any]:  # noqa: FBT001 - one of the two forms
    found = select(func.max(_STEG.c.registrert)).where(
        _STEG.c.opphav == "import", _STEG.c.id < bindparam("b_til")
    )
    return found.where(_STEG.c.id >= bindparam("b_fra")) if touched else found


def _touched() -> Any:  # noqa: ANN401 - a condition
    """Whether a step is of a case that something was added to: what it counted for before may be another now."""
    added, new = _STEG.alias("nye"), bindparam("b_fra", type_=LargeBinary)
    return _STEG.c.sak_id.in_(
        union(
            select(added.c.sak_id).where(added.c.id >= new),
            select(added.c.sak_id).join(_VOID, _VOID.c.steg_id == added.c.id).where(_VOID.c.id >= new),
            select(_TILBUD.c.sak_id).where(_TILBUD.c.id >= new),
        )
    )


def _standing(touched: bool) -> CTE:  # noqa: FBT001 - one of the two forms
    """The steps that count, each with where its case stood before. A duplicate is the same henvendelse once more."""
    case_id, number = _STEG.c.sak_id, _STEG.c.nummer
    return (
        select(
            _STEG.c.sak_id,
            _STEG.c.nummer,
            _STEG.c.gjelder_fra.label("dag"),
            _STEG.c.program,
            _STEG.c.til_tilstand.label("tilstand"),
            func.lag(_STEG.c.til_tilstand, type_=String())
            .over(partition_by=case_id, order_by=number)
            .label("fra"),
            func.lag(_STEG.c.program, type_=String())
            .over(partition_by=case_id, order_by=number)
            .label("fra_program"),
            _STEG.c.hendelse,
            _STEG.c.arsak,
            _district().label("bydel"),
        )
        .join_from(_STEG, _SAK, _SAK.c.id == _STEG.c.sak_id)
        .where(
            _SAK.c.dublett_av_id.is_(None), *_known(_STEG), ~_is_void(), *([_touched()] if touched else [])
        )
        .cte("stod")
    )


def _district() -> Any:  # noqa: ANN401 - an expression
    return case((_SAK.c.person_id.in_(_protected_people()), VERNET), else_=_SAK.c.bydel)


def _known(table: Table) -> tuple[Any, ...]:
    return table.c.registrert < bindparam("b_for"), table.c.id < bindparam("b_til")


def _is_void() -> Any:  # noqa: ANN401 - a condition
    return exists().where(_VOID.c.steg_id == _STEG.c.id, *_known(_VOID))


@prepared
def _moves(touched: bool) -> Select[Any]:  # noqa: FBT001 - one of the two forms
    s = _standing(touched)
    kinds = (s.c.dag, s.c.program, s.c.tilstand, s.c.fra, s.c.fra_program, s.c.hendelse, s.c.arsak)
    return select(*kinds, func.count().label("antall")).group_by(*kinds).order_by(s.c.dag)


def _flag(column: Any, codes: Sequence[str]) -> Any:  # noqa: ANN401 - expressions
    """Whether a column has one of some codes, all written out: what is grouped by must read alike in both places."""
    return case((or_(*(column == written_out(code) for code in codes)), text("1")), else_=text("0"))


@prepared
def _districts(aktive: tuple[str, ...], touched: bool) -> Select[Any]:  # noqa: FBT001 - one of the two forms
    s = _standing(touched)
    became, was = _flag(s.c.tilstand, aktive), _flag(s.c.fra, aktive)
    kinds = (
        s.c.dag,
        s.c.program,
        s.c.fra_program,
        s.c.bydel,
        became.label("ble_aktiv"),
        was.label("var_aktiv"),
    )
    changed = or_(s.c.fra.is_(None), became != was, s.c.program != s.c.fra_program)
    return select(*kinds, func.count().label("antall")).where(changed).group_by(*kinds).order_by(s.c.dag)


@prepared
def _refusals(touched: bool) -> Select[Any]:  # noqa: FBT001 - one of the two forms
    s = _standing(touched)
    told = and_(
        _TILBUD.c.sak_id == s.c.sak_id,
        _TILBUD.c.etter_steg >= s.c.nummer,
        *_known(_TILBUD),
    )
    given = case((_TILBUD.c.gitt, _TILBUD.c.dato))
    each = (
        select(
            s.c.dag,
            s.c.program,
            func.min(_TILBUD.c.dato, type_=Date()).label("fortalt"),
            func.min(given, type_=Date()).label("gitt"),
        )
        .join_from(s, _TILBUD, told, isouter=True)
        .where(s.c.tilstand == "ikke_tatt_inn")
        .group_by(s.c.sak_id, s.c.nummer, s.c.dag, s.c.program)
        .subquery()
    )
    kinds = (each.c.dag, each.c.program, each.c.fortalt, each.c.gitt)
    return select(*kinds, func.count().label("antall")).group_by(*kinds).order_by(each.c.dag)
