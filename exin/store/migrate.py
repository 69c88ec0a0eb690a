"""Bringing the database's schema to the release's. Alembic is imported only here, and only when it is needed.

Must not touch content: a migration moves columns and open values, never sealed ones.
"""

from pathlib import Path

from sqlalchemy import inspect, text

from exin.errors import Misconfigured
from exin.store.engine import Database

HEAD = "0001"
"""The revision that this release works with; a test compares it with the migrations."""


def revision(database: Database) -> str | None:
    """The revision of the database; None when it is empty."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def require_current(database: Database) -> None:
    """Raises Misconfigured unless the database has this release's schema."""
    found = revision(database)
    if found is None:
        raise Misconfigured("ingen_installasjon")
    if found != HEAD:
        raise Misconfigured("databasen_ma_migreres")


def upgrade(database: Database, target: str = "head") -> None:
    """Bring the schema up to `target`, from empty or from any earlier revision."""
    from alembic import command  # noqa: PLC0415 - takes 150 ms, and is needed once in an installation's life
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, target)
