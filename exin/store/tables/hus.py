"""The house: staff, teams, places per programme, what was imported, and messages waiting.

Must not hold anything about a person in a programme beyond an id.
"""

from datetime import date, datetime

from sqlalchemy import Boolean, Integer, UniqueConstraint
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
    """A message to a member of staff that a job shall send: who, what kind, about which case."""

    id: Id = key_column()
    mottaker_id: AnsattId = ref_column("ansatt.id", formal="varsling")
    slag: str = code_column(formal="varsling")
    sak_id: SakId | None = ref_column("sak.id", formal="varsling", nullable=True)
    opprettet: datetime = time_column(formal="varsling", kategori=Kategori.ANNET)
    sendt: datetime | None = time_column(formal="varsling", nullable=True)
