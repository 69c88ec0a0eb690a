"""The log in the database: append events under the tree, read them back, keep checkpoints.

Must not decide what is logged, and has no way to change an event. Event, data and tree commit together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Insert, Select, Update, bindparam, func, insert, inspect, select, update
from sqlalchemy.dialects import postgresql, sqlite

from audit.encode import encode
from audit.errors import AuditError
from audit.events import Event
from audit.tree import Frontier, leaf_hash
from exin.errors import LogUnavailable
from exin.ids import PersonId, SakId
from exin.store import inntak
from exin.store.engine import Link
from exin.store.grant import Grant
from exin.store.loggslag import milliseconds, number_of
from exin.store.prepared import prepared
from exin.store.rows import Tx, Write, table_of
from exin.store.tables import LoggHendelse, LoggHode, LoggRad, LoggSjekkpunkt, Sak

_HENDELSE = table_of(LoggHendelse)
_HODE = table_of(LoggHode)
_RAD = table_of(LoggRad)
_SJEKKPUNKT = table_of(LoggSjekkpunkt)
_SAK = table_of(Sak)
_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An event on its way into the log, and the rows that it says were written."""

    event: Event
    writes: tuple[Write, ...] = ()


def append(link: Link, entries: Sequence[Entry]) -> None:
    """Log the entries inside the running transaction: with the next leaf numbers, or to wait for them in a chain.

    Raises:
        LogUnavailable: the tree's frontier is missing or unreadable, or the next leaf is there already.
    """
    last = [{"b_rad": w.row, "b_sammendrag": w.digest} for entry in entries for w in entry.writes]
    if last:
        link.ask(_upsert_rows(link.connection.dialect.name), last)
    if link.chain is None:
        number(link, [(encode(entry.event), entry.event) for entry in entries])
    else:
        inntak.wait(link, link.chain, [encode(entry.event) for entry in entries])


def number(link: Link, events: Sequence[tuple[bytes, Event]]) -> None:
    """Give encoded events the next leaf numbers. Raises LogUnavailable as `append`."""
    front, rows = head(link), []
    for body, event in events:
        digest = leaf_hash(body)
        rows.append(_row(front.size, body, digest, event))
        front = front.append(digest)
    link.ask(_insert_events(), rows if _searched(link) else [_of_before(row) for row in rows])
    link.ask(_update_head(), {"b_front": front.to_bytes()})


def _row(leaf: int, body: bytes, digest: bytes, event: Event) -> dict[str, Any]:
    return {
        "blad": leaf,
        "kropp": body,
        "bladhash": digest,
        "sak_id": _id(event.sak),
        "person_id": _id(event.person),
        "ansatt_id": _id(event.ansatt),
        "slag": number_of(event),
        "tid": milliseconds(event.tid),
    }


def _searched(link: Link) -> bool:
    """Whether the table has what the log is searched by: not where a migration to it was refused."""
    return not link.migrating or inspect(link.connection).has_index(_HENDELSE.name, "ix_logg_slag")


