"""Events that wait for their leaf number: put there by whoever acts, taken from there by the sequencer.

Must not give numbers, nor judge a chain: `exin.work.sequencer` does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from sqlalchemy import Delete, Insert, Select, bindparam, delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from audit.tree import leaf_hash
from exin.store.engine import Link
from exin.store.kjede import Chain, Place
from exin.store.prepared import prepared
from exin.store.rows import table_of
from exin.store.tables import LoggAvvist, LoggInntak, LoggKjede

_INNTAK = table_of(LoggInntak)
_KJEDE = table_of(LoggKjede)
_AVVIST = table_of(LoggAvvist)
_ALL: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Waiting:
    """One event that waits."""

    nr: int
    place: Place
    kropp: bytes


def wait(link: Link, chain: Chain, bodies: Sequence[bytes]) -> None:
    """Put encoded events into the intake, each with the next place in the connection's chain."""
    link.ask(_insert(), [_row(chain.extend(leaf_hash(body)), body) for body in bodies])


def _row(place: Place, kropp: bytes) -> dict[str, object]:
    return {
        "kjede": place.kjede,
        "nummer": place.nummer,
        "forrige": place.forrige,
        "mac": place.mac,
        "etter": place.etter,
        "kropp": kropp,
    }


@prepared
def _insert() -> Insert:
    return insert(_INNTAK).inline()


@prepared
def _waiting() -> Select[tuple[object, ...]]:
    return select(_INNTAK).order_by(_INNTAK.c.nr).limit(bindparam("b_antall"))


def waiting(link: Link, *, at_most: int | None = None) -> list[Waiting]:
    """The events that wait, in the order in which they came."""
    rows = link.execute(_waiting(), {"b_antall": _ALL if at_most is None else at_most}).mappings()
    return [
        Waiting(
            row["nr"],
            Place(row["kjede"], row["nummer"], row["forrige"], row["mac"], row["etter"]),
            row["kropp"],
        )
        for row in rows
    ]


def heads(link: Link, chains: Iterable[bytes]) -> dict[bytes, tuple[int, bytes]]:
    """Number and MAC of the last event of each of the chains that got its leaf."""
    rows = link.execute(_heads(), {"b_kjeder": sorted(set(chains))})
    return {row.kjede: (row.nummer, row.mac) for row in rows}


@cache
def _heads() -> Select[tuple[object, ...]]:
    return select(_KJEDE).where(_KJEDE.c.kjede.in_(bindparam("b_kjeder", expanding=True)))


def set_heads(link: Link, chains: Mapping[bytes, tuple[int, bytes]]) -> None:
    """Keep number and MAC of the last event of each chain that got its leaf."""
    rows = [{"b_kjede": kjede, "b_nummer": number, "b_mac": mac} for kjede, (number, mac) in chains.items()]
    link.execute(_set_heads(), rows)


@prepared
def _set_heads() -> Insert:
    statement = upsert(_KJEDE).values(
        kjede=bindparam("b_kjede"), nummer=bindparam("b_nummer"), mac=bindparam("b_mac")
    )
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["kjede"], set_={"nummer": new.nummer, "mac": new.mac}
    )


def take(link: Link, numbers: Sequence[int]) -> None:
    """Take events out of the intake: they have their leaf, or are kept as rejected."""
    link.execute(_take(), {"b_nr": list(numbers)})


@cache
def _take() -> Delete:
    return delete(_INNTAK).where(_INNTAK.c.nr.in_(bindparam("b_nr", expanding=True)))


def reject(link: Link, forged: Sequence[Waiting]) -> None:
    """Keep what is no event of the engine's, as it was found."""
    rows = [{"nr": each.nr, **_row(each.place, each.kropp)} for each in forged]
    link.execute(insert(_AVVIST), rows)
