"""The floor: the least writes by hand for the same promise. No rules, no door, no layers, one key.

The promise: what is answered or changed has its hashed event on the disk first. Must not use anything of exin: it is
what exin is measured against. Cells are as large as the engine's; the chain of events is one a connection.
"""

import hashlib
import os
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FIELDS: Final = ("navn", "fodselsnummer", "fodselsdato", "telefon", "epost", "adresse")
NOTE: Final = (
    "Samtale om bolig og behandling. Avtalt nytt møte neste uke, og kontakt med NAV før det. " * 3
)[:200]
"""The 200 characters that each step and each new case brings."""

OWN, LISTED, OTHERS = 1, 2, 40
"""Who has a case: the one who works in the benchmark, the one whose list is shown, and forty others."""

OWN_CASES, LISTED_CASES = 100, 50

PERSON: Final = tuple(
    each.encode()
    for each in (
        "Munter Granitt",
        "14830399999",
        "2003-03-14",
        "00000000",
        "person@example.org",
        "Oppdiktet vei 1",
    )
)
_BODY: Final = (
    '{"v":1,"id":"0123456789abcdef0123456789abcdef","tid":"2026-01-01T00:00:00.000000Z","ansatt":"0123456789abcdef'
    '0123456789abcdef","rolle":"saksbehandler","handling":"%s","sak":"%032x","felt":["person.navn","person.epost"],'
    '"formal":"oppfolging","utfall":"tillatt","regler":["saksbehandler_egen_sak"],"dor":"cli",'
    '"foresporsel":"0123456789abcdef0123456789abcdef"}'
)

_HEAD = bytes(9)  # where the engine has its format byte and the key's id
_NONCE = 12
_BLOCK = 32


class Floor(ABC):
    """One connection with a chain of its own."""

    def __init__(self) -> None:
        self._cipher = AESGCM(bytes(32))
        self._last = bytes(32)

    def seal(self, row: int, text: bytes) -> bytes:
        """A cell, padded and bound to its row as the engine's are."""
        nonce = os.urandom(_NONCE)
        padded = text + bytes(-len(text) % _BLOCK)
        return _HEAD + nonce + self._cipher.encrypt(nonce, padded, row.to_bytes(8))

    def unseal(self, row: int, cell: bytes) -> bytes:
        """The text of a cell. Raises InvalidTag when it is another row's."""
        start = len(_HEAD)
        return self._cipher.decrypt(cell[start : start + _NONCE], cell[start + _NONCE :], row.to_bytes(8))

    def event(self, handling: str, sak: int) -> tuple[bytes, bytes]:
        """The next event of the chain: body and hash."""
        body = (_BODY % (handling, sak)).encode()
        self._last = hashlib.sha256(self._last + body).digest()
        return body, self._last

    def rows(self, first: int, beyond: int) -> Iterator[tuple[tuple[object, ...], ...]]:
        """Rows of person, case, history and log, for growing; the first are those worked on and listed."""
        for number in range(first, beyond):
            has = (
                OWN
                if number < OWN_CASES
                else LISTED
                if number < OWN_CASES + LISTED_CASES
                else 3 + number % OTHERS
            )
            cells = [self.seal(number, text) for text in PERSON]
            yield (
                (number, *cells),
                (number, number, has, "henvendelse", 1),
                (number, 1, "henvendelse", self.seal(number, NOTE.encode())),
                self.event("henvendelse", number),
            )

    @abstractmethod
    def another(self) -> "Floor":
        """A connection of its own to the same database: for a thread, or another process."""

    @abstractmethod
    def grow(self, first: int, beyond: int) -> None:
        """Cases with these numbers, in one transaction."""

    @abstractmethod
    def create(self, number: int) -> None:
        """Person, case, first step with a note, event: one commit."""

    @abstractmethod
    def advance(self, number: int, hendelse: str) -> None:
        """Read the case, change it by version, a step with a note, event: one commit."""

    @abstractmethod
    def open_case(self, number: int) -> list[bytes]:
        """Six fields of a case's person, after an event about it is durable."""

    @abstractmethod
    def list_cases(self, has: int) -> list[bytes]:
        """The names of those that somebody has, after an event about each is durable: one commit."""

    @abstractmethod
    def close(self) -> None:
        """Give the connection back."""
