"""Whether a risk assessment is in force on a day: the latest kartlegging of this round that covers risk.

Must not open it: which areas it covers and its day stand open.
"""

from datetime import date

from exin.casework.grunnlag.history import History, programme_of, read_history
from exin.casework.grunnlag.omrader import RISIKO, looked_at
from exin.store import arbeid
from exin.store.grant import Grant
from exin.store.tables import Kartlegging
from exin.work import Block
from workflows import Programme, Reason

KODE = "risikovurdering_i_kraft"
_ASKED = "En risikovurdering må være i kraft den dagen møtet er."


class Risikovurdering:
    """The risk assessment that counts for the grant's case, read once."""

    def __init__(self, w: Block, grant: Grant) -> None:
        history = read_history(w.tx, grant)
        self._programme = programme_of(history.last)
        made = [each.row for each in arbeid.of_case(w.tx, grant, Kartlegging)]
        self._dato = max((row.dato for row in made if _counts(row, history)), default=None)

    def in_force(self, dag: date) -> bool:
        """Whether it may be leant on that day."""
        return self.reason(dag) is None

    def reason(self, dag: date) -> Reason | None:
        """What is missing on a day, and what to do; None when nothing is."""
        if self._dato is None:
            missing = "Før en kartlegging som dekker risiko. Det er ingen i denne runden."
        elif (dag - self._dato).days > _days(self._programme):
            missing = (
                "Gå gjennom risikovurderingen på nytt, og før en ny kartlegging. "
                f"Den siste er fra {self._dato:%d.%m.%Y} og gjelder i {_days(self._programme)} dager."
            )
        else:
            return None
        return Reason(KODE, _ASKED, missing, "saksbehandler")


def _days(programme: Programme) -> int:
    return programme.numbers.risikovurdering_dager


def _counts(row: Kartlegging, history: History) -> bool:
    """Whether it covers risk, and was made, and is dated, after the latest entry into vurdering."""
    day = history.entry_day()
    this_round = row.etter_steg >= history.entry() and (day is None or row.dato >= day)
    return this_round and RISIKO in looked_at(row.omrader)
