"""From one database to another: every row as it lies, in one transaction on the database that gets it.

Must not decide: whether to move, and what to do when it fails, is for whoever asks. Nothing is opened on the way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, func, insert, not_, select, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlmodel import SQLModel

from exin.errors import LogUnavailable, Misconfigured, Tampered
from exin.store import keytables, logg
from exin.store.engine import Link
from exin.store.reach import connected
from exin.store.roller import grant_keys
from exin.store.rows import name_of
from exin.store.tables import LoggHendelse

_BATCH: Final = 1_000

Values = Mapping[str, Any]


@contextmanager
def reaching() -> Iterator[None]:
    """Raises Misconfigured where the database that is moved to is not there, is lost, or does not let one in."""
    try:
        yield
    except (OperationalError, ProgrammingError, LogUnavailable) as error:
        raise Misconfigured("ny_database_tar_ikke_imot") from error


def identity(address: str) -> tuple[object, ...]:
    """Which database an address leads to, however it is spelt: its name, and when its server was started."""
    with connected(address) as connection:
        return tuple(connection.execute(text("SELECT current_database(), pg_postmaster_start_time()")).one())


def copy_keys(source: Path, address: str, *, tjener: str | None) -> int:
    """All wrapped keys and secrets, from a file to an empty database, and rights for a serving role, if there is one.

    Returns how many there were.

    Raises:
        Tampered: not all came over; nothing is there then.
    """
    tables = keytables.metadata.sorted_tables
    with connected(source) as old, connected(address) as new:
        keytables.metadata.create_all(new)
        copied = _copy(tables, old, new)
        if tjener is not None:
            grant_keys(new, tables, tjener=tjener)
    return copied


def copy_data(source: Link, target: Link) -> int:
    """All rows of data and log, into the empty tables of a transaction that the caller commits. Returns how many.

    Raises:
        Tampered: not all came over, or a row is not as the engine wrote it.
    """
    return _copy(SQLModel.metadata.sorted_tables, source.connection, target.connection)


def last_event(link: Link) -> bytes:
    """The last event of the log, encoded."""
    ((_, body, _),) = logg.entries(link, first=logg.head(link).size - 1)
    return body


def close_for_good(source: Link) -> None:
    """Let no event into the database that was moved: whoever had it open and waited, is told that nothing was done."""
    source.connection.exec_driver_sql(
        f"CREATE TRIGGER flyttet BEFORE INSERT ON {name_of(LoggHendelse)} "
        "BEGIN SELECT RAISE(ABORT, 'flyttet'); END"
    )


def _copy(tables: Iterable[Table], source: Connection, target: Connection) -> int:
    copied = 0
    for table in tables:
        for batch in _batches(table, source):
            target.execute(insert(table), batch)
        antall = _count(table, source)
        if _count(table, target) != antall:
            raise Tampered("kopien_er_ikke_hel", table.name)
        copied += antall
    return copied


def _count(table: Table, connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _batches(table: Table, source: Connection) -> Iterator[Sequence[Values]]:
    """All rows, a batch at a time; one that refers to another of its table comes after that one."""
    own = [column for column in table.c if any(key.column.table is table for key in column.foreign_keys)]
    refers_to_none = and_(*(column.is_(None) for column in own)) if own else None
    every = select(table)
    try:
        first = every if refers_to_none is None else every.where(refers_to_none)
        rows = source.execute(first.execution_options(yield_per=_BATCH)).mappings()
        for part in rows.partitions():
            yield [dict(row) for row in part]
        if refers_to_none is not None:
            late = source.execute(every.where(not_(refers_to_none))).mappings().all()
            ordered = _referred_first(late, [column.name for column in own])
            for start in range(0, len(ordered), _BATCH):
                yield ordered[start : start + _BATCH]
    except (DBAPIError, ValueError, TypeError):
        raise Tampered("database_skadet", table.name) from None


def _referred_first(rows: Iterable[Mapping[Any, Any]], references: Sequence[str]) -> list[Values]:
    by_id: dict[bytes, Values] = {row["id"]: dict(row) for row in rows}
    graph = {key: [row[name] for name in references if row[name] in by_id] for key, row in by_id.items()}
    return [by_id[key] for key in TopologicalSorter(graph).static_order()]
