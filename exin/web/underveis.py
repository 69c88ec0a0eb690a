"""Where somebody was going who went to log in elsewhere: remembered here, since the address may be that of a case.

Must not be handed to the browser: it gets a name that means nothing anywhere else. One process's own memory: where
there are several, one may come to the first page instead.
"""

import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

_KEPT: Final = timedelta(minutes=10)
_MOST: Final = 1_000


class Underveis:
    """Addresses of this site, each under a name of chance, for ten minutes and to be taken once."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._places: dict[str, tuple[str, datetime]] = {}
        self._lock = threading.Lock()

    def remember(self, place: str) -> str:
        """A name for a place; none for no place."""
        if not place:
            return ""
        name = secrets.token_urlsafe(16)
        with self._lock:
            self._places[name] = (place, self._clock() + _KEPT)
            while len(self._places) > _MOST:
                del self._places[next(iter(self._places))]
        return name

    def take(self, name: str) -> str:
        """The place of that name; empty where there is none any more."""
        with self._lock:
            place, until = self._places.pop(name, ("", self._clock()))
        return place if self._clock() < until else ""
