"""What a member of staff did, as the log has it: for that one alone.

Must not tell more than its reader may know now. A case is named to who may still know of it; of one that may not be
known of, the line is as for a number that nobody has: no case, and no purpose, which follows from where a case stands.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from audit.events import Event
from exin import begreper
from exin.casework.grunnlag.forklar import NOT_ON_A_CASE
from exin.casework.grunnlag.loggblad import read_event
from exin.casework.logg.handlingsord import handling_i_ord
from exin.errors import InvalidInput
from exin.ids import SakId
from exin.store import decision, loggsok
from exin.work import Reading
from policies import Action

ANTALL: Final = 50
"""Lines of a page."""

_ASKED: Final = "forespurt"
"""The code of an event that says: somebody asked whether they might, and has written nothing yet."""

_ASKED_FIRST: Final = "Åpnet et skjema"

LAST_PAGE: Final = 200
"""Whoever looks for more than that asks who audits."""

UTFALL: Final = {
    "tillatt": "gjort",
    "nektet": "ikke tilgang",
    "avvist": "ikke mulig",
    "konflikt": "andre var først",
    "avbrutt": "avbrutt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EgenLinje:
    """One event. `ord` says what was done; `saksnr` is there where the asker may know of the case now."""

    tid: datetime
    handling: str
    ord: str
    saksnr: str | None
    utfall: str
    utfall_ord: str
    formal: str | None
    dor: str
    foresporsel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EgenLogg:
    """One page of it; `flere`: there is a page after this one."""

    linjer: tuple[EgenLinje, ...]
    side: int
    flere: bool


def read_own_log(w: Reading, *, side: int = 1) -> EgenLogg:
    """A page of the asker's own log, the newest first.

    Raises:
        Denied: the asker's account is closed.
        InvalidInput: there is no such page.
        Tampered: an event cannot be read.
    """
    grant = w.permit_house(Action.LES_EGEN_LOGG, "logg")
    if not 1 <= side <= LAST_PAGE:
        raise InvalidInput("ukjent_side", "side")
    mine = loggsok.Utsnitt(slag=tuple(loggsok.kinds(w.tx, grant)), ansatt_id=w.asker)
    found = loggsok.newest(w.tx, grant, mine, past=(side - 1) * ANTALL, limit=ANTALL + 1)
    events = [read_event(each.kropp) for each in found[:ANTALL]]
    w.note(grant, antall=len(events))
    known = _known(w, events)
    flere = len(found) > ANTALL and side < LAST_PAGE
    return EgenLogg(linjer=tuple(_line(each, known) for each in events), side=side, flere=flere)


def _known(w: Reading, events: Iterable[Event]) -> dict[str, str]:
    """The numbers of the cases that the asker may know of now, by their id in the log."""
    ids = sorted({SakId(bytes.fromhex(event.sak)) for event in events if event.sak})
    stubs = decision.cases_by_id(w.tx, ids, w.asker)
    return {stub.id.hex(): stub.sak.row.saksnr for stub in stubs if w.allows(Action.KJENNE_TIL, stub)}


def _line(event: Event, known: dict[str, str]) -> EgenLinje:
    saksnr = known.get(event.sak or "")
    told = saksnr is not None or event.handling in NOT_ON_A_CASE
    return EgenLinje(
        tid=datetime.fromisoformat(event.tid).astimezone(UTC),
        handling=event.handling,
        ord=_ASKED_FIRST if _ASKED in event.koder else handling_i_ord(event.handling),
        saksnr=saksnr,
        utfall=event.utfall.value,
        utfall_ord=UTFALL.get(event.utfall, begreper.lest(event.utfall)),
        formal=event.formal if told else None,
        dor=event.dor,
        foresporsel=event.foresporsel,
    )
