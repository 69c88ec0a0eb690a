"""Sessions, how staff log in and are shown, drafts; and by what the page of a case finds others.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

from exin.store.columns import SealedBox, UtcTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_FOUND_BY = (("sak", "forrige_sak_id"), ("sak", "dublett_av_id"), ("inhabil", "ansatt_id"))
_MADE = ("utkast", "visningsnavn", "lokalkonto", "innlogging", "okt")


def upgrade() -> None:
    _okt()
    _staff()
    _utkast()
    for table, column in _FOUND_BY:
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index(
        "ix_sak_registrert", "sak", ["registrert_av", "overlevert"]
    )  # a list of what one registered


def _okt() -> None:
    op.create_table(
        "okt",
        _id("id", nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        _id("ansatt_id", nullable=False),
        sa.Column("metode", sa.String(40), nullable=False),
        _time("begynt", nullable=False),
        sa.Column("segl", sa.LargeBinary(32), nullable=False),
        _time("sist_sett", nullable=False),
        _time("avsluttet", nullable=True),
        sa.Column("arsak", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["ansatt_id"], ["ansatt.id"]),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_okt_ansatt_id", "okt", ["ansatt_id"])


def _staff() -> None:
    op.create_table(
        "innlogging",
        _id("id", nullable=False),
        _id("ansatt_id", nullable=False),
        sa.Column("utsteder", sa.String(200), nullable=False),
        sa.Column("subjekt", sa.String(200), nullable=False),
        _time("opphevet", nullable=True),
        _time("registrert", nullable=False),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["ansatt_id"], ["ansatt.id"]),
        sa.UniqueConstraint("utsteder", "subjekt"),
    )
    op.create_index("ix_innlogging_ansatt_id", "innlogging", ["ansatt_id"])
    _one_for_each("lokalkonto", sa.Column("passord", sa.String(200), nullable=False), _time("registrert"))
    _one_for_each("visningsnavn", sa.Column("navn", sa.String(80), nullable=False))


def _one_for_each(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        _id("id", nullable=False),
        _id("ansatt_id", nullable=False),
        *columns,
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["ansatt_id"], ["ansatt.id"]),
        sa.UniqueConstraint("ansatt_id"),
    )


def _utkast() -> None:
    op.create_table(
        "utkast",
        _id("id", nullable=False),
        sa.Column("nokkel", sa.String(120), nullable=False),
        _id("ansatt_id", nullable=False),
        sa.Column("skjema", sa.String(40), nullable=False),
        _id("sak_id", nullable=True),
        sa.Column("innhold", SealedBox(), nullable=False),
        _time("oppdatert", nullable=False),
        sa.Column("innholdsversjon", sa.Integer(), nullable=False),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["ansatt_id"], ["ansatt.id"]),
        sa.ForeignKeyConstraint(["sak_id"], ["sak.id"]),
        sa.UniqueConstraint("nokkel"),
    )
    op.create_index("ix_utkast_ansatt_id", "utkast", ["ansatt_id"])
    op.create_index("ix_utkast_sak_id", "utkast", ["sak_id"])


def _id(name: str, *, nullable: bool) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(16), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcTime(length=27), nullable=nullable)


def downgrade() -> None:
    op.drop_index("ix_sak_registrert", "sak")
    for table, column in _FOUND_BY:
        op.drop_index(f"ix_{table}_{column}", table)
    for table in _MADE:
        op.drop_table(table)
