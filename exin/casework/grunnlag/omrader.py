"""Which areas a kartlegging covers, and which of them somebody looked at when it was written.

What a new version does not speak of is taken over from the one before, and covered. But nobody has judged the risk
anew by writing about housing.
"""

from collections.abc import Collection
from typing import Final

from workflows import by_key

OMRADER: Final = {area.kode: area.tekst for area in by_key("exin_oslo").areas}
"""The areas in the order of the programme, with their labels: a row has a column for each, in every programme."""

RISIKO = "risiko"
"""The area that is the risk assessment."""

_TAKEN_OVER = "="
"""Stands behind an area that was taken over."""


def as_stored(covered: Collection[str], anew: Collection[str]) -> str:
    """The column of a kartlegging that covers some areas, of which some were looked at."""
    return ",".join(area if area in anew else area + _TAKEN_OVER for area in covered)


def covered_by(omrader: str) -> frozenset[str]:
    """All areas that it covers."""
    return frozenset(each.removesuffix(_TAKEN_OVER) for each in omrader.split(","))


def looked_at(omrader: str) -> frozenset[str]:
    """The areas that somebody looked at when it was written."""
    return frozenset(each for each in omrader.split(",") if not each.endswith(_TAKEN_OVER))
