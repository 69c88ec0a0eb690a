"""The key store's own way to its database: a file beside the data's, or another database on a server.

Must not hold statements: `keystore` does. Nothing of a transaction is shared with the data.
"""

import sqlite3
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from exin.store import sqlite

_BUSY_MILLISECONDS: Final = 10_000
WRITES: Final = "exin_writes"
"""The execution option of a connection that will write."""


def key_engine(path: Path) -> Engine:
    """An engine for the SQLite key store at `path`. Parameters never stand in its errors."""
    engine = sa.create_engine(f"sqlite:///{path}", hide_parameters=True)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def engine_at(where: Path | str) -> Engine:
    """An engine for the key store in a file, or at a server's address. Raises Misconfigured."""
    if isinstance(where, Path):
        return key_engine(where)
    from exin.store.postgres import make_pooled_engine  # noqa: PLC0415 - as in `place`

    return make_pooled_engine(where)


def translated(error: DBAPIError) -> Exception:
    """The engine's own error for one of the database; the same one where there is none."""
    if isinstance(error.orig, sqlite3.Error):
        return sqlite.translated(error)
    from exin.store import postgreslink  # noqa: PLC0415 - as in `place`

    return postgreslink.translated(error)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """FULL: with a key lost in a power cut all its cells are lost. The driver must not begin by itself."""
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={_BUSY_MILLISECONDS}",  # first: to change the journal takes a lock, too
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",  # a key that was destroyed does not lie on in the file
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A write block takes the lock at once: SQLite would otherwise find a rival only at the first write."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
