"""The key store: wrapped keys and secrets in a database of their own, backed up apart from the data.

Must not hold anything unwrapped, nor share a transaction with the data. No statement here is one database's alone, and
what is about SQLite stands in three functions.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar
from weakref import finalize

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Row, Select, Table, bindparam
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from exin.clock import Clock, stamp, system_clock
from exin.errors import Conflict, LogUnavailable, Misconfigured
from exin.sealing.keyring import HARD_STOP
from exin.sealing.sealed import Owner, OwnerKind
from exin.sealing.wrapping import WrappedKey, WrappedSecret
from exin.store.keycensus import Census, census_of
from exin.store.keyengine import WRITES, engine_at, translated
from exin.store.keyrows import key_values, read_key, read_secret, secret_values, wrapping_values
from exin.store.keytables import NOTHING, THERE, hemmelighet, metadata, nokkel
from exin.store.roller import grant_keys

T = TypeVar("T")

_CHUNK: Final = 500  # ids in one statement: well under what any database takes
_TRIES: Final = 5

_KEYS: Final[Select[Any]] = sa.select(nokkel).where(THERE)
_BY_OWNER: Final = _KEYS.where(nokkel.c.eierslag == bindparam("b_slag"), nokkel.c.eier == bindparam("b_eier"))
_BY_OWNERS: Final = _KEYS.where(
    nokkel.c.eierslag.in_([kind.value for kind in OwnerKind]),  # or the index is of no use
    nokkel.c.eier.in_(bindparam("b_eiere", expanding=True)),
)
_BY_ID: Final = _KEYS.where(nokkel.c.id == bindparam("b_id"))
_SECRETS: Final[Select[Any]] = sa.select(hemmelighet)
_SECRET: Final = _SECRETS.where(hemmelighet.c.navn == bindparam("b_navn"))
_KEK_IDS: Final = sa.union(sa.select(nokkel.c.kek_id).where(THERE), sa.select(hemmelighet.c.kek_id))
_INSERT_KEY: Final = sa.insert(nokkel)
_INSERT_SECRET: Final = sa.insert(hemmelighet)
_LEND: Final = (
    sa.update(nokkel)
    .where(nokkel.c.id == bindparam("b_id"), nokkel.c.laant <= bindparam("b_hoyst"))
    .values(laant=nokkel.c.laant + bindparam("b_antall"))
)
_DESTROY: Final = (
    sa.update(nokkel)
    .where(nokkel.c.eierslag == bindparam("b_slag"), nokkel.c.eier.in_(bindparam("b_eiere", expanding=True)))
    .values(NOTHING)
)
_MADE_BEFORE: Final = _KEYS.with_only_columns(nokkel.c.eier).where(
    nokkel.c.eierslag == bindparam("b_slag"), nokkel.c.opprettet < bindparam("b_for")
)
_REWRAP_KEY: Final = (
    sa.update(nokkel)
    .where(nokkel.c.id == bindparam("b_id"))
    .values(innpakket=bindparam("b_innpakket"), kek_id=bindparam("b_kek"))
)
_REWRAP_SECRET: Final = (
    sa.update(hemmelighet)
    .where(hemmelighet.c.navn == bindparam("b_navn"))
    .values(innpakket=bindparam("b_innpakket"), kek_id=bindparam("b_kek"))
)


class SqlKeyStore:
    """`exin.sealing.keyring.KeyStore` in a database: see there. Shared between threads, safe after fork."""

    def __init__(self, engine: Engine, clock: Clock = system_clock) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{WRITES: True})
        self._clock = clock
        self._pid = os.getpid()
        finalize(self, engine.dispose)  # who drops a store without closing it leaves no connection behind

    @classmethod
    def open(cls, where: Path | str, clock: Clock = system_clock) -> "SqlKeyStore":
        """The key store in a file, or at a server's address. Opening never makes one.

        Raises:
            Misconfigured: there is none, or the server does not answer or does not let the role in.
        """
        if isinstance(where, Path) and not where.is_file():
            raise Misconfigured("nokkellager_mangler", str(where))
        store = cls(engine_at(where), clock)
        try:
            with store._read() as connection:
                standing = set(metadata.tables) <= set(sa.inspect(connection).get_table_names())
        except (OperationalError, LogUnavailable):
            raise _without_answer(where) from None
        if not standing:
            raise Misconfigured("nokkellager_er_tomt")
        return store

    @classmethod
    def make(cls, where: Path | str, clock: Clock = system_clock) -> "SqlKeyStore":
        """A key store in a file that its owner alone can read, or in a server's database that is there and empty.

        One that is there keeps what it has.
        """
        if isinstance(where, Path):
            os.close(os.open(where, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        store = cls(engine_at(where), clock)
        try:
            with store._write() as connection:
                metadata.create_all(connection)
        except (OperationalError, LogUnavailable):
            raise _without_answer(where) from None
        return store

    def grant(self, tjener: str) -> None:
        """Give the serving role its rights: for the owner, on a server."""
        with self._write() as connection:
            grant_keys(connection, metadata.sorted_tables, tjener=tjener)

    @property
    def empty(self) -> bool:
        """Whether there is no secret yet, so that no installation uses it."""
        with self._read() as connection:
            return connection.execute(_SECRETS).first() is None

    def insert_keys(self, keys: Sequence[WrappedKey], *, lent: int) -> Sequence[WrappedKey]:
        """Write those whose owner has no key yet; return what stands for each, after a race the winner's."""
        made = stamp(self._clock())

        def write(connection: Connection, attempt: int) -> Sequence[WrappedKey]:
            owners = [key.owner for key in keys] if attempt else []  # nearly always nobody has one yet
            standing = {row.owner: row for row in _of_owners(connection, owners)}
            if missing := [key_values(key, lent, made) for key in keys if key.owner not in standing]:
                connection.execute(_INSERT_KEY, missing)
            return [standing.get(key.owner, key) for key in keys]

        return self._insert(write)

    def key_of(self, owner: Owner) -> WrappedKey | None:
        """The owner's key, or None."""
        with self._read() as connection:
            row = connection.execute(_BY_OWNER, {"b_slag": owner.kind.value, "b_eier": owner.id}).first()
        return None if row is None else read_key(row)

    def keys_of(self, owners: Sequence[Owner]) -> Sequence[WrappedKey]:
        """The keys of those owners that have one."""
        with self._read() as connection:
            return list(_of_owners(connection, owners))

    def key_by_id(self, key_id: bytes) -> WrappedKey | None:
        """The key of that id, or None."""
        with self._read() as connection:
            row = connection.execute(_BY_ID, {"b_id": key_id}).first()
        return None if row is None else read_key(row)

    def lend(self, key_id: bytes, *, count: int, limit: int) -> bool:
        """Count `count` more as lent. False if that would pass `limit`, or there is no such key."""
        params = {"b_id": key_id, "b_antall": count, "b_hoyst": min(limit, HARD_STOP) - count}
        with self._write() as connection:
            return connection.execute(_LEND, params).rowcount == 1

    def insert_secrets(self, wanted: Sequence[WrappedSecret]) -> None:
        """Write those whose name is not there yet."""

        def write(connection: Connection, _attempt: int) -> None:
            standing = {row.navn for row in connection.execute(_SECRETS)}
            missing = [secret_values(secret) for secret in wanted if secret.name not in standing]
            if missing:
                connection.execute(_INSERT_SECRET, missing)

        self._insert(write)

    def secret(self, name: str) -> WrappedSecret | None:
        """The secret of that name, or None."""
        with self._read() as connection:
            row = connection.execute(_SECRET, {"b_navn": name}).first()
        return None if row is None else read_secret(row)

    def destroy(self, kind: OwnerKind, ids: Sequence[bytes]) -> None:
        """Overwrite the keys of those owners. Their rows stay: nobody but the owner of the tables removes one."""
        with self._write() as connection:
            for start in range(0, len(ids), _CHUNK):
                part = {"b_slag": kind.value, "b_eiere": ids[start : start + _CHUNK]}
                connection.execute(_DESTROY, part)

    def owners_since(self, kind: OwnerKind, age: timedelta) -> Sequence[bytes]:
        """The owners of that kind whose keys are older than `age`."""
        params = {"b_slag": kind.value, "b_for": stamp(self._clock() - age)}
        with self._read() as connection:
            return list(connection.execute(_MADE_BEFORE, params).scalars())

    def kek_ids(self) -> frozenset[str]:
        """The ids of the KEKs that rows are wrapped with."""
        with self._read() as connection:
            return frozenset(connection.execute(_KEK_IDS).scalars())

    def census(self) -> Census:
        """How many keys there are, of which kind and age, and under which KEK. None is unwrapped."""
        with self._read() as connection:
            return census_of(connection)

    def rewrap(
        self,
        kek_id: str,
        *,
        key: Callable[[WrappedKey], WrappedKey],
        secret: Callable[[WrappedSecret], WrappedSecret],
    ) -> int:
        """Replace each row not under `kek_id`, in one transaction; returns how many there were."""
        with self._write() as connection:
            keys = [key(read_key(row)) for row in _not_under(connection, _KEYS, nokkel, kek_id)]
            secrets = [
                secret(read_secret(row)) for row in _not_under(connection, _SECRETS, hemmelighet, kek_id)
            ]
            if keys:
                connection.execute(_REWRAP_KEY, [{"b_id": row.id, **wrapping_values(row)} for row in keys])
            if secrets:
                connection.execute(
                    _REWRAP_SECRET, [{"b_navn": row.name, **wrapping_values(row)} for row in secrets]
                )
        return len(keys) + len(secrets)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _insert(self, write: Callable[[Connection, int], T]) -> T:
        """Run `write` in a transaction, anew when a rival was first. Raises Conflict if that goes on."""
        for attempt in range(_TRIES):
            try:
                with self._write() as connection:
                    return write(connection, attempt)
            except IntegrityError:
                continue
        raise Conflict("opptatt")

    def _read(self) -> AbstractContextManager[Connection]:
        return self._begun(self._engine)

    def _write(self) -> AbstractContextManager[Connection]:
        return self._begun(self._writing)

    @contextmanager
    def _begun(self, engine: Engine) -> Iterator[Connection]:
        """A transaction. Raises LogUnavailable where the database is gone or full, Conflict where it is busy."""
        self._leave_parents_connections()
        try:
            with engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise  # somebody was first: for `_insert`
        except DBAPIError as error:
            raise translated(error) from error

    def _leave_parents_connections(self) -> None:
        """After a fork: SQLite's locks, as a server's socket, belong to one process."""
        if self._pid != os.getpid():
            self._engine.dispose(close=False)
            self._pid = os.getpid()


def _without_answer(where: Path | str) -> Misconfigured:
    """A path is told of; not an address, which names role and server to whoever asked for something else."""
    if isinstance(where, Path):
        return Misconfigured("nokkellager_mangler", str(where))
    return Misconfigured("nokkellager_svarer_ikke")


def _of_owners(connection: Connection, owners: Sequence[Owner]) -> Iterator[WrappedKey]:
    wanted = frozenset(owners)
    ids = sorted({owner.id for owner in wanted})
    for start in range(0, len(ids), _CHUNK):
        rows = connection.execute(_BY_OWNERS, {"b_eiere": ids[start : start + _CHUNK]}).all()
        yield from (key for key in (read_key(row) for row in rows) if key.owner in wanted)


def _not_under(connection: Connection, rows: Select[Any], table: Table, kek_id: str) -> Sequence[Row[Any]]:
    """The rows under another KEK, locked until the transaction ends where the database has row locks."""
    return connection.execute(rows.where(table.c.kek_id != kek_id).with_for_update()).all()
