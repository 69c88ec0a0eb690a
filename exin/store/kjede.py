"""A connection's chain of events: each has a number and a MAC over the one before, until it has a leaf number.

An event that is gone before it got its leaf leaves a gap, and one that was put there has a MAC that does not fit.
The head moves only when COMMIT is acknowledged: a number that was rolled back is used again.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Final

_FORMAT: Final = b"exin-kjede-1"
START: Final = bytes(32)
"""What the first event of a chain has for the MAC of the one before."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of one event in a chain."""

    kjede: bytes
    nummer: int
    forrige: bytes
    mac: bytes
    etter: bytes | None
    """The chain that this one goes on from, after a COMMIT whose outcome nobody knows: on its first event only."""


def chain_mac(
    key: bytes, *, kjede: bytes, nummer: int, forrige: bytes, etter: bytes | None, bladhash: bytes
) -> bytes:
    """HMAC-SHA-256 (RFC 2104) over an event's place in its chain and its leaf hash: 32 bytes."""
    message = b"".join((_FORMAT, kjede, nummer.to_bytes(8), forrige, etter or bytes(16), bladhash))
    return hmac.digest(key, message, hashlib.sha256)


@dataclass(slots=True)
class Chain:
    """Where the chain of one connection stands."""

    key: bytes = field(repr=False)
    etter: bytes | None = None
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    _head: tuple[int, bytes] = (0, START)
    _next: tuple[int, bytes] = (0, START)

    def extend(self, bladhash: bytes) -> Place:
        """The place of the next event. It counts only once `acknowledged`."""
        before, forrige = self._next
        nummer, etter = before + 1, self.etter if before == 0 else None
        mac = chain_mac(
            self.key, kjede=self.id, nummer=nummer, forrige=forrige, etter=etter, bladhash=bladhash
        )
        self._next = nummer, mac
        return Place(self.id, nummer, forrige, mac, etter)

    def acknowledged(self) -> None:
        """The database has said that what was extended is durable."""
        self._head = self._next

    def rolled_back(self) -> None:
        """It is not: its numbers are used again."""
        self._next = self._head
