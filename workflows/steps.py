"""The answers of the machine: a step that may be taken, what is possible, and a refusal with its reasons.

Must not hold anything of the case but codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.facts import GuardResult, Reason
from workflows.places import Place


@dataclass(frozen=True, slots=True)
class NySak:
    """Open a new case of the same person in this programme, linked to this one, with `henvendelse` first."""

    program_key: str
    program_version: int


@dataclass(frozen=True, slots=True)
class BeholdKontakt:
    """Let the case keep its contact person where that is possible."""


@dataclass(frozen=True, slots=True)
class AnnullerSiste:
    """Mark the latest step void; its row stays."""


@dataclass(frozen=True, slots=True)
class TaPlass:
    """The case takes a place of this programme: whoever writes the step sees to it that the place is there."""

    program_key: str
    slag: Place


Effect = NySak | BeholdKontakt | AnnullerSiste | TaPlass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that was judged and may be written as one row of history.

    `results` tells every guard, required input and expectation in the order of the definition; `warnings`
    what the case ought to have in its new state and lacks. `over_capacity`: it took a place, none being free.
    """

    event: str
    fra: str
    til: str
    program_key: str
    program_version: int
    effects: tuple[Effect, ...]
    results: tuple[GuardResult, ...]
    warnings: tuple[Reason, ...]
    over_capacity: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Possibility:
    """Whether a step could be taken now, and what the user must give with it.

    `mulig` is true exactly when `mangler` is empty; inputs never stand there, they stand in `krever`.
    `kan_overstyres`: only full places stand in the way, and this actor may go past them with a reason.
    """

    event: str
    mulig: bool
    mangler: tuple[Reason, ...]
    krever: tuple[str, ...]
    kan_overstyres: bool


class Refused(Exception):
    """The step cannot be taken now. Its arguments are the codes of the reasons."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(*(reason.kode for reason in reasons))
        self.reasons = tuple(reasons)
