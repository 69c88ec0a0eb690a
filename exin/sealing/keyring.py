"""The data keys in use: made, fetched, unwrapped, counted, held for a short while, and wrapped anew.

Must not seal or open cells, and must not decide who may: the door asks for a key only after a decision.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol
from weakref import WeakSet

from exin.errors import Misconfigured, Tampered
from exin.sealing.cache import AgedCache
from exin.sealing.codes import KeyExhausted, KeyMissing
from exin.sealing.keys import DataKey
from exin.sealing.leases import Leases
from exin.sealing.provider import KeyProvider
from exin.sealing.sealed import Owner, OwnerKind
from exin.sealing.wrapping import (
    SecretName,
    WrappedKey,
    WrappedSecret,
    new_key,
    new_secret,
    rewrap_key,
    rewrap_secret,
    unwrap_key,
    unwrap_secret,
)

SOFT_STOP: Final = 1 << 24
"""Encryptions under one data key after which nothing new is sealed under it."""

HARD_STOP: Final = 1 << 28
"""What no setting can pass, by the key store's own check; NIST SP 800-38D allows 2^32 random nonces a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a keyring holds at most, and lends. Ages in seconds."""

    max_keys: int = 256
    max_age: float = 300.0
    block: int = 1024
    soft_stop: int = SOFT_STOP

    def __post_init__(self) -> None:
        if not 0 < self.block <= self.soft_stop <= HARD_STOP:
            raise ValueError("limits")


class KeyStore(Protocol):
    """Where wrapped keys and secrets lie, apart from the data. A call is a transaction, durable on return."""

    def close(self) -> None:
        """Give back what is open."""
        ...

    def insert_keys(self, keys: Sequence[WrappedKey], *, lent: int) -> Sequence[WrappedKey]:
        """Write those whose owner has no key yet, and `lent` encryptions with each; return what stands."""
        ...

    def key_of(self, owner: Owner) -> WrappedKey | None:
        """The owner's key."""
        ...

    def keys_of(self, owners: Sequence[Owner]) -> Sequence[WrappedKey]:
        """The keys of those owners that have one."""
        ...

    def key_by_id(self, key_id: bytes) -> WrappedKey | None:
        """The key of that id."""
        ...

    def lend(self, key_id: bytes, *, count: int, limit: int) -> bool:
        """Count `count` more encryptions as lent, unless that would pass `limit`. Whether it was done."""
        ...

    def insert_secrets(self, wanted: Sequence[WrappedSecret]) -> None:
        """Write those whose name is not there yet."""
        ...

    def secret(self, name: str) -> WrappedSecret | None:
        """The secret of that name."""
        ...

    def destroy(self, kind: OwnerKind, ids: Sequence[bytes]) -> None:
        """Make the keys of those owners such that nobody ever has them again."""
        ...

    def owners_since(self, kind: OwnerKind, age: timedelta) -> Sequence[bytes]:
        """The owners of that kind whose keys are older than `age`."""
        ...

    def kek_ids(self) -> frozenset[str]:
        """The ids of the KEKs that rows are wrapped with."""
        ...

    def rewrap(
        self,
        kek_id: str,
        *,
        key: Callable[[WrappedKey], WrappedKey],
        secret: Callable[[WrappedSecret], WrappedSecret],
    ) -> int:
        """Replace each row not under `kek_id` by what the function makes of it. All or none; how many."""
        ...


_alive: "WeakSet[Keyring]" = WeakSet()


