"""What is known of a case when somebody looks at what may be done with it: its history, rows of work and facts.

Must not decide, nor write. What is opened for the facts stays behind the door.
"""

from dataclasses import dataclass, replace
from datetime import date

from exin.casework.grunnlag.apne_saker import open_cases
from exin.casework.grunnlag.given import day_of
from exin.casework.grunnlag.history import History, programme_of, read_history
from exin.casework.grunnlag.saksrader import Saksrader, read_rows
from exin.casework.sak import facts as facts_of
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.work import Reading
from workflows import Facts, Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Sakskunnskap:
    """A case as it is judged on a day."""

    grant: Grant
    stub: CaseStub
    history: History
    rader: Saksrader
    facts: Facts

    @property
    def programme(self) -> Programme:
        """The definition under which the case stands."""
        return programme_of(self.history.last)

    @property
    def tilstand(self) -> str:
        """The state in which it stands."""
        return self.history.last.til_tilstand


def know_of(w: Reading, grant: Grant, dato: date | None = None) -> Sakskunnskap:
    """All that a step of a case would be judged by, but for places; under a grant of the fields that facts are made of.

    Raises:
        InvalidInput: the day is ahead, or before the latest step.
    """
    history, rader = read_history(w.tx, grant), read_rows(w, grant)
    dag = day_of(w, dato, earliest=history.last.gjelder_fra)
    facts = facts_of.of_case(w, grant, history, rader, dag=dag)
    stub = w.stub(grant)
    others = open_cases(w, grant.person(), but=stub.id)
    return Sakskunnskap(
        grant=grant,
        stub=stub,
        history=history,
        rader=rader,
        facts=replace(facts, annen_apen_sak=bool(others.kjente)),
    )
