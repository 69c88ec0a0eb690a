"""What two people do together: proposals about a member of staff.

Revision 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

from exin.store.columns import UtcTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_WAITING = sa.text("utfall IS NULL")


def upgrade() -> None:
    op.create_table(
        "ansattforslag",
        _id("id", nullable=False),
        _id("ansatt_id", nullable=False),
        sa.Column("slag", sa.String(40), nullable=False),
        sa.Column("innhold", sa.String(900), nullable=False),
        sa.Column("grunnlag", sa.String(80), nullable=False),
        _id("foreslatt_av", nullable=False),
        sa.Column("registrert", UtcTime(length=27), nullable=False),
        sa.Column("utfall", sa.String(40), nullable=True),
        sa.Column("avgjort", UtcTime(length=27), nullable=True),
        _id("avgjort_av", nullable=True),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["ansatt_id"], ["ansatt.id"]),
        sa.ForeignKeyConstraint(["foreslatt_av"], ["ansatt.id"]),
        sa.ForeignKeyConstraint(["avgjort_av"], ["ansatt.id"]),
    )
    op.create_index("ix_ansattforslag_ansatt_id", "ansattforslag", ["ansatt_id"])
    op.create_index(
        "ix_ansattforslag_apent",
        "ansattforslag",
        ["ansatt_id"],
        unique=True,
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )


def _id(name: str, *, nullable: bool) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(16), nullable=nullable)


def downgrade() -> None:
    op.drop_table("ansattforslag")
