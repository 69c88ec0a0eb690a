"""What is written during the work on a case: all free text is sealed, dates and codes are open.

Must not be changed once written: a correction is a new row. Only a consent may get its end.
"""

from datetime import date, datetime

from sqlalchemy import Boolean, Index, Integer, String, UniqueConstraint
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


class Begrunnelse(SQLModel, table=True):
    """A typed reason. The log holds a salted commitment to it; salt and text are sealed here."""

    model_config = _BOXES

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="sporing", index=True)
    tekst: Sealed = sealed_column(kategori=Kategori.ANNET, formal="begrunnelse")
    salt: Sealed = sealed_column(kategori=Kategori.ANNET, formal="begrunnelse")
    skrevet_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    registrert: datetime = time_column(formal="sporing")


class Kartlegging(SQLModel, table=True):
    """A mapping of motivation, risk, protective factors and needs. A correction is a new version."""

    model_config = _BOXES
    __table_args__ = (UniqueConstraint("sak_id", "nummer"),)

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="vurdering")
    nummer: int = open_column(Integer, formal="vurdering")
    dato: date = day_column(formal="vurdering")
    etter_steg: int = open_column(Integer, formal="vilkar")
    omrader: str = open_column(String(80), formal="vilkar")
    motivasjon: Sealed = sealed_column(kategori=Kategori.ANNET, formal="vurdering")
    risiko: Sealed = sealed_column(kategori=Kategori.LOVBRUDD, formal="vurdering")
    beskyttelsesfaktorer: Sealed = sealed_column(kategori=Kategori.ANNET, formal="vurdering")
    behov: Sealed = sealed_column(kategori=Kategori.HELSE, formal="vurdering")
    skar: Sealed = sealed_column(kategori=Kategori.HELSE, formal="vurdering")
    skrevet_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    registrert: datetime = time_column(formal="sporing")


class Kontakt(SQLModel, table=True):
    """A talk, a meeting or an attempt at contact: held, not met, attempted."""

    model_config = _BOXES
    __table_args__ = (Index("ix_kontakt_skrevet", "skrevet_av", "registrert"),)

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="oppfolging", index=True)
    slag: str = code_column(formal="oppfolging")
    utfall: str = code_column(formal="oppfolging")
    dato: date = day_column(formal="oppfolging")
    etter_steg: int = open_column(Integer, formal="vilkar")
    arena: Sealed = sealed_column(kategori=Kategori.LOVBRUDD, formal="oppfolging")
    tekst: Sealed = sealed_column(kategori=Kategori.ANNET, formal="oppfolging")
    skrevet_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    registrert: datetime = time_column(formal="sporing")


class Notat(SQLModel, table=True):
    """A note. A correction is a new note that names the one it corrects; the original stays."""

    model_config = _BOXES
    __table_args__ = (Index("ix_notat_skrevet", "skrevet_av", "registrert"),)

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="oppfolging", index=True)
    retter_id: Id | None = ref_column("notat.id", formal="oppfolging", nullable=True)
    dato: date = day_column(formal="oppfolging")
    tekst: Sealed = sealed_column(kategori=Kategori.ANNET, formal="oppfolging")
    skrevet_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    registrert: datetime = time_column(formal="sporing")


class Samtykke(SQLModel, table=True):
    """A consent: to what, from when, until when, and when it was withdrawn."""

    model_config = _BOXES

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="samtykke", index=True)
    slag: str = code_column(formal="samtykke")
    gitt: date = day_column(formal="samtykke")
    utloper: date | None = day_column(formal="samtykke", nullable=True)
    trukket: date | None = day_column(formal="samtykke", nullable=True)
    tekst: Sealed = sealed_column(kategori=Kategori.ANNET, formal="samtykke")
    skrevet_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    registrert: datetime = time_column(formal="sporing")
    versjon: int = open_column(Integer, formal="samtidighet")


class Overleveringsplan(SQLModel, table=True):
    """The plan for handing over to lasting services."""

    model_config = _BOXES

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="avslutning", index=True)
    dato: date = day_column(formal="avslutning")
    etter_steg: int = open_column(Integer, formal="vilkar")
    tekst: Sealed = sealed_column(kategori=Kategori.HELSE, formal="avslutning")
    skrevet_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    registrert: datetime = time_column(formal="sporing")


class Overlevering(SQLModel, table=True):
    """A lasting service that has confirmed that it takes over."""

    model_config = _BOXES

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="avslutning", index=True)
    dato: date = day_column(formal="avslutning")
    etter_steg: int = open_column(Integer, formal="vilkar")
    tjeneste: Sealed = sealed_column(kategori=Kategori.HELSE, formal="avslutning")
    tekst: Sealed = sealed_column(kategori=Kategori.HELSE, formal="avslutning")
    skrevet_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    registrert: datetime = time_column(formal="sporing")


class Tilbud(SQLModel, table=True):
    """Whether other services were explained to the one who was not admitted, or why not."""

    model_config = _BOXES

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="informasjon", index=True)
    dato: date = day_column(formal="informasjon")
    gitt: bool = open_column(Boolean, formal="statistikk")
    etter_steg: int = open_column(Integer, formal="vilkar")
    tekst: Sealed = sealed_column(kategori=Kategori.ANNET, formal="informasjon")
    skrevet_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    registrert: datetime = time_column(formal="sporing")


class Fortalt(SQLModel, table=True):
    """When and how the person was told of an end, with reasons and how to complain."""

    model_config = _BOXES

    id: Id = key_column()
    sak_id: SakId = ref_column("sak.id", formal="informasjon", index=True)
    dato: date = day_column(formal="informasjon")
    mate: str = code_column(formal="informasjon")
    etter_steg: int = open_column(Integer, formal="vilkar")
    tekst: Sealed = sealed_column(kategori=Kategori.ANNET, formal="informasjon")
    skrevet_av: AnsattId = ref_column("ansatt.id", formal="sporing")
    registrert: datetime = time_column(formal="sporing")
