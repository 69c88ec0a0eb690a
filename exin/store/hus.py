"""The house's own rows: staff, teams and programmes.

Must not hold anything of a case. Writing staff takes a grant for it.
"""

from typing import Any

from sqlalchemy import Select, bindparam, select

from exin.ids import AnsattId, Id
from exin.store import rows
from exin.store.grant import Grant
from exin.store.prepared import Asked, each_with_places, places, prepared
from exin.store.rows import Stored, Tx, fetch, fetch_among, selecting, table_of
from exin.store.tables import Ansatt, Program, Team, Tildeling

_TILDELING = table_of(Tildeling)
_ANSATT = table_of(Ansatt)
_PROGRAM = table_of(Program)


_KNOW_STAFF = (
    *(
        "les_ansatte",
        "administrer_ansatte",
        "registrer_fravar",
        "importer",
        "les_logg",
        "eksporter_logg",
        "vis_ko",
        "vis_kapasitet",
    ),
    *("varsle_frist", "skriv_mote", "tildel", "sett_skjerming", "registrer_inhabil"),
    *("be_om_tilgang", "avgjor_forslag", "flytt_arbeid"),
)


def staff(tx: Tx, grant: Grant) -> list[Stored[Ansatt]]:
    """All staff by user name, for whoever manages or assigns them, or tells them something."""
    grant.check_action(*_KNOW_STAFF)
    return fetch(tx, Ansatt, selecting(Ansatt).order_by(_ANSATT.c.brukernavn), {})


def add_staff(tx: Tx, grant: Grant, values: dict[str, Any]) -> None:
    """Write a new member of staff. Raises Conflict when the user name is taken."""
    grant.check_action("administrer_ansatte", "importer")
    rows.add(tx, grant.number, Ansatt, values)


def change_staff(tx: Tx, grant: Grant, stored: Stored[Ansatt], **changes: Any) -> None:  # noqa: ANN401 - column values
    """Change a member of staff. Raises Conflict."""
    grant.check_action("administrer_ansatte", "avgjor_forslag")
    rows.change(tx, grant.number, stored, **changes)


def set_share(tx: Tx, grant: Grant, stored: Stored[Ansatt], stillingsandel: int) -> None:
    """Write how much of a post somebody has. Raises Conflict."""
    grant.check_action("sett_stillingsandel")
    rows.change(tx, grant.number, stored, stillingsandel=stillingsandel)


@prepared
def _user_names(count: int) -> Select[Any]:
    return select(_ANSATT.c.id, _ANSATT.c.brukernavn).where(places(_ANSATT.c.id, count))


def user_names(tx: Tx, ids: set[AnsattId]) -> dict[AnsattId, str]:
    """The user names of staff, for showing who did what."""
    found = tx.ask_all(each_with_places(_user_names, ids))
    return {AnsattId(row.id): str(row.brukernavn) for part in found for row in part.all()}


@prepared
def _assigned() -> Select[Any]:
    return selecting(Tildeling).where(_TILDELING.c.sak_id == bindparam("b_sak"), _TILDELING.c.til.is_(None))


@prepared
def _by_ids(count: int) -> Select[Any]:
    return selecting(Ansatt).where(places(_ANSATT.c.id, count))


def clearances(tx: Tx, grant: Grant) -> list[tuple[AnsattId, str, str, bool]]:
    """(id, role, function, cleared and active) of each who is assigned to the grant's case now."""
    assigned = fetch(tx, Tildeling, _assigned(), {"b_sak": grant.sak()})
    ids = sorted({each.row.ansatt_id for each in assigned})
    people = {each.row.id: each.row for each in fetch_among(tx, Ansatt, _by_ids, ids)}
    return [
        (who.id, who.rolle, each.row.funksjon, bool(who.klarert and who.aktiv))
        for each in assigned
        for who in (people[each.row.ansatt_id],)
    ]


@prepared
def _programme() -> Select[Any]:
    return selecting(Program).where(_PROGRAM.c.kode == bindparam("b_kode"))


def programme(tx: Tx, kode: str) -> Stored[Program]:
    """The places of a programme. Raises LookupError when the owner has not set it up."""
    found = fetch(tx, Program, *asking_for(kode))
    if not found:
        raise LookupError("program")
    return found[0]


def asking_for(kode: str) -> Asked:
    """What `programme` asks."""
    return _programme(), {"b_kode": kode}


def team(tx: Tx, kode: str) -> Stored[Team] | None:
    """The team of that code."""
    statement = selecting(Team).where(table_of(Team).c.kode == kode)
    return next(iter(fetch(tx, Team, statement, {})), None)


def team_codes(tx: Tx) -> dict[Id, str]:
    """The codes of all teams, by id."""
    return {stored.row.id: stored.row.kode for stored in fetch(tx, Team, selecting(Team), {})}
