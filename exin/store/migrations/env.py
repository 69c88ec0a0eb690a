"""Alembic's way in: it is handed a connection by `exin.store.migrate` and has no settings of its own."""

from alembic import context
from sqlmodel import SQLModel

import exin.store.tables  # noqa: F401 - fills the metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
