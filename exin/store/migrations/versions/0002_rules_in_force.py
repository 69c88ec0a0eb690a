"""Which rules are in force, beside the log's head.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("logg_hode") as batch_op:
        batch_op.add_column(sa.Column("regelverk", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("logg_hode") as batch_op:
        batch_op.drop_column("regelverk")
