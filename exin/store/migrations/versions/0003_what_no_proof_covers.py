"""Out with what no digest covers: districts ship with the release, and a checkpoint's note says all of it.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

import exin.store.columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("bydel")
    with op.batch_alter_table("logg_sjekkpunkt") as batch_op:
        batch_op.drop_column("laget")


def downgrade() -> None:
    with op.batch_alter_table("logg_sjekkpunkt") as batch_op:
        batch_op.add_column(
            sa.Column("laget", exin.store.columns.UtcTime(length=27), nullable=False, server_default="")
        )
