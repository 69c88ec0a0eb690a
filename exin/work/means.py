"""What every block needs: database, keys, rules, clock, recorder. One for an installation and process.

Must not hold state of a block, nor of a person.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from exin.clock import Clock, oslo_day
from exin.sealing.digest import DigestKey
from exin.sealing.keyring import Keyring
from exin.sealing.lookup import lookup_hash
from exin.sealing.sealed import Owner, OwnerKind
from exin.sealing.sealer import Sealer
from exin.sealing.wrapping import SecretName
from exin.store import verifisering
from exin.store.engine import Database
from exin.store.keycensus import KeyState
from exin.store.nokkelkopier import KeyCopies
from exin.store.tables import Person, Sak
from exin.work.recorder import Recorder
from exin.work.utgang import Utgang
from policies.decide import Rulebook


@dataclass(kw_only=True)
class Means:
    """The door's tools."""

    database: Database
    keyring: Keyring
    rulebook: Rulebook
    clock: Clock
    environment: str
    numbering: Database | None = None
    """Where the log is numbered and signed, if by a role of its own; else `database`."""
    key_copies: KeyCopies | None = None
    """Where the copies of the key store lie; None where nobody makes any."""
    utgang: Utgang | None = None
    """The way out for e-mail; None where none is sent."""
    key_state: Callable[[], KeyState] | None = None
    """What can be told of the keys; None where nobody asks."""
    saker_per_stilling: int = 12
    """How many cases one full post has room for."""
    recorder: Recorder = field(init=False)
    sealer: Sealer = field(init=False)

    def __post_init__(self) -> None:
        self.recorder = Recorder(self.database)
        self.sealer = Sealer(self.keyring)

    @property
    def log_database(self) -> Database:
        """The database for whoever numbers and signs the log."""
        return self.numbering or self.database

    def leave(self) -> None:
        """Close this thread's links."""
        for database in {self.database, self.log_database}:
            database.close()

    def close(self) -> None:
        """Close this thread's links and the key store, and forget the keys."""
        self.leave()
        self.keyring.close()

    @cached_property
    def digest_key(self) -> DigestKey:
        """The key of the row digests."""
        return DigestKey(self.keyring.secret(SecretName.RADSUM))

    @property
    def chain_key(self) -> bytes:
        """The key of the chains of events that wait."""
        return self.keyring.secret(SecretName.KJEDE)

    def lookup(self, kind: str, value: str) -> bytes:
        """The keyed hash by which an exact value is found."""
        return lookup_hash(self.keyring.secret(SecretName.OPPSLAG), kind, value)

    def today(self) -> date:
        """The calendar day in Oslo now."""
        return oslo_day(self.clock())

    def owners_without_key(self) -> int:
        """How many persons and cases have no data key: data and key store are then not of the same moment."""
        with self.database.snapshot() as past:  # a server hands out many rows in a transaction alone
            owners = [
                *(Owner(OwnerKind.PERSON, each) for each in verifisering.ids_of(past, Person)),
                *(Owner(OwnerKind.SAK, each) for each in verifisering.ids_of(past, Sak)),
            ]
        return len(owners) - self.keyring.count(owners)
