"""The nightly look at the log, and who is told when it is not whole.

Must not judge the log: `verifisering` does. Must not add to a log that is not whole: the messages stand beside it.
"""

from exin.actor import Caller, os_user
from exin.casework.logg.verifisering import verify
from exin.errors import Tampered
from exin.store import jobber
from exin.work import Office
from policies import Door, Job, Role

JOBB = "loggkontroll"
"""The name of the job that this is."""

NOT_WHOLE = "logg_ikke_hel"
"""The code of a log that is not whole: of the job's outcome, and of the message."""

_SUNDAY = 6


def check_the_log(office: Office) -> int:
    """Verify the log, on Sundays with all rows and cells. Returns how many entries it has.

    Raises:
        Tampered: it is not whole; whoever runs or audits the house has an urgent message.
    """
    today = office.means.today()
    with office.read(Caller(dor=Door.JOBB, jobb=Job.VERIFISERING, os_bruker=os_user())) as r:
        report = verify(r, office.pins, data=today.weekday() == _SUNDAY)
    if report.hel:
        return report.innforsler
    with office.means.database.transaction() as link:
        jobber.tell_of_the_log(
            link,
            roller=[Role.SYSTEMANSVARLIG, Role.REVISOR],
            slag=NOT_WHOLE,
            dag=today.isoformat(),
            opprettet=office.means.clock(),
        )
    raise Tampered(NOT_WHOLE)
