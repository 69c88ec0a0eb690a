"""Passwords of local accounts, for trial use: what argon2id makes of one, and whether another is the same.

Must not keep a password, nor decide who may log in. The library is an extra: without it there are no local accounts.
"""

from functools import cache
from typing import TYPE_CHECKING

from exin.errors import Misconfigured

if TYPE_CHECKING:
    from argon2 import PasswordHasher


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its salt and costs, as one word. Raises Misconfigured without the extra."""
    return _hasher().hash(password)


def is_password(encoded: str | None, password: str) -> bool:
    """Whether a password is the one that was hashed. As long for no hash at all as for a wrong one.

    Raises:
        Misconfigured: the extra is not installed.
    """
    hasher = _hasher()
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - an extra

    try:
        same = hasher.verify(encoded or _of_nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(encoded) and same


@cache
def _of_nobody() -> str:
    """What is compared with where there is no account."""
    return _hasher().hash("")


@cache
def _hasher() -> "PasswordHasher":
    """The library's own choice: argon2id by the second recommendation of RFC 9106."""
    try:
        from argon2 import PasswordHasher  # noqa: PLC0415 - an extra
    except ImportError:
        raise Misconfigured("argon2_ikke_installert") from None
    return PasswordHasher()
