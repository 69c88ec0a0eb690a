"""What was left lies no longer than was said: drafts with their keys, and sessions that are over.

Must not read any of it. A job each: who looks for what became of a session finds it under its own name.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from exin.actor import Caller, os_user
from exin.casework.hus import gjentakelse, okter
from exin.store import utkast as store
from exin.store.grant import Grant
from exin.work import Office, Work
from exin.work.utkast import doom, old_keys
from policies import Action, Door, Job

LEFT_AFTER: Final = timedelta(days=14)
"""A draft that nobody has touched for so long is removed."""

SESSIONS_KEPT: Final = timedelta(days=30)
"""A session that ended so long ago is removed."""


def tidy_drafts(office: Office) -> int:
    """Remove drafts that were left, and keys that outlived theirs. Returns how many drafts.

    Raises:
        Denied: the job may not; nothing is done.
    """
    with office.work(_as(Job.RYDD_UTKAST)) as w:
        drafts = w.permit_house(Action.SLETT_UTKAST, "utkast")
        return _remove_left(w, drafts, old_keys(w, drafts))


def tidy_sessions(office: Office) -> int:
    """Note that sessions are over that ended by themselves, and remove those long over. Returns how many it removed.

    What was remembered of acts done by the API goes as well: by then nobody sends one again.

    Raises:
        Denied: the job may not; nothing is done.
    """
    with office.work(_as(Job.RYDD_OKTER)) as w:
        removed = okter.remove_old(w, kept=SESSIONS_KEPT)
        gjentakelse.forget_old(w)
        return removed


def _as(job: Job) -> Caller:
    return Caller(dor=Door.JOBB, jobb=job, os_bruker=os_user())


def _remove_left(w: Work, grant: Grant, keys: Sequence[bytes]) -> int:
    w.begin()
    limit = w.means.clock() - LEFT_AFTER
    left = store.left_since(w.tx, grant, limit)
    gone = [each for each in left if store.remove_left(w.tx, grant, each, limit)]
    doom(w, grant, {*gone, *store.without_row(w.tx, grant, keys)})
    w.note(grant, antall=len(gone))
    return len(gone)
