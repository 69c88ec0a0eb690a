"""What a sealed cell is, whose key it is under, and where it stands.

Must not do cryptography, and a `Sealed` must not show itself: not in a log, a traceback, a page or a pickle.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NoReturn

FORMAT: Final = 1
ID_LENGTH: Final = 16
KEY_ID_LENGTH: Final = 8
NONCE_LENGTH: Final = 12
TAG_LENGTH: Final = 16
BLOCK: Final = 32
HEAD_LENGTH: Final = 1 + KEY_ID_LENGTH + NONCE_LENGTH
_HIDDEN: Final = "Sealed(***)"


class OwnerKind(StrEnum):
    """What a data key belongs to: one key for each person, case, draft and link between persons."""

    PERSON = "person"
    SAK = "sak"
    UTKAST = "utkast"
    LENKE = "lenke"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose key: a kind and an id of 16 bytes. Erasing the owner is destroying this one key."""

    kind: OwnerKind
    id: bytes

    def __post_init__(self) -> None:
        if len(self.id) != ID_LENGTH:
            raise ValueError("owner_id_length")


@dataclass(frozen=True, slots=True)
class FieldRef:
    """Where a cell stands: table, column, row id (16 bytes) and content version (1 and up)."""

    table: str
    column: str
    row: bytes
    version: int

    def __post_init__(self) -> None:
        if len(self.row) != ID_LENGTH or self.version < 1:
            raise ValueError("field_ref")


class Sealed(bytes):
    """A cell: format byte, key id (8), nonce (12), AES-256-GCM ciphertext and tag. Compares as its bytes do.

    Making one proves nothing of its content: what comes from a database may be anything until it is opened.
    """

    __slots__ = ()

    @property
    def key_id(self) -> bytes:
        """The id of the data key it was sealed under (shorter than 8 bytes only if the cell is cut)."""
        return bytes(self[1 : 1 + KEY_ID_LENGTH])

    @property
    def well_formed(self) -> bool:
        """Whether format byte and length can be those of a cell. Says nothing of who made it."""
        text_length = len(self) - HEAD_LENGTH - TAG_LENGTH
        return self[:1] == b"\x01" and text_length >= BLOCK and text_length % BLOCK == 0

    def __repr__(self) -> str:
        return _HIDDEN

    def __str__(self) -> str:
        return _HIDDEN

    def __format__(self, spec: str) -> str:
        return format(_HIDDEN, spec)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("sealed_is_not_pickled")

    def __copy__(self) -> "Sealed":
        return self

    def __deepcopy__(self, memo: object) -> "Sealed":
        return self
