"""The rows of a case that lands: person, case, assignment, and one for each step, talk, kartlegging and remark.

Must not write them. What a register says in words is sealed; a kartlegging's own words it does not have.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from exin.casework.grunnlag.stegrader import step_row
from exin.casework.person.personer import person_row
from exin.casework.register.cells import KARTLEGGING, SAMTALE, Hendelsesrad, Saksrad
from exin.casework.register.course import Move, StepMove
from exin.casework.tilgang.tildeling import KONTAKT, assignment_row
from exin.ids import AnsattId, Id, new_id
from exin.store.grant import Grant
from exin.store.rows import Model
from exin.store.tables import Kartlegging, Kontakt, Notat, Person, Sak, Steg, Tildeling
from exin.work import Work
from policies import Protection
from workflows import by_key

Row = tuple[type[Model], dict[str, Any]]
"""A row to be written: its table, and its columns sealed where they must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What rows refer to: staff by user name, their teams, and the team that takes in each programme's cases."""

    ansatte: Mapping[str, AnsattId]
    klarerte: frozenset[str]
    team: Mapping[AnsattId, Id]
    mottak: Mapping[str, Id]


def case_rows(
    w: Work,
    grant: Grant,
    rad: Saksrad,
    house: House,
    *,
    standing: Mapping[str, Any],
    skjerming: Protection,
    new_person: bool,
) -> Iterator[Row]:
    """The rows that make a case. `standing` are the columns that repeat its latest step."""
    if new_person:
        yield Person, _person(w, grant, rad)
    contact = _contact(rad, house, skjerming)
    team = house.team[contact] if contact else house.mottak[standing["program"]]
    yield (
        Sak,
        {
            "id": grant.sak(),
            "saksnr": rad.saksnr,
            "person_id": grant.person(),
            **standing,
            "kilde": rad.kilde,
            "bydel": rad.bydel.kode,
            "tilknytning_oslo": None,
            "kontakt_id": contact,
            "team_id": team,
            "skjerming": skjerming,
            "overlevert": True,  # whoever imports keeps nothing
            "forrige_sak_id": None,
            "dublett_av_id": None,
            "opphav": "import",
            "registrert_av": w.actor.id,
            "registrert": w.means.clock(),
            "versjon": 1,
        },
    )
    if contact:
        yield Tildeling, assignment_row(w, grant, contact, KONTAKT)


def _contact(rad: Saksrad, house: House, skjerming: Protection) -> AnsattId | None:
    """Who has the case. A strictly protected one is had by nobody who is not cleared: a cleared lead finds it."""
    strict = skjerming is Protection.STRENGT_FORTROLIG
    if rad.kontakt is None or (strict and rad.kontakt not in house.klarerte):
        return None
    return house.ansatte[rad.kontakt]


def _person(w: Work, grant: Grant, rad: Saksrad) -> dict[str, Any]:
    person_id, number = grant.person(), rad.nummer
    born = number.fodselsdato if number else None
    texts = {
        "navn": rad.navn,
        "fodselsnummer": number.verdi if number else None,
        "fodselsdato": born.isoformat() if born else None,
        "telefon": None,
        "epost": rad.epost,
    }
    cells = w.seal(grant, Person, owner_id=person_id, row_id=person_id, texts=texts)
    hashed = number.oppslag if number else None
    return person_row(w, person_id, cells, oppslag=hashed, nummer_kjent=number is not None)


def move_rows(w: Work, grant: Grant, move: Move, house: House, numbers: Iterator[int]) -> Iterator[Row]:
    """The rows of one move; `numbers` gives each kartlegging of the case its number."""
    rad = move.rad
    by = house.ansatte[rad.ansatt] if rad.ansatt else w.asker
    if isinstance(move, StepMove):
        yield Steg, _step(w, grant, move, by)
    elif rad.hendelse == SAMTALE:
        yield Kontakt, _talk(w, grant, rad, move.etter_steg, by)
    elif rad.hendelse == KARTLEGGING:
        yield Kartlegging, _mapping(w, grant, rad, move.etter_steg, by) | {"nummer": next(numbers)}
    if rad.merknad and rad.hendelse != SAMTALE:
        yield Notat, _remark(w, grant, rad, by)


def _step(w: Work, grant: Grant, move: StepMove, by: AnsattId) -> dict[str, Any]:
    rad = move.rad
    row = step_row(w, grant, move.step, nummer=move.nummer, dag=rad.dato, har_plass=move.har_plass)
    return {**row, "arsak": rad.arsak, "vilkar": move.vilkar, "utfort_av": by, "opphav": "import"}


def _talk(w: Work, grant: Grant, rad: Hendelsesrad, after: int, by: AnsattId) -> dict[str, Any]:
    row = _work(w, grant, Kontakt, rad, by, {"arena": None, "tekst": rad.merknad})
    return {**row, "slag": SAMTALE, "utfall": "holdt", "etter_steg": after}


def _mapping(w: Work, grant: Grant, rad: Hendelsesrad, after: int, by: AnsattId) -> dict[str, Any]:
    """A register tells that there was a kartlegging, not what it says: all areas count as covered, none has words."""
    areas = [area.kode for area in by_key("exin_oslo").areas]
    row = _work(w, grant, Kartlegging, rad, by, dict.fromkeys([*areas, "skar"]))
    return {**row, "omrader": ",".join(areas), "etter_steg": after}


def _remark(w: Work, grant: Grant, rad: Hendelsesrad, by: AnsattId) -> dict[str, Any]:
    return _work(w, grant, Notat, rad, by, {"tekst": rad.merknad}) | {"retter_id": None}


def _work(
    w: Work, grant: Grant, model: type[Model], rad: Hendelsesrad, by: AnsattId, texts: dict[str, str | None]
) -> dict[str, Any]:
    row_id = new_id()
    cells = w.seal(grant, model, owner_id=grant.sak(), row_id=row_id, texts=texts)
    signature = {**w.signature(), "skrevet_av": by}
    return {"id": row_id, "sak_id": grant.sak(), "dato": rad.dato, **cells, **signature}
