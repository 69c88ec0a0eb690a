"""Wishes for access to a case.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

from exin.store.columns import UtcTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_WAITING = sa.text("utfall IS NULL")


def upgrade() -> None:
    op.create_table(
        "tilgangsonske",
        _id("id", nullable=False),
        _id("sak_id", nullable=False),
        _id("ansatt_id", nullable=False),
        sa.Column("registrert", UtcTime(length=27), nullable=False),
        sa.Column("utfall", sa.String(40), nullable=True),
        sa.Column("avgjort", UtcTime(length=27), nullable=True),
        _id("avgjort_av", nullable=True),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["sak_id"], ["sak.id"]),
        sa.ForeignKeyConstraint(["ansatt_id"], ["ansatt.id"]),
        sa.ForeignKeyConstraint(["avgjort_av"], ["ansatt.id"]),
    )
    op.create_index("ix_tilgangsonske_sak_id", "tilgangsonske", ["sak_id"])
    op.create_index(
        "ix_tilgangsonske_apent",
        "tilgangsonske",
        ["sak_id", "ansatt_id"],
        unique=True,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )


def _id(name: str, *, nullable: bool) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(16), nullable=nullable)


def downgrade() -> None:
    op.drop_table("tilgangsonske")
