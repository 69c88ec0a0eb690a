"""The person, the case, its history, and who works on it.

Must not hold free text: a typed reason is a row of its own, sealed.
"""

from datetime import date, datetime

from sqlalchemy import Boolean, Index, Integer, String, UniqueConstraint, text
from sqlmodel import SQLModel

from exin.ids import AnsattId, Id, PersonId, SakId
from exin.sealing.sealed import Sealed
from exin.store.columns import (
    Bevaring,
    Kategori,
    code_column,
    day_column,
    key_column,
    lookup_column,
    open_column,
    ref_column,
    sealed_column,
    time_column,
)


class Person(SQLModel, table=True):
    """Who it is. The national number may be missing until the course starts."""

    model_config = {"arbitrary_types_allowed": True}

    id: PersonId = key_column(bevaring=Bevaring.PERSON)
    navn: Sealed = sealed_column(
        kategori=Kategori.IDENTITET, formal="identifisering", bevaring=Bevaring.PERSON
    )
    fodselsnummer: Sealed = sealed_column(
        kategori=Kategori.IDENTITET, formal="identifisering", bevaring=Bevaring.PERSON
    )
    fodselsdato: Sealed = sealed_column(
        kategori=Kategori.IDENTITET, formal="aldersgrense", bevaring=Bevaring.PERSON
    )
    telefon: Sealed = sealed_column(kategori=Kategori.KONTAKT, formal="kontakt", bevaring=Bevaring.PERSON)
    epost: Sealed = sealed_column(kategori=Kategori.KONTAKT, formal="kontakt", bevaring=Bevaring.PERSON)
    fodselsnummer_oppslag: bytes | None = lookup_column(
        kategori=Kategori.IDENTITET, formal="gjenkjenning", bevaring=Bevaring.PERSON
    )
    nummer_kjent: bool = open_column(Boolean, formal="vilkar", bevaring=Bevaring.PERSON)
    slatt_sammen_med: PersonId | None = ref_column(
        "person.id", formal="sporing", nullable=True, index=True, bevaring=Bevaring.PERSON
    )
    registrert: datetime = time_column(formal="sporing", bevaring=Bevaring.PERSON)
    innholdsversjon: int = open_column(Integer, formal="forsegling", bevaring=Bevaring.PERSON)
    versjon: int = open_column(Integer, formal="samtidighet", bevaring=Bevaring.PERSON)


class Adresse(SQLModel, table=True):
    """Where the person lives, apart from the rest: the one field with protection levels of its own."""

    model_config = {"arbitrary_types_allowed": True}

    id: Id = key_column(bevaring=Bevaring.PERSON)
    person_id: PersonId = ref_column("person.id", formal="kontakt", unique=True, bevaring=Bevaring.PERSON)
    adresse: Sealed = sealed_column(kategori=Kategori.ADRESSE, formal="kontakt", bevaring=Bevaring.PERSON)
    innholdsversjon: int = open_column(Integer, formal="forsegling", bevaring=Bevaring.PERSON)
    versjon: int = open_column(Integer, formal="samtidighet", bevaring=Bevaring.PERSON)


class Sammenslaing(SQLModel, table=True):
    """Two persons found to be one: which row now points at which. Nothing is removed."""

    id: Id = key_column(bevaring=Bevaring.PERSON)
    fra_person_id: PersonId = ref_column("person.id", formal="sporing", bevaring=Bevaring.PERSON)
    til_person_id: PersonId = ref_column("person.id", formal="sporing", bevaring=Bevaring.PERSON)
    begrunnelse_id: Id = ref_column("begrunnelse.id", formal="sporing", bevaring=Bevaring.PERSON)
    utfort_av: AnsattId = ref_column("ansatt.id", formal="sporing", bevaring=Bevaring.PERSON)
    registrert: datetime = time_column(formal="sporing", bevaring=Bevaring.PERSON)


class Sak(SQLModel, table=True):
    """A case. State, programme and step number are shadows of the history in `steg`."""

    __table_args__ = (
        Index("ix_sak_plass", "program", "har_plass"),
        Index("ix_sak_registrert", "registrert_av", "overlevert"),
        Index(
            "ix_sak_skjermet",
            "skjerming",
            "person_id",
            sqlite_where=text("skjerming != 'ingen'"),
            postgresql_where=text("skjerming != 'ingen'"),
        ),
        Index(
            "ix_sak_apen",
            *("team_id", "tilstand", "kontakt_id", "program", "program_versjon", "overlevert"),
            *("tilstand_fra", "apen_til", "registrert_av", "person_id", "id"),
            sqlite_where=text("tilstand NOT IN ('avsluttet', 'ikke_tatt_inn')"),
            postgresql_where=text("tilstand NOT IN ('avsluttet', 'ikke_tatt_inn')"),
        ),
    )

    id: SakId = key_column()
    saksnr: str = code_column(formal="saksbehandling", length=20, unique=True)
    person_id: PersonId = ref_column("person.id", formal="saksbehandling", index=True)
    program: str = code_column(formal="saksbehandling")
    program_versjon: int = open_column(Integer, formal="saksbehandling")
    tilstand: str = code_column(formal="saksbehandling", index=True)
    tilstand_fra: date = day_column(formal="saksbehandling")
    steg_nummer: int = open_column(Integer, formal="saksbehandling")
    har_plass: bool = open_column(Boolean, formal="kapasitet")
    kilde: str = code_column(formal="statistikk")
    bydel: str = code_column(formal="statistikk")
    tilknytning_oslo: bool | None = open_column(Boolean, formal="vilkar", nullable=True)
    apen_til: date | None = day_column(formal="oppfolging", nullable=True)
    kontakt_id: AnsattId | None = ref_column("ansatt.id", formal="tildeling", nullable=True, index=True)
    team_id: Id = ref_column("team.id", formal="tildeling", index=True)
    skjerming: str = code_column(formal="vern", kategori=Kategori.ADRESSE)
    overlevert: bool = open_column(Boolean, formal="vern")
    forrige_sak_id: SakId | None = ref_column("sak.id", formal="saksbehandling", nullable=True, index=True)
    dublett_av_id: SakId | None = ref_column("sak.id", formal="vern", nullable=True, index=True)
    opphav: str = code_column(formal="sporing")
    registrert_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    registrert: datetime = time_column(formal="sporing")
    versjon: int = open_column(Integer, formal="samtidighet")


