"""Which roles have somebody who can log in: all that is asked of an installation that is about to be taken into use.

Must not tell who they are.
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
def _roles() -> Select[Any]:
    bound = exists().where(
        _INNLOGGING.c.ansatt_id == _ANSATT.c.id,
        _INNLOGGING.c.utsteder == bindparam("b_utsteder"),
        _INNLOGGING.c.opphevet.is_(None),
    )
    local = and_(bindparam("b_lokal"), exists().where(_LOKALKONTO.c.ansatt_id == _ANSATT.c.id))
    return select(_ANSATT.c.rolle).where(_ANSATT.c.aktiv, or_(bound, local)).distinct()


def roles_with_way_in(link: Link, *, utsteder: str, lokal: bool) -> frozenset[str]:
    """The roles of those who are active and can log in: by that issuer, and by a password where that is in use."""
    return frozenset(link.execute(_roles(), {"b_utsteder": utsteder, "b_lokal": lokal}).scalars())
