"""An import from beginning to end: read, planned, staff made, landed batch by batch.

Must not keep state between runs: what has landed is found in the house, so that a rerun after a crash goes on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from exin.actor import Caller
from exin.casework.grunnlag.nummer import read_number
from exin.casework.hus.ansatte import AnsattValg, write_staff
from exin.casework.register.cells import CASE_COLUMNS, EVENT_COLUMNS, Rows, Terms, read_rows
from exin.casework.register.course import Course
from exin.casework.register.csvfile import read_csv
from exin.casework.register.known import read_known
from exin.casework.register.land import BATCH, Berth, land
from exin.casework.register.refusals import Avvist
from exin.casework.register.replay import Plan, plan
from exin.ids import AnsattId, PersonId, SakId, new_subject_id
from exin.store import hus
from exin.work import Block, Office
from policies import Action, Role

_CASEWORKERS: Final = (Role.SAKSBEHANDLER, Role.TEAMLEDER)
"""The roles that can have cases."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Files:
    """The two files of a register as bytes, and what to call them when a row is refused."""

    henvendelser: bytes
    hendelser: bytes
    navn: tuple[str, str] = ("henvendelser.csv", "hendelser.csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Importresultat:
    """What an import came to: counts and codes, and the rows that were refused."""

    saker: int
    hendelser: int
    fra_for: int
    avvist: tuple[Avvist, ...]
    nye_ansatte: tuple[str, ...]
    vilkar: Mapping[tuple[str, str], int]
    """How often each guard that refuses nothing came to each result, by (code, result)."""
    torrkjoring: bool


Progress = Callable[[int, int], None]
"""Told how many cases have landed, and of how many."""


def import_register(
    office: Office,
    caller: Caller,
    files: Files,
    *,
    dry_run: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Importresultat:
    """Land what is new of a register. With `dry_run` all is decided and nothing written but the event of it.

    Raises:
        Denied: the caller may not import.
        InvalidInput: a file is not what it must be; nothing has landed.
        Conflict: the house was changed meanwhile; whole cases have landed, and a rerun goes on.
    """
    with office.read(caller) as r:
        grant = r.permit_house(Action.IMPORTER, "register")
        staff = {stored.row.brukernavn: stored.row.rolle for stored in hus.staff(r.tx, grant)}
        rows = _read(r, files, staff)
        planned = plan(rows, read_known(r, grant, rows), filer=files.navn)
        r.note(grant, antall=planned.nye_saker + planned.nye_hendelser)
        if dry_run:
            r.note(grant, koder=("torrkjoring",))
    missing = _missing_staff(planned.saker, staff)
    if not dry_run:
        _make_staff(office, caller, missing)
        _land(office, caller, planned, progress)
    return Importresultat(
        saker=planned.nye_saker,
        hendelser=planned.nye_hendelser,
        fra_for=planned.fra_for,
        avvist=planned.avvist,
        nye_ansatte=missing,
        vilkar=planned.vilkar,
        torrkjoring=dry_run,
    )


def _read(w: Block, files: Files, staff: Mapping[str, str]) -> Rows:
    """The rows of the files. `staff` are roles by user name."""
    terms = Terms(
        today=w.means.today(),
        read_number=lambda text: read_number(w, text),
        uten_saker=frozenset(name for name, role in staff.items() if role not in _CASEWORKERS),
    )
    return read_rows(
        read_csv(files.henvendelser, CASE_COLUMNS, files.navn[0]),
        read_csv(files.hendelser, EVENT_COLUMNS, files.navn[1]),
        terms,
        filer=files.navn,
    )


def _missing_staff(saker: Sequence[Course], staff: Mapping[str, str]) -> tuple[str, ...]:
    """Staff whom landing rows name and nobody here is called."""
    named = {course.rad.kontakt for course in saker if course.known is None and course.rad}
    named |= {move.rad.ansatt for course in saker for move in course.moves}
    return tuple(sorted(name for name in named if name and name not in staff))


def _make_staff(office: Office, caller: Caller, names: Sequence[str]) -> None:
    """Case workers whose accounts are blocked, until somebody who knows them opens them."""
    if not names:
        return
    with office.work(caller) as w:
        for name in names:
            ansatt_id = AnsattId(new_subject_id())
            grant = w.permit_house(Action.IMPORTER, "register", gjelder_ansatt=ansatt_id)
            write_staff(w, grant, ansatt_id, name, AnsattValg(rolle=Role.SAKSBEHANDLER), aktiv=False)


def _land(office: Office, caller: Caller, planned: Plan, progress: Progress) -> None:
    berths = list(_berths(planned))
    progress(0, len(berths))
    for start in range(0, len(berths), BATCH):
        with office.work(caller) as w:
            land(w, berths[start : start + BATCH])
        progress(min(start + BATCH, len(berths)), len(berths))


def _berths(planned: Plan) -> Iterator[Berth]:
    """Ids for what is new. A person whom several new cases are about is made with the first."""
    made: dict[bytes, PersonId] = {}
    for course in planned.saker:
        new = course.person_id is None and course.person not in made
        if new:
            made[course.person] = PersonId(new_subject_id())
        yield Berth(
            course=course,
            sak_id=course.known.stub.id if course.known else SakId(new_subject_id()),
            person_id=course.person_id or made[course.person],
            new_person=new,
            skjerming=planned.nivaer[course.person],
        )
