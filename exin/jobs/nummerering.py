"""Keeps the log proved while a service runs: leaf numbers at once, and a checkpoint outside within seconds.

Must not hold anybody up: it runs beside the requests. Where another process numbers as well, they take turns.
"""

import threading
import time
from collections.abc import Callable
from typing import Final

from exin.errors import ExinError
from exin.work import Office

NUMBER_EVERY: Final = 0.1
"""Seconds that an event waits for its leaf number at most, where events wait."""

PIN_EVERY: Final = 2.0
"""Seconds that the log grows before a checkpoint of it leaves the database."""


def keep_proved(
    office: Office, stop: threading.Event, *, on_fault: Callable[[BaseException], object]
) -> None:
    """Number and pin until `stop` is set, and once more then. A fault is told once, until it is over."""
    pinned, faulty = 0.0, False
    while True:
        last = stop.wait(NUMBER_EVERY)
        try:
            office.sequence()
            if last or time.monotonic() - pinned >= PIN_EVERY:
                office.pin()
                pinned = time.monotonic()
            faulty = False
        except ExinError as error:
            if not faulty:
                on_fault(error)
            faulty = True
        if last:
            return
