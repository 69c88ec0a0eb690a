"""Districts as people name them: by code or by name.

Must not hold a list of its own: districts are data with a period of validity.
"""

from exin.errors import InvalidInput
from exin.store import hus
from exin.work import Block


def district_names(w: Block) -> dict[str, str]:
    """The names of all districts that there are or were, by code."""
    return {district.kode: district.navn for district in hus.districts(w.tx)}


def find_district(w: Block, text: str) -> str:
    """The code of the district that is meant: its code or its name, in any case, with or without blanks and stops.

    Raises:
        InvalidInput: there is no such district.
    """
    wanted = _letters(text)
    for kode, navn in district_names(w).items():
        if wanted in (_letters(kode), _letters(navn)):
            return kode
    raise InvalidInput("ukjent_bydel", "bydel")


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
