"""What can be told of the keys without unwrapping one: how many, of which kind and age, and under which KEK.

Must not tell whose a key is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection, Row, Select

from exin.sealing.kekfiles import KekFile, keks_at
from exin.store.keytables import THERE, hemmelighet, nokkel


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCount:
    """The keys of one kind of owner."""

    slag: str
    antall: int
    odelagt: int
    eldste: datetime | None
    nyeste: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """All keys and secrets of the key store."""

    slag: tuple[KeyCount, ...]
    hemmeligheter: int
    under: Mapping[str, int]
    """How many keys and secrets are wrapped by each KEK, by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyState:
    """The key store and the KEKs at hand."""

    keker: tuple[KekFile, ...]
    telling: Census


_STANDS: Final = THERE.label("der")
_KEYS: Final[Select[Any]] = sa.select(
    nokkel.c.eierslag,
    nokkel.c.kek_id,
    _STANDS,
    sa.func.count().label("antall"),
    sa.func.min(nokkel.c.opprettet).label("eldste"),
    sa.func.max(nokkel.c.opprettet).label("nyeste"),
).group_by(nokkel.c.eierslag, nokkel.c.kek_id, _STANDS)
"""One look at each key: there is no index for this, and there may be some hundred thousand."""
_SECRETS: Final = sa.select(hemmelighet.c.kek_id, sa.func.count()).group_by(hemmelighet.c.kek_id)


def census_of(connection: Connection) -> Census:
    """Count the keys and secrets."""
    rows = connection.execute(_KEYS).all()
    secrets = {row[0]: int(row[1]) for row in connection.execute(_SECRETS)}
    under = dict(secrets)
    for row in rows:
        if row.der:
            under[row.kek_id] = under.get(row.kek_id, 0) + int(row.antall)
    kinds = tuple(_kind(slag, rows) for slag in sorted({row.eierslag for row in rows}))
    return Census(slag=kinds, hemmeligheter=sum(secrets.values()), under=under)


def _kind(slag: str, rows: Sequence[Row[Any]]) -> KeyCount:
    there = [row for row in rows if row.eierslag == slag and row.der]
    gone = [row for row in rows if row.eierslag == slag and not row.der]
    return KeyCount(
        slag=slag,
        antall=sum(int(row.antall) for row in there),
        odelagt=sum(int(row.antall) for row in gone),
        eldste=_moment(min((row.eldste for row in there), default=None)),
        nyeste=_moment(max((row.nyeste for row in there), default=None)),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def state_of(telling: Census, kek: Path) -> KeyState:
    """The count beside the KEKs at hand. Raises Misconfigured where a KEK is not as it must be."""
    return KeyState(keker=keks_at(kek), telling=telling)
