"""One draft of two: what was kept, and what came of the same form after its session had ended.

Must not take away what was kept: whoever sends so late has not logged in, and is perhaps not the one who wrote it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Final

SKILLE: Final = "— Sendt etter at du var logget ut: —"
"""The line between what was kept and what came late."""

FLETTET: Final = "utkast_flettet"
"""The field of a draft that says that two stand in it. Its lines are what the late one had in short fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skrivefelt:
    """The fields that somebody types in: those of many lines, and the short ones."""

    fritekst: frozenset[str]
    korte: frozenset[str]


def join_drafts(
    kept: Mapping[str, str], late: Mapping[str, str], felter: Skrivefelt, *, rettet: bool
) -> dict[str, str]:
    """Both: free texts one under the other, other fields as they were kept unless they stood empty.

    `rettet`: nobody has saved since the late one was begun. Then a text that is plainly the kept one put right stands
    in its place, which only whoever has read that can write.
    """
    joined = {name: _field(name, kept, late, felter, rettet=rettet) for name in {**kept, **late}}
    aside = [*_lines(kept), *_left_over(kept, late, felter)]
    both = aside or any(SKILLE in joined[name] for name in felter.fritekst & joined.keys())
    return joined | ({FLETTET: "\n".join(dict.fromkeys(aside))} if both else {})


def _field(
    name: str, kept: Mapping[str, str], late: Mapping[str, str], felter: Skrivefelt, *, rettet: bool
) -> str:
    old, new = kept.get(name, ""), late.get(name, "")
    if not old.strip() or not new.strip():
        return new if not old.strip() and new.strip() else old
    if name not in felter.fritekst or new.strip() in old:
        return old
    if old.strip() in new or (rettet and _put_right(old, new)):
        return new
    return f"{old.rstrip()}\n\n{SKILLE}\n{new.strip()}"


def _put_right(old: str, new: str) -> bool:
    """Whether they begin and end alike for more than half of the old one."""
    head = _alike(old, new)
    tail = _alike(reversed(old[head:]), reversed(new[head:]))
    return 2 * (head + tail) > len(old)


def _alike(one: Iterable[str], other: Iterable[str]) -> int:
    """How many letters the two have in common from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _lines(kept: Mapping[str, str]) -> list[str]:
    return [line for line in kept.get(FLETTET, "").splitlines() if line]


def _left_over(kept: Mapping[str, str], late: Mapping[str, str], felter: Skrivefelt) -> Iterator[str]:
    """What the late one had in short fields where something else stands."""
    for name in late:
        old, new = kept.get(name, "").strip(), late[name].strip()
        if name in felter.korte and old and new and old != new:
            yield new
