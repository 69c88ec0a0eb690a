"""The log of the last days in a few counts: what an auditor looks at first.

Must not count on for ever: more than so many are told as that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from audit.events import Outcome
from exin.casework.logg.innsyn import TALT
from exin.store import loggsok
from exin.store.grant import Grant
from exin.store.loggslag import Slag
from exin.store.loggsok import Utsnitt
from exin.work import Reading
from policies import Action

DAGER: Final = 30

_OWN: Final = "egen_sak"
"""The rule by which somebody reads a case that is theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loggtall:
    """How many events in the last days; one more than `TALT` is more than that.

    Cases that were opened, those that were opened by somebody who did not have them, what was refused, sealed reasons
    that were opened, and times that the log was taken out.
    """

    oppslag: int
    uten_egen_sak: int
    nektet: int
    begrunnelser: int
    uttak: int


def _done(kind: Slag, handling: Action) -> bool:
    return kind.handling == handling and kind.utfall is Outcome.TILLATT


_COUNTED: Final[Mapping[str, Callable[[Slag], bool]]] = {
    "oppslag": lambda kind: _done(kind, Action.LES_SAK),
    "uten_egen_sak": lambda kind: _done(kind, Action.LES_SAK) and _OWN not in kind.regler,
    "nektet": lambda kind: kind.utfall is Outcome.NEKTET,
    "begrunnelser": lambda kind: _done(kind, Action.APNE_BEGRUNNELSE),
    "uttak": lambda kind: _done(kind, Action.EKSPORTER_LOGG),
}


def count_last_days(w: Reading, grant: Grant) -> Loggtall:
    """The counts, under a grant to read the log."""
    kinds = loggsok.kinds(w.tx, grant)
    since = int((w.means.clock() - timedelta(days=DAGER)).timestamp() * 1_000)

    def count(wanted: Callable[[Slag], bool]) -> int:
        slag = tuple(each for each, kind in kinds.items() if kind is not None and wanted(kind))
        return loggsok.count(w.tx, grant, Utsnitt(slag=slag, fra=since), at_most=TALT + 1)

    return Loggtall(**{name: count(wanted) for name, wanted in _COUNTED.items()})
