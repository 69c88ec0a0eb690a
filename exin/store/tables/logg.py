"""The log's own tables: events as they were hashed, those that wait, the tree's frontier, last writes, checkpoints.

Must not be updated nor deleted from, but for the frontier and the last-write index. Nothing here has content.
"""

from typing import Any

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, UniqueConstraint, text
from sqlmodel import SQLModel

from exin.ids import AnsattId, PersonId, SakId
from exin.store.columns import Bevaring, code_column, open_column


def _bytes(**options: Any) -> Any:  # noqa: ANN401 - SQLModel's Field has no narrower type
    return open_column(LargeBinary, formal="logg", bevaring=Bevaring.DRIFT, **options)


def _index_of(column: str) -> Index:
    """Of the events about one subject, kind by kind; those about none are left out."""
    about = text(f"{column} IS NOT NULL")
    name = f"ix_logg_{column.removesuffix('_id')}"
    return Index(name, column, "slag", "tid", sqlite_where=about, postgresql_where=about)


class LoggHendelse(SQLModel, table=True):
    """One event. `kropp` is what was hashed; the rest only helps to find it, and is checked against it."""

    __tablename__ = "logg_hendelse"
    __table_args__ = (
        Index("ix_logg_slag", "slag", "tid"),
        *(_index_of(each) for each in ("sak_id", "person_id", "ansatt_id")),
    )

    blad: int = open_column(
        Integer, formal="logg", primary_key=True, autoincrement=False, bevaring=Bevaring.DRIFT
    )
    kropp: bytes = _bytes()
    bladhash: bytes = _bytes()
    sak_id: SakId | None = _bytes(nullable=True)
    person_id: PersonId | None = _bytes(nullable=True)
    ansatt_id: AnsattId | None = _bytes(nullable=True)
    slag: int = open_column(BigInteger, formal="logg", bevaring=Bevaring.DRIFT, server_default="0")
    """The number of its kind (exin.store.loggslag)."""
    tid: int = open_column(BigInteger, formal="logg", bevaring=Bevaring.DRIFT, server_default="0")
    """Its time, in milliseconds since 1970."""


class LoggHode(SQLModel, table=True):
    """The tree's frontier (RFC 6962), and the digests of the rules that the log says are in force: one row."""

    __tablename__ = "logg_hode"

    id: int = open_column(Integer, formal="logg", primary_key=True, bevaring=Bevaring.DRIFT)
    front: bytes = _bytes()
    regelverk: bytes | None = _bytes(nullable=True)


class LoggRad(SQLModel, table=True):
    """The digest of each protected row as last written."""

    __tablename__ = "logg_rad"
    __table_args__ = {"sqlite_with_rowid": False}

    rad: bytes = _bytes(primary_key=True)
    sammendrag: bytes = _bytes()


class LoggInntak(SQLModel, table=True):
    """An event that waits for its leaf number, with its place in its connection's chain (PostgreSQL)."""

    __tablename__ = "logg_inntak"
    __table_args__ = (UniqueConstraint("kjede", "nummer"),)

    nr: int = open_column(
        BigInteger().with_variant(Integer, "sqlite"), formal="logg", primary_key=True, bevaring=Bevaring.DRIFT
    )
    kjede: bytes = _bytes()
    nummer: int = open_column(BigInteger, formal="logg", bevaring=Bevaring.DRIFT)
    forrige: bytes = _bytes()
    mac: bytes = _bytes()
    etter: bytes | None = _bytes(nullable=True)
    kropp: bytes = _bytes()


class LoggKjede(SQLModel, table=True):
    """The last event of each connection's chain that has got its leaf number (PostgreSQL)."""

    __tablename__ = "logg_kjede"

    kjede: bytes = _bytes(primary_key=True)
    nummer: int = open_column(BigInteger, formal="logg", bevaring=Bevaring.DRIFT)
    mac: bytes = _bytes()


class LoggAvvist(SQLModel, table=True):
    """What lay among the waiting events and was none: kept as it was found, and told of by an event (PostgreSQL)."""

    __tablename__ = "logg_avvist"

    nr: int = open_column(
        BigInteger, formal="logg", primary_key=True, autoincrement=False, bevaring=Bevaring.DRIFT
    )
    kjede: bytes = _bytes()
    nummer: int = open_column(BigInteger, formal="logg", bevaring=Bevaring.DRIFT)
    forrige: bytes = _bytes()
    mac: bytes = _bytes()
    etter: bytes | None = _bytes(nullable=True)
    kropp: bytes = _bytes()


class LoggSjekkpunkt(SQLModel, table=True):
    """A signed checkpoint, as it was also pushed to the sinks outside the database."""

    __tablename__ = "logg_sjekkpunkt"

    storrelse: int = open_column(
        Integer, formal="logg", primary_key=True, autoincrement=False, bevaring=Bevaring.DRIFT
    )
    notat: str = code_column(formal="logg", length=600, bevaring=Bevaring.DRIFT)
