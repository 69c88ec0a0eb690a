"""Who works in the demonstration, and a synthetic national number for somebody new.

Must not make a number that can be anybody's: month + 80 is never given out.
"""

from collections.abc import Collection
from datetime import date
from typing import Final

from exin.casework.hus.ansatte import AnsattValg
from exin.fodselsnummer import InvalidNumber, parse
from policies import Role

LEDER, REVISOR, MOTTAK = "leder01", "revisor01", "ansatt01"
KLARERTE: Final = ("ansatt03", "ansatt05")
"""The two who, with the lead, know of the strictly protected cases."""

STAFF: Final = {
    LEDER: AnsattValg(rolle=Role.TEAMLEDER, klarert=True),
    MOTTAK: AnsattValg(rolle=Role.SAKSBEHANDLER, mottak=True),
    "ansatt02": AnsattValg(rolle=Role.SAKSBEHANDLER, vakt=True, stillingsandel=80),
    "ansatt03": AnsattValg(rolle=Role.SAKSBEHANDLER, klarert=True),
    "ansatt04": AnsattValg(rolle=Role.SAKSBEHANDLER),
    "ansatt05": AnsattValg(rolle=Role.SAKSBEHANDLER, klarert=True),
    "ansatt06": AnsattValg(rolle=Role.SAKSBEHANDLER, stillingsandel=50),
}
"""All but the auditor, who is made last and so tells that all is loaded."""

_SYNTHETIC = 80


def invented_number(today: date, *, years: int, taken: Collection[str]) -> str:
    """A synthetic number that fits somebody of that age, and that is none of those taken.

    Raises:
        LookupError: there is none left on that day.
    """
    born = date(today.year - years, 1, 1)
    head = f"{born.day:02}{born.month + _SYNTHETIC:02}{born.year % 100:02}"
    individual = range(500, 1000) if born.year >= 2000 else range(500)  # noqa: PLR2004 - by the century of the number
    for digits in (f"{head}{number:03}{check:02}" for number in individual for check in range(100)):
        if digits not in taken and _fits(digits, today):
            return digits
    raise LookupError("number")


def _fits(digits: str, today: date) -> bool:
    try:
        return parse(digits, on=today).birth is not None
    except InvalidNumber:
        return False