class Tildeling(SQLModel, table=True):
    """Who works or worked on a case, as what, from when to when."""

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="tildeling", index=True)
    ansatt_id: AnsattId = ref_column("ansatt.id", formal="tildeling", index=True)
    funksjon: str = code_column(formal="tildeling")
    fra: datetime = time_column(formal="tildeling")
    til: datetime | None = time_column(formal="tildeling", nullable=True)
    versjon: int = open_column(Integer, formal="samtidighet")


class Inhabil(SQLModel, table=True):
    """A member of staff who may not touch the case (forvaltningsloven § 6)."""

    __table_args__ = (UniqueConstraint("sak_id", "ansatt_id"),)

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="habilitet")
    ansatt_id: AnsattId = ref_column("ansatt.id", formal="habilitet", index=True)
    begrunnelse_id: Id = ref_column("begrunnelse.id", formal="habilitet")
    registrert_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    registrert: datetime = time_column(formal="sporing")
    opphevet: datetime | None = time_column(formal="habilitet", nullable=True)
    versjon: int = open_column(Integer, formal="samtidighet")


class Tilgangsonske(SQLModel, table=True):
    """A colleague who may know of the case asks to have it; and how that ended. There is one that waits, or none.

    One that nobody answered in time is over without a word of it here, until the same one asks again.
    """

    __table_args__ = (
        Index(
            "ix_tilgangsonske_apent",
            "sak_id",
            "ansatt_id",
            unique=True,
            sqlite_where=text("utfall IS NULL"),
            postgresql_where=text("utfall IS NULL"),
        ),
    )

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="tildeling", index=True)
    ansatt_id: AnsattId = ref_column("ansatt.id", formal="tildeling")
    registrert: datetime = time_column(formal="tildeling")
    utfall: str | None = code_column(formal="tildeling", nullable=True)
    avgjort: datetime | None = time_column(formal="sporing", nullable=True)
    avgjort_av: AnsattId | None = ref_column("ansatt.id", formal="sporing", nullable=True)
    versjon: int = open_column(Integer, formal="samtidighet")


class Steg(SQLModel, table=True):
    """One transition: the source of the case's history. Never changed; the index settles races."""

    __table_args__ = (
        UniqueConstraint("sak_id", "nummer"),
        Index("ix_steg_utfort", "utfort_av", "registrert"),
        Index("ix_steg_hendelse", "hendelse", "gjelder_fra"),
    )

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="saksbehandling")
    nummer: int = open_column(Integer, formal="saksbehandling")
    hendelse: str = code_column(formal="saksbehandling")
    fra_tilstand: str | None = code_column(formal="saksbehandling", nullable=True)
    til_tilstand: str = code_column(formal="saksbehandling")
    program: str = code_column(formal="statistikk")
    program_versjon: int = open_column(Integer, formal="saksbehandling")
    gjelder_fra: date = day_column(formal="saksbehandling")
    registrert: datetime = time_column(formal="sporing")
    arsak: str | None = code_column(formal="statistikk", nullable=True)
    apen_til: date | None = day_column(formal="oppfolging", nullable=True)
    overstyrt: bool = open_column(Boolean, formal="kapasitet")
    over_kapasitet: bool = open_column(Boolean, formal="kapasitet")
    har_plass: bool = open_column(Boolean, formal="kapasitet")
    vilkar: str | None = open_column(String(400), formal="kvalitet", nullable=True)
    begrunnelse_id: Id | None = ref_column("begrunnelse.id", formal="saksbehandling", nullable=True)
    utfort_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    opphav: str = code_column(formal="sporing")


class Annullering(SQLModel, table=True):
    """A step marked void: the step's row stays, and state and figures are as before it."""

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="saksbehandling", index=True)
    steg_id: Id = ref_column("steg.id", formal="saksbehandling", unique=True)
    registrert: datetime = time_column(formal="sporing")
    utfort_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    begrunnelse_id: Id = ref_column("begrunnelse.id", formal="saksbehandling")