class Keyring:
    """One for a process, shared by its threads. `now` counts seconds and never goes back.

    `previous` are KEKs that rows may still be wrapped with; `find_kek` is asked for one that is not known.
    """

    def __init__(
        self,
        store: KeyStore,
        provider: KeyProvider,
        now: Callable[[], float] = time.monotonic,
        *,
        previous: Sequence[KeyProvider] = (),
        find_kek: Callable[[str], KeyProvider | None] | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._store = store
        self._current = provider
        self._providers = {known.kek_id: known for known in (*previous, provider)}
        self._find_kek = find_kek
        self._now = now
        self._limits = limits or Limits()
        self._start_empty()
        _alive.add(self)

    def close(self) -> None:
        """Forget all keys, and close the store. The keyring can be used again: it then opens what it needs."""
        self._start_empty()
        self._store.close()

    def _start_empty(self) -> None:
        """New caches, leases and locks: at the start, and in the child of a fork."""
        count, age = self._limits.max_keys, self._limits.max_age
        self._keys = AgedCache[Owner, DataKey](max_count=count, max_age=age, now=self._now)
        self._secrets = AgedCache[str, bytes](max_count=count, max_age=age, now=self._now)
        self._leases = Leases(self._limits.block, self._borrow)

    def create(self, owners: Sequence[Owner]) -> None:
        """See to it, in one transaction, that each owner has a key; who comes second takes the first's."""
        made = {owner: new_key(self._current, owner) for owner in dict.fromkeys(owners)}
        stored = self._store.insert_keys([row for row, _ in made.values()], lent=self._limits.block)
        for row in stored:
            mine, dek = made[row.owner]
            if row.id == mine.id:
                self._leases.grant(row.id)
                self._keys.put(row.owner, DataKey(row.id, row.owner, dek))

    def key_for(self, owner: Owner) -> DataKey:
        """The owner's key.

        Raises:
            KeyMissing: the owner has none: never made, or erased.
            Tampered: its row in the key store was changed.
            Misconfigured: it is wrapped by a KEK that is not at hand.
        """
        key = self._keys.get(owner)
        if key is None:
            row = self._store.key_of(owner)
            if row is None:
                raise KeyMissing("nokkel_mangler", owner.kind, owner.id.hex())
            key = self._unwrapped(row)
        return key

    def key_by_id(self, key_id: bytes, owner: Owner) -> DataKey:
        """The key of that id. Raises as `key_for`, and Tampered when it is another owner's."""
        key = self._keys.get(owner)
        if key is None or key.id != key_id:
            row = self._store.key_by_id(key_id)
            if row is None:
                raise KeyMissing("celle_nokkel_mangler", key_id.hex())
            if row.owner != owner:
                raise Tampered("celle_feil_eier", key_id.hex())
            key = self._unwrapped(row)
        return key

    def spend(self, key: DataKey) -> DataKey:
        """Count one encryption under `key`, before it is done. Raises KeyExhausted at the soft stop."""
        self._leases.spend(key.id)
        return key

    def warm(self, owners: Sequence[Owner]) -> None:
        """Fetch the keys of a list's owners in one statement: the first so many that the cache can hold."""
        missing = [owner for owner in dict.fromkeys(owners) if self._keys.get(owner) is None]
        for row in self._store.keys_of(missing[: self._limits.max_keys]) if missing else ():
            self._unwrapped(row)

    def count(self, owners: Sequence[Owner]) -> int:
        """How many of the owners have a key in the key store. None is unwrapped."""
        return len(self._store.keys_of(owners))

    def destroy(self, kind: OwnerKind, ids: Sequence[bytes]) -> None:
        """Destroy the keys of these owners for good: what is sealed under them is never opened again.

        No key is made for them anew. Another process may hold one for as long as keys are held.
        """
        if ids:
            self._store.destroy(kind, ids)
            for each in ids:
                self._keys.drop(Owner(kind, each))

    def owners_since(self, kind: OwnerKind, age: timedelta) -> Sequence[bytes]:
        """The owners of that kind whose keys are older than `age`: to find those that nothing is left of."""
        return self._store.owners_since(kind, age)

    def create_secrets(self) -> None:
        """Make the secrets that are not there: when an installation is made, and never later."""
        self._store.insert_secrets([new_secret(self._current, name.value) for name in SecretName])

    def secret(self, name: SecretName) -> bytes:
        """A secret of 32 bytes.

        Raises:
            Misconfigured: it was never made, or its KEK is not at hand. Never made here: a new look-up key
                would find nobody, and let a number be registered twice.
            Tampered: its row in the key store was changed.
        """
        secret = self._secrets.get(name)
        if secret is None:
            row = self._store.secret(name.value)
            if row is None:
                raise Misconfigured("hemmelighet_mangler", name.value)
            secret = unwrap_secret(self._provider(row.kek_id), row)
            self._secrets.put(name, secret)
        return secret

    def rotate_kek(self, new: KeyProvider) -> int:
        """Wrap every key and secret anew, in one transaction, without touching a cell; returns how many.

        Raises:
            Tampered: a row was changed; nothing is rewrapped.
            Misconfigured: a row is wrapped by a KEK that is not at hand; nothing is rewrapped.
        """
        self._providers[new.kek_id] = new
        count = self._store.rewrap(
            new.kek_id,
            key=lambda row: rewrap_key(self._provider(row.kek_id), new, row),
            secret=lambda row: rewrap_secret(self._provider(row.kek_id), new, row),
        )
        self._current = new
        return count

    def kek_ids(self) -> frozenset[str]:
        """The ids of the KEKs that rows are wrapped with now."""
        return self._store.kek_ids()

    def forget(self) -> None:
        """Drop all unwrapped keys and secrets from memory."""
        self._keys.clear()
        self._secrets.clear()

    def _unwrapped(self, row: WrappedKey) -> DataKey:
        key = DataKey(row.id, row.owner, unwrap_key(self._provider(row.kek_id), row))
        self._keys.put(row.owner, key)
        return key

    def _provider(self, kek_id: str) -> KeyProvider:
        provider = self._providers.get(kek_id)
        if provider is None and self._find_kek is not None:
            provider = self._find_kek(kek_id)
        if provider is None or provider.kek_id != kek_id:
            raise Misconfigured("kek_ukjent", kek_id)
        self._providers[kek_id] = provider
        return provider

    def _borrow(self, key_id: bytes) -> None:
        if self._store.lend(key_id, count=self._limits.block, limit=self._limits.soft_stop):
            return
        if self._store.key_by_id(key_id) is None:
            raise KeyMissing("nokkel_mangler", key_id.hex())
        raise KeyExhausted("nokkel_oppbrukt", key_id.hex())


def _start_empty_after_fork() -> None:
    for keyring in list(_alive):
        keyring._start_empty()  # noqa: SLF001 - this module's own class


# A block of encryptions belongs to one process, and a lock that another thread held at the fork stays locked.
os.register_at_fork(after_in_child=_start_empty_after_fork)
