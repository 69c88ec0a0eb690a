"""The rows that an installation begins with: a team, the programmes' places, the empty tree.

Must not be run twice: each is refused by its unique key.
"""

from exin.ids import Id, new_id
from exin.store import logg
from exin.store.engine import Link
from exin.store.grant import Grant
from exin.store.rows import Tx, add
from exin.store.tables import Program, Team


def lay_ground(link: Link) -> None:
    """The empty tree: what is there before anybody can pass the door."""
    logg.start(link)


def add_team(tx: Tx, grant: Grant, kode: str, navn: str) -> Id:
    """A team. Returns its id."""
    grant.check_action("administrer_ansatte")
    team_id = new_id()
    add(tx, grant.number, Team, {"id": team_id, "kode": kode, "navn": navn})
    return team_id


def add_programme(
    tx: Tx, grant: Grant, kode: str, *, plasser: int, vurderingsplasser: int | None, team_id: Id
) -> None:
    """The places of a programme and the team that takes in its henvendelser."""
    grant.check_action("administrer_ansatte")
    values = {"id": new_id(), "kode": kode, "plasser": plasser, "vurderingsplasser": vurderingsplasser}
    add(tx, grant.number, Program, {**values, "mottaksteam_id": team_id, "versjon": 1})
