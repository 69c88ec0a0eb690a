"""The sweep of ages: what a birthday asks for is worked out behind the door, and only the month stands in the open.

Must not store a birthday, nor move or end a case: an age never does. Where deadlines were never worked out, as in an
installation of before there were any, this sweep does that too.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from exin.actor import Caller
from exin.casework.frist import frister as frister_of
from exin.casework.frist.frister import BORTFALT, bring_up_to_date, new_row
from exin.casework.grunnlag.history import programme_of
from exin.casework.jobb.sveip import sweep, tell_stage
from exin.casework.oversikt.lister import all_states
from exin.casework.varsel.mottakere import Mottakere
from exin.store import frister, personer
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Frist
from exin.work import Office, Work
from policies import Action, Door, Job
from workflows import (
    STAGES,
    Ansvar,
    Programme,
    age_events,
    due_month,
    fires_on,
    is_working_day,
    stage_days,
)

_BORN: Final = ("person.fodselsdato",)
_SEEN: Final = "sett"
"""How the row is closed that only says that the ages were worked out."""

_WARNING, _BIRTHDAY = (Ansvar.KONTAKT,), (Ansvar.KONTAKT, Ansvar.LEDER)
"""Who is told ahead of a birthday, and on it."""


def sweep_ages(office: Office) -> int:
    """Work out what is not worked out yet, and tell of the birthdays that are due. Returns how many cases it saw.

    On days off nobody is told.

    Raises:
        Tampered, LogUnavailable: as `sveip.sweep_deadlines`.
    """
    caller = Caller(dor=Door.JOBB, jobb=Job.ALDERSSVEIP)
    states = [state for state, final in all_states().items() if not final]
    with office.read(caller) as r:
        new = frister.cases_not_worked_out(r.tx, states)
    done = sweep(office, caller, new, _work_out)
    today = office.means.today()
    if not is_working_day(today):
        return done
    with office.read(caller) as r:
        due = frister.cases_due(r.tx, today, ages=True)
    return done + sweep(office, caller, due, _tell_of_ages)


# -- working out -----------------------------------------------------------------------------------------------


def _work_out(w: Work, stubs: Sequence[CaseStub]) -> int:
    seen = [w.permit_stub(Action.SE_ALDER, stub, felt=_BORN) for stub in stubs]
    grants = [w.permit_stub(Action.REGN_FRISTER, stub) for stub in stubs]
    people = _people(w, seen)
    w.begin()
    for grant, (born, identity) in zip(grants, people, strict=True):
        bring_up_to_date(w, grant)
        _set_ages(w, grant, born, identity)
    return len(stubs)


def _people(w: Work, seen: Sequence[Grant]) -> list[tuple[date | None, int]]:
    """The birth date of each grant's person, and the version of the identity that says so."""
    found = []
    for grant in seen:
        person = personer.of_grant(w.tx, grant)
        text = w.open(grant, person, "fodselsdato")
        found.append((date.fromisoformat(text) if text else None, person.row.innholdsversjon))
    return found


def _set_ages(w: Work, grant: Grant, born: date | None, identity: int) -> None:
    """Bring the case's birthdays to what the identity of that content version says."""
    known = [each for each in frister.all_of_case(w.tx, grant) if each.row.slag.startswith(frister.AGE)]
    sak = w.stub(grant).sak.row
    programme = programme_of(sak)
    wanted = _wanted(w, programme, sak.tilstand, born) if born else {}
    for stored in known:
        row = stored.row
        if row.lukket is None and (row.slag, row.fra) not in wanted:
            frister_of.close(w, grant, stored, BORTFALT)
        wanted.pop((row.slag, row.fra), None)
    for (slag, month), days in wanted.items():
        trinn = max(sum(day < w.means.today() for day in days) - 1, 0)
        _add(w, grant, slag, month, grunnlag=identity, trinn=trinn, neste=_next_look(w, month, trinn))
    _mark_seen(w, grant, known, programme, identity)


def _wanted(
    w: Work, programme: Programme, tilstand: str, born: date
) -> dict[tuple[str, date], Sequence[date]]:
    """Kind and month of each birthday that matters where the case stands, with the days of its stages."""
    found: dict[tuple[str, date], Sequence[date]] = {}
    for event in age_events(programme):
        days = stage_days(born, event)
        came_into_range = event.age == programme.numbers.alder_fra and days[-1] < w.means.today()
        if tilstand in event.states and not came_into_range:  # nothing is to be done about having come in
            found[event.key, due_month(born, event)] = days
    return found


def _next_look(w: Work, month: date, trinn: int) -> date:
    """The first day on which a stage may be due, by the month alone; the day itself would tell the birthday."""
    return max(month - timedelta(days=STAGES[trinn]), w.means.today())


def _mark_seen(
    w: Work, grant: Grant, known: Sequence[Stored[Frist]], programme: Programme, identity: int
) -> None:
    slag = frister.LOOKED_AT + programme.key
    mark = next((each for each in known if each.row.slag == slag), None)
    if mark is not None:
        frister.change(w.tx, grant, mark, grunnlag=identity)
    else:
        today = w.means.today()
        _add(w, grant, slag, today, grunnlag=identity, neste=None, lukket=today, lukket_som=_SEEN)


def _add(w: Work, grant: Grant, slag: str, day: date, **columns: Any) -> None:  # noqa: ANN401 - column values
    frister.add(w.tx, grant, new_row(w, grant, slag=slag, etter_steg=0, fra=day, frist=day, **columns))


# -- telling ---------------------------------------------------------------------------------------------------


def _tell_of_ages(w: Work, stubs: Sequence[CaseStub]) -> int:
    seen = [w.permit_stub(Action.SE_ALDER, stub, felt=_BORN) for stub in stubs]
    grants = [w.permit_stub(Action.VARSLE_FRIST, stub) for stub in stubs]
    people = _people(w, seen)
    w.begin()
    told = Mottakere(w, grants[0])
    for grant, (born, _) in zip(grants, people, strict=True):
        events = {event.key: event for event in age_events(programme_of(w.stub(grant).sak.row))}
        for stored in frister.due_of_case(w.tx, grant, w.means.today(), ages=True):
            if stored.row.slag in events and born is not None:
                _tell(w, grant, told, stored, stage_days(born, events[stored.row.slag]))
    return len(stubs)


def _tell(w: Work, grant: Grant, told: Mottakere, stored: Stored[Frist], days: Sequence[date]) -> None:
    """Tell of the stages whose day has come; look again tomorrow where the month has come and the day has not."""
    row, today, trinn = stored.row, w.means.today(), stored.row.trinn
    while trinn < len(STAGES) and fires_on(days[trinn]) <= today:
        trinn += 1
        last = trinn == len(STAGES)
        tell_stage(w, grant, told, row, trinn, _BIRTHDAY if last else _WARNING, haster=False)
    neste = None if trinn == len(STAGES) else max(_next_look(w, row.fra, trinn), today + timedelta(days=1))
    frister.change(w.tx, grant, stored, trinn=trinn, neste=neste)
