"""What the page of a step shows besides the step: the step before it, and what the asker may put right in the case.

Must not open anything: who took a step, and when, stands open to who may read the case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from exin import begreper
from exin.casework.ansattnavn import StaffNames
from exin.casework.history import read_history
from exin.work import Reading
from policies import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class SisteSteg:
    """The latest step that counts: what it was, the day from which it counts, who wrote it and when."""

    hendelse: str
    navn: str
    gjelder_fra: date
    registrert: datetime
    utfort_av: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegved:
    """The latest step, and those of the actions asked about that the rules let the asker do."""

    siste: SisteSteg
    tillatt: frozenset[Action]


def beside_step(w: Reading, saksnr: str, handlinger: Iterable[Action]) -> Stegved:
    """What stands beside the form of a step. Raises NotFound, Denied."""
    grant = w.permit(Action.LES_SAK, saksnr)
    stub, last = w.stub(grant), read_history(w.tx, grant).last
    return Stegved(
        siste=SisteSteg(
            hendelse=last.hendelse,
            navn=begreper.hendelse(last.hendelse),
            gjelder_fra=last.gjelder_fra,
            registrert=last.registrert,
            utfort_av=StaffNames(w).of(last.utfort_av),
        ),
        tillatt=frozenset(each for each in handlinger if w.allows(each, stub)),
    )
