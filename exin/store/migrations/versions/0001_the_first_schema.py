"""The first schema.

Revision 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op

import exin.store.columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915 - one table after the other
    op.create_table(
        "bydel",
        sa.Column("kode", sa.String(length=40), nullable=False),
        sa.Column("navn", sa.String(length=60), nullable=False),
        sa.Column("i_oslo", sa.Boolean(), nullable=False),
        sa.Column("gyldig_fra", sa.Date(), nullable=False),
        sa.Column("gyldig_til", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("kode"),
    )
    op.create_table(
        "logg_hendelse",
        sa.Column("blad", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kropp", sa.LargeBinary(), nullable=False),
        sa.Column("bladhash", sa.LargeBinary(), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(), nullable=True),
        sa.Column("person_id", sa.LargeBinary(), nullable=True),
        sa.Column("ansatt_id", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("blad"),
    )
    with op.batch_alter_table("logg_hendelse", schema=None) as batch_op:
        batch_op.create_index("ix_logg_ansatt", ["ansatt_id"], unique=False)
        batch_op.create_index("ix_logg_person", ["person_id"], unique=False)
        batch_op.create_index("ix_logg_sak", ["sak_id"], unique=False)

    op.create_table(
        "logg_hode",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("front", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "logg_rad",
        sa.Column("rad", sa.LargeBinary(), nullable=False),
        sa.Column("sammendrag", sa.LargeBinary(), nullable=False),
        sa.Column("blad", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("rad"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "logg_sjekkpunkt",
        sa.Column("storrelse", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("notat", sa.String(length=600), nullable=False),
        sa.Column("laget", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.PrimaryKeyConstraint("storrelse"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("navn", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("fodselsnummer", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("fodselsdato", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("telefon", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("epost", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("fodselsnummer_oppslag", sa.LargeBinary(length=32), nullable=True),
        sa.Column("nummer_kjent", sa.Boolean(), nullable=False),
        sa.Column("slatt_sammen_med", sa.LargeBinary(length=16), nullable=True),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.Column("innholdsversjon", sa.Integer(), nullable=False),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["slatt_sammen_med"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("fodselsnummer_oppslag"),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_slatt_sammen_med"), ["slatt_sammen_med"], unique=False)

    op.create_table(
        "team",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kode", sa.String(length=40), nullable=False),
        sa.Column("navn", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kode"),
    )
    op.create_table(
        "adresse",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("adresse", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("innholdsversjon", sa.Integer(), nullable=False),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id"),
    )
    op.create_table(
        "ansatt",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("brukernavn", sa.String(length=64), nullable=False),
        sa.Column("os_bruker", sa.String(length=64), nullable=True),
        sa.Column("rolle", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("mottak", sa.Boolean(), nullable=False),
        sa.Column("vakt", sa.Boolean(), nullable=False),
        sa.Column("klarert", sa.Boolean(), nullable=False),
        sa.Column("stillingsandel", sa.Integer(), nullable=False),
        sa.Column("aktiv", sa.Boolean(), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("brukernavn"),
        sa.UniqueConstraint("os_bruker"),
    )
    op.create_table(
        "program",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kode", sa.String(length=40), nullable=False),
        sa.Column("plasser", sa.Integer(), nullable=False),
        sa.Column("vurderingsplasser", sa.Integer(), nullable=True),
        sa.Column("mottaksteam_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mottaksteam_id"],
            ["team.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kode"),
    )
    op.create_table(
        "sak",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("saksnr", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("program", sa.String(length=40), nullable=False),
        sa.Column("program_versjon", sa.Integer(), nullable=False),
        sa.Column("tilstand", sa.String(length=40), nullable=False),
        sa.Column("tilstand_fra", sa.Date(), nullable=False),
        sa.Column("steg_nummer", sa.Integer(), nullable=False),
        sa.Column("har_plass", sa.Boolean(), nullable=False),
        sa.Column("kilde", sa.String(length=40), nullable=False),
        sa.Column("bydel", sa.String(length=40), nullable=False),
        sa.Column("tilknytning_oslo", sa.Boolean(), nullable=True),
        sa.Column("apen_til", sa.Date(), nullable=True),
        sa.Column("kontakt_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("team_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("skjerming", sa.String(length=40), nullable=False),
        sa.Column("overlevert", sa.Boolean(), nullable=False),
        sa.Column("forrige_sak_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("dublett_av_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("opphav", sa.String(length=40), nullable=False),
        sa.Column("registrert_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dublett_av_id"],
            ["sak.id"],
        ),
        sa.ForeignKeyConstraint(
            ["forrige_sak_id"],
            ["sak.id"],
        ),
        sa.ForeignKeyConstraint(
            ["kontakt_id"],
            ["ansatt.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["registrert_av"],
            ["ansatt.id"],
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("saksnr"),
    )
    with op.batch_alter_table("sak", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sak_kontakt_id"), ["kontakt_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sak_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sak_team_id"), ["team_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sak_tilstand"), ["tilstand"], unique=False)

    op.create_table(
        "begrunnelse",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("tekst", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("salt", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("skrevet_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skrevet_av"],
            ["ansatt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("begrunnelse", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_begrunnelse_sak_id"), ["sak_id"], unique=False)

    op.create_table(
        "fortalt",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("dato", sa.Date(), nullable=False),
        sa.Column("mate", sa.String(length=40), nullable=False),
        sa.Column("etter_steg", sa.Integer(), nullable=False),
        sa.Column("tekst", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("skrevet_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skrevet_av"],
            ["ansatt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("fortalt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fortalt_sak_id"), ["sak_id"], unique=False)

    op.create_table(
        "import_rad",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("dato", sa.Date(), nullable=False),
        sa.Column("hendelse", sa.String(length=40), nullable=False),
        sa.Column("lopenr", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sak_id", "dato", "hendelse", "lopenr"),
    )
    op.create_table(
        "kartlegging",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("dato", sa.Date(), nullable=False),
        sa.Column("etter_steg", sa.Integer(), nullable=False),
        sa.Column("omrader", sa.String(length=80), nullable=False),
        sa.Column("motivasjon", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("risiko", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("beskyttelsesfaktorer", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("behov", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("skar", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("skrevet_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skrevet_av"],
            ["ansatt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sak_id", "nummer"),
    )
    op.create_table(
        "kontakt",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("slag", sa.String(length=40), nullable=False),
        sa.Column("utfall", sa.String(length=40), nullable=False),
        sa.Column("dato", sa.Date(), nullable=False),
        sa.Column("etter_steg", sa.Integer(), nullable=False),
        sa.Column("arena", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("tekst", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("skrevet_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skrevet_av"],
            ["ansatt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("kontakt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kontakt_sak_id"), ["sak_id"], unique=False)

    op.create_table(
        "notat",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("retter_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("dato", sa.Date(), nullable=False),
        sa.Column("tekst", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("skrevet_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["retter_id"],
            ["notat.id"],
        ),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skrevet_av"],
            ["ansatt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("notat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notat_sak_id"), ["sak_id"], unique=False)

    op.create_table(
        "overlevering",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("dato", sa.Date(), nullable=False),
        sa.Column("etter_steg", sa.Integer(), nullable=False),
        sa.Column("tjeneste", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("tekst", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("skrevet_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skrevet_av"],
            ["ansatt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("overlevering", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_overlevering_sak_id"), ["sak_id"], unique=False)

    op.create_table(
        "overleveringsplan",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("dato", sa.Date(), nullable=False),
        sa.Column("etter_steg", sa.Integer(), nullable=False),
        sa.Column("tekst", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("skrevet_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skrevet_av"],
            ["ansatt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("overleveringsplan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_overleveringsplan_sak_id"), ["sak_id"], unique=False)

    op.create_table(
        "samtykke",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("slag", sa.String(length=40), nullable=False),
        sa.Column("gitt", sa.Date(), nullable=False),
        sa.Column("utloper", sa.Date(), nullable=True),
        sa.Column("trukket", sa.Date(), nullable=True),
        sa.Column("tekst", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("skrevet_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skrevet_av"],
            ["ansatt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("samtykke", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_samtykke_sak_id"), ["sak_id"], unique=False)

    op.create_table(
        "tilbud",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("dato", sa.Date(), nullable=False),
        sa.Column("gitt", sa.Boolean(), nullable=False),
        sa.Column("etter_steg", sa.Integer(), nullable=False),
        sa.Column("tekst", exin.store.columns.SealedBox(), nullable=False),
        sa.Column("skrevet_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.ForeignKeyConstraint(
            ["skrevet_av"],
            ["ansatt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("tilbud", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tilbud_sak_id"), ["sak_id"], unique=False)

    op.create_table(
        "tildeling",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ansatt_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("funksjon", sa.String(length=40), nullable=False),
        sa.Column("fra", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.Column("til", exin.store.columns.UtcTime(length=27), nullable=True),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ansatt_id"],
            ["ansatt.id"],
        ),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("tildeling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tildeling_ansatt_id"), ["ansatt_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tildeling_sak_id"), ["sak_id"], unique=False)

    op.create_table(
        "utboks",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("mottaker_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("slag", sa.String(length=40), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("opprettet", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.Column("sendt", exin.store.columns.UtcTime(length=27), nullable=True),
        sa.ForeignKeyConstraint(
            ["mottaker_id"],
            ["ansatt.id"],
        ),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "inhabil",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ansatt_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("begrunnelse_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.Column("opphevet", exin.store.columns.UtcTime(length=27), nullable=True),
        sa.Column("versjon", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ansatt_id"],
            ["ansatt.id"],
        ),
        sa.ForeignKeyConstraint(
            ["begrunnelse_id"],
            ["begrunnelse.id"],
        ),
        sa.ForeignKeyConstraint(
            ["registrert_av"],
            ["ansatt.id"],
        ),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sak_id", "ansatt_id"),
    )
    op.create_table(
        "sammenslaing",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("fra_person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("til_person_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("begrunnelse_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("utfort_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["begrunnelse_id"],
            ["begrunnelse.id"],
        ),
        sa.ForeignKeyConstraint(
            ["fra_person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["til_person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["utfort_av"],
            ["ansatt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "steg",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("nummer", sa.Integer(), nullable=False),
        sa.Column("hendelse", sa.String(length=40), nullable=False),
        sa.Column("fra_tilstand", sa.String(length=40), nullable=True),
        sa.Column("til_tilstand", sa.String(length=40), nullable=False),
        sa.Column("program", sa.String(length=40), nullable=False),
        sa.Column("program_versjon", sa.Integer(), nullable=False),
        sa.Column("gjelder_fra", sa.Date(), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.Column("arsak", sa.String(length=40), nullable=True),
        sa.Column("apen_til", sa.Date(), nullable=True),
        sa.Column("overstyrt", sa.Boolean(), nullable=False),
        sa.Column("over_kapasitet", sa.Boolean(), nullable=False),
        sa.Column("har_plass", sa.Boolean(), nullable=False),
        sa.Column("vilkar", sa.String(length=400), nullable=True),
        sa.Column("begrunnelse_id", sa.LargeBinary(length=16), nullable=True),
        sa.Column("utfort_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("opphav", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["begrunnelse_id"],
            ["begrunnelse.id"],
        ),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.ForeignKeyConstraint(
            ["utfort_av"],
            ["ansatt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sak_id", "nummer"),
    )
    op.create_table(
        "annullering",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sak_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("steg_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("registrert", exin.store.columns.UtcTime(length=27), nullable=False),
        sa.Column("utfort_av", sa.LargeBinary(length=16), nullable=False),
        sa.Column("begrunnelse_id", sa.LargeBinary(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["begrunnelse_id"],
            ["begrunnelse.id"],
        ),
        sa.ForeignKeyConstraint(
            ["sak_id"],
            ["sak.id"],
        ),
        sa.ForeignKeyConstraint(
            ["steg_id"],
            ["steg.id"],
        ),
        sa.ForeignKeyConstraint(
            ["utfort_av"],
            ["ansatt.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("steg_id"),
    )
    with op.batch_alter_table("annullering", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_annullering_sak_id"), ["sak_id"], unique=False)


def downgrade() -> None:  # noqa: PLR0915
    with op.batch_alter_table("annullering", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_annullering_sak_id"))

    op.drop_table("annullering")
    op.drop_table("steg")
    op.drop_table("sammenslaing")
    op.drop_table("inhabil")
    op.drop_table("utboks")
    with op.batch_alter_table("tildeling", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tildeling_sak_id"))
        batch_op.drop_index(batch_op.f("ix_tildeling_ansatt_id"))

    op.drop_table("tildeling")
    with op.batch_alter_table("tilbud", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tilbud_sak_id"))

    op.drop_table("tilbud")
    with op.batch_alter_table("samtykke", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_samtykke_sak_id"))

    op.drop_table("samtykke")
    with op.batch_alter_table("overleveringsplan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_overleveringsplan_sak_id"))

    op.drop_table("overleveringsplan")
    with op.batch_alter_table("overlevering", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_overlevering_sak_id"))

    op.drop_table("overlevering")
    with op.batch_alter_table("notat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notat_sak_id"))

    op.drop_table("notat")
    with op.batch_alter_table("kontakt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kontakt_sak_id"))

    op.drop_table("kontakt")
    op.drop_table("kartlegging")
    op.drop_table("import_rad")
    with op.batch_alter_table("fortalt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fortalt_sak_id"))

    op.drop_table("fortalt")
    with op.batch_alter_table("begrunnelse", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_begrunnelse_sak_id"))

    op.drop_table("begrunnelse")
    with op.batch_alter_table("sak", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sak_tilstand"))
        batch_op.drop_index(batch_op.f("ix_sak_team_id"))
        batch_op.drop_index(batch_op.f("ix_sak_person_id"))
        batch_op.drop_index(batch_op.f("ix_sak_kontakt_id"))

    op.drop_table("sak")
    op.drop_table("program")
    op.drop_table("ansatt")
    op.drop_table("adresse")
    op.drop_table("team")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_slatt_sammen_med"))

    op.drop_table("person")
    op.drop_table("logg_sjekkpunkt")
    op.drop_table("logg_rad")
    op.drop_table("logg_hode")
    with op.batch_alter_table("logg_hendelse", schema=None) as batch_op:
        batch_op.drop_index("ix_logg_sak")
        batch_op.drop_index("ix_logg_person")
        batch_op.drop_index("ix_logg_ansatt")

    op.drop_table("logg_hendelse")
    op.drop_table("bydel")
