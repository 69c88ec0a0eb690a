"""The ways in of a member of staff, and what is changed about one: carried out, whoever decided it.

Must not ask whether it may be done: who manages staff alone, or two together, have been asked before.
"""

from collections.abc import Mapping
from typing import Any

from exin.casework.hus.okter import Slutt, end_sessions_of
from exin.errors import Conflict, InvalidInput
from exin.ids import AnsattId
from exin.store import hus, innlogging
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Ansatt
from exin.work import Block, Work
from policies import Role

TO_MA_TIL = (Role.TEAMLEDER, Role.REVISOR, Role.SYSTEMANSVARLIG)
"""The roles that nobody gives alone."""

_WAYS_IN = ("os_bruker", "utsteder", "passord")
_NO_COLUMNS = ("utsteder", "subjekt", "passord", "team")


def has_much(person: Ansatt) -> bool:
    """Whether somebody has a role or a clearance that nobody gives alone."""
    return bool(person.klarert) or person.rolle in TO_MA_TIL


def needs_two_to_let_in(w: Block, grant: Grant, person: Stored[Ansatt]) -> bool:
    """Whether another way in takes two: who has one, or had, or has much and an open account, may be impersonated."""
    row = person.row
    ever = row.os_bruker is not None or standing_of(w, grant, row.id) != "0.0.0"
    return ever or (bool(row.aktiv) and has_much(row))


def standing_of(w: Block, grant: Grant, ansatt_id: AnsattId) -> str:
    """By what somebody logs in, as a text that is another one after each change of it."""
    bound = innlogging.bindings(w.tx, grant, ansatt_id)
    local = innlogging.local_account(w.tx, grant, ansatt_id)
    changes = sum(each.row.versjon for each in bound)
    return f"{len(bound)}.{changes}.{local.row.versjon if local else 0}"


def check_os_user_free(w: Block, grant: Grant, os_bruker: str) -> None:
    """Raises Conflict when the operating system's user belongs to a member of staff."""
    if any(each.row.os_bruker == os_bruker for each in hus.staff(w.tx, grant)):
        raise Conflict("os_bruker_finnes")


def check_subject_free(w: Block, utsteder: str, subjekt: str) -> None:
    """Raises Conflict when an issuer means somebody by that subject already."""
    found = innlogging.by_subject(w.tx, utsteder, subjekt)
    if found is not None and found.row.opphevet is None:
        raise Conflict("innlogging_finnes")


def team_of(w: Block, kode: str) -> bytes:
    """The id of the team of that code. Raises InvalidInput when there is none."""
    team = hus.team(w.tx, kode)
    if team is None:
        raise InvalidInput("ukjent_team", "team")
    return team.row.id


def carry_out(w: Work, grant: Grant, person: Stored[Ansatt], innhold: Mapping[str, Any]) -> None:
    """Change what is to be otherwise about a member of staff, in a block that has begun to write.

    Another way in ends the sessions that there are: they may be somebody else's. Raises Conflict, InvalidInput.
    """
    columns = {name: value for name, value in innhold.items() if name not in _NO_COLUMNS}
    if "team" in innhold:
        columns["team_id"] = team_of(w, innhold["team"])
    if "os_bruker" in columns:
        check_os_user_free(w, grant, columns["os_bruker"])
    if columns:
        hus.change_staff(w.tx, grant, person, **columns)
    if "utsteder" in innhold:
        bind(w, grant, person.row.id, innhold["utsteder"], innhold["subjekt"])
    if "passord" in innhold:
        now = w.means.clock()
        innlogging.set_password(w.tx, grant, person.row.id, innhold["passord"], registrert=now)
    if any(name in innhold for name in _WAYS_IN):
        end_sessions_of(w, grant, person.row.id, Slutt.OVERALT)


def bind(w: Work, grant: Grant, ansatt_id: AnsattId, utsteder: str, subjekt: str) -> None:
    """Let an issuer's subject be that member of staff. Raises Conflict where it is somebody already."""
    check_subject_free(w, utsteder, subjekt)
    now = w.means.clock()
    innlogging.bind(w.tx, grant, ansatt_id, utsteder=utsteder, subjekt=subjekt, registrert=now)
