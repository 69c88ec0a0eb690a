"""What a value of the API may be beyond its type: how long, which codes, what form. Read by the reader and described.

Must not know a resource. What is refused here is refused before anybody is looked up.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from exin.ids import SAKSNR, Id

_LONGEST_TEXT: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Krav:
    """What is asked of a text or a number. `monster` fits the whole of it."""

    minst: int | None = None
    hoyst: int | None = None
    monster: str | None = None
    valg: tuple[str, ...] = ()
    format: str | None = None
    om: str = ""

    def fits(self, value: str | int) -> bool:
        """Whether a value is as it must be."""
        size = len(value) if isinstance(value, str) else value
        if not (self.minst is None or size >= self.minst) or not (self.hoyst is None or size <= self.hoyst):
            return False
        if self.valg and value not in self.valg:
            return False
        return self.monster is None or re.fullmatch(self.monster, str(value)) is not None


def one_of(koder: Collection[str], om: str = "") -> Krav:
    """One of some codes."""
    return Krav(valg=tuple(koder), om=om)


Tekst = Annotated[str, Krav(minst=1, hoyst=_LONGEST_TEXT)]
"""A free text."""

Kort = Annotated[str, Krav(minst=1, hoyst=200)]
"""A name, an address, a service."""

Navn = Annotated[str, Krav(monster=r"[A-Za-z0-9._-]{1,64}", om="Et brukernavn.")]

Dag = Annotated[
    date,
    Krav(
        monster=r"(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])",
        format="date",
        om="En dag, som 2026-12-31.",
    ),
]

Klokke = Annotated[
    str,
    Krav(
        monster=r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]",
        om="Dag og klokkeslett i Oslo, som 2026-12-31T13:00.",
    ),
]

NO_ID: Final = Id(bytes(16))
"""What a part of a path that is no id stands for: no row has it."""

SAKSNUMMER: Final = Krav(monster=SAKSNR.pattern.replace(r"\d", "[0-9]"), om="Saksnummeret.")
AR: Final = Krav(monster="20[0-9]{2}", om="Et avsluttet år.")
ROW_ID: Final = Krav(monster=r"[0-9a-f]{32}", om="Id-en, som den sto der raden ble lest.")
