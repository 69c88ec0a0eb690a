"""By what a day's own work and the readers of a case are found; and the indexes that an early 0006 did not make.

Revision 0007, after 0006.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_DONE = (
    ("ix_steg_utfort", "steg", ["utfort_av", "registrert"]),
    ("ix_notat_skrevet", "notat", ["skrevet_av", "registrert"]),
    ("ix_kontakt_skrevet", "kontakt", ["skrevet_av", "registrert"]),
)
"""What one member of staff wrote, by when."""

_OF_0006 = (
    ("ix_sak_forrige_sak_id", "sak", ["forrige_sak_id"]),
    ("ix_sak_dublett_av_id", "sak", ["dublett_av_id"]),
    ("ix_sak_registrert", "sak", ["registrert_av", "overlevert"]),
    ("ix_inhabil_ansatt_id", "inhabil", ["ansatt_id"]),
)
"""That revision grew while it was new: an installation that was brought to it early lacks some of these."""


def upgrade() -> None:
    for name, table, columns in _OF_0006:
        op.create_index(name, table, columns, if_not_exists=True)
    for name, table, columns in _DONE:
        op.create_index(name, table, columns)
    _log_index("sak_id", "blad")  # PostgreSQL would sort all events of a case to give the newest


def _log_index(*columns: str) -> None:
    op.drop_index("ix_logg_sak", "logg_hendelse")
    op.create_index("ix_logg_sak", "logg_hendelse", list(columns))


def downgrade() -> None:
    _log_index("sak_id")
    for name, table, _ in _DONE:
        op.drop_index(name, table)
