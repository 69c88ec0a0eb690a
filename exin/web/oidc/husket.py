"""What was fetched from the provider, remembered for a while.

Must not let those who wait ask one after the other when the provider is gone: a failure is remembered too, for
some seconds.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Final, Generic, TypeVar

from exin.clock import Clock
from exin.web.oidc.feil import Feilkode, Innloggingsfeil

T = TypeVar("T")

_PAUSE: Final = timedelta(seconds=5)
"""So long nobody asks again after a failure."""


class Husket(Generic[T]):
    """A value that is fetched when it is asked for, and kept for `varer`. Safe to share between threads."""

    def __init__(self, fetch: Callable[[], T], *, varer: timedelta, clock: Clock) -> None:
        self._fetch, self._varer, self._clock = fetch, varer, clock
        self._lock = Lock()
        self._value: tuple[T, datetime] | None = None
        self._failure: tuple[Feilkode, datetime] | None = None

    def get(self) -> T:
        """The value, fetched anew where it is too old."""
        return self.newer_than(self._varer)

    def newer_than(self, age: timedelta) -> T:
        """The value, fetched anew unless it was fetched within `age`."""
        with self._lock:
            if self._value is not None and self._within(self._value[1], age):
                return self._value[0]
            if self._failure is not None and self._within(self._failure[1], _PAUSE):
                raise Innloggingsfeil(self._failure[0])
            return self._anew()

    def _within(self, moment: datetime, age: timedelta) -> bool:
        return timedelta() <= self._clock() - moment < age  # a clock that was set back makes all of it old

    def _anew(self) -> T:
        try:
            value = self._fetch()
        except Innloggingsfeil as error:
            self._failure = error.kode, self._clock()
            raise
        self._value = value, self._clock()
        return value
