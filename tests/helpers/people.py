"""Invented persons with synthetic national numbers (month + 80) whose check digits are right.

Must not hold anybody real: names are put together from common words, and no number here was ever given out.
"""

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any

from exin.casework.sak.ny_sak import NyHenvendelse

_FIRST = "Munter Rolig Snar Stille Blid Vill Lun Kvikk Varm Klok".split()
_LAST = "Løve Bjørk Ørn Ås Elg Måke Furu Rev Ærfugl Gran".split()
_WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))
_SYNTHETIC = 80
_NONE = 10  # no digit: such a number is not given out

ADULT = date(2003, 3, 14)
"""Born so that EXIN OSLO fits in the years of the tests (22 in January 2026)."""

YOUNG = date(2008, 9, 20)
"""Born so that EXIN OSLO-Ung fits (17 in January 2026), and 18 on 20 September 2026."""

_NUMBERS_A_DAY = 300
"""Of the five hundred individual numbers of a day, so many always have check digits."""

_counter = itertools.count()
_given: dict[date, "itertools.count[int]"] = {}


def number(birth: date, which: int = 0, *, synthetic: bool = True) -> str:
    """The `which`-th national number of somebody born on `birth`, from 1940 to 2039; check digits are right."""
    return next(itertools.islice(_numbers(birth, synthetic=synthetic), which, None))


def _numbers(birth: date, *, synthetic: bool) -> Iterator[str]:
    month = birth.month + (_SYNTHETIC if synthetic else 0)
    individual = range(499, -1, -1) if birth.year < 2000 else range(999, 499, -1)
    for each in individual:
        digits = f"{birth.day:02}{month:02}{birth.year % 100:02}{each:03}"
        first = _check_digit(digits, _WEIGHTS[0])
        second = _check_digit(f"{digits}{first}", _WEIGHTS[1]) if first < _NONE else _NONE
        if second < _NONE:
            yield f"{digits}{first}{second}"


def _check_digit(digits: str, weights: tuple[int, ...]) -> int:
    return -sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11


def new_number(born: date = ADULT) -> str:
    """A number of somebody born on exactly that day, other than the last three hundred given for it."""
    turn = next(_given.setdefault(born, itertools.count()))
    return number(born, turn % _NUMBERS_A_DAY)


def name(which: int | None = None) -> str:
    """An invented name; without `which`, the next one."""
    turn = next(_counter) if which is None else which
    return f"{_FIRST[turn % len(_FIRST)]} {_LAST[turn // len(_FIRST) % len(_LAST)]}"


def henvendelse(**given: Any) -> NyHenvendelse:  # noqa: ANN401 - any field of a henvendelse
    """A henvendelse to EXIN OSLO by somebody new, unless told otherwise. `fodselsnummer=None` leaves it out."""
    born = YOUNG if given.get("program") == "exin_oslo_ung" else ADULT
    known: dict[str, Any] = {
        "program": "exin_oslo",
        "kilde": "direkte",
        "bydel": "sagene",
        "navn": name(),
        "tekst": "Ringte og ville vite mer om EXIN.",
    }
    if "fodselsnummer" not in given:
        known["fodselsnummer"] = new_number(born)
    return NyHenvendelse(**(known | given))
