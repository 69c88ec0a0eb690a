"""The districts: what they are called, which lie in Oslo, and how people name them.

They ship with the release as data with a period of validity: what decides a guard is not for a pen to change.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from exin.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Bydel:
    """A district of Oslo, Sentrum, or Utenfor Oslo, and when it exists (None: until further notice)."""

    kode: str
    navn: str
    i_oslo: bool
    gyldig_fra: date
    gyldig_til: date | None


@cache
def districts() -> Mapping[str, Bydel]:
    """All districts that there are or were, by code, in the order of their names."""
    text = files("exin.casework.grunnlag").joinpath("bydeler.csv").read_text(encoding="utf-8")
    found = [_district(row) for row in csv.DictReader(text.splitlines(), delimiter=";")]
    return MappingProxyType({each.kode: each for each in sorted(found, key=lambda each: each.navn)})


def _district(row: Mapping[str, str]) -> Bydel:
    return Bydel(
        kode=row["kode"],
        navn=row["navn"],
        i_oslo=row["i_oslo"] == "1",
        gyldig_fra=date.fromisoformat(row["gyldig_fra"]),
        gyldig_til=date.fromisoformat(row["gyldig_til"]) if row["gyldig_til"] else None,
    )


def name_of_district(kode: str) -> str:
    """What a district is called; its code where there is none of that code."""
    found = districts().get(kode)
    return found.navn if found else kode


@cache
def _by_name() -> Mapping[str, Bydel]:
    return {each.navn: each for each in districts().values()}


def district_called(navn: str) -> Bydel | None:
    """The district of exactly that name, as a register writes it."""
    return _by_name().get(navn)


def in_oslo(kode: str) -> bool | None:
    """Whether a district lies in Oslo; None when it is not known."""
    found = districts().get(kode)
    return found.i_oslo if found else None


def find_district(text: str) -> str:
    """The code of the district that is meant: its code or its name, in any case, with or without blanks and stops.

    Raises:
        InvalidInput: there is no such district.
    """
    wanted = _letters(text)
    for each in districts().values():
        if wanted in (_letters(each.kode), _letters(each.navn)):
            return each.kode
    raise InvalidInput("ukjent_bydel", "bydel")


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
