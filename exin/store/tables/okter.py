"""Who is logged in and by what, how staff are shown, and what they have begun to write.

Must not hold what lets anybody in: of a session there is a hash of its secret, of a password what argon2id makes of it.
"""

from datetime import datetime

from sqlalchemy import Integer, LargeBinary, UniqueConstraint
from sqlmodel import SQLModel
from sqlmodel._compat import SQLModelConfig

from exin.ids import AnsattId, Id, SakId
from exin.sealing.sealed import Sealed
from exin.store.columns import (
    Bevaring,
    Kategori,
    code_column,
    key_column,
    open_column,
    ref_column,
    sealed_column,
    time_column,
)

_BOXES = SQLModelConfig(arbitrary_types_allowed=True)
_ANSATT = Bevaring.ANSATT


class Okt(SQLModel, table=True):
    """A session: from a log-in until it ends. It changes each minute, so its writes are no part of the log.

    `segl` is over what never changes of it: whoever can write here still makes nobody a session.
    """

    id: Id = key_column(bevaring=_ANSATT)
    token_hash: bytes = open_column(LargeBinary(32), formal="tilgang", unique=True, bevaring=_ANSATT)
    ansatt_id: AnsattId = ref_column("ansatt.id", formal="tilgang", index=True, bevaring=_ANSATT)
    metode: str = code_column(formal="tilgang", bevaring=_ANSATT)
    begynt: datetime = time_column(formal="tilgang", bevaring=_ANSATT)
    segl: bytes = open_column(LargeBinary(32), formal="tilgang", bevaring=_ANSATT)
    sist_sett: datetime = time_column(formal="tilgang", bevaring=_ANSATT)
    avsluttet: datetime | None = time_column(formal="tilgang", nullable=True, bevaring=_ANSATT)
    arsak: str | None = code_column(formal="tilgang", nullable=True, bevaring=_ANSATT)


class Apikall(SQLModel, table=True):
    """Something that was done by the API, by the key it was sent under: sent again, it is not done again.

    Of the key and of what was sent there are keyed hashes alone. `laget` is the id or case number of what it made.
    `segl` as of a session: whoever can write here makes nobody believe that something was done.
    """

    id: Id = key_column(bevaring=_ANSATT)
    nokkel: bytes = open_column(LargeBinary(32), formal="gjentakelse", unique=True, bevaring=_ANSATT)
    ansatt_id: AnsattId = ref_column("ansatt.id", formal="gjentakelse", index=True, bevaring=_ANSATT)
    rute: str = code_column(formal="gjentakelse", length=120, bevaring=_ANSATT)
    avtrykk: bytes = open_column(LargeBinary(32), formal="gjentakelse", bevaring=_ANSATT)
    status: int = open_column(Integer, formal="gjentakelse", bevaring=_ANSATT)
    laget: str | None = code_column(formal="gjentakelse", nullable=True, bevaring=_ANSATT)
    registrert: datetime = time_column(formal="gjentakelse", bevaring=_ANSATT)
    segl: bytes = open_column(LargeBinary(32), formal="gjentakelse", bevaring=_ANSATT)


class Innlogging(SQLModel, table=True):
    """Whom a log-in provider means by a subject. One that was taken away keeps its row, as every protected row does."""

    __table_args__ = (UniqueConstraint("utsteder", "subjekt"),)

    id: Id = key_column(bevaring=_ANSATT)
    ansatt_id: AnsattId = ref_column("ansatt.id", formal="tilgang", index=True, bevaring=_ANSATT)
    utsteder: str = code_column(formal="tilgang", length=200, bevaring=_ANSATT)
    subjekt: str = code_column(formal="tilgang", length=200, bevaring=_ANSATT)
    opphevet: datetime | None = time_column(formal="tilgang", nullable=True, bevaring=_ANSATT)
    registrert: datetime = time_column(formal="sporing", bevaring=_ANSATT)
    versjon: int = open_column(Integer, formal="samtidighet", bevaring=_ANSATT)


class Lokalkonto(SQLModel, table=True):
    """A password, for trial use: what argon2id makes of it."""

    id: Id = key_column(bevaring=_ANSATT)
    ansatt_id: AnsattId = ref_column("ansatt.id", formal="tilgang", unique=True, bevaring=_ANSATT)
    passord: str = code_column(formal="tilgang", length=200, bevaring=_ANSATT)
    registrert: datetime = time_column(formal="sporing", bevaring=_ANSATT)
    versjon: int = open_column(Integer, formal="samtidighet", bevaring=_ANSATT)


class Visningsnavn(SQLModel, table=True):
    """How a member of staff is shown to colleagues."""

    id: Id = key_column(bevaring=_ANSATT)
    ansatt_id: AnsattId = ref_column("ansatt.id", formal="visning", unique=True, bevaring=_ANSATT)
    navn: str = code_column(formal="visning", length=80, bevaring=_ANSATT)
    versjon: int = open_column(Integer, formal="samtidighet", bevaring=_ANSATT)


class Utkast(SQLModel, table=True):
    """A form that somebody has begun, sealed under a key of its own that goes when it does.

    `nokkel` says whose it is, of which form and which case: there is one of each. It is sealed with the content, so
    that a row that is given to somebody else does not open.
    """

    model_config = _BOXES

    id: Id = key_column(bevaring=_ANSATT)
    nokkel: str = code_column(formal="utkast", length=120, unique=True, bevaring=_ANSATT)
    ansatt_id: AnsattId = ref_column("ansatt.id", formal="utkast", index=True, bevaring=_ANSATT)
    skjema: str = code_column(formal="utkast", bevaring=_ANSATT)
    sak_id: SakId | None = ref_column("sak.id", formal="utkast", nullable=True, index=True)
    innhold: Sealed = sealed_column(kategori=Kategori.HELSE, formal="utkast")
    oppdatert: datetime = time_column(formal="utkast", bevaring=_ANSATT)
    innholdsversjon: int = open_column(Integer, formal="forsegling", bevaring=_ANSATT)
    versjon: int = open_column(Integer, formal="samtidighet", bevaring=_ANSATT)
