"""The house: staff, teams, places per programme, what was imported, and messages waiting.

Must not hold anything about a person in a programme beyond an id.
"""

from datetime import date, datetime

from sqlalchemy import Boolean, Index, Integer, String, UniqueConstraint, text
from sqlmodel import SQLModel

from exin.ids import AnsattId, Id, SakId
from exin.store.columns import (
    Bevaring,
    Kategori,
    code_column,
    day_column,
    key_column,
    open_column,
    ref_column,
    time_column,
)


class Team(SQLModel, table=True):
    """A team: a lead sees the cases of the own team."""

    id: Id = key_column(bevaring=Bevaring.DRIFT)
    kode: str = code_column(formal="styring", unique=True, bevaring=Bevaring.DRIFT)
    navn: str = code_column(formal="styring", length=80, bevaring=Bevaring.DRIFT)


class Ansatt(SQLModel, table=True):
    """A member of staff: one role, duties, a team. The one place that says who may be whom."""

    id: AnsattId = key_column(bevaring=Bevaring.ANSATT)
    brukernavn: str = code_column(formal="tilgang", length=64, unique=True, bevaring=Bevaring.ANSATT)
    os_bruker: str | None = code_column(
        formal="tilgang", length=64, nullable=True, unique=True, bevaring=Bevaring.ANSATT
    )
    rolle: str = code_column(formal="tilgang", bevaring=Bevaring.ANSATT)
    team_id: Id = ref_column("team.id", formal="tilgang", bevaring=Bevaring.ANSATT)
    mottak: bool = open_column(Boolean, formal="tilgang", bevaring=Bevaring.ANSATT)
    vakt: bool = open_column(Boolean, formal="tilgang", bevaring=Bevaring.ANSATT)
    klarert: bool = open_column(Boolean, formal="tilgang", bevaring=Bevaring.ANSATT)
    stillingsandel: int = open_column(Integer, formal="kapasitet", bevaring=Bevaring.ANSATT)
    aktiv: bool = open_column(Boolean, formal="tilgang", bevaring=Bevaring.ANSATT)
    registrert: datetime = time_column(formal="sporing", bevaring=Bevaring.ANSATT)
    versjon: int = open_column(Integer, formal="samtidighet", bevaring=Bevaring.ANSATT)


class Program(SQLModel, table=True):
    """What the owner sets for a programme: places. Its row is the lock under which places are counted."""

    id: Id = key_column(bevaring=Bevaring.DRIFT)
    kode: str = code_column(formal="styring", unique=True, bevaring=Bevaring.DRIFT)
    plasser: int = open_column(Integer, formal="kapasitet", bevaring=Bevaring.DRIFT)
    vurderingsplasser: int | None = open_column(
        Integer, formal="kapasitet", nullable=True, bevaring=Bevaring.DRIFT
    )
    mottaksteam_id: Id = ref_column("team.id", formal="styring", bevaring=Bevaring.DRIFT)
    versjon: int = open_column(Integer, formal="samtidighet", bevaring=Bevaring.DRIFT)


class ImportRad(SQLModel, table=True):
    """A row of a register that has landed: the same row again is skipped."""

    __tablename__ = "import_rad"
    __table_args__ = (UniqueConstraint("sak_id", "dato", "hendelse", "lopenr"),)

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="sporing")
    dato: date = day_column(formal="sporing")
    hendelse: str = code_column(formal="sporing")
    lopenr: int = open_column(Integer, formal="sporing")


class Utboks(SQLModel, table=True):
    """A message to a member of staff: who, what kind, about which case. Read in the engine, and told of by e-mail.

    `nokkel` says what it tells of, so that nobody is told twice.
    """

    __table_args__ = (Index("ix_utboks_usendt", "sendt", "gitt_opp"),)

    id: Id = key_column()
    nokkel: str = code_column(formal="varsling", length=120, unique=True)
    mottaker_id: AnsattId = ref_column("ansatt.id", formal="varsling", index=True)
    slag: str = code_column(formal="varsling", length=60)
    sak_id: SakId | None = ref_column("sak.id", formal="varsling", nullable=True)
    haster: bool = open_column(Boolean, formal="varsling")
    opprettet: datetime = time_column(formal="varsling", kategori=Kategori.ANNET)
    lest: datetime | None = time_column(formal="varsling", nullable=True)
    sendt: datetime | None = time_column(formal="varsling", nullable=True)
    forsok: int = open_column(Integer, formal="varsling")
    neste: datetime | None = time_column(formal="varsling", nullable=True)
    gitt_opp: datetime | None = time_column(formal="varsling", nullable=True)


