"""Whether anybody can log in: all that is asked of an installation that is about to be taken into use.

Must not tell who that is.
"""

from typing import Any

from sqlalchemy import Select, and_, bindparam, exists, or_, select

from exin.store.engine import Link
from exin.store.prepared import prepared
from exin.store.rows import table_of
from exin.store.tables import Ansatt, Innlogging, Lokalkonto

_ANSATT = table_of(Ansatt)
_INNLOGGING = table_of(Innlogging)
_LOKALKONTO = table_of(Lokalkonto)


@prepared
def _anybody() -> Select[Any]:
    bound = exists().where(
        _INNLOGGING.c.ansatt_id == _ANSATT.c.id,
        _INNLOGGING.c.utsteder == bindparam("b_utsteder"),
        _INNLOGGING.c.opphevet.is_(None),
    )
    local = and_(bindparam("b_lokal"), exists().where(_LOKALKONTO.c.ansatt_id == _ANSATT.c.id))
    return select(_ANSATT.c.id).where(_ANSATT.c.aktiv, or_(bound, local)).limit(1)


def has_way_in(link: Link, *, utsteder: str, lokal: bool) -> bool:
    """Whether somebody who is active can: by that issuer, or by a password where that is in use."""
    return link.ask(_anybody(), {"b_utsteder": utsteder, "b_lokal": lokal}).first() is not None
