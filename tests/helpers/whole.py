"""Whether an installation is whole: what is asked after every fault, kill and race."""

from exin.casework.logg.verifisering import verify
from policies import Job
from tests.helpers.office import Kontor, job


def whole(kontor: Kontor) -> bool:
    """Whether the log verifies, and each row and cell is what the log says was last written."""
    return whole_at_one_moment(kontor) and kontor.verify().ok


def whole_at_one_moment(kontor: Kontor) -> bool:
    """The same by the engine's own verification alone, which others may work and number beside."""
    with kontor.office.read(job(Job.VERIFISERING)) as w:
        return verify(w, kontor.office.pins, data=True).hel
