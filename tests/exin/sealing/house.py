"""A small installation on a real disk for the tests of sealing: KEK file, key store, keyring and sealer."""

import os
import secrets
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from exin.sealing.keyring import Keyring, Limits
from exin.sealing.provider import FileKeyProvider
from exin.sealing.sealed import FieldRef, Owner, OwnerKind, Sealed
from exin.sealing.sealer import Sealer
from exin.store.keystore import SqlKeyStore

HEAVY = os.environ.get("EXIN_TUNGT") == "1"
ROUNDS = 20_000 if HEAVY else 2_000


@dataclass
class Watch:
    """A clock that stands still until told."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class House:
    """An installation. `keyring()` starts a further process's keyring on the same files."""

    folder: Path
    watch: Watch = field(default_factory=Watch)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self.kek = self.folder / "kek"
        self.provider = FileKeyProvider.make(self.kek)
        self.store = SqlKeyStore.make(self.folder / "nokler.db")
        self.ring = self.keyring()
        self.sealer = Sealer(self.ring)

    def keyring(self, provider: FileKeyProvider | None = None, limits: Limits | None = None) -> Keyring:
        return Keyring(self.store, provider or self.provider, self.watch, limits=limits or self.limits)

    def owner(self, kind: OwnerKind = OwnerKind.SAK) -> Owner:
        """A new owner that has a key."""
        owner = new_owner(kind)
        self.ring.create([owner])
        return owner


def new_owner(kind: OwnerKind = OwnerKind.SAK) -> Owner:
    return Owner(kind, secrets.token_bytes(16))


def ref(table: str = "notat", column: str = "tekst", row: bytes = b"r" * 16, version: int = 1) -> FieldRef:
    return FieldRef(table, column, row, version)


def changed(sealed: Sealed, index: int, mask: int) -> Sealed:
    """The cell with one byte changed."""
    body = bytearray(sealed)
    body[index] ^= mask
    return Sealed(body)


def started(work: Callable[[], object]) -> int:
    """Run `work` in a fork of this process; the child's number."""
    with warnings.catch_warnings():
        # Of a fork beside other tests' threads (from 3.12).
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = 70
        try:
            status = 0 if work() else 1
        finally:
            os._exit(status)
    return child


def ended(child: int) -> int:
    """Wait for a child: 0 when its work returned something true, the signal below 0 when it was killed."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
