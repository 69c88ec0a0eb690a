"""User names: what can be one, and whose it is.

Must not keep what somebody typed that is none.
"""

from typing import Final

from exin.errors import InvalidInput
from exin.store import decision
from exin.store.rows import Stored
from exin.store.tables import Ansatt
from exin.work import Block

_LENGTH: Final = 64


def is_user_name(text: str) -> bool:
    """Whether a text can be a user name: one that may stand in the log, and looks like no national number."""
    letters = "".join(c for c in text if c not in "._-")
    plain = letters.isascii() and letters.isalnum() and not letters.isdigit()
    return plain and len(text) <= _LENGTH


def check_names(brukernavn: str, os_bruker: str | None) -> None:
    """Raises InvalidInput unless both can be user names."""
    if not is_user_name(brukernavn):
        raise InvalidInput("ugyldig_brukernavn", "brukernavn")
    if os_bruker is not None and not is_user_name(os_bruker):
        raise InvalidInput("ugyldig_brukernavn", "os_bruker")


def named(w: Block, brukernavn: str) -> Stored[Ansatt] | None:
    """The member of staff of that name."""
    return decision.staff_by_name(w.tx, brukernavn) if is_user_name(brukernavn) else None
