"""All tables, each column classified. Importing this package fills SQLModel's metadata.

Must not hold queries: those stand beside the subject in `exin.store`.
"""

from exin.store.tables.arbeid import (
    Begrunnelse,
    Fortalt,
    Kartlegging,
    Kontakt,
    Notat,
    Overlevering,
    Overleveringsplan,
    Samtykke,
    Tilbud,
)
from exin.store.tables.frister import Frist, Mote
from exin.store.tables.hus import Ansatt, Fravar, ImportRad, Jobb, Postadresse, Program, Team, Utboks
from exin.store.tables.logg import (
    LoggAvvist,
    LoggHendelse,
    LoggHode,
    LoggInntak,
    LoggKjede,
    LoggRad,
    LoggSjekkpunkt,
)
from exin.store.tables.okter import Innlogging, Lokalkonto, Okt, Utkast, Visningsnavn
from exin.store.tables.sak import Adresse, Annullering, Inhabil, Person, Sak, Sammenslaing, Steg, Tildeling

VERNET = (
    Ansatt,
    Team,
    Program,
    Person,
    Adresse,
    Sammenslaing,
    Sak,
    Tildeling,
    Inhabil,
    Steg,
    Annullering,
    Begrunnelse,
    Kartlegging,
    Kontakt,
    Notat,
    Samtykke,
    Overleveringsplan,
    Overlevering,
    Tilbud,
    Fortalt,
    Frist,
    Mote,
    Fravar,
    Postadresse,
    Innlogging,
    Lokalkonto,
    Visningsnavn,
)
"""The tables whose every write is in the log with a digest of the row."""

__all__ = [
    "VERNET",
    "Adresse",
    "Annullering",
    "Ansatt",
    "Begrunnelse",
    "Fortalt",
    "Fravar",
    "Frist",
    "ImportRad",
    "Inhabil",
    "Innlogging",
    "Jobb",
    "Kartlegging",
    "Kontakt",
    "LoggAvvist",
    "LoggHendelse",
    "LoggHode",
    "LoggInntak",
    "LoggKjede",
    "LoggRad",
    "LoggSjekkpunkt",
    "Lokalkonto",
    "Mote",
    "Notat",
    "Okt",
    "Overlevering",
    "Overleveringsplan",
    "Person",
    "Postadresse",
    "Program",
    "Sak",
    "Sammenslaing",
    "Samtykke",
    "Steg",
    "Team",
    "Tilbud",
    "Tildeling",
    "Utboks",
    "Utkast",
    "Visningsnavn",
]
