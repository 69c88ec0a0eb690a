"""A database of today, brought back to the first revision of its schema: as an installation that was never migrated.

Must not touch what is in it, but for what later revisions took out.
"""

from collections.abc import Callable

BACK = (
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
