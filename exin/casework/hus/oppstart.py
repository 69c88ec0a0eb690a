"""Whether an installation has been taken into use: whether anybody can log in yet, and any administrator.

Must not tell who, nor how many: whoever asks has not logged in.
"""

from dataclasses import dataclass

from exin.store import oppstart
from exin.work import Office
from policies import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Oppstart:
    """Who can log in: anybody at all, and somebody who manages the house."""

    noen: bool
    administrator: bool


def who_can_log_in(office: Office, *, utsteder: str, lokal: bool) -> Oppstart:
    """How far it has come. Of no case and no person, so no permit. Raises LogUnavailable."""
    roles = oppstart.roles_with_way_in(office.means.database.link(), utsteder=utsteder, lokal=lokal)
    return Oppstart(noen=bool(roles), administrator=Role.SYSTEMANSVARLIG in roles)
