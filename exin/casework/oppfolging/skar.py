"""The scores of a mapping: one text, as somebody wrote it, in which each area's number from 1 to 5 can be found.

Must not lose a word: a new score takes the place of the number alone, and what is said around it stands.
"""

import re
from collections.abc import Mapping
from typing import Final

from exin.casework.grunnlag.omrader import OMRADER
from exin.errors import InvalidInput

LOWEST: Final = 1
HIGHEST: Final = 5

_SCORE: Final = re.compile(rf"\b({'|'.join(OMRADER)})(\s*[:=]?\s*)([1-5])\b", re.IGNORECASE)


def scores_of(text: str | None) -> dict[str, int]:
    """The scores that can be read from a text, by area."""
    return {found[1].lower(): int(found[3]) for found in _SCORE.finditer(text or "")}


def with_scores(text: str | None, scores: Mapping[str, int]) -> str | None:
    """The text with these scores in it. Raises InvalidInput for one that is no score of an area."""
    for area, score in scores.items():
        if area not in OMRADER or not LOWEST <= score <= HIGHEST:
            raise InvalidInput("ukjent_kode", f"skar_{area}")
    stands = _SCORE.sub(lambda found: _anew(found, scores), text or "")
    added = [f"{area} {scores[area]}" for area in OMRADER if area in scores and area not in scores_of(text)]
    return ", ".join(filter(None, (stands, *added))) or None


def _anew(found: re.Match[str], scores: Mapping[str, int]) -> str:
    return f"{found[1]}{found[2]}{scores.get(found[1].lower(), found[3])}"