def _of_before(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as the schema had it before. The migration that comes makes the rest from the bytes."""
    return {name: value for name, value in row.items() if name not in {"slag", "tid"}}


def _id(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)


@prepared
def _insert_events() -> Insert:
    return insert(_HENDELSE)


@prepared
def _upsert_rows(dialect: str) -> Any:  # noqa: ANN401 - the dialect's own insert
    upsert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    statement = upsert(_RAD).values(rad=bindparam("b_rad"), sammendrag=bindparam("b_sammendrag"))
    return statement.on_conflict_do_update(
        index_elements=["rad"], set_={"sammendrag": statement.excluded.sammendrag}
    )


@prepared
def _update_head() -> Update:
    return update(_HODE).where(_HODE.c.id == 1).values(front=bindparam("b_front"))


def head(link: Link) -> Frontier:
    """The tree's frontier now. Raises LogUnavailable when there is none that can be read."""
    return _frontier(link.ask(_head(), {}).scalar())


@prepared
def _head() -> Select[Any]:
    return select(_HODE.c.front).where(_HODE.c.id == 1)


def head_and_leaves(link: Link) -> tuple[Frontier, int]:
    """The frontier, and the number after that of the last leaf, at one moment. Raises as `head`."""
    row = link.ask(_head_and_last(), {}).first()
    return _frontier(row.front if row else None), row.siste + 1 if row else 0


@prepared
def _head_and_last() -> Select[Any]:
    last = select(func.coalesce(func.max(_HENDELSE.c.blad), -1)).scalar_subquery()
    return select(_HODE.c.front, last.label("siste")).where(_HODE.c.id == 1)


def _frontier(stored: bytes | None) -> Frontier:
    if stored is None:
        raise LogUnavailable("hode")
    try:
        return Frontier.from_bytes(stored)
    except AuditError as error:
        raise LogUnavailable("hode") from error


def rules_in_force(link: Link) -> bytes | None:
    """The digests of the rules that the log says are in force; None when it does not say yet."""
    found: bytes | None = link.ask(_rules(), {}).scalar()
    return found


@prepared
def _rules() -> Select[Any]:
    return select(_HODE.c.regelverk).where(_HODE.c.id == 1)


def set_rules_in_force(tx: Tx, grant: Grant, digests: bytes) -> None:
    """Note the digests of the rules, in the transaction of the event that says the same."""
    grant.check_action("start")
    tx.link.execute(update(_HODE).where(_HODE.c.id == 1).values(regelverk=digests))


def start(link: Link) -> None:
    """Lay the empty tree. Raises LogUnavailable when there is one."""
    link.execute(insert(_HODE), {"id": 1, "front": Frontier().to_bytes()})


def entries(link: Link, *, first: int = 0) -> Iterator[tuple[int, bytes, bytes]]:
    """All events from a leaf on: (leaf number, body, stored leaf hash), a batch at a time."""
    while True:
        rows = link.execute(_from(first)).all()
        yield from ((row.blad, row.kropp, row.bladhash) for row in rows)
        if len(rows) < _BATCH:
            return
        first = rows[-1].blad + 1


def _from(first: int) -> Select[Any]:
    columns = select(_HENDELSE.c.blad, _HENDELSE.c.kropp, _HENDELSE.c.bladhash)
    return columns.where(_HENDELSE.c.blad >= first).order_by(_HENDELSE.c.blad).limit(_BATCH)


def case_and_person(tx: Tx, grant: Grant, saksnr: str) -> tuple[SakId, PersonId] | None:
    """The random ids by which the log names the case of that number, and its person; None where there is none."""
    grant.check_action("les_logg")
    found = tx.link.execute(select(_SAK.c.id, _SAK.c.person_id).where(_SAK.c.saksnr == saksnr)).first()
    return (SakId(found.id), PersonId(found.person_id)) if found else None


def one(tx: Tx, grant: Grant, blad: int) -> bytes | None:
    """The event of that leaf, for whoever may read the log; None where there is none."""
    grant.check_action("les_logg")
    return tx.link.execute(select(_HENDELSE.c.kropp).where(_HENDELSE.c.blad == blad)).scalar()


def batch(link: Link, *, first: int, size: int) -> list[tuple[int, bytes, bytes]]:
    """As `entries`, the next of them in a log of that size: for whoever reads on from another thread."""
    rows = link.execute(_from(first).where(_HENDELSE.c.blad < size)).all()
    return [(row.blad, row.kropp, row.bladhash) for row in rows]


def save_checkpoint(link: Link, *, size: int, note: str) -> None:
    """Keep a signed checkpoint beside the log. Raises LogUnavailable when there is one of that size."""
    link.execute(insert(_SJEKKPUNKT), {"storrelse": size, "notat": note})


def checkpoints(link: Link) -> list[str]:
    """The signed checkpoints, smallest first."""
    return list(link.execute(select(_SJEKKPUNKT.c.notat).order_by(_SJEKKPUNKT.c.storrelse)).scalars())


def last_checkpoint_size(link: Link) -> int:
    """The size of the newest checkpoint kept; 0 when there is none."""
    return link.ask(_longest_checkpoint(), {}).scalar() or 0


@prepared
def _longest_checkpoint() -> Select[Any]:
    return select(func.max(_SJEKKPUNKT.c.storrelse))
