"""Deadlines, meetings, absence, messages that are sent once, and what the jobs did last.

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

from exin.store.columns import SealedBox, UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MADE = ("jobb", "fravar", "postadresse", "mote", "frist")


def upgrade() -> None:
    _frist()
    _mote()
    _staff()
    _jobb()
    _utboks()


def _frist() -> None:
    op.create_table(
        "frist",
        _id("id", nullable=False),
        _id("sak_id", nullable=False),
        sa.Column("slag", sa.String(60), nullable=False),
        sa.Column("etter_steg", sa.Integer(), nullable=False),
        sa.Column("fra", sa.Date(), nullable=False),
        sa.Column("opprinnelig", sa.Date(), nullable=False),
        sa.Column("frist", sa.Date(), nullable=False),
        sa.Column("neste", sa.Date(), nullable=True),
        sa.Column("trinn", sa.Integer(), nullable=False),
        sa.Column("lukket", sa.Date(), nullable=True),
        sa.Column("lukket_som", sa.String(40), nullable=True),
        sa.Column("pauset", sa.Date(), nullable=True),
        sa.Column("grunnlag", sa.Integer(), nullable=True),
        _id("begrunnelse_id", nullable=True),
        _time("registrert", nullable=False),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["sak_id"], ["sak.id"]),
        sa.ForeignKeyConstraint(["begrunnelse_id"], ["begrunnelse.id"]),
        sa.UniqueConstraint("sak_id", "slag", "etter_steg", "fra"),
    )
    op.create_index("ix_frist_sak_id", "frist", ["sak_id"])
    op.create_index("ix_frist_neste", "frist", ["neste"])


def _mote() -> None:
    op.create_table(
        "mote",
        _id("id", nullable=False),
        _id("sak_id", nullable=False),
        sa.Column("slag", sa.String(40), nullable=False),
        _time("tid", nullable=False),
        _id("ansatt_id", nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("klarert", sa.Boolean(), nullable=False),
        *(
            sa.Column(name, SealedBox(), nullable=False)
            for name in ("modul", "arena", "sted", "reise", "merknad")
        ),
        _id("skrevet_av", nullable=False),
        _time("registrert", nullable=False),
        sa.Column("innholdsversjon", sa.Integer(), nullable=False),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["sak_id"], ["sak.id"]),
        sa.ForeignKeyConstraint(["ansatt_id"], ["ansatt.id"]),
        sa.ForeignKeyConstraint(["skrevet_av"], ["ansatt.id"]),
    )
    op.create_index("ix_mote_sak_id", "mote", ["sak_id"])
    op.create_index("ix_mote_ansatt_id", "mote", ["ansatt_id"])
    op.create_index("ix_mote_tid", "mote", ["status", "tid"])


def _staff() -> None:
    op.create_table(
        "postadresse",
        _id("id", nullable=False),
        _id("ansatt_id", nullable=False),
        sa.Column("epost", sa.String(254), nullable=False),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["ansatt_id"], ["ansatt.id"]),
        sa.UniqueConstraint("ansatt_id"),
    )
    op.create_table(
        "fravar",
        _id("id", nullable=False),
        _id("ansatt_id", nullable=False),
        sa.Column("fra", sa.Date(), nullable=False),
        sa.Column("til", sa.Date(), nullable=False),
        _id("vikar_id", nullable=True),
        _id("registrert_av", nullable=False),
        _time("registrert", nullable=False),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        *(
            sa.ForeignKeyConstraint([name], ["ansatt.id"])
            for name in ("ansatt_id", "vikar_id", "registrert_av")
        ),
    )
    op.create_index("ix_fravar_ansatt_id", "fravar", ["ansatt_id"])


def _jobb() -> None:
    op.create_table(
        "jobb",
        sa.Column("navn", sa.String(40), nullable=False),
        _time("startet", nullable=False),
        _time("ferdig", nullable=True),
        sa.Column("utfall", sa.String(40), nullable=False),
        sa.Column("antall", sa.Integer(), nullable=False),
        sa.Column("kode", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("navn"),
    )


def _utboks() -> None:
    """Messages that wait since before anybody sent them keep waiting, each told of once."""
    hexed = "lower(hex(id))" if op.get_bind().dialect.name == "sqlite" else "encode(id, 'hex')"
    with op.batch_alter_table("utboks") as batch_op:
        batch_op.add_column(sa.Column("nokkel", sa.String(120), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("haster", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(_time("lest", nullable=True))
        batch_op.add_column(sa.Column("forsok", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(_time("neste", nullable=True))
        batch_op.add_column(_time("gitt_opp", nullable=True))
        batch_op.alter_column("slag", type_=sa.String(60), existing_type=sa.String(40))
    op.execute(f"UPDATE utboks SET nokkel = 'post:' || {hexed}")  # noqa: S608 - one of two texts above
    with op.batch_alter_table("utboks") as batch_op:
        for name, kind in (("nokkel", sa.String(120)), ("haster", sa.Boolean()), ("forsok", sa.Integer())):
            batch_op.alter_column(name, server_default=None, existing_type=kind, existing_nullable=False)
        batch_op.create_unique_constraint("uq_utboks_nokkel", ["nokkel"])
        batch_op.create_index("ix_utboks_mottaker_id", ["mottaker_id"])
        batch_op.create_index("ix_utboks_usendt", ["sendt", "gitt_opp"])


def _id(name: str, *, nullable: bool) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(16), nullable=nullable)


def _time(name: str, *, nullable: bool) -> sa.Column[object]:
    return sa.Column(name, UtcTime(length=27), nullable=nullable)


def downgrade() -> None:
    with op.batch_alter_table("utboks") as batch_op:
        batch_op.drop_constraint("uq_utboks_nokkel", type_="unique")
        batch_op.drop_index("ix_utboks_mottaker_id")
        batch_op.drop_index("ix_utboks_usendt")
        for name in ("nokkel", "haster", "lest", "forsok", "neste", "gitt_opp"):
            batch_op.drop_column(name)
    for table in _MADE:
        op.drop_table(table)
