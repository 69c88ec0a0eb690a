"""What stands here before a register lands: cases and their steps, rows that landed, persons, places.

Must not open anything sealed, and is never shown: whoever imports may know of no case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from exin.ids import PersonId, SakId
from exin.store import hus, register
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.register import Landed
from exin.store.rows import Stored
from exin.store.tables import Person, Steg
from exin.work import Block
from policies import Protection, Role
from workflows import PROGRAMMES, Programme, by_key

_CASEWORKERS = (Role.SAKSBEHANDLER, Role.TEAMLEDER)


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
    """All that the replay must know of the house."""

    saker: Mapping[str, KnownCase]
    personer: Mapping[bytes, PersonId]
    """The person of a number, by the number's keyed look-up; merges followed."""
    nivaer: Mapping[bytes, Protection]
    """The highest level of protection among a person's cases."""
    plasser: Mapping[str, tuple[int, int | None]]
    ansatte: frozenset[str]
    uten_saker: frozenset[str]
    """Staff by user name, and those of them whose role can have no case."""


def read_known(w: Block, grant: Grant) -> Known:
    """Everything at once: an import is rare, and one statement for each kind is cheap."""
    stubs = register.cases(w.tx, grant, w.asker)
    void = {stored.row.steg_id: stored.row.sak_id for stored in register.annulments(w.tx, grant)}
    by_case: dict[SakId, list[Stored[Steg]]] = {}
    for step in register.steps(w.tx, grant):
        by_case.setdefault(step.row.sak_id, []).append(step)
    landed = register.landed(w.tx, grant)
    touched = set(void.values())
    levels: dict[bytes, Protection] = {}
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
        levels[row.person_id] = highest(levels.get(row.person_id), Protection(row.skjerming))
    staff = {stored.row.brukernavn: stored.row.rolle for stored in hus.staff(w.tx, grant)}
    return Known(
        saker=cases,
        personer=_by_number(register.persons(w.tx, grant)),
        nivaer=levels,
        plasser={key: _places(w, key) for key in {programme.key for programme in PROGRAMMES}},
        ansatte=frozenset(staff),
        uten_saker=frozenset(name for name, role in staff.items() if role not in _CASEWORKERS),
    )


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
                kept = persons[kept.slatt_sammen_med]
            found[row.fodselsnummer_oppslag] = kept.id
    return found


def _places(w: Block, program: str) -> tuple[int, int | None]:
    row = hus.programme(w.tx, program).row
    return row.plasser, row.vurderingsplasser
