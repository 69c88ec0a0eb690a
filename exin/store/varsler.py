"""Messages to staff: pointers without content, each about one thing and told once.

Must not hold a name, a case number or a text: whoever shows or sends one asks for these by the id. A message that may
not be sent any more is given up without an attempt; one that was tried in vain is given up with how often it was.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Insert,
    Select,
    Update,
    and_,
    bindparam,
    func,
    insert,
    null,
    or_,
    select,
    update,
)

from exin.ids import AnsattId, Id, SakId, new_id
from exin.store.grant import Grant, OutsideGrant
from exin.store.prepared import prepared
from exin.store.rows import Tx, table_of
from exin.store.tables import Postadresse, Utboks

_UTBOKS = table_of(Utboks)
_POSTADRESSE = table_of(Postadresse)


@dataclass(frozen=True, slots=True, kw_only=True)
class Varsel:
    """One message as it lies in the outbox."""

    id: Id
    nokkel: str
    mottaker_id: AnsattId
    slag: str
    sak_id: SakId | None
    haster: bool
    opprettet: datetime
    lest: datetime | None
    forsok: int
    neste: datetime | None


_COLUMNS = [_UTBOKS.c[name] for name in Varsel.__dataclass_fields__]


@prepared
def _add() -> Insert:
    return insert(_UTBOKS)


def tell(
    tx: Tx,
    grant: Grant,
    *,
    mottaker: AnsattId,
    slag: str,
    nokkel: str,
    opprettet: datetime,
    haster: bool = False,
    sak_id: SakId | None = None,
) -> None:
    """Put a message about the grant's case in the outbox. A job sends it.

    `nokkel` says what it tells of, and to whom: 120 characters at most, of ids and codes.

    Raises:
        OutsideGrant: it is about another case.
        Conflict: that was told already. As late as `Link.post` says.
    """
    if sak_id is not None and sak_id not in grant.live().saker:
        raise OutsideGrant("sak")
    row = {
        "id": new_id(),
        "nokkel": nokkel,
        "mottaker_id": mottaker,
        "slag": slag,
        "sak_id": sak_id,
        "haster": haster,
        "opprettet": opprettet,
        "lest": None,
        "sendt": None,
        "forsok": 0,
        "neste": None,
        "gitt_opp": None,
    }
    tx.link.post(_add(), row)


# -- sending ---------------------------------------------------------------------------------------------


def _unsent() -> ColumnElement[bool]:
    """What is read already need not be told of, and who has no address is told in the engine alone."""
    c = _UTBOKS.c
    reachable = select(_POSTADRESSE.c.id).where(
        _POSTADRESSE.c.ansatt_id == c.mottaker_id, _POSTADRESSE.c.epost != ""
    )
    return and_(
        *(c[name].is_(None) for name in ("sendt", "gitt_opp", "lest")),
        or_(c.haster.is_(True), c.opprettet < bindparam("b_for")),
        reachable.exists(),
    )


@prepared
def _waiting() -> Select[Any]:
    ripe = or_(_UTBOKS.c.neste.is_(None), _UTBOKS.c.neste <= bindparam("b_na"))
    return select(_UTBOKS.c.id).where(_unsent(), ripe).limit(1)


@prepared
def _unsent_ones() -> Select[Any]:
    order = (_UTBOKS.c.mottaker_id, _UTBOKS.c.opprettet, _UTBOKS.c.id)
    return select(*_COLUMNS).where(_unsent()).order_by(*order)


def waiting(tx: Tx, *, now: datetime, before: datetime) -> bool:
    """Whether there is anything to send: all that a job may know before it asks leave. As `unsent`."""
    return tx.link.execute(_waiting(), {"b_na": now, "b_for": before}).scalar() is not None


def unsent(tx: Tx, grant: Grant, *, before: datetime) -> list[Varsel]:
    """What was never sent, to those who have an address, by recipient: all that is urgent, else what is older."""
    grant.check_action("send_varsler")
    return [Varsel(**row) for row in tx.link.execute(_unsent_ones(), {"b_for": before}).mappings()]


@prepared
def _change(names: tuple[str, ...]) -> Update:
    """Only as it was when it was read: of two who send at a time the second fails."""
    c = _UTBOKS.c
    as_read = (c.id == bindparam("b_id"), c.forsok == bindparam("b_forsok"))
    statement = update(_UTBOKS).where(*as_read, c.sendt.is_(None), c.gitt_opp.is_(None))
    return statement.values({name: bindparam(f"b_ny_{name}") for name in names})


def _write(tx: Tx, grant: Grant, varsel: Varsel, **changes: Any) -> None:  # noqa: ANN401 - column values
    grant.check_action("send_varsler")
    params = {f"b_ny_{name}": value for name, value in changes.items()}
    tx.link.post(_change(tuple(changes)), {"b_id": varsel.id, "b_forsok": varsel.forsok, **params}, one=True)


def note_attempt(tx: Tx, grant: Grant, varsel: Varsel, *, neste: datetime) -> None:
    """Note an attempt before it is made, and when the next one is due unless this one succeeds.

    Raises:
        Conflict: somebody else has taken it. As late as `Link.post` says.
    """
    grant.check_action("send_varsler")
    _write(tx, grant, varsel, forsok=varsel.forsok + 1, neste=neste)


def give_up(tx: Tx, grant: Grant, varsel: Varsel, *, tid: datetime) -> None:
    """Try no more: the attempts noted stay. Raises Conflict as `note_attempt`."""
    _write(tx, grant, varsel, gitt_opp=tid, neste=None)


def close_unsent(tx: Tx, grant: Grant, varsel: Varsel, *, tid: datetime) -> None:
    """Send it to nobody: whom it was for may not know of it. Raises Conflict as `note_attempt`."""
    _write(tx, grant, varsel, gitt_opp=tid, forsok=0, neste=None)


@prepared
def _sent() -> Update:
    mine = update(_UTBOKS).where(_UTBOKS.c.id == bindparam("b_id"), _UTBOKS.c.sendt.is_(None))
    return mine.values(sendt=bindparam("b_tid"), neste=null(), gitt_opp=null())


def mark_sent(tx: Tx, grant: Grant, varsel_id: Id, *, tid: datetime) -> None:
    """Note that the mail server has accepted it."""
    grant.check_action("send_varsler")
    tx.link.post(_sent(), {"b_id": varsel_id, "b_tid": tid})


# -- reading ---------------------------------------------------------------------------------------------


@prepared
def _own(unread_only: bool) -> Select[Any]:  # noqa: FBT001 - a cache's key
    mine = select(*_COLUMNS).where(_UTBOKS.c.mottaker_id == bindparam("b_meg"))
    wanted = mine.where(_UTBOKS.c.lest.is_(None)) if unread_only else mine
    return wanted.order_by(_UTBOKS.c.opprettet, _UTBOKS.c.id)


def own(tx: Tx, grant: Grant, mottaker: AnsattId, *, alle: bool = False) -> list[Varsel]:
    """The messages of one member of staff that were not read, or all, oldest first."""
    grant.check_action("les_varsler")
    return [Varsel(**row) for row in tx.link.execute(_own(not alle), {"b_meg": mottaker}).mappings()]


@prepared
def _read() -> Update:
    c = _UTBOKS.c
    mine = update(_UTBOKS).where(c.id == bindparam("b_id"), c.mottaker_id == bindparam("b_meg"))
    return mine.where(c.lest.is_(None)).values(lest=bindparam("b_tid"))


def mark_read(tx: Tx, grant: Grant, mottaker: AnsattId, varsel_id: Id, *, tid: datetime) -> None:
    """Note that the one it is for has read it; nothing is done for anybody else's message."""
    grant.check_action("les_varsler")
    tx.link.post(_read(), {"b_id": varsel_id, "b_meg": mottaker, "b_tid": tid})