class Postadresse(SQLModel, table=True):
    """Where a member of staff gets e-mail from the engine."""

    id: Id = key_column(bevaring=Bevaring.ANSATT)
    ansatt_id: AnsattId = ref_column("ansatt.id", formal="varsling", unique=True, bevaring=Bevaring.ANSATT)
    epost: str = code_column(formal="varsling", length=254, bevaring=Bevaring.ANSATT)
    versjon: int = open_column(Integer, formal="samtidighet", bevaring=Bevaring.ANSATT)


class Fravar(SQLModel, table=True):
    """Days on which a member of staff is away, both included, and who stands in."""

    id: Id = key_column(bevaring=Bevaring.ANSATT)
    ansatt_id: AnsattId = ref_column("ansatt.id", formal="styring", index=True, bevaring=Bevaring.ANSATT)
    fra: date = day_column(formal="styring", bevaring=Bevaring.ANSATT)
    til: date = day_column(formal="styring", bevaring=Bevaring.ANSATT)
    vikar_id: AnsattId | None = ref_column(
        "ansatt.id", formal="styring", nullable=True, bevaring=Bevaring.ANSATT
    )
    registrert_av: AnsattId = ref_column("ansatt.id", formal="sporing", bevaring=Bevaring.ANSATT)
    registrert: datetime = time_column(formal="sporing", bevaring=Bevaring.ANSATT)
    versjon: int = open_column(Integer, formal="samtidighet", bevaring=Bevaring.ANSATT)


class Ansattforslag(SQLModel, table=True):
    """What one who manages staff wants to do with somebody, and another decides on. There is one that waits, or none.

    `innhold` is what is to be, as JSON; empty again where it was a password. `grunnlag` says what it rests on: the row
    as it was, and by what that one logged in.
    """

    __table_args__ = (
        Index(
            "ix_ansattforslag_apent",
            "ansatt_id",
            unique=True,
            sqlite_where=text("utfall IS NULL"),
            postgresql_where=text("utfall IS NULL"),
        ),
    )

    id: Id = key_column(bevaring=Bevaring.ANSATT)
    ansatt_id: AnsattId = ref_column("ansatt.id", formal="tilgang", index=True, bevaring=Bevaring.ANSATT)
    slag: str = code_column(formal="tilgang", bevaring=Bevaring.ANSATT)
    innhold: str = open_column(String(900), formal="tilgang", bevaring=Bevaring.ANSATT)
    grunnlag: str = code_column(formal="samtidighet", length=80, bevaring=Bevaring.ANSATT)
    foreslatt_av: AnsattId = ref_column("ansatt.id", formal="sporing", bevaring=Bevaring.ANSATT)
    registrert: datetime = time_column(formal="sporing", bevaring=Bevaring.ANSATT)
    utfall: str | None = code_column(formal="tilgang", nullable=True, bevaring=Bevaring.ANSATT)
    avgjort: datetime | None = time_column(formal="sporing", nullable=True, bevaring=Bevaring.ANSATT)
    avgjort_av: AnsattId | None = ref_column(
        "ansatt.id", formal="sporing", nullable=True, bevaring=Bevaring.ANSATT
    )
    versjon: int = open_column(Integer, formal="samtidighet", bevaring=Bevaring.ANSATT)


class Jobb(SQLModel, table=True):
    """When a job ran last, and what came of it."""

    navn: str = code_column(formal="drift", primary_key=True)
    startet: datetime = time_column(formal="drift")
    ferdig: datetime | None = time_column(formal="drift", nullable=True)
    utfall: str = code_column(formal="drift")
    antall: int = open_column(Integer, formal="drift")
    kode: str | None = code_column(formal="drift", nullable=True)
