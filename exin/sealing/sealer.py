"""Sealing a text into a cell, and opening it again.

Must not decide who may open, nor log: the door does both before it calls. A cell that does not open raises:
it never gives back ciphertext, a part of a text, or a text of another place.
"""

from os import urandom
from typing import Final

from exin.errors import InvalidInput, Tampered
from exin.sealing.keyring import Keyring
from exin.sealing.sealed import (
    BLOCK,
    FORMAT,
    HEAD_LENGTH,
    KEY_ID_LENGTH,
    NONCE_LENGTH,
    FieldRef,
    Owner,
    Sealed,
)

_FORMAT_BYTE: Final = bytes([FORMAT])
_NONCE_AT: Final = 1 + KEY_ID_LENGTH
_NULL: Final = b"\x00"
_TEXT: Final = b"\x01"
_END: Final = b"\x80"


class Sealer:
    """Seals and opens cells with the keys of a keyring. Safe to share between threads."""

    __slots__ = ("_keyring",)

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring

    def seal(self, owner: Owner, ref: FieldRef, text: str | None) -> Sealed:
        """The cell of `text` at `ref` under the owner's key; None and "" are sealed too, and look alike.

        Raises:
            KeyMissing: the owner has no key yet (`Keyring.create`), or was erased.
            KeyExhausted: the key has sealed as much as it may.
            InvalidInput: the text has a character that cannot be written in UTF-8.
        """
        plain = _padded(text, ref.column)
        key = self._keyring.key_for(owner)
        self._keyring.spend(key)
        nonce = urandom(NONCE_LENGTH)
        ciphertext = key.field(ref.table, ref.column).encrypt(nonce, plain, ref)
        return Sealed(_FORMAT_BYTE + key.id + nonce + ciphertext)

    def open(self, owner: Owner, ref: FieldRef, sealed: Sealed) -> str | None:
        """The text that was sealed at `ref` for `owner`.

        Raises:
            Tampered: the cell is not whole, or not of this owner, row, column, table and content version.
            KeyMissing: (a Tampered) its key is gone.
        """
        if not sealed.well_formed:
            raise Tampered("celle_format", ref.table, ref.column, ref.row.hex())
        key = self._keyring.key_by_id(sealed.key_id, owner)
        nonce, ciphertext = sealed[_NONCE_AT:HEAD_LENGTH], sealed[HEAD_LENGTH:]
        plain = key.field(ref.table, ref.column).decrypt(nonce, ciphertext, ref)
        if plain is None:
            raise Tampered("celle_apnes_ikke", ref.table, ref.column, ref.row.hex())
        return _unpadded(plain)


def _padded(text: str | None, column: str) -> bytes:
    """Marker and text, padded to whole blocks (ISO/IEC 7816-4), so that the length tells little."""
    plain = _NULL if text is None else _TEXT + _utf8(text, column)
    plain += _END
    return plain + bytes(-len(plain) % BLOCK)


def _unpadded(plain: bytes) -> str | None:
    marked = plain.rstrip(b"\x00")[: -len(_END)]
    return None if marked == _NULL else marked[len(_TEXT) :].decode()


def _utf8(text: str, column: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        pass  # raised below, outside: this error holds the text
    raise InvalidInput("ugyldige_tegn", column)
