"""A database on a PostgreSQL server: how its connections are made.

Must not hold a password: libpq finds it in its own files (PGPASSFILE) or needs none.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from exin.errors import LogUnavailable
from exin.store.engine import About, Database, Link
from exin.store.kjede import Chain
from exin.store.leder import Locks, ServerLocks
from exin.store.postgreslink import PostgresLink

LOCK_MILLISECONDS: Final = 20_000
_OPTIONS: Final = " ".join(
    f"-c {each}"
    for each in (
        "synchronous_commit=on",  # an entry that is acknowledged is on the disk, whatever the server's default
        f"lock_timeout={LOCK_MILLISECONDS}",
        "idle_in_transaction_session_timeout=60000",
        "timezone=UTC",
        "jit=off",  # no question here runs as long as it takes to compile it
    )
)
_LIVENESS: Final = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
_IDLE: Final = " ".join(
    f"-c {each}"
    for each in (
        "idle_session_timeout=0",
        "tcp_keepalives_idle=5",
        "tcp_keepalives_interval=2",
        "tcp_keepalives_count=2",
    )
)
_ABOUT: Final = (
    "SELECT split_part(current_setting('server_version'), ' ', 1) AS utgave,"
    " pg_database_size(current_database()) AS storrelse,"
    " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS forbindelser"
)
LOCK_NAME: Final = "exin-leder"
"""What the server's own list of sessions calls the one with the locks."""


def make_engine(address: str) -> Engine:
    """An engine on `postgresql://user@host/database` for links, which keep their connections themselves.

    Parameters never stand in its errors. Whether the address is one was seen in `place`.
    """
    return _engine(address, poolclass=NullPool, pool_reset_on_return=None, isolation_level="AUTOCOMMIT")


def make_pooled_engine(address: str) -> Engine:
    """The same with SQLAlchemy's own transactions, for the key store: to connect costs three milliseconds.

    Each connection is asked whether it is still there before it is used again. None is waited for.
    """
    return _engine(address, pool_pre_ping=True, max_overflow=-1)


def make_lock_engine(address: str) -> Engine:
    """The same for the one connection on which a process has its named locks: it may be idle for days.

    Each end finds out in some seconds that the other is gone, whether it ended, was cut off or lost its power.
    """
    return _engine(
        address,
        poolclass=NullPool,
        pool_reset_on_return=None,
        isolation_level="AUTOCOMMIT",
        connect_args={
            "options": f"{_OPTIONS} {_IDLE}",
            "application_name": LOCK_NAME,
            **_LIVENESS,
            "connect_timeout": 3,
            "tcp_user_timeout": 3_000,
        },
    )


def _engine(address: str, **options: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own keywords
    return create_engine(
        make_url(address).set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        use_native_hstore=False,  # there is none, and each process would ask for it
        **{"connect_args": {"options": _OPTIONS, "application_name": "exin", **_LIVENESS}, **options},
    )


class PostgresDatabase(Database):
    """A database on a server."""

    def __init__(self, address: str) -> None:
        super().__init__(make_engine(address))
        self.address = address
        self._chain_key: Callable[[], bytes] | None = None

    def use_chain_key(self, key: Callable[[], bytes]) -> None:
        """As `Database.use_chain_key`. A link that was there before it has no chain, and is given back."""
        self._chain_key = key
        self.close()

    def _connect(self, before: Link | None) -> Link:
        """With a chain of its own; after a commit of unknown outcome it names the one before."""
        chain = None
        if self._chain_key is not None:
            unknown = before.chain if before is not None and before.outcome_unknown else None
            chain = Chain(self._chain_key(), etter=unknown.id if unknown else None)
        try:
            return PostgresLink(self.engine.connect(), chain)
        except DBAPIError as error:
            raise LogUnavailable("database") from error

    @contextmanager
    def snapshot(self) -> Iterator[Link]:
        """As `Database.snapshot`: REPEATABLE READ, read only."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                connection.exec_driver_sql("SELECT 1")  # the moment is that of the first read
                yield PostgresLink(connection)
            finally:
                connection.exec_driver_sql("ROLLBACK")

    @contextmanager
    def migrating(self) -> Iterator[Link]:
        """One transaction: PostgreSQL changes tables in it like anything else."""
        link = self.link()
        link.begin()
        try:
            yield link
        finally:
            link.rollback()

    def locks(self) -> Locks:
        """As `Database.locks`: of a session of their own."""
        return ServerLocks(lambda: make_lock_engine(self.address))

    def about(self, link: Link) -> About:
        """As `Database.about`. The connections of all who use this database."""
        row = link.connection.exec_driver_sql(_ABOUT).one()
        return About(
            slag="PostgreSQL", utgave=row.utgave, storrelse=row.storrelse, forbindelser=row.forbindelser
        )

    def loose_rows(self, link: Link) -> bool:  # noqa: ARG002 - as `Database.loose_rows`
        """Never: the server holds its foreign keys all the time."""
        return False
