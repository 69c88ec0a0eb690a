"""A cache bounded in count and in age, shared between threads.

Must not lengthen a life by use: an entry goes `max_age` seconds after it came, however often it is read.
What grew too old is dropped at the next use of any entry.
"""

import threading
from collections.abc import Callable
from math import inf
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class AgedCache(Generic[K, V]):
    """At most `max_count` entries, each at most `max_age` seconds by `now`; the oldest goes first."""

    __slots__ = ("_born", "_held", "_lock", "_max_age", "_max_count", "_now", "_sweep_at")

    def __init__(self, *, max_count: int, max_age: float, now: Callable[[], float]) -> None:
        self._max_count = max_count
        self._max_age = max_age
        self._now = now
        self._lock = threading.Lock()
        self._held: dict[K, V] = {}
        self._born: dict[K, float] = {}  # same keys, in order of birth
        self._sweep_at = inf

    def get(self, key: K) -> V | None:
        """The entry, or None when there is none or it grew too old. No lock while nothing is too old."""
        if self._now() >= self._sweep_at:
            with self._lock:
                self._sweep()
        return self._held.get(key)

    def put(self, key: K, value: V) -> None:
        """Hold `value` from now on, in place of what was there; makes room by dropping the oldest."""
        with self._lock:
            self._drop(key)
            self._held[key] = value
            self._born[key] = self._now()
            while len(self._held) > self._max_count:
                self._drop(next(iter(self._born)))
            self._sweep()

    def drop(self, key: K) -> None:
        """Forget one entry."""
        with self._lock:
            self._drop(key)

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._held.clear()
            self._born.clear()
            self._sweep_at = inf

    def __len__(self) -> int:
        return len(self._held)

    def _sweep(self) -> None:
        moment = self._now()
        while self._born:
            oldest, born = next(iter(self._born.items()))
            if moment < born + self._max_age:
                self._sweep_at = born + self._max_age
                return
            self._drop(oldest)
        self._sweep_at = inf

    def _drop(self, key: K) -> None:
        self._held.pop(key, None)
        self._born.pop(key, None)
