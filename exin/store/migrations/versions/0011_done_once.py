"""What was done by the API, by the key it was sent under.

Revision 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

from exin.store.columns import UtcTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "apikall",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("nokkel", sa.LargeBinary(32), nullable=False),
        sa.Column("ansatt_id", sa.LargeBinary(16), nullable=False),
        sa.Column("rute", sa.String(120), nullable=False),
        sa.Column("avtrykk", sa.LargeBinary(32), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("laget", sa.String(40), nullable=True),
        sa.Column("registrert", UtcTime(length=27), nullable=False),
        sa.Column("segl", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["ansatt_id"], ["ansatt.id"]),
        sa.UniqueConstraint("nokkel"),
    )
    op.create_index("ix_apikall_ansatt_id", "apikall", ["ansatt_id"])


def downgrade() -> None:
    op.drop_table("apikall")
