"""Rows of the key store, and the wrapped keys and secrets that they are.

Must not unwrap anything, nor believe what stands there: the keyring does both.
"""

from typing import Any

from sqlalchemy import Row

from exin.errors import Tampered
from exin.sealing.sealed import Owner, OwnerKind
from exin.sealing.wrapping import WrappedKey, WrappedSecret


def read_key(row: Row[Any]) -> WrappedKey:
    """The row as it stands, not yet believed. Raises Tampered when it names no owner."""
    try:
        owner = Owner(OwnerKind(row.eierslag), row.eier)
    except ValueError as error:
        raise Tampered("nokkel_endret", row.id.hex()) from error
    return WrappedKey(
        id=row.id,
        owner=owner,
        wrapped=row.innpakket,
        commitment=row.forpliktelse,
        kek_id=row.kek_id,
    )


def read_secret(row: Row[Any]) -> WrappedSecret:
    """The row as it stands, not yet believed."""
    return WrappedSecret(name=row.navn, wrapped=row.innpakket, kek_id=row.kek_id)


def key_values(key: WrappedKey, lent: int, made: str) -> dict[str, object]:
    """The row of a new key, with how many encryptions are lent of it and when it was made."""
    return {
        "id": key.id,
        "eierslag": key.owner.kind.value,
        "eier": key.owner.id,
        "innpakket": key.wrapped,
        "forpliktelse": key.commitment,
        "kek_id": key.kek_id,
        "laant": lent,
        "opprettet": made,
    }


def secret_values(secret: WrappedSecret) -> dict[str, object]:
    """The row of a new secret."""
    return {"navn": secret.name, "innpakket": secret.wrapped, "kek_id": secret.kek_id}


def wrapping_values(row: WrappedKey | WrappedSecret) -> dict[str, object]:
    """What changes in a row when it is wrapped anew."""
    return {"b_innpakket": row.wrapped, "b_kek": row.kek_id}
