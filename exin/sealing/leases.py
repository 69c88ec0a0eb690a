"""How many cells this process may still seal under each data key: blocks borrowed from the key store.

Must not be shared between processes: a child of a fork starts with none. Must not hold keys, only counts.
What is not used of a block is never given back, so the key store's number is never below the true one.
"""

import threading
from collections.abc import Callable


class Leases:
    """Encryptions left, by key id. `borrow` fetches a block for a key, or raises when none is to be had."""

    __slots__ = ("_block", "_borrow", "_left", "_lock")

    def __init__(self, block: int, borrow: Callable[[bytes], None]) -> None:
        self._block = block
        self._borrow = borrow
        self._left: dict[bytes, int] = {}
        self._lock = threading.Lock()

    def grant(self, key_id: bytes) -> None:
        """Add the block that was borrowed with the making of the key."""
        with self._lock:
            self._left[key_id] = self._left.get(key_id, 0) + self._block

    def spend(self, key_id: bytes) -> None:
        """Use one encryption up, before it is done; borrows a block when the last is used up."""
        while not self._take(key_id):
            self._borrow(key_id)  # outside the lock: it waits for a disk
            self.grant(key_id)

    def _take(self, key_id: bytes) -> bool:
        with self._lock:
            left = self._left.get(key_id, 0)
            if left:
                self._left[key_id] = left - 1
        return left > 0
