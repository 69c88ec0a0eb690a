"""What stands here that a register's rows may meet: cases and their steps, rows that landed, persons, places.

Must not open anything sealed, and is never shown: whoever imports may know of no case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from exin.casework.register.cells import Rows
from exin.errors import Tampered
from exin.ids import PersonId, SakId
from exin.store import hus, register
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.register import Landed
from exin.store.rows import Stored
from exin.store.tables import Person, Steg
from exin.work import Block
from policies import Protection
from workflows import PROGRAMMES, Programme, by_key

WITH_PLACE: Final = frozenset(
    state.key
    for programme in PROGRAMMES
    for state in programme.states
    if state.holds_place or state.holds_assessment_place
)
TAKING_PLACE: Final = frozenset(
    step.event for programme in PROGRAMMES for step in programme.transitions if step.takes_place
)
"""The states that hold a place, and the events that take one, in any version: a step without has given none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownStep:
    """A step that counts."""

    nummer: int
    hendelse: str
    til: str
    programme: Programme
    dato: date
    har_plass: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCase:
    """A case that stands here. `untouched`: an import made it, and nobody has taken or voided a step since."""

    stub: CaseStub
    steps: tuple[KnownStep, ...]
    landed: frozenset[Landed]
    untouched: bool

    @property
    def imported(self) -> bool:
        """Whether an import made it."""
        return self.stub.sak.row.opphav == "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All of the house that can change what is planned for the rows of a register.

    Each row that is read is held against the log. One that was changed past the engine so that it is not chosen, is
    not: `exin logg verify --data` finds it.
    """

    saker: Mapping[str, KnownCase]
    """All cases that the rows name, all of the persons they are about, and every other that ever held a place."""
    personer: Mapping[bytes, PersonId]
    """The person of a number, by the number's keyed look-up; merges followed."""
    nivaer: Mapping[bytes, Protection]
    """The highest level of protection among a person's cases: all of them, where the rows are about that person."""
    plasser: Mapping[str, tuple[int, int | None]]


def read_known(w: Block, grant: Grant, rows: Rows) -> Known:
    """Of all other cases none is read: they hold no place, and are of nobody whom the rows are about."""
    numbers = {rad.nummer.oppslag for rad in rows.saker.values() if rad.nummer}
    named = rows.saker.keys() | {rad.saksnr for rad in rows.hendelser}
    persons = register.persons(w.tx, grant, numbers, named)
    stubs = register.cases(
        w.tx, grant, w.asker, saksnr=named, persons=persons, states=WITH_PLACE, events=TAKING_PLACE
    )
    levels: dict[bytes, Protection] = {}
    for row in (stub.sak.row for stub in stubs):
        levels[row.person_id] = highest(levels.get(row.person_id), Protection(row.skjerming))
    return Known(
        saker=_cases(w, grant, stubs),
        personer=_by_number(persons),
        nivaer=levels,
        plasser={key: _places(w, key) for key in {programme.key for programme in PROGRAMMES}},
    )


def _cases(w: Block, grant: Grant, stubs: Sequence[CaseStub]) -> dict[str, KnownCase]:
    ids = [stub.id for stub in stubs]
    void = {stored.row.steg_id: stored.row.sak_id for stored in register.annulments(w.tx, grant, ids)}
    touched = set(void.values())
    by_case: dict[SakId, list[Stored[Steg]]] = {}
    for step in register.steps(w.tx, grant, ids):
        by_case.setdefault(step.row.sak_id, []).append(step)
    landed = register.landed(w.tx, grant, ids)
    cases = {}
    for stub in stubs:
        row, steps = stub.sak.row, by_case.get(stub.id, [])
        imported_only = all(step.row.opphav == "import" for step in steps) and stub.id not in touched
        cases[row.saksnr] = KnownCase(
            stub=stub,
            steps=tuple(_step(step.row) for step in steps if step.row.id not in void),
            landed=landed.get(stub.id, frozenset()),
            untouched=row.opphav == "import" and imported_only,
        )
    return cases


def highest(one: Protection | None, other: Protection) -> Protection:
    """The stricter of two levels: protection follows the person."""
    return max(one or Protection.INGEN, other, key=list(Protection).index)


def _step(row: Steg) -> KnownStep:
    return KnownStep(
        nummer=row.nummer,
        hendelse=row.hendelse,
        til=row.til_tilstand,
        programme=by_key(row.program, row.program_versjon),
        dato=row.gjelder_fra,
        har_plass=bool(row.har_plass),
    )


def _by_number(persons: Mapping[PersonId, Person]) -> dict[bytes, PersonId]:
    found = {}
    for row in persons.values():
        if row.fodselsnummer_oppslag is not None:
            kept = row
            while kept.slatt_sammen_med is not None:
                if kept.slatt_sammen_med not in persons:  # each merge has a row, which nobody removes
                    raise Tampered("rad_er_ikke_siste_skriving", "sammenslaing")
                kept = persons[kept.slatt_sammen_med]
            found[row.fodselsnummer_oppslag] = kept.id
    return found


def _places(w: Block, program: str) -> tuple[int, int | None]:
    row = hus.programme(w.tx, program).row
    return row.plasser, row.vurderingsplasser
