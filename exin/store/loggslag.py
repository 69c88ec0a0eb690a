"""What kind of event it is and when, as two numbers: the columns by which the log is searched.

A kind is what was done, for what purpose, with what outcome, by which rules and through which door. There are a few
hundred of them however long the log is, so that each can be looked up by itself. Must not be trusted alone: both are
made from the event's bytes, and verification makes them again.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Final

from audit.events import Event, Outcome

UNREADABLE: Final = 0
"""Both numbers of a body that is no event. No kind has it."""

_BITS: Final = 24
_FORMAT: Final = b"exin-slag-1"
_SECONDS, _MILLISECONDS = slice(19), slice(20, 23)
"""Of an event's time, which is RFC 3339 in UTC with microseconds."""


@dataclass(frozen=True)
class Slag:
    """One kind of event."""

    handling: str
    formal: str | None
    utfall: Outcome
    regler: tuple[str, ...]
    dor: str

    @cached_property
    def nummer(self) -> int:
        """48 bits: those of what was done before the rest, so that all kinds of one action are a range."""
        return _number(self.handling, self.formal or "", self.utfall, ",".join(self.regler), self.dor)


def kind_of(event: Event) -> Slag:
    """The kind of an event."""
    return Slag(event.handling, event.formal, event.utfall, event.regler, event.dor)


def number_of(event: Event) -> int:
    """The number of its kind."""
    return _number(event.handling, event.formal or "", event.utfall, ",".join(event.regler), event.dor)


def range_of(handling: str) -> tuple[int, int]:
    """The first and the last number that a kind of this action can have."""
    first = _part(handling) << _BITS
    return first, first | ((1 << _BITS) - 1)


def milliseconds(tid: str) -> int:
    """An event's time, in whole milliseconds since 1970."""
    return _epoch(tid[_SECONDS]) * 1_000 + int(tid[_MILLISECONDS])


def numbers_in(body: bytes) -> tuple[int, int]:
    """The number of the kind and the time of an encoded event, by its bytes alone; `UNREADABLE` for what is none."""
    try:
        tid = _text(body, b'"tid":"')
        rules = body.partition(b'"regler":[')[2].partition(b"]")[0].replace(b'"', b"").decode()
        names = (b'"handling":"', b'"formal":"', b'"utfall":"', b'"dor":"')
        handling, formal, utfall, dor = (_text(body, name) for name in names)
        return _number(handling, formal, utfall, rules, dor), milliseconds(tid)
    except ValueError:
        return UNREADABLE, UNREADABLE


def _text(body: bytes, name: bytes) -> str:
    """What stands under a name: no value of a body has a quotation mark in it. Empty for none."""
    return body.partition(name)[2].partition(b'"')[0].decode()


@lru_cache(maxsize=4_096)
def _number(handling: str, formal: str, utfall: str, regler: str, dor: str) -> int:
    return _part(handling) << _BITS | _part(formal, utfall, regler, dor)


def _part(*names: str) -> int:
    """The first bits of a digest. A name has no space in it."""
    return int.from_bytes(
        sha256(b" ".join((_FORMAT, *(each.encode() for each in names)))).digest()[: _BITS // 8]
    )


@lru_cache(maxsize=4_096)
def _epoch(seconds: str) -> int:
    return int(datetime.fromisoformat(f"{seconds}+00:00").timestamp())
