"""Where a list that is read part by part goes on: a place that the asker was shown, in a mark that only we can make.

Must not stand for a place that was not shown, nor be of use to another asker or for another list.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from exin.errors import InvalidInput
from exin.work import Reading

_PROOF: Final = 16
"""Bytes of a mark that say who made it."""


def mark_at(w: Reading, liste: str, sted: str) -> str:
    """The mark of a place, bound to asker and list by a keyed hash."""
    proof = w.means.lookup("markor", f"{w.asker.hex()} {liste} {sted}")[:_PROOF]
    return urlsafe_b64encode(proof + sted.encode()).rstrip(b"=").decode()


def place_of(w: Reading, liste: str, markor: str) -> str:
    """The place of a mark.

    Raises:
        InvalidInput: it is of another asker or another list, or no mark at all.
    """
    try:
        sted = urlsafe_b64decode(markor + "=" * (-len(markor) % 4))[_PROOF:].decode("ascii")
    except ValueError:
        raise InvalidInput("ugyldig_markor", "markor") from None
    if not hmac.compare_digest(mark_at(w, liste, sted).encode(), markor.encode()):
        raise InvalidInput("ugyldig_markor", "markor")
    return sted