# -- how it goes -----------------------------------------------------------------------------------------


_SOON: Final = timedelta(minutes=1)
"""What was put there a moment ago waits, too."""


@prepared
def _queued() -> Select[Any]:
    counted: list[ColumnElement[Any]] = [
        func.count().label("antall"),
        func.min(_UTBOKS.c.opprettet).label("eldste"),
    ]
    return select(*counted).where(_unsent())


def queued(tx: Tx, grant: Grant, *, now: datetime) -> tuple[int, datetime | None]:
    """How many wait to be sent, those of the next morning too, and since when the oldest does."""
    grant.check_action("se_system")
    found = tx.link.execute(_queued(), {"b_for": now + _SOON}).one()
    return int(found.antall), found.eldste


@prepared
def _counts() -> Select[Any]:
    c = _UTBOKS.c
    tried = c.forsok > 0
    in_vain = and_(c.gitt_opp.is_not(None), tried)
    again = and_(c.gitt_opp.is_(None), c.sendt.is_(None), tried)
    counted = {"gitt_opp": in_vain, "igjen": again}
    columns: list[ColumnElement[Any]] = [
        func.count().filter(those).label(name) for name, those in counted.items()
    ]
    return select(*columns).select_from(_UTBOKS)


def counts(tx: Tx, grant: Grant) -> tuple[int, int]:
    """How many were tried in vain and given up, and how many failed and are going to be tried again."""
    grant.check_action("se_jobber")
    found = tx.link.execute(_counts(), {}).mappings().one()
    return int(found["gitt_opp"]), int(found["igjen"])
