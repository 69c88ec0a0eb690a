"""The jobs of the house: what each is called, does, and when. The one list.

Must not hold what a job does: each is a function of casework, or of a module beside this one. To add a job is to add it
here and, where it passes the door, to list its actions in the policies.
"""

from datetime import time

from exin.casework.hus.rydding import tidy_drafts, tidy_sessions
from exin.casework.jobb.alderssveip import sweep_ages
from exin.casework.jobb.nokkelkopier import tidy_key_copies
from exin.casework.jobb.sveip import sweep_deadlines
from exin.casework.logg import loggkontroll
from exin.jobs.spec import JobSpec
from exin.jobs.times import Daglig, Hvert
from exin.jobs.utsending import send_due
from exin.work import Office


def pin_the_log(office: Office) -> int:
    """Number what waits, and sign a checkpoint where the log has grown. Returns 1 if one was signed.

    Leaves no event of its own: with one for each heartbeat the log would grow by itself, and each checkpoint give cause
    for the next.

    Raises:
        Misconfigured, Tampered: the log does not fit its last checkpoint, and is not signed.
        LogUnavailable: the database or the sink cannot be written.
    """
    office.check_pins()
    return int(office.pin() is not None)


JOBS: tuple[JobSpec, ...] = (
    JobSpec(
        navn="sjekkpunkt",
        beskrivelse="Signerer loggen og fester den utenfor databasen.",
        naar=Hvert(30),
        run=pin_the_log,
    ),
    JobSpec(
        navn="utsending",
        beskrivelse="Sender varsler til ansatte: det som haster med en gang, resten samlet om morgenen.",
        naar=Hvert(60),
        run=send_due,
        til_ende=True,
    ),
    JobSpec(
        navn="fristsveip",
        beskrivelse="Varsler om frister som nærmer seg eller er passert.",
        naar=Hvert(600),
        run=sweep_deadlines,
    ),
    JobSpec(
        navn="alderssveip",
        beskrivelse="Ser etter alder som nærmer seg en grense i programmet, og varsler i tide.",
        naar=Daglig(time(4, 10)),
        run=sweep_ages,
    ),
    JobSpec(
        navn="nokkelkopier",
        beskrivelse="Kopierer nøkkellageret, og sletter kopier som har ligget lenge nok.",
        naar=Daglig(time(4, 20)),
        run=tidy_key_copies,
    ),
    JobSpec(
        navn="rydd_utkast",
        beskrivelse="Sletter utkast som har ligget urørt i 14 dager, med nøklene deres.",
        naar=Daglig(time(4, 40)),
        run=tidy_drafts,
    ),
    JobSpec(
        navn="rydd_okter",
        beskrivelse="Fører at økter er over, og sletter dem som tok slutt for over 30 dager siden.",
        naar=Daglig(time(4, 50)),
        run=tidy_sessions,
    ),
    JobSpec(
        navn=loggkontroll.JOBB,
        beskrivelse="Kontrollerer at loggen er hel; på søndager også hver rad og celle.",
        naar=Daglig(time(4, 30)),
        run=loggkontroll.check_the_log,
    ),
)

BY_NAME = {job.navn: job for job in JOBS}
