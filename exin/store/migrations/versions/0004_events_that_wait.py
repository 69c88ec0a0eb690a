"""Events that wait for their leaf number (PostgreSQL), and an index of last writes that no longer needs it.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("logg_rad") as batch_op:
        batch_op.drop_column("blad")
    op.create_index("ix_sak_plass", "sak", ["program", "har_plass"])  # places are counted at each step
    op.create_table(
        "logg_inntak",
        sa.Column("nr", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        *_place(),
        sa.PrimaryKeyConstraint("nr"),
        sa.UniqueConstraint("kjede", "nummer"),
    )
    op.create_table(
        "logg_kjede",
        sa.Column("kjede", sa.LargeBinary(), nullable=False),
        sa.Column("nummer", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kjede"),
    )
    op.create_table(
        "logg_avvist",
        sa.Column("nr", sa.BigInteger(), autoincrement=False, nullable=False),
        *_place(),
        sa.PrimaryKeyConstraint("nr"),
    )


def _place() -> list[sa.Column[object]]:
    return [
        sa.Column("kjede", sa.LargeBinary(), nullable=False),
        sa.Column("nummer", sa.BigInteger(), nullable=False),
        sa.Column("forrige", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("etter", sa.LargeBinary(), nullable=True),
        sa.Column("kropp", sa.LargeBinary(), nullable=False),
    ]


def downgrade() -> None:
    op.drop_index("ix_sak_plass", "sak")
    op.drop_table("logg_avvist")
    op.drop_table("logg_kjede")
    op.drop_table("logg_inntak")
    with op.batch_alter_table("logg_rad") as batch_op:
        batch_op.add_column(sa.Column("blad", sa.Integer(), nullable=False, server_default="0"))
