"""Group commit: events of many readers share one durable commit, and each waits for it.

Must not linger for company (measured: it makes one client slower and many no faster). Whoever finds the log
free commits for all who wait.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from exin.errors import LogUnavailable
from exin.store import logg
from exin.store.engine import Database
from exin.store.logg import Entry


@dataclass(slots=True)
class _Waiting:
    entries: Sequence[Entry]
    done: bool = False
    error: BaseException | None = field(default=None)


class Recorder:
    """Makes events durable in a transaction that holds nothing else."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queue: list[_Waiting] = []
        self._queue_lock = threading.Lock()
        self._commit_lock = threading.Lock()

    def commit(self, entries: Sequence[Entry]) -> None:
        """Return when the entries are durable.

        Raises:
            LogUnavailable: they are not, so nothing may be answered.
        """
        mine = _Waiting(entries)
        with self._queue_lock:
            self._queue.append(mine)
        with self._commit_lock:
            if not mine.done:
                self._commit_all()
        if mine.error is not None:
            raise LogUnavailable("skriving") from mine.error

    def _commit_all(self) -> None:
        with self._queue_lock:
            batch, self._queue = self._queue, []
        if self._try(batch) is not None and len(batch) > 1:
            # One that cannot be written must not take the others' reading down with it.
            for waiting in batch:
                self._try([waiting])

    def _try(self, batch: Sequence[_Waiting]) -> BaseException | None:
        error: BaseException | None = None
        try:
            self._database.record(
                lambda link: logg.append(link, [entry for waiting in batch for entry in waiting.entries])
            )
        except Exception as caught:  # noqa: BLE001 - whatever it is, the events are not durable
            error = caught
        except BaseException as caught:
            error = caught
            raise
        finally:
            for waiting in batch:
                waiting.done, waiting.error = True, error
        return error
