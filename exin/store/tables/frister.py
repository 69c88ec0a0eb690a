"""Deadlines of a case, and planned meetings.

Must not hold what tells of the person: a birthday stands as the first of its month, and what a meeting is about, where
it is and how one gets there is sealed.
"""

from datetime import date, datetime

from sqlalchemy import Boolean, Index, Integer, UniqueConstraint, text
from sqlmodel import SQLModel
from sqlmodel._compat import SQLModelConfig

from exin.ids import AnsattId, Id, SakId
from exin.sealing.sealed import Sealed
from exin.store.columns import (
    Kategori,
    code_column,
    day_column,
    key_column,
    open_column,
    ref_column,
    sealed_column,
    time_column,
)

_BOXES = SQLModelConfig(arbitrary_types_allowed=True)


class Frist(SQLModel, table=True):
    """A deadline. What it counts from is its identity: the kind, the step that led into the state, and the day."""

    __table_args__ = (
        UniqueConstraint("sak_id", "slag", "etter_steg", "fra"),
        Index("ix_frist_neste", "neste"),
        Index(
            "ix_frist_lopende",
            *("sak_id", "frist", "slag", "lukket", "pauset"),
            sqlite_where=text("lukket IS NULL AND pauset IS NULL"),
            postgresql_where=text("lukket IS NULL AND pauset IS NULL"),
        ),
    )

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="oppfolging", index=True)
    slag: str = code_column(formal="oppfolging", length=60)
    etter_steg: int = open_column(Integer, formal="oppfolging")
    fra: date = day_column(formal="oppfolging")
    opprinnelig: date = day_column(formal="oppfolging")
    frist: date = day_column(formal="oppfolging")
    neste: date | None = day_column(formal="oppfolging", nullable=True)
    trinn: int = open_column(Integer, formal="oppfolging")
    lukket: date | None = day_column(formal="oppfolging", nullable=True)
    lukket_som: str | None = code_column(formal="oppfolging", nullable=True)
    pauset: date | None = day_column(formal="oppfolging", nullable=True)
    grunnlag: int | None = open_column(Integer, formal="oppfolging", nullable=True)
    begrunnelse_id: Id | None = ref_column("begrunnelse.id", formal="sporing", nullable=True)
    registrert: datetime = time_column(formal="sporing")
    versjon: int = open_column(Integer, formal="samtidighet")


class Mote(SQLModel, table=True):
    """A planned meeting, and what became of it."""

    model_config = _BOXES
    __table_args__ = (Index("ix_mote_tid", "status", "tid"),)

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="oppfolging", index=True)
    slag: str = code_column(formal="oppfolging")
    tid: datetime = time_column(formal="oppfolging")
    ansatt_id: AnsattId = ref_column("ansatt.id", formal="oppfolging", index=True)
    status: str = code_column(formal="oppfolging")
    klarert: bool = open_column(Boolean, formal="vern")
    modul: Sealed = sealed_column(kategori=Kategori.HELSE, formal="oppfolging")
    arena: Sealed = sealed_column(kategori=Kategori.LOVBRUDD, formal="oppfolging")
    sted: Sealed = sealed_column(kategori=Kategori.ADRESSE, formal="vern")
    reise: Sealed = sealed_column(kategori=Kategori.ADRESSE, formal="vern")
    merknad: Sealed = sealed_column(kategori=Kategori.ANNET, formal="vern")
    skrevet_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    registrert: datetime = time_column(formal="sporing")
    innholdsversjon: int = open_column(Integer, formal="forsegling")
    versjon: int = open_column(Integer, formal="samtidighet")
