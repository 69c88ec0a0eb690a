"""A case's history as the machine wants it: the steps that count, and what follows from them.

Must not read anything itself: it takes rows.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from exin.store import arbeid, saker
from exin.store.grant import Grant
from exin.store.rows import Stored, Tx
from exin.store.tables import Annullering, Sak, Steg
from workflows import Place, Programme, by_key, held_place, latest_entry


@dataclass(frozen=True)
class History:
    """All steps of a case, and those that count."""

    all: tuple[Stored[Steg], ...]
    counting: tuple[Stored[Steg], ...]

    @property
    def last(self) -> Steg:
        """The latest step that counts. There always is one: the first cannot be voided."""
        return self.counting[-1].row

    @property
    def before_last(self) -> Steg | None:
        """The step before the latest; None when the latest is the first."""
        return self.counting[-2].row if len(self.counting) > 1 else None

    @cached_property
    def steps(self) -> list[tuple[str, str]]:
        """The steps that count, as the machine reads them."""
        return [(step.row.hendelse, step.row.til_tilstand) for step in self.counting]

    @cached_property
    def _entering(self) -> Steg | None:
        """The step that led into the state. One that stays in it begins nothing anew."""
        found = latest_entry(self.steps, self.last.til_tilstand)
        return None if found is None else self.counting[found].row

    @property
    def since(self) -> date:
        """The day from which the case stands in its state."""
        return self.entered[0]

    @property
    def entered(self) -> tuple[date, int]:
        """The day from which the step counts that led into the state, and its number."""
        step = self.last if self._entering is None else self._entering
        return step.gjelder_fra, step.nummer

    @property
    def apen_til(self) -> date | None:
        """Until when the door stands open, by the step that led into the state."""
        return None if self._entering is None else self._entering.apen_til

    @property
    def before(self) -> "History":
        """The same as if the latest step were void."""
        return History(self.all, self.counting[:-1])

    def entry(self) -> int:
        """The number of the step that was the latest entry into vurdering; 0 when there was none."""
        found = latest_entry(self.steps, "vurdering")
        return 0 if found is None else self.counting[found].row.nummer

    def entry_day(self) -> date | None:
        """The day from which that entry counts."""
        entry = self.entry()
        return next((step.row.gjelder_fra for step in self.counting if step.row.nummer == entry), None)


def read_history(tx: Tx, grant: Grant) -> History:
    """The history of the grant's case."""
    steps = arbeid.of_case(tx, grant, Steg)
    void = arbeid.of_case(tx, grant, Annullering)
    return History(tuple(steps), tuple(saker.standing(steps, void)))


def programme_of(row: Steg | Sak) -> Programme:
    """The definition under which a step was taken, or a case stands."""
    return by_key(row.program, row.program_versjon)


def holds_place(programme: Programme, steps: list[tuple[str, str]]) -> bool:
    """Whether a case with these steps (event, state led to) holds one of the programme's places."""
    return held_place(programme, steps) is Place.PLASS
