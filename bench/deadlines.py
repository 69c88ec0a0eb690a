"""Growing cases for the sweep: all in forløp, each with a contact person and three deadlines that stand.

Written in bulk, as an import writes, since a hundred thousand cases by way of each step take an hour: person, case,
assignment and deadlines with the digests of their rows and an event for each case. There are no steps, and the cells of
the persons are noise of a cell's size: a sweep reads neither. Days are spread evenly, by chance with a fixed seed.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any, Final

import psycopg

from bench.floor import OTHERS
from bench.house import House, caller
from exin.casework.frist.frister import new_row
from exin.casework.grunnlag.stegrader import shadow
from exin.casework.hus.ansatte import AnsattValg, add_staff
from exin.casework.person.personer import person_row
from exin.casework.tilgang.tildeling import KONTAKT, assignment_row
from exin.ids import AnsattId, Id, PersonId, SakId, new_subject_id
from exin.sealing.sealed import Sealed
from exin.store import hus, rows
from exin.store.grant import Grant
from exin.store.place import is_address
from exin.store.rows import Model
from exin.store.tables import Frist, Person, Sak, Tildeling
from exin.work import Work
from exin.work.write import Landing
from policies import Action
from workflows import by_key, fires_on, is_working_day

PER_CASE: Final = ("risikovurdering", "plan", "kontakt_forlop")
"""The deadlines that each case has: those of forløp that run on and on."""

SPREAD: Final = 90
"""On so many working days they fall due: one in ninety on each."""

_BATCH: Final = 100
_PROGRAMME: Final = by_key("exin_oslo")
_CELLS: Final = ("navn", "fodselsnummer", "fodselsdato", "telefon", "epost")
_CELL: Final = 69
_TABLES: Final = (Person, Sak, Tildeling, Frist)
"""Each after those it refers to."""


@dataclass(frozen=True, slots=True)
class _Staff:
    """Who has the cases, and the team they are in."""

    ids: Sequence[AnsattId]
    team: Id


def due_days(first: date) -> list[date]:
    """The working days from a day on, on which deadlines fall due."""
    days = (first + timedelta(days=nth) for nth in range(2 * SPREAD))
    return list(islice(filter(is_working_day, days), SPREAD))


def grow_open_cases(house: House, count: int, days: Sequence[date]) -> None:
    """So many cases in forløp, into a house that has none, whose deadlines fall due on these days."""
    staff, chance = _staff(house), Random(count)
    for start in range(0, count, _BATCH):
        with house.office.work(caller("admin")) as w:
            numbers = range(start, min(start + _BATCH, count))
            landings = [
                Landing(sak_id=SakId(new_subject_id()), person_id=PersonId(new_subject_id()), new_person=True)
                for _ in numbers
            ]
            grants = w.permit_import(landings)
            w.begin()
            by_table: dict[type[Model], list[tuple[int, dict[str, Any]]]] = {each: [] for each in _TABLES}
            for number, grant in zip(numbers, grants, strict=True):
                for model, values in _rows(w, grant, number, staff, [chance.choice(days) for _ in PER_CASE]):
                    by_table[model].append((grant.number, values))
            for model, written in by_table.items():
                rows.add_many(w.tx, model, written)
    house.office.sequence()
    _settle(house)


def _staff(house: House) -> _Staff:
    """Forty who have cases. The lead who hears of what they leave is there already."""
    names = [f"ansatt{number:02}" for number in range(OTHERS)]
    for name in names:
        with house.office.work(caller("admin")) as w:
            add_staff(w, name, AnsattValg(rolle="saksbehandler"))
    with house.office.work(caller("admin")) as w:
        grant = w.permit_house(Action.ADMINISTRER_ANSATTE, "ansatte")
        found = [each.row for each in hus.staff(w.tx, grant) if each.row.brukernavn in names]
    return _Staff([each.id for each in found], Id(found[0].team_id))


def _rows(
    w: Work, grant: Grant, number: int, staff: _Staff, due: Sequence[date]
) -> Iterator[tuple[type[Model], dict[str, Any]]]:
    contact = staff.ids[number % len(staff.ids)]
    cells = {name: Sealed(os.urandom(_CELL)) for name in _CELLS}
    yield Person, person_row(w, grant.person(), cells, oppslag=os.urandom(32), nummer_kjent=True)
    yield Sak, _case(w, grant, number, contact, staff.team)
    yield Tildeling, assignment_row(w, grant, contact, KONTAKT)
    for slag, frist in zip(PER_CASE, due, strict=True):
        begins = frist - (_PROGRAMME.deadline(slag).term.after(frist) - frist)
        columns = {"slag": slag, "etter_steg": 3, "fra": begins, "opprinnelig": frist, "frist": frist}
        yield Frist, new_row(w, grant, **columns, neste=fires_on(frist))


def _case(w: Work, grant: Grant, number: int, contact: AnsattId, team: Id) -> dict[str, Any]:
    return {
        "id": grant.sak(),
        "saksnr": f"F-{number // 1000:03}-{number % 1000:03}",
        "person_id": grant.person(),
        **shadow(_PROGRAMME, "forlop", 3, dag=w.means.today(), plass=True, apen_til=None),
        "kilde": "direkte",
        "bydel": "sagene",
        "tilknytning_oslo": None,
        "kontakt_id": contact,
        "team_id": team,
        "skjerming": "ingen",
        "overlevert": True,
        "forrige_sak_id": None,
        "dublett_av_id": None,
        "opphav": "import",
        "registrert_av": w.actor.id,
        "registrert": w.means.clock(),
        "versjon": 1,
    }


def _settle(house: House) -> None:
    """What a server does of itself within minutes after so many rows: as the floor's own growing does."""
    where = house.installation.settings.database
    if is_address(where):
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
