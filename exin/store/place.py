"""Where data lie: a file's path, or the address of a database on a server.

The only place that chooses between the two; the driver of the one that is not chosen is never loaded.
"""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from exin.errors import Misconfigured
from exin.store.engine import Database

_SCHEMES = ("postgresql://", "postgres://")


def is_address(where: str) -> bool:
    """Whether a setting is the address of a database on a server, and not a path."""
    return where.startswith(_SCHEMES)


def database_at(where: str, folder: Path) -> Database:
    """The database that a setting names; a path is relative to `folder`.

    Raises:
        Misconfigured: the address is none, or PostgreSQL's driver is not installed.
    """
    if is_address(where):
        _address(where)
        require_driver()
        from exin.store.postgres import PostgresDatabase  # noqa: PLC0415 - takes 130 ms, and most have a file

        return PostgresDatabase(where)
    from exin.store.sqlite import SqliteDatabase  # noqa: PLC0415 - as the other

    return SqliteDatabase(folder / where)


def as_role(where: str, role: str) -> str:
    """The same database for another role; the same setting where it is a path, or no role is named.

    Raises:
        Misconfigured: the address is none.
    """
    if not role or not is_address(where):
        return where
    return str(_address(where).set(username=role))


def role_of(where: str) -> str | None:
    """The role that an address names. Raises Misconfigured as `as_role`."""
    return _address(where).username if is_address(where) else None


def _address(where: str) -> URL:
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):  # a port that is no number
        raise Misconfigured("databaseadresse_ugyldig") from None
    if url.password is not None:
        raise Misconfigured("databaseadresse_med_passord")
    return url


def key_store_at(where: str, folder: Path) -> Path | str:
    """The same for the key store, which opens itself. Raises Misconfigured as `database_at`."""
    if is_address(where):
        _address(where)
        require_driver()
        return where
    return folder / where


def require_driver() -> None:
    """Raises Misconfigured when the extra `postgres` is not installed."""
    try:
        import psycopg  # noqa: F401, PLC0415
    except ImportError:
        raise Misconfigured("postgres_ikke_installert") from None
