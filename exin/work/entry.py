"""An event in the making: one for each permit, filled in until its block ends.

Must not hold content: ids, codes and field names only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from audit.events import Event, Outcome, RowWrite
from exin.actor import Actor
from exin.clock import stamp
from exin.errors import (
    Conflict,
    Denied,
    ExinError,
    IllegalStep,
    InvalidInput,
    LogUnavailable,
    NotFound,
)
from exin.ids import new_id
from exin.store.logg import Entry
from exin.store.rows import Write


@dataclass(slots=True, kw_only=True)
class Pending:
    """What is known of one permit so far."""

    number: int
    moment: datetime
    handling: str
    formal: str | None
    regler: tuple[str, ...] = ()
    sak: bytes | None = None
    person: bytes | None = None
    gjelder_ansatt: bytes | None = None
    felt: set[str] = field(default_factory=set)
    utfall: Outcome = Outcome.TILLATT
    hendelse: str | None = None
    antall: int | None = None
    forpliktelse: str | None = None
    koder: tuple[str, ...] = ()
    jobb: str | None = None
    durable: bool = False

    def check_stated(self) -> None:
        """Raises InvalidInput where only the asker knows what it is for, and has not said so."""
        if self.formal is None:
            raise InvalidInput("formal_mangler", "formal")

    def failed(self, outcome: Outcome, kode: str) -> "Pending":
        """This permit with the outcome of a failure; a denial keeps its own."""
        kept = self.utfall if self.utfall is Outcome.NEKTET else outcome
        return replace(self, utfall=kept, koder=(*self.koder, kode) if kode else self.koder)


def _hex(value: bytes | None) -> str | None:
    return None if value is None else value.hex()


def to_entry(pending: Pending, *, actor: Actor, request: str, writes: Sequence[Write]) -> Entry:
    """The event as it goes into the log. `writes` are the rows written under this permit."""
    own, caller, jobb = tuple(writes), actor.caller, pending.jobb
    event = Event(
        id=new_id().hex(),
        tid=stamp(pending.moment),
        ansatt=None if jobb else _hex(actor.id),
        jobb=jobb or caller.jobb,
        os_bruker=caller.os_bruker,
        rolle=None if jobb else actor.rolle,
        handling=pending.handling,
        sak=_hex(pending.sak),
        person=_hex(pending.person),
        gjelder_ansatt=_hex(pending.gjelder_ansatt),
        felt=tuple(sorted(pending.felt)),
        formal=pending.formal,
        utfall=pending.utfall,
        regler=pending.regler,
        dor=caller.dor,
        foresporsel=request,
        hendelse=pending.hendelse,
        antall=pending.antall,
        skrevet=tuple(
            RowWrite(tabell=w.table, rad=w.row.hex(), versjon=w.version, sammendrag=w.digest.hex())
            for w in own
        ),
        forpliktelse=pending.forpliktelse,
        koder=pending.koder,
    )
    return Entry(event, own)


def outcome_of(error: BaseException) -> tuple[Outcome, str]:
    """What an error makes of the permits of its block: the outcome, and a code for the events."""
    if isinstance(error, Denied | NotFound):
        return Outcome.AVBRUTT, ""
    if isinstance(error, IllegalStep | InvalidInput):
        return Outcome.AVVIST, getattr(error, "kode", "")
    if isinstance(error, Conflict):
        return Outcome.KONFLIKT, error.kode
    if isinstance(error, LogUnavailable) and "utfall_ukjent" in error.args:
        return Outcome.AVBRUTT, "utfall_ukjent"  # the act's own event may stand beside this one
    if isinstance(error, ExinError):
        return Outcome.AVBRUTT, getattr(error, "kode", "")
    return Outcome.AVBRUTT, "feil"
