"""The sweep of deadlines: whoever must act is told on the day, and whoever is next when nobody has.

Must not close a deadline. What is told is told in the transaction that notes it, so a sweep that is killed, or runs
beside another, tells nobody twice.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from exin.actor import Caller
from exin.casework.frist import frister as frister_of
from exin.casework.frist.frister import BORTFALT, ESCALATED, FALLEN_DUE
from exin.casework.grunnlag.history import programme_of
from exin.casework.varsel import mottakere
from exin.casework.varsel.mottakere import Mottakere
from exin.errors import Conflict, Tampered
from exin.ids import SakId
from exin.store import decision, frister, varsler
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.prepared import Asked
from exin.store.rows import Stored
from exin.store.tables import Frist
from exin.work import Office, Work
from policies import Action, Door, Job
from workflows import Ansvar, Deadline, escalates_on, is_working_day

BATCH: Final = 25
"""Cases in one transaction, where each takes long: on SQLite nobody else writes meanwhile."""

_TOLD_TOGETHER: Final = 50
"""The same for telling, which takes a third of a millisecond a case."""

NOBODY: Final = "uten_mottaker"
"""The kind of the message that a deadline has nobody who may be told of it. It names no case."""

Act = Callable[[Work, Sequence[CaseStub]], int]
"""Does its work on some cases in one block. Returns how many deadlines it dealt with."""


def sweep_deadlines(office: Office) -> int:
    """Tell of all deadlines that are due, or that nobody has acted on. Returns how many. On days off nobody is told.

    Raises:
        Tampered: a row is not as it was written; all other cases are done.
        LogUnavailable: the database cannot write.
    """
    today = office.means.today()
    if not is_working_day(today):
        return 0
    caller = Caller(dor=Door.JOBB, jobb=Job.FRISTSVEIP)
    with office.read(caller) as r:
        due = frister.cases_due(r.tx, today, ages=False)
    return sweep(office, caller, due, _tell_of_due, batch=_TOLD_TOGETHER)


def sweep(office: Office, caller: Caller, cases: Sequence[SakId], act: Act, *, batch: int = BATCH) -> int:
    """Do `act` on all cases, a batch to a transaction. A case that somebody works on is left for the next time.

    Raises:
        Tampered: as `sweep_deadlines`.
    """
    done, faults = 0, list[Tampered]()
    for start in range(0, len(cases), batch):
        done += sum(_whole_or_one_by_one(office, caller, cases[start : start + batch], act, faults))
    if faults:
        raise faults[0]
    return done


def _whole_or_one_by_one(
    office: Office, caller: Caller, cases: Sequence[SakId], act: Act, faults: list[Tampered]
) -> Iterator[int]:
    try:
        yield _one_block(office, caller, cases, act)
    except (Conflict, Tampered) as error:
        if len(cases) > 1:
            for each in cases:
                yield from _whole_or_one_by_one(office, caller, [each], act, faults)
        elif isinstance(error, Tampered):
            faults.append(error)


def _one_block(office: Office, caller: Caller, cases: Sequence[SakId], act: Act) -> int:
    with office.work(caller) as w:
        return act(w, decision.cases_by_id(w.tx, cases, w.asker))


def _tell_of_due(w: Work, stubs: Sequence[CaseStub]) -> int:
    grants = [w.permit_stub(Action.VARSLE_FRIST, stub) for stub in stubs]
    today = w.means.today()
    w.begin(*(asked for grant in grants for asked in _asked_of(grant, today)))
    told, count = Mottakere(w, grants[0]), 0
    for grant in grants:
        for stored in frister.due_of_case(w.tx, grant, today, ages=False):
            _tell(w, grant, told, stored, today)
            count += 1
    return count


def _asked_of(grant: Grant, today: date) -> list[Asked]:
    return [frister.asking_for_due(grant, today, ages=False), *mottakere.asking_for(grant)]


def _tell(w: Work, grant: Grant, told: Mottakere, stored: Stored[Frist], today: date) -> None:
    """Tell of a deadline, and of what came of it, as far as the day has come: a service that stood still tells both."""
    row, sak = stored.row, w.stub(grant).sak.row
    try:
        deadline = programme_of(sak).deadline(row.slag)
    except LookupError:
        frister_of.close(w, grant, stored, BORTFALT)
        return
    trinn, neste = row.trinn, row.neste
    while neste is not None and neste <= today:
        trinn += 1
        tell_stage(
            w, grant, told, row, trinn, _who(deadline, trinn), haster=deadline.haster or trinn == ESCALATED
        )
        neste = escalates_on(deadline, row.frist) if trinn == FALLEN_DUE else None
    frister.change(w.tx, grant, stored, trinn=trinn, neste=neste)


def _who(deadline: Deadline, trinn: int) -> tuple[Ansvar, ...]:
    return (deadline.hvem if trinn == FALLEN_DUE else deadline.deretter,)


def tell_stage(
    w: Work, grant: Grant, told: Mottakere, row: Frist, trinn: int, ansvar: Sequence[Ansvar], *, haster: bool
) -> None:
    """Put the messages of one stage of a deadline in the outbox."""
    people = list(dict.fromkeys(who for each in ansvar for who in told.of(grant, each)))
    about = f"frist:{row.id.hex()}:{trinn}:{row.frist}:{row.versjon}"
    now = w.means.clock()
    for who in people:
        key = f"{about}:{who.hex()}"
        varsler.tell(
            w.tx,
            grant,
            mottaker=who,
            slag=row.slag,
            nokkel=key,
            opprettet=now,
            haster=haster,
            sak_id=grant.sak(),
        )
    for who in [] if people else told.administrators():
        varsler.tell(w.tx, grant, mottaker=who, slag=NOBODY, nokkel=f"{about}:{who.hex()}", opprettet=now)
    w.note(grant, antall=len(people))
