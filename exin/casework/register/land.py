"""Landing a plan: whole cases, a batch to a transaction, each case with an event of its own.

Must not decide what lands. All is sealed before the lock is taken; a crash leaves whole cases and no half one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from exin.casework.frist import frister
from exin.casework.grunnlag.stegrader import shadow
from exin.casework.register.course import Course, Move
from exin.casework.register.rows import House, case_rows, move_rows
from exin.ids import Id, PersonId, SakId
from exin.store import arbeid, hus, register, saker
from exin.store.grant import Grant
from exin.store.rows import Model
from exin.store.tables import Kartlegging
from exin.work import Work
from exin.work.write import Landing
from policies import Protection
from workflows import Place

BATCH: Final = 25
"""Cases in one transaction."""

_MOVES: Final = 120
"""Moves in one event, whose body has a limit: each is a row, and may bring a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Berth:
    """Where a case lands: its id, its person's, and the person's level of protection."""

    course: Course
    sak_id: SakId
    person_id: PersonId
    new_person: bool
    skjerming: Protection


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """So much of a case as one event tells of."""

    berth: Berth
    moves: Sequence[Move]
    first: bool


def land(w: Work, berths: Sequence[Berth]) -> None:
    """Write what is new of a batch of cases; the end of the block commits them together.

    Raises:
        Denied: the rules say no.
        Conflict: somebody else changed a case, or made one of that number or person, since it was planned.
    """
    parts = [part for berth in berths for part in _parts(berth)]
    grants = w.permit_import([_landing(part) for part in parts])
    house = _house(w, grants[0], {berth.course.programme.key for berth in berths})
    numbers: dict[SakId, Iterator[int]] = {}
    sealed = []
    for grant, part in zip(grants, parts, strict=True):
        sak_id = part.berth.sak_id
        if sak_id not in numbers:
            numbers[sak_id] = count(_next_kartlegging(w, grant, part))
        sealed.append((grant, part, list(_rows(w, grant, part, house, numbers[sak_id]))))
    w.begin()
    met = {berth.person_id for berth in berths if berth.course.known is None and not berth.new_person}
    register.check_unmerged(w.tx, grants[0], met)
    register.write(w.tx, [(grant, model, values) for grant, _, rows in sealed for model, values in rows])
    for grant, part, rows in sealed:
        known = part.berth.course.known
        if part.first and known is not None:
            saker.change(w.tx, grant, known.stub.sak, **_shadow(part.berth.course))
        w.note(grant, antall=len(rows))
    for grant, part, _ in sealed:
        if part.first and _has_deadlines(part.berth.course):
            frister.bring_up_to_date(w, grant)
    register.remember(w.tx, ((grant, part.berth.course.landed) for grant, part, _ in sealed if part.first))


def _has_deadlines(course: Course) -> bool:
    """A case that comes in ended has none, and had none."""
    return course.known is not None or not course.programme.state(course.tilstand).final


def _parts(berth: Berth) -> Iterator[_Part]:
    moves = berth.course.moves
    for start in range(0, len(moves), _MOVES):
        yield _Part(berth=berth, moves=moves[start : start + _MOVES], first=start == 0)


def _landing(part: _Part) -> Landing:
    berth, known = part.berth, part.berth.course.known
    return Landing(
        sak_id=berth.sak_id,
        person_id=berth.person_id,
        new_person=berth.new_person and part.first,
        stub=known.stub if known else None,
    )


def _house(w: Work, grant: Grant, programs: set[str]) -> House:
    staff = [stored.row for stored in hus.staff(w.tx, grant)]
    return House(
        ansatte={row.brukernavn: row.id for row in staff},
        klarerte=frozenset(row.brukernavn for row in staff if row.klarert),
        team={row.id: Id(row.team_id) for row in staff},
        mottak={key: Id(hus.programme(w.tx, key).row.mottaksteam_id) for key in programs},
    )


def _next_kartlegging(w: Work, grant: Grant, part: _Part) -> int:
    if part.berth.course.known is None:
        return 1
    earlier = arbeid.of_case(w.tx, grant, Kartlegging)
    return earlier[-1].row.nummer + 1 if earlier else 1


def _rows(
    w: Work, grant: Grant, part: _Part, house: House, numbers: Iterator[int]
) -> Iterator[tuple[type[Model], dict[str, Any]]]:
    berth = part.berth
    rad = berth.course.rad
    if part.first and berth.course.known is None and rad is not None:
        standing: Mapping[str, Any] = _shadow(berth.course)
        yield from case_rows(
            w, grant, rad, house, standing=standing, skjerming=berth.skjerming, new_person=berth.new_person
        )
    for move in part.moves:
        yield from move_rows(w, grant, move, house, numbers)


def _shadow(course: Course) -> dict[str, Any]:
    holds = course.plass is Place.PLASS
    return shadow(
        course.programme, course.tilstand, course.nummer, dag=course.dato, plass=holds, apen_til=None
    )
