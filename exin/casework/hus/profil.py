"""Who one is to the engine: the role, the duties and the team that others have set.

Must not change any of it, nor tell anything of a colleague.
"""

from dataclasses import dataclass

from exin.errors import NotFound
from exin.store import hus
from exin.work import Reading
from policies import Duty, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Profil:
    """What is registered of the asker. `lag` is the code of the team."""

    brukernavn: str
    rolle: Role
    plikter: tuple[str, ...]
    klarert: bool
    lag: str | None


def own_profile(w: Reading) -> Profil:
    """The asker's own, as the block reads it anew. Nothing of a case, so no permit.

    Raises:
        NotFound: the asker is no member of staff.
    """
    me = w.actor
    if me.rolle is None or me.caller.brukernavn is None:
        raise NotFound
    return Profil(
        brukernavn=me.caller.brukernavn,
        rolle=me.rolle,
        plikter=tuple(duty for duty in Duty if getattr(me, duty)),
        klarert=me.klarert,
        lag=hus.team_codes(w.tx).get(me.team_id) if me.team_id else None,
    )
