"""The floor: hand-written sqlite3 doing the least work for the same promise. No rules, no door, no layers.

Must not use anything of exin: it is what exin is measured against.
"""

import hashlib
import os
import sqlite3
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FIELDS = 6
_TEXT = b"Munter Granitt, Storgata 1, 0155 Oslo"
_EVENT = (
    b'{"handling":"les_sak","hvem":"0123456789abcdef","sak":"0123456789abcdef","tid":"2026-01-01T00:00:00Z"}'
    * 3
)


class Floor:
    """A table of sealed rows and a hash chain of events, one commit (synchronous=FULL) for each open."""

    def __init__(self, path: Path, rows: int) -> None:
        self._cipher = AESGCM(AESGCM.generate_key(256))
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        columns = ", ".join(f"f{number} BLOB" for number in range(_FIELDS))
        self._connection.execute(f"CREATE TABLE person (id INTEGER PRIMARY KEY, {columns})")
        self._connection.execute("CREATE TABLE hendelse (blad INTEGER PRIMARY KEY, kropp BLOB, hash BLOB)")
        self._connection.execute("BEGIN")
        for number in range(rows):
            cells = [self._seal(number) for _ in range(_FIELDS)]
            marks = ",".join("?" * (_FIELDS + 1))
            self._connection.execute(f"INSERT INTO person VALUES ({marks})", (number, *cells))  # noqa: S608 - marks only
        self._connection.execute("COMMIT")
        self._last = bytes(32)

    def _seal(self, row: int) -> bytes:
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, _TEXT, str(row).encode())

    def open_row(self, row: int) -> list[bytes]:
        """One row's fields, after an event about it is durable."""
        cells = self._connection.execute("SELECT * FROM person WHERE id = ?", (row,)).fetchone()[1:]
        self._last = hashlib.sha256(self._last + _EVENT).digest()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO hendelse (kropp, hash) VALUES (?, ?)", (_EVENT, self._last))
        self._connection.execute("COMMIT")
        aad = str(row).encode()
        return [self._cipher.decrypt(cell[:12], cell[12:], aad) for cell in cells]
