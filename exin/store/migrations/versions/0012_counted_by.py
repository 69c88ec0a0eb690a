"""By what a team's cases are counted: the open ones, their deadlines that run, who is protected, steps of some weeks.

Revision 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


_PARTS = (
    (
        "ix_sak_apen",
        "sak",
        [
            *("team_id", "tilstand", "kontakt_id", "program", "program_versjon", "overlevert"),
            *("tilstand_fra", "apen_til", "registrert_av", "person_id", "id"),
        ],
        "tilstand NOT IN ('avsluttet', 'ikke_tatt_inn')",
    ),
    ("ix_sak_skjermet", "sak", ["skjerming", "person_id"], "skjerming != 'ingen'"),
    (
        "ix_frist_lopende",
        "frist",
        ["sak_id", "frist", "slag", "lukket", "pauset"],
        "lukket IS NULL AND pauset IS NULL",
    ),
)
"""Each is of a few rows alone, and has all that is asked of them."""


def upgrade() -> None:
    for name, table, columns, which in _PARTS:
        these = sa.text(which)
        op.create_index(name, table, columns, sqlite_where=these, postgresql_where=these)
    op.create_index("ix_steg_hendelse", "steg", ["hendelse", "gjelder_fra"])


def downgrade() -> None:
    op.drop_index("ix_steg_hendelse", "steg")
    for name, table, _, _ in _PARTS:
        op.drop_index(name, table)
