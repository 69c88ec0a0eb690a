"""A database of today, brought back to the first revision of its schema: as an installation that was never migrated.

Must not touch what is in it, but for what later revisions took out.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from exin.store import frister

_UTBOKS = (
    "create table utboks (id blob not null primary key, mottaker_id blob not null references ansatt (id),"
    " slag varchar(40) not null, sak_id blob references sak (id), opprettet varchar(27) not null,"
    " sendt varchar(27))"
)

_FOUND_BY = ("sak_forrige_sak_id", "sak_dublett_av_id", "sak_registrert", "inhabil_ansatt_id")

_SUBJECTS = ("sak", "person", "ansatt")

TO_0008 = (
    *(f"drop index ix_{name}" for name in ("steg_hendelse", "sak_skjermet", "sak_apen", "frist_lopende")),
    "drop table apikall",
    "drop table ansattforslag",
    *(f"drop index ix_logg_{each}" for each in ("slag", *_SUBJECTS)),
    *(f"alter table logg_hendelse drop column {each}" for each in ("slag", "tid")),
    *(f"create index ix_logg_{each} on logg_hendelse ({each}_id)" for each in _SUBJECTS),
)

TO_0006 = (
    *TO_0008,
    "drop table tilgangsonske",
    *(f"drop index ix_{name}" for name in ("steg_utfort", "notat_skrevet", "kontakt_skrevet")),
)
"""The first of them: to that revision. The index of a case's events had the leaf in it from 0007 to 0008."""

BACK = (
    *TO_0006,
    *(f"drop index ix_{column}" for column in _FOUND_BY),
    *(f"drop table {table}" for table in ("utkast", "visningsnavn", "lokalkonto", "innlogging", "okt")),
    *(f"drop table {table}" for table in ("frist", "mote", "fravar", "postadresse", "jobb")),
    "drop table utboks",
    _UTBOKS,
    "drop index ix_sak_plass",
    "alter table logg_rad add column blad integer not null default 0",
    "drop table logg_inntak",
    "drop table logg_kjede",
    "drop table logg_avvist",
    "create table bydel (kode varchar(40) not null primary key)",
    "alter table logg_sjekkpunkt add column laget varchar(27) not null default ''",
    "alter table logg_hode drop column regelverk",
    "update alembic_version set version_num = '0001'",
)
"""The statements, newest revision first."""


def grow_old(run: Callable[[str], object]) -> None:
    """Run them all."""
    for statement in BACK:
        run(statement)


@contextmanager
def before_deadlines() -> Iterator[None]:
    """What is done meanwhile leaves no deadline, in the tables or in the log: as by a release that knew of none."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("add", "add_many"):
            patch.setattr(frister, name, lambda *_: None)
        yield
