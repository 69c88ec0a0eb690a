"""When a meeting is: what Oslo's clock will show, as a moment, and the day in Oslo that a moment falls on.

Must not guess: an hour that a change of the clock leaves out or has twice is refused.
"""

from datetime import UTC, datetime

from exin.clock import OSLO, OsloTid
from exin.errors import InvalidInput
from exin.work import Block


def moment_ahead(w: Block, local: OsloTid, felt: str = "tid") -> datetime:
    """The moment, in UTC, at which Oslo's clock shows `local`.

    Raises:
        InvalidInput: the clock never shows that, or shows it twice, or has shown it already.
    """
    if local.date() < w.means.today():
        raise InvalidInput("mote_i_fortiden", felt)
    moment = _moment(local, felt)
    if moment <= w.means.clock():
        raise InvalidInput("mote_i_fortiden", felt)
    return moment


def _moment(local: OsloTid, felt: str) -> datetime:
    first, second = (local.replace(tzinfo=OSLO, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    # Around a change the two ways of reading it differ. Shown again, an hour that was left out is another hour.
    shown = first.astimezone(OSLO).replace(tzinfo=None)
    raise InvalidInput("tid_to_ganger" if shown == local else "tid_finnes_ikke", felt)
