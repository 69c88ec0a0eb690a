"""Whether databases on a server answer to those who are to use them, and are empty: asked before anything is made.

Must not change anything there. A path in a folder needs no asking.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from exin.errors import Misconfigured
from exin.store import keytables
from exin.store.keyengine import engine_at
from exin.store.place import as_role, is_address, key_store_at


@contextmanager
def connected(where: Path | str) -> Iterator[Connection]:
    """A transaction in a file or on a server, committed at the end."""
    engine = engine_at(where)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def answers(where: str, roles: Iterable[str]) -> bool:
    """Whether a server lets each of these roles into the database; no name stands for the one that the address has.

    Raises:
        Misconfigured: the address is none, or has a password in it, or PostgreSQL's driver is not installed.
    """
    address = key_store_at(where, Path())
    try:
        for role in dict.fromkeys(roles):
            with connected(as_role(str(address), role)):
                pass
    except OperationalError:
        return False
    return True


def occupied(address: str) -> bool:
    """Whether some table of ours stands in a server's database, of data or of keys."""
    ours = {"alembic_version", *SQLModel.metadata.tables, *keytables.metadata.tables}
    with connected(address) as connection:
        return not ours.isdisjoint(inspect(connection).get_table_names())


def require_new(database: str, nokkellager: str, eier: str, sekvensering: str) -> None:
    """See to it that an installation can be made there: those on a server answer to each role, and are empty.

    Raises:
        Misconfigured: one does not answer, does not let a role in, or has something of ours in it; or as `answers`.
    """
    ends: Sequence[tuple[str, tuple[str, ...], str]] = (
        (database, (eier, "", sekvensering), "databasen_svarer_ikke"),
        (nokkellager, (eier, ""), "nokkellager_svarer_ikke"),
    )
    for where, roles, kode in ends:
        if is_address(where) and not answers(where, roles):
            raise Misconfigured(kode)
    if any(is_address(where) and occupied(as_role(where, eier)) for where, _, _ in ends):
        raise Misconfigured("databasen_er_ikke_tom")
