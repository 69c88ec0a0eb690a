"""The rows of work by which a case is judged, read together: facts and deadlines are made of the same.

Must not decide, nor open anything.
"""

from dataclasses import dataclass

from exin.store import arbeid
from exin.store.grant import Grant
from exin.store.prepared import Asked
from exin.store.rows import Stored
from exin.store.tables import Fortalt, Kartlegging, Kontakt, Overlevering, Overleveringsplan, Samtykke
from exin.work import Reading, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Saksrader:
    """What was written on a case during the work, oldest first."""

    kontakter: list[Stored[Kontakt]]
    kartlegginger: list[Stored[Kartlegging]]
    samtykker: list[Stored[Samtykke]]
    planer: list[Stored[Overleveringsplan]]
    overleveringer: list[Stored[Overlevering]]
    fortalt: list[Stored[Fortalt]]


def asking_for(grant: Grant) -> list[Asked]:
    """What `read_rows` asks."""
    return [
        *arbeid.asking_for(grant, Kontakt, Kartlegging, Samtykke),
        *arbeid.asking_for(grant, Overleveringsplan, Overlevering, Fortalt),
    ]


def read_rows(w: Work | Reading, grant: Grant) -> Saksrader:
    """The rows of the grant's case."""
    return Saksrader(
        kontakter=arbeid.of_case(w.tx, grant, Kontakt),
        kartlegginger=arbeid.of_case(w.tx, grant, Kartlegging),
        samtykker=arbeid.of_case(w.tx, grant, Samtykke),
        planer=arbeid.of_case(w.tx, grant, Overleveringsplan),
        overleveringer=arbeid.of_case(w.tx, grant, Overlevering),
        fortalt=arbeid.of_case(w.tx, grant, Fortalt),
    )
