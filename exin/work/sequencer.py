"""The sequencer: gives waiting events their leaf numbers, in the order in which they came (PostgreSQL).

One at a time, by an advisory lock that is gone with its process. What is missing from a chain, or was put into the
intake by somebody else, is told of by an event of its own before anything after it gets a number.
"""

import hmac
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from audit.encode import decode
from audit.errors import Malformed
from audit.events import Event
from audit.tree import leaf_hash
from exin.errors import Conflict, ExinError, LogUnavailable
from exin.store import inntak, logg
from exin.store.engine import Database, Link, Turn
from exin.store.inntak import Waiting
from exin.store.kjede import START, chain_mac

BATCH = 1_000


@dataclass(frozen=True, slots=True, order=True)
class Brudd:
    """A break in a connection's chain: numbers that are missing, or one that is no event of the engine's."""

    kjede: str
    fra: int
    til: int
    forfalsket: bool = False

    @property
    def koder(self) -> tuple[str, ...]:
        """As the event tells it."""
        slag = "forfalsket" if self.forfalsket else "mangler"
        return (slag, f"kjede:{self.kjede}", f"fra:{self.fra}", f"til:{self.til}")


@dataclass(slots=True)
class Verdict:
    """What a batch of waiting events is."""

    events: list[tuple[Waiting, Event]] = field(default_factory=list)
    forged: list[Waiting] = field(default_factory=list)
    heads: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)
    brudd: list[Brudd] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        """What the intake knows the whole batch by, in the order in which it came."""
        return sorted(each.nr for each in (*(each for each, _ in self.events), *self.forged))


def judge_waiting(link: Link, key: bytes, *, at_most: int | None = None) -> Verdict:
    """Look at the place in its chain of each event that waits, or of the first `at_most`, as they came."""
    waiting = inntak.waiting(link, at_most=at_most)
    heads = inntak.heads(link, {each.place.kjede for each in waiting}) if waiting else {}
    return _judge(waiting, heads, key)


def _judge(waiting: Iterable[Waiting], heads: Mapping[bytes, tuple[int, bytes]], key: bytes) -> Verdict:
    """`heads` has number and MAC of the last event of each chain that has its leaf."""
    verdict = Verdict()
    for each in waiting:
        place = each.place
        number, mac = verdict.heads.get(place.kjede) or heads.get(place.kjede) or (0, START)
        event = _event(each, key) if place.nummer > number else None  # an old number is a row put back
        if event is None:
            verdict.forged.append(each)
            verdict.brudd.append(Brudd(place.kjede.hex(), place.nummer, place.nummer, forfalsket=True))
            continue
        if place.nummer != number + 1 or place.forrige != mac:
            verdict.brudd.append(Brudd(place.kjede.hex(), number + 1, max(number + 1, place.nummer - 1)))
        verdict.events.append((each, event))
        verdict.heads[place.kjede] = place.nummer, place.mac
    return verdict


def _event(each: Waiting, key: bytes) -> Event | None:
    place = each.place
    expected = chain_mac(
        key,
        kjede=place.kjede,
        nummer=place.nummer,
        forrige=place.forrige,
        etter=place.etter,
        bladhash=leaf_hash(each.kropp),
    )
    if not hmac.compare_digest(expected, place.mac):
        return None
    try:
        return decode(each.kropp)
    except Malformed:
        return None


class Unreported(Exception):
    """There are breaks that no event tells of yet."""

    def __init__(self, brudd: Sequence[Brudd]) -> None:
        super().__init__()
        self.brudd = tuple(brudd)


def sequence(
    database: Database, key: bytes, *, reported: frozenset[Brudd] = frozenset(), at_most: int = BATCH
) -> int | None:
    """Give up to `at_most` waiting events their leaf numbers. Returns how many; None where another is at it.

    Raises:
        Unreported: there are breaks among them; nothing was numbered.
        LogUnavailable: the database cannot write.
    """
    with database.transaction() as link:
        if not link.try_turn(Turn.LOGG):
            return None
        verdict = judge_waiting(link, key, at_most=at_most)
        numbers = verdict.numbers
        if not numbers:
            return 0
        if not reported.issuperset(verdict.brudd):
            raise Unreported(verdict.brudd)
        if verdict.events:
            logg.number(link, [(each.kropp, event) for each, event in verdict.events])
            inntak.set_heads(link, verdict.heads)
        if verdict.forged:
            inntak.reject(link, verdict.forged)
        inntak.take(link, numbers)
    return len(numbers)


class Numbering(Protocol):
    """What numbers all that waits, and signs what has its number."""

    def pin(self) -> int | None:
        """Number what waits; sign and push a checkpoint, if the log has grown."""
        ...

    def sequence(self) -> int:
        """Number what waits. Returns how many."""
        ...


def serve(
    office: Numbering,
    stop: threading.Event,
    *,
    on_fault: Callable[[ExinError], object],
    interval: float = 0.1,
    pin_every: float = 1.0,
) -> None:
    """Number what waits every `interval` seconds, and sign a checkpoint every `pin_every`, until `stop` is set.

    Several may serve: they take turns, and when one is gone another goes on. While the database is not to be had
    this one tells `on_fault`, and asks again after ten intervals.
    """
    pinned, wait = 0.0, interval
    while not stop.wait(wait):
        wait = interval
        try:
            if time.monotonic() - pinned < pin_every:
                office.sequence()
            else:
                office.pin()
                pinned = time.monotonic()
        except (LogUnavailable, Conflict) as error:
            on_fault(error)
            wait = 10 * interval
