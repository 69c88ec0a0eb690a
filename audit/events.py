"""The event: who did what, to whom, why, by which door, and how it ended.

Must not hold content: only codes, random ids, counts, digests. What may stand in each field is in
`audit.grammar`, and `audit.encode.encode` refuses everything else; an event that was never encoded has not
been checked.
"""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How the act ended."""

    TILLATT = "tillatt"  # allowed, and done
    NEKTET = "nektet"  # the rules said no
    AVVIST = "avvist"  # allowed, but not possible: a guard or a check said no
    KONFLIKT = "konflikt"  # somebody else was first
    AVBRUTT = "avbrutt"  # a fault: nothing was changed


@dataclass(frozen=True, slots=True, kw_only=True)
class RowWrite:
    """A row as this event left it, by a keyed digest of its content: an older row put back is found."""

    tabell: str
    rad: str  # 32 hex
    versjon: int  # content version
    sammendrag: str  # 64 hex: HMAC-SHA-256 over content version and cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One act. Ids are 32 lowercase hex; empty and None are left out of the bytes.

    Either a member of staff (`ansatt`) or a job (`jobb`) acts, never both. An act on the command line by
    somebody who is no member of staff has `os_bruker` alone.
    """

    id: str
    tid: str  # RFC 3339 in UTC, with microseconds and Z
    ansatt: str | None = None
    jobb: str | None = None
    os_bruker: str | None = None
    rolle: str | None = None
    handling: str
    sak: str | None = None
    person: str | None = None
    gjelder_ansatt: str | None = None
    felt: tuple[str, ...] = ()
    formal: str | None = None
    utfall: Outcome
    regler: tuple[str, ...] = ()
    dor: str
    foresporsel: str  # the request: 32 hex, the same for all events of one block
    hendelse: str | None = None  # the event of the workflow, when the act is a step
    antall: int | None = None
    skrevet: tuple[RowWrite, ...] = ()
    forpliktelse: str | None = None  # 64 hex: salted commitment to a typed reason, which is sealed elsewhere
    koder: tuple[str, ...] = ()
