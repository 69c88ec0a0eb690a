"""Who may do what in the databases of a server: the owner, those who serve, and the one who numbers the log.

Nobody may change or remove an event. Must not make roles nor set passwords: that is for whoever runs the server
(docs/drift.md).
"""

from collections.abc import Iterable

from sqlalchemy import Connection, Table, text
from sqlmodel import SQLModel

from exin.store.rows import name_of
from exin.store.tables import (
    Apikall,
    LoggAvvist,
    LoggHendelse,
    LoggHode,
    LoggInntak,
    LoggKjede,
    LoggRad,
    LoggSjekkpunkt,
    Okt,
    Utkast,
)

_LOG: dict[type[SQLModel], tuple[str, str | None]] = {
    LoggHendelse: ("", "INSERT"),
    LoggHode: ("UPDATE (regelverk)", "UPDATE"),
    LoggInntak: ("INSERT", "DELETE"),
    LoggKjede: ("", "INSERT, UPDATE"),
    LoggAvvist: ("", "INSERT"),
    LoggRad: ("INSERT, UPDATE", None),
    LoggSjekkpunkt: ("", "INSERT"),
}
"""What the serving role and the numbering one may do with the log's tables beside reading them; None: not even that."""


_PASSING: dict[type[SQLModel], tuple[str, None]] = dict.fromkeys(
    (Okt, Utkast, Apikall), ("INSERT, UPDATE, DELETE", None)
)
"""What is kept for a while only, so that the serving role may remove it as well."""


def grants(tables: Iterable[Table], *, tjener: str, sekvensering: str) -> list[str]:
    """The statements by which the owner gives both roles what they need in the data, and nothing else."""
    serving, numbering = _quoted(tjener), _quoted(sekvensering)
    special = {name_of(model): rights for model, rights in (*_LOG.items(), *_PASSING.items())}
    found = [f"GRANT SELECT ON alembic_version TO {serving}, {numbering}"]
    for table in tables:
        for role, rights in zip(
            (serving, numbering), special.get(table.name, ("INSERT, UPDATE", None)), strict=True
        ):
            if rights is not None:
                found.append(f"GRANT {', '.join(filter(None, ('SELECT', rights)))} ON {table.name} TO {role}")
    found.append(f"GRANT USAGE ON SEQUENCE {name_of(LoggInntak)}_nr_seq TO {serving}")
    return found


def grant_data(connection: Connection, *, tjener: str, sekvensering: str) -> None:
    """Give both roles their rights in the data. For the owner."""
    for statement in grants(SQLModel.metadata.sorted_tables, tjener=tjener, sekvensering=sekvensering):
        connection.execute(text(statement))


def grant_keys(connection: Connection, tables: Iterable[Table], *, tjener: str) -> None:
    """Give the serving role its rights in the key store. Nobody but the owner removes a key."""
    for table in tables:
        connection.execute(text(f"GRANT SELECT, INSERT, UPDATE ON {table.name} TO {_quoted(tjener)}"))


def _quoted(role: str) -> str:
    return '"' + role.replace('"', '""') + '"'
