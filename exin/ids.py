"""The ids of the engine: 16 bytes each, and the case number that people read.

Must not tell anything: the id of a person or a case is random, and says nothing when it stands in the log.
"""

import re
import secrets
import time
from typing import Final, NewType

Id = NewType("Id", bytes)
PersonId = NewType("PersonId", bytes)
SakId = NewType("SakId", bytes)
AnsattId = NewType("AnsattId", bytes)
Saksnr = NewType("Saksnr", str)

# Without 0, 1, I, L, O and U: nothing to misread on paper or over the telephone, and few words.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_NUMBER_LENGTH = 4

_HEX: Final = re.compile(r"[0-9a-f]{32}")
SAKSNR: Final = re.compile(r"[A-Z]{1,4}-\d{4}-[A-Z0-9]{3,6}")
"""What looks like a case number, wherever the case came from."""


def as_id(text: str) -> Id | None:
    """The id that a text spells, as addresses and forms have it; None where it spells none."""
    return Id(bytes.fromhex(text)) if _HEX.fullmatch(text) else None


def new_id() -> Id:
    """An id for a row, ordered by time (as UUID version 7, RFC 9562 section 5.7, without version bits)."""
    return Id((time.time_ns() // 1_000_000).to_bytes(6, "big") + secrets.token_bytes(10))


def new_subject_id() -> bytes:
    """A random id for a person, a case or a member of staff: the log names them by it."""
    return secrets.token_bytes(16)


def new_saksnr(year: int) -> Saksnr:
    """A case number drawn at random within the year, like EX-2026-7K3Q; the caller sees that it is free."""
    return Saksnr(f"EX-{year}-" + "".join(secrets.choice(_LETTERS) for _ in range(_NUMBER_LENGTH)))
