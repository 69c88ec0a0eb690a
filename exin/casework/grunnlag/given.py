"""What people give, checked: days, texts, codes. A wrong value gets a code that has a text saying what to do.

Must not repeat what was typed: the error names the field.
"""

from collections.abc import Collection
from datetime import date
from typing import Final

from exin.errors import InvalidInput
from exin.work import Block
from workflows import age_on, birthday

_LATEST_ENTRY: Final = 1
"""Years. What is older comes of a register, and is imported."""

_OLDEST: Final = 120
"""Years that anybody lives: a mistyped year is told of, an unlikely age is not judged."""

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


def asked_on(w: Block, dato: date | None) -> date:
    """The day somebody got in touch: a day as `day_of`, no longer ago than one who registers late can mean.

    Raises:
        InvalidInput: the day is ahead, or more than a year ago.
    """
    day = day_of(w, dato)
    if day < birthday(w.means.today(), -_LATEST_ENTRY):
        raise InvalidInput("henvendelse_for_gammel", "dato")
    return day


def born_of(w: Block, dato: date | None) -> date | None:
    """A birth date as given. Raises InvalidInput when it is ahead, or nobody alive was born then."""
    today = w.means.today()
    if dato is not None and dato > today:
        raise InvalidInput("fodselsdato_i_framtiden", "fodselsdato")
    if dato is not None and age_on(dato, today) > _OLDEST:
        raise InvalidInput("fodselsdato_for_lenge_siden", "fodselsdato")
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
