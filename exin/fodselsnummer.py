"""The Norwegian national identity number: whether it can be one, its kind, and the birth date it tells.

Must not repeat a number: not in an error, not in a message, not in `repr`. Sex is never read from it.

Rules: forskrift til folkeregisterloven (2017-07-14-1201) chapter 2, and for numbers from 2032 Skatteetaten's
«Nytt fødselsnummer fra 2032» in Folkeregisteret's documentation for developers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

NEW_RULE_FROM: Final = date(2032, 1, 1)
"""Numbers given out from this day may leave 1, 2 or 3 by their first check digit, and tell no century."""

_ADDED_TO_DNR_DAY: Final = 40
_ADDED_TO_HNR_MONTH: Final = 40
_ADDED_TO_TEST_MONTH: Final = 80
_LENGTH: Final = 11
_WEIGHTS: Final = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
_OLD_RULE: Final = (0,)
_NEW_RULE: Final = (0, 1, 2, 3)
_BETWEEN: Final = re.compile(r"[\s-]+")

# Individual numbers, years (both ends included) and what to add to the year, as given out before 2032.
_CENTURIES: Final = (
    (range(500), range(100), 1900),
    (range(500, 750), range(54, 100), 1800),
    (range(500, 1000), range(40), 2000),
    (range(900, 1000), range(40, 100), 1900),
)

MESSAGES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ikke_elleve_sifre": "Et fødselsnummer har 11 sifre. "
        "Kontroller om en null foran er falt bort i et regneark.",
        "ugyldig_dato": "De første sifrene er ingen dato som finnes. Kontroller nummeret.",
        "ugyldig_kontrollsiffer": "Kontrollsifrene stemmer ikke. "
        "Trolig er et siffer feil, eller to er byttet om.",
        "fodt_i_fremtiden": "Fødselsdatoen i nummeret er ikke kommet ennå. Kontroller nummeret.",
        "syntetisk_i_produksjon": "Dette er et testnummer (måned + 80), og det kan ikke brukes her. "
        "Skriv det ekte nummeret.",
        "ekte_utenfor_produksjon": "Nummeret ser ekte ut. Her brukes bare testnumre (måned + 80).",
    }
)


class InvalidNumber(ValueError):
    """The text cannot be a number, or not one for here. `kode` is a key of `MESSAGES`."""

    def __init__(self, kode: str) -> None:
        super().__init__(kode)
        self.kode = kode


class Kind(StrEnum):
    """Who gave it out: Folkeregisteret to residents, to others (D), or a health service in want of one."""

    FNR = "fnr"
    DNR = "dnr"
    HNR = "hnr"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fodselsnummer:
    """A number that can be one: 11 digits. `birth` is None where the number must not be asked for it."""

    value: str = field(repr=False)
    kind: Kind
    synthetic: bool
    birth: date | None = field(repr=False)


def parse(text: str, *, on: date | None) -> Fodselsnummer:
    """The number in `text`, spaces and hyphens aside, by the rules of the day `on` (None: of any day).

    Before 2032 a number that only the rule from then can have given is refused; later it tells no birth.

    Raises:
        InvalidNumber: ikke_elleve_sifre, ugyldig_dato, ugyldig_kontrollsiffer or fodt_i_fremtiden.
    """
    number = _BETWEEN.sub("", text)
    if len(number) != _LENGTH or not (number.isascii() and number.isdigit()):
        raise InvalidNumber("ikke_elleve_sifre")
    day, month = int(number[:2]), int(number[2:4])
    dnr, hnr, test = day > _ADDED_TO_DNR_DAY, month > _ADDED_TO_HNR_MONTH, month > _ADDED_TO_TEST_MONTH
    day -= _ADDED_TO_DNR_DAY if dnr else 0
    month -= _ADDED_TO_TEST_MONTH if test else _ADDED_TO_HNR_MONTH if hnr else 0
    birth = _birth(day, month, number)
    old_rule = _check(number, new_rule=on is None or on >= NEW_RULE_FROM)
    if on is not None and on < NEW_RULE_FROM:
        _check_birth(birth, on)
    elif birth is not None and not (old_rule and _is_sure(birth, on or NEW_RULE_FROM)):
        birth = None
    kind = Kind.HNR if hnr and not test else Kind.DNR if dnr else Kind.FNR
    return Fodselsnummer(value=number, kind=kind, synthetic=test, birth=birth)


def check_environment(number: Fodselsnummer, environment: str) -> None:
    """Raises InvalidNumber for a test number in production, and for one that looks real anywhere else."""
    if environment == "production" and number.synthetic:
        raise InvalidNumber("syntetisk_i_produksjon")
    if environment != "production" and not number.synthetic:
        raise InvalidNumber("ekte_utenfor_produksjon")


def _birth(day: int, month: int, number: str) -> date | None:
    """The birth date by the table of individual numbers. Raises InvalidNumber for an impossible day."""
    year, individual = int(number[4:6]), int(number[6:9])
    if _day(2000 + year, month, day) is None:  # for a number that tells no century, Skatteetaten looks here
        raise InvalidNumber("ugyldig_dato")
    centuries = (add for numbers, years, add in _CENTURIES if individual in numbers and year in years)
    century = next(centuries, None)
    return None if century is None else _day(century + year, month, day)


def _check(number: str, *, new_rule: bool) -> bool:
    """Whether the check digits are by the old rule. Raises InvalidNumber when they are by no rule."""
    first, second = (
        sum(w * int(digit) for w, digit in zip(weights, number, strict=False)) % 11 for weights in _WEIGHTS
    )
    if second != 0 or first not in (_NEW_RULE if new_rule else _OLD_RULE):
        raise InvalidNumber("ugyldig_kontrollsiffer")
    return first in _OLD_RULE


def _check_birth(birth: date | None, on: date) -> None:
    if birth is None:
        raise InvalidNumber("ugyldig_dato")
    if birth > on:
        raise InvalidNumber("fodt_i_fremtiden")


def _is_sure(birth: date, on: date) -> bool:
    """Whether no other century can be meant: from 2032 a number that fits the old rule may be a new one."""
    return birth < NEW_RULE_FROM and birth.year > on.year - 100


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
