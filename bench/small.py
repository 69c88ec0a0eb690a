"""The installation that stays small: what the same costs there is asked for in turn with the one that grows.

What the machine does meanwhile is felt by both. The one that grows has had more done in it before.
"""

from contextlib import ExitStack
from typing import Final

from bench.growing import grow
from bench.house import House
from bench.subjects import Subject

FEW: Final = "exin with few cases"
"""What its figures are called."""


class Small:
    """Made when it is first asked for, and served as the other is."""

    def __init__(self, subject: Subject, cases: int) -> None:
        self._subject, self._cases = subject, cases
        self._house: House | None = None
        self._beside = ExitStack()

    def house(self) -> House:
        """It, with so many cases and what each act adds."""
        if self._house is None:
            self._house = self._subject.make_house("liten")
            self._beside.enter_context(self._subject.beside(self._house))
            grow(self._house, 0, self._cases)
        return self._house

    def close(self) -> None:
        """Close it, and what runs beside it."""
        self._beside.close()
        if self._house is not None:
            self._house.close()
