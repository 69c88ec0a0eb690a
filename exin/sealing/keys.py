"""A data key in use and the field keys under it.

Must not show a key: neither class prints, compares or pickles what it holds. Python cannot wipe memory: a
short life in a bounded cache is what limits how long a key stays there.
"""

from typing import Final, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from exin.sealing.framing import framed, number
from exin.sealing.sealed import ID_LENGTH, FieldRef, Owner

_FIELD_FORMAT: Final = b"exin/felt/1"
_CELL_FORMAT: Final = b"exin/celle/1"
_FIELD_KEY_LENGTH: Final = 32
_ROW_PREFIX: Final = ID_LENGTH.to_bytes(4, "big")


class FieldCipher:
    """AES-256-GCM under the field key of one data key, table and column. Safe to share between threads."""

    __slots__ = ("_after_row", "_before_row", "_cipher")

    def __init__(self, dek: bytes, key_id: bytes, table: str, column: str) -> None:
        info = framed(_FIELD_FORMAT, table.encode(), column.encode())
        self._cipher = AESGCM(HKDFExpand(SHA256(), _FIELD_KEY_LENGTH, info).derive(dek))
        # A cell is bound to framed(format, table, row, column, key id, version); two of these change.
        self._before_row = framed(_CELL_FORMAT, table.encode()) + _ROW_PREFIX
        self._after_row = framed(column.encode(), key_id) + (8).to_bytes(4, "big")

    def encrypt(self, nonce: bytes, plain: bytes, ref: FieldRef) -> bytes:
        """Ciphertext and tag, bound to `ref` and the key."""
        return self._cipher.encrypt(nonce, plain, self._bound_to(ref))

    def decrypt(self, nonce: bytes, ciphertext: bytes, ref: FieldRef) -> bytes | None:
        """The plain bytes; None when key, place, version or a single bit is another."""
        try:
            return self._cipher.decrypt(nonce, ciphertext, self._bound_to(ref))
        except InvalidTag:
            return None

    def _bound_to(self, ref: FieldRef) -> bytes:
        return self._before_row + ref.row + self._after_row + number(ref.version)


class DataKey:
    """The data key of one owner, and the field ciphers made of it so far."""

    __slots__ = ("_dek", "_fields", "id", "owner")

    def __init__(self, key_id: bytes, owner: Owner, dek: bytes) -> None:
        self.id = key_id
        self.owner = owner
        self._dek = dek
        self._fields: dict[tuple[str, str], FieldCipher] = {}

    def field(self, table: str, column: str) -> FieldCipher:
        """The cipher of one column. Two threads may both make it: they make the same."""
        cipher = self._fields.get((table, column))
        if cipher is None:
            cipher = self._fields[table, column] = FieldCipher(self._dek, self.id, table, column)
        return cipher

    def __repr__(self) -> str:
        return "DataKey(***)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("key_is_not_pickled")
