"""How often something may be tried: so many times in so long, then not until it has been quiet.

Must not remember more than it needs: the keys are hashes under a secret of this process, and old ones go.
"""

import hashlib
import math
import secrets
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

_MOST_KEYS: Final = 10_000


class Takt:
    """Counts tries by key. One process's own count: several processes let through as many times more."""

    def __init__(self, *, antall: int, vindu: timedelta, clock: Callable[[], datetime]) -> None:
        self._antall, self._vindu, self._clock = antall, vindu, clock
        self._secret = secrets.token_bytes(16)
        self._tries: dict[bytes, deque[datetime]] = {}
        self._lock = threading.Lock()

    def allows(self, *key_parts: str) -> bool:
        """Count one try; whether it may be made."""
        now, key = self._clock(), self._key(key_parts)
        with self._lock:
            tries = self._tries.setdefault(key, deque(maxlen=self._antall))
            while tries and tries[0] <= now - self._vindu:
                tries.popleft()
            if len(tries) == self._antall:
                return False
            tries.append(now)
            if len(self._tries) > _MOST_KEYS:
                self._forget(now)
            return True

    def wait(self, *key_parts: str) -> int:
        """Whole seconds until one may be made again; 0 where it may be now. Counts nothing."""
        now, key = self._clock(), self._key(key_parts)
        with self._lock:
            tries = self._tries.get(key) or deque()
            if len(tries) < self._antall:
                return 0
            return max(0, math.ceil((tries[0] + self._vindu - now).total_seconds()))

    def _key(self, parts: tuple[str, ...]) -> bytes:
        return hashlib.blake2b("\0".join(parts).encode(), key=self._secret, digest_size=16).digest()

    def forget(self, *key_parts: str) -> None:
        """Begin anew for a key: the one who tried got in."""
        with self._lock:
            self._tries.pop(self._key(key_parts), None)

    def _forget(self, now: datetime) -> None:
        """Drop what has been quiet; where nothing has, the eldest half: an attacker's flood shuts nobody out."""
        quiet = [key for key, tries in self._tries.items() if not tries or tries[-1] <= now - self._vindu]
        for key in quiet or list(self._tries)[: _MOST_KEYS // 2]:
            del self._tries[key]
