"""Whether an installation has been taken into use: whether anybody can log in yet.

Must not tell who, nor how many: whoever asks has not logged in.
"""

from exin.store import oppstart
from exin.work import Office


def anybody_can_log_in(office: Office, *, utsteder: str, lokal: bool) -> bool:
    """By that issuer, or by a password where that is in use. Raises LogUnavailable.

    It is of no case and no person, and is told to whoever comes: so no permit.
    """
    return oppstart.has_way_in(office.means.database.link(), utsteder=utsteder, lokal=lokal)
