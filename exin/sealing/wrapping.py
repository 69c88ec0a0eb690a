"""How a data key or a secret lies in the key store: wrapped by the KEK and bound to its owner or name.

Must not keep anything: it makes and opens rows of the key store, and the caller decides how long a key lives.
"""

import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from exin.errors import Tampered
from exin.sealing.framing import framed
from exin.sealing.provider import KeyProvider
from exin.sealing.sealed import KEY_ID_LENGTH, Owner

KEY_LENGTH: Final = 32
_FORMAT: Final = b"exin/innpakning/1"
_COMMITMENT: Final = b"exin/dek-forpliktelse/1"


class SecretName(StrEnum):
    """The installation's own secrets, wrapped beside the data keys."""

    OPPSLAG = "oppslag"
    """For `lookup_hash`."""
    RADSUM = "radsum"
    """For `DigestKey`."""
    KJEDE = "kjede"
    """For the MAC chain of each database connection (PostgreSQL)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedKey:
    """A data key as the key store holds it. `commitment` says which key the wrapped bytes must give."""

    id: bytes
    owner: Owner
    wrapped: bytes
    commitment: bytes
    kek_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedSecret:
    """A secret as the key store holds it."""

    name: str
    wrapped: bytes
    kek_id: str


def new_key(provider: KeyProvider, owner: Owner) -> tuple[WrappedKey, bytes]:
    """A fresh data key for `owner`: its row, and the key itself (32 random bytes)."""
    key_id, dek = secrets.token_bytes(KEY_ID_LENGTH), secrets.token_bytes(KEY_LENGTH)
    return _wrapped_key(provider, key_id, owner, dek), dek


def unwrap_key(provider: KeyProvider, row: WrappedKey) -> bytes:
    """The data key of `row`.

    Raises:
        Tampered: the row was changed, moved to another owner, or wrapped by another KEK than it says.
    """
    try:
        dek = provider.unwrap(row.wrapped, _key_aad(row.id, row.owner))
    except Tampered:
        dek = b""
    if not hmac.compare_digest(commitment(dek), row.commitment) or len(dek) != KEY_LENGTH:
        raise Tampered("nokkel_endret", row.id.hex())
    return dek


def rewrap_key(old: KeyProvider, new: KeyProvider, row: WrappedKey) -> WrappedKey:
    """The same data key under another KEK. Raises Tampered as `unwrap_key` does."""
    return _wrapped_key(new, row.id, row.owner, unwrap_key(old, row))


def new_secret(provider: KeyProvider, name: str) -> WrappedSecret:
    """A fresh secret of 32 random bytes under that name."""
    return _wrapped_secret(provider, name, secrets.token_bytes(KEY_LENGTH))


def unwrap_secret(provider: KeyProvider, row: WrappedSecret) -> bytes:
    """The secret of `row`. Raises Tampered when it was changed or moved to another name."""
    try:
        secret = provider.unwrap(row.wrapped, _secret_aad(row.name))
    except Tampered:
        secret = b""
    if len(secret) != KEY_LENGTH:
        raise Tampered("hemmelighet_endret", row.name)
    return secret


def rewrap_secret(old: KeyProvider, new: KeyProvider, row: WrappedSecret) -> WrappedSecret:
    """The same secret under another KEK. Raises Tampered as `unwrap_secret` does."""
    return _wrapped_secret(new, row.name, unwrap_secret(old, row))


def commitment(dek: bytes) -> bytes:
    """What binds a row to one key: AES-GCM alone would let crafted bytes open under two KEKs to two keys."""
    return hmac.digest(dek, _COMMITMENT, "sha256")


def _wrapped_key(provider: KeyProvider, key_id: bytes, owner: Owner, dek: bytes) -> WrappedKey:
    wrapped = provider.wrap(dek, _key_aad(key_id, owner))
    return WrappedKey(
        id=key_id, owner=owner, wrapped=wrapped, commitment=commitment(dek), kek_id=provider.kek_id
    )


def _wrapped_secret(provider: KeyProvider, name: str, secret: bytes) -> WrappedSecret:
    return WrappedSecret(name=name, wrapped=provider.wrap(secret, _secret_aad(name)), kek_id=provider.kek_id)


def _key_aad(key_id: bytes, owner: Owner) -> bytes:
    return framed(_FORMAT, b"dek", owner.kind.encode(), owner.id, key_id)


def _secret_aad(name: str) -> bytes:
    return framed(_FORMAT, b"hemmelighet", name.encode())
