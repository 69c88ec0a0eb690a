"""The copies of the key store: one a night, and none past its days.

Personvernforordningen art. 17: who is erased is erased on the day when the last copy of the key is gone. Must not hold
how a copy is made.
"""

from exin.actor import Caller, os_user
from exin.work import Office
from policies import Action, Door, Job


def tidy_key_copies(office: Office) -> int:
    """Remove the copies that are past their days, then make today's. Returns how many files that were.

    The log has the count before anything is removed: nothing outside the database happens inside a block.

    Raises:
        Denied: the job may not; nothing is done.
        Misconfigured: a copy cannot be removed or made.
    """
    copies = office.means.key_copies
    if copies is None:
        return 0
    today = office.means.today()
    old = copies.expired(today)
    with office.work(Caller(dor=Door.JOBB, jobb=Job.NOKKELKOPIER, os_bruker=os_user())) as w:
        w.note(w.permit_house(Action.RYDD_NOKKELKOPIER, "system"), antall=len(old))
    copies.remove(old)
    return len(old) + int(copies.make(today))
