"""What people give, checked: days, texts, codes. A wrong value gets a code that has a text saying what to do.

Must not repeat what was typed: the error names the field.
"""

from collections.abc import Collection
from datetime import date

from exin.errors import InvalidInput
from exin.work import Block

LONGEST_TEXT = 20_000
"""Characters in one free text at most."""


def day_of(w: Block, dato: date | None, felt: str = "dato", *, earliest: date | None = None) -> date:
    """The day something counts from: today unless given; never ahead, never before `earliest`.

    Raises:
        InvalidInput: the day is ahead, or before what it must follow.
    """
    today = w.means.today()
    day = dato or today
    if day > today:
        raise InvalidInput("dato_i_framtiden", felt)
    if earliest is not None and day < earliest:
        raise InvalidInput("dato_for_forrige_steg", felt)
    return day


def born_of(w: Block, dato: date | None) -> date | None:
    """A birth date as given. Raises InvalidInput when it is ahead."""
    if dato is not None and dato > w.means.today():
        raise InvalidInput("fodselsdato_i_framtiden", "fodselsdato")
    return dato


def text_of(text: str | None, felt: str, *, required: bool = True) -> str | None:
    """A free text without blanks around it. Raises InvalidInput when it is missing or too long."""
    cleaned = (text or "").strip()
    if not cleaned and required:
        raise InvalidInput("tekst_mangler", felt)
    if len(cleaned) > LONGEST_TEXT:
        raise InvalidInput("tekst_for_lang", felt)
    return cleaned or None


def code_of(kode: str | None, felt: str, allowed: Collection[str]) -> str:
    """A code from a list. Raises InvalidInput when it is missing or not in the list."""
    if kode not in allowed:
        raise InvalidInput("ukjent_kode", felt)
    return str(kode)
