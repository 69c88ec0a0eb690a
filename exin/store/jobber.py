"""When each job ran last and what came of it, and the few counts that tell whether the jobs do their work.

Must not hold anything of a case, nor what a fault said: only its code. These rows are no part of the log.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Insert, Select, Update, bindparam, func, insert, select, update

from exin.ids import AnsattId, new_id
from exin.store.engine import Link
from exin.store.grant import Grant
from exin.store.prepared import prepared
from exin.store.rows import Tx, table_of
from exin.store.tables import Ansatt, Jobb, LoggInntak, Utboks

_JOBB = table_of(Jobb)
_UTBOKS = table_of(Utboks)
_ANSATT = table_of(Ansatt)

STARTET, OK, FEILET = "startet", "ok", "feilet"
"""What a row says of a job: begun and not ended, ended well, ended by a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sist:
    """When a job ran last, and what came of it."""

    startet: datetime
    ferdig: datetime | None
    utfall: str
    antall: int
    kode: str | None


@prepared
def _begin() -> Update:
    names = ("startet", "ferdig", "utfall", "antall", "kode")
    return update(_JOBB).where(_JOBB.c.navn == bindparam("b_navn")).values(_given(names))


@prepared
def _first() -> Insert:
    return insert(_JOBB)


@prepared
def _end() -> Update:
    same = _JOBB.c.navn == bindparam("b_navn"), _JOBB.c.startet == bindparam("b_startet")
    return update(_JOBB).where(*same).values(_given(("ferdig", "utfall", "antall", "kode")))


def _given(names: tuple[str, ...]) -> dict[str, BindParameter[Any]]:
    return {name: bindparam(f"b_ny_{name}") for name in names}


def _as_given(row: dict[str, Any]) -> dict[str, Any]:
    return {f"b_ny_{name}": value for name, value in row.items()}


@prepared
def _all() -> Select[Any]:
    return select(*_JOBB.c)


def begin(link: Link, navn: str, *, startet: datetime) -> None:
    """Note that a job has begun. Raises as `Link.execute`."""
    row = {"startet": startet, "ferdig": None, "utfall": STARTET, "antall": 0, "kode": None}
    if link.execute(_begin(), {**_as_given(row), "b_navn": navn}).rowcount == 0:
        link.execute(_first(), {"navn": navn, **row})


def end(
    link: Link, navn: str, *, startet: datetime, ferdig: datetime, utfall: str, antall: int, kode: str | None
) -> None:
    """Note how the run ended that began then; nothing where another has begun since. Raises as `Link.execute`."""
    row = {"ferdig": ferdig, "utfall": utfall, "antall": antall, "kode": kode}
    link.execute(_end(), {**_as_given(row), "b_navn": navn, "b_startet": startet})


def last(link: Link) -> Mapping[str, Sist]:
    """The last run of each job that ever ran, by name."""
    return {
        row.navn: Sist(
            startet=row.startet, ferdig=row.ferdig, utfall=row.utfall, antall=row.antall, kode=row.kode
        )
        for row in link.execute(_all(), {}).all()
    }


def waiting_events(tx: Tx, grant: Grant) -> int:
    """How many events wait for their leaf numbers."""
    grant.check_action("se_jobber", "les_logg")
    return _count(tx.link, select(func.count()).select_from(table_of(LoggInntak)))


def _count(link: Link, statement: Select[Any]) -> int:
    return int(link.execute(statement).scalar_one())


def tell_of_the_log(link: Link, *, roller: list[str], slag: str, dag: str, opprettet: datetime) -> int:
    """Put an urgent message in the outbox for each who is active in these roles, once a day. Returns how many.

    Past the door, since what is wrong with the log may be such that nothing may be added to it: the message is about
    no case and no person, and says no more than its kind.
    """
    ids = select(_ANSATT.c.id).where(_ANSATT.c.rolle.in_(roller), _ANSATT.c.aktiv).order_by(_ANSATT.c.id)
    keys = {f"{slag}:{dag}:{each.hex()}": each for each in link.execute(ids).scalars()}
    told = set(link.execute(select(_UTBOKS.c.nokkel).where(_UTBOKS.c.nokkel.in_(list(keys)))).scalars())
    new = [_message(each, slag, key, opprettet) for key, each in keys.items() if key not in told]
    if new:
        link.execute(insert(_UTBOKS), new)
    return len(new)


def _message(mottaker: AnsattId, slag: str, nokkel: str, opprettet: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "nokkel": nokkel,
        "mottaker_id": mottaker,
        "slag": slag,
        "sak_id": None,
        "haster": True,
        "opprettet": opprettet,
        "lest": None,
        "sendt": None,
        "forsok": 0,
        "neste": None,
        "gitt_opp": None,
    }
