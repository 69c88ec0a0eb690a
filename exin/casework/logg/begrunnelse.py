"""One typed reason, opened for whoever audits: to see whether what was done had one that holds.

Must not give more than one at a time, nor tell of the case it stands in. Whether there is such an event, whether it
has a reason and whether the auditor may open it are one answer.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from audit.events import Event
from exin.casework.grunnlag.loggblad import read_event
from exin.casework.logg.innsyn import Innslag, show_events
from exin.errors import NotFound, Tampered
from exin.ids import Id, SakId
from exin.store import arbeid, decision, logg
from exin.store.rows import name_of
from exin.store.tables import Begrunnelse
from exin.work import Reading
from policies import Action

_FELT: Final = ("begrunnelse.tekst", "begrunnelse.salt")
_ROW: Final = name_of(Begrunnelse)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ApnetBegrunnelse:
    """The reason, and the event that it was typed for."""

    innslag: Innslag
    tekst: str


def open_reason(w: Reading, blad: int) -> ApnetBegrunnelse:
    """The reason that was typed for the event of that leaf. That it is opened is in the log of its case.

    Raises:
        Denied: the asker may not read the log.
        NotFound: there is no such event, it has no reason, or the asker may not open it.
        Tampered: the text is not the one that the event was sealed with.
    """
    house = w.permit_house(Action.LES_LOGG, "logg", koder=("sok:blad",))
    body = logg.one(w.tx, house, blad)
    event = read_event(body) if body is not None else None
    reason = _reason_of(event) if event is not None else None
    w.note(house, antall=int(event is not None))
    stub = decision.case_by_id(w.tx, _case_of(event), w.asker) if event is not None and reason else None
    grant = w.permit_stub(Action.APNE_BEGRUNNELSE, stub, felt=_FELT)
    stored = arbeid.one(w.tx, grant, Begrunnelse, reason) if reason else None
    if event is None or stored is None:
        raise NotFound
    text, salt = (w.open(grant, stored, each) or "" for each in ("tekst", "salt"))
    if hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest() != event.forpliktelse:
        raise Tampered("rad_er_ikke_siste_skriving", _ROW)
    (line,) = show_events(w, [(blad, event)])
    return ApnetBegrunnelse(innslag=line, tekst=text)


def may_open(w: Reading, lines: Collection[Innslag]) -> frozenset[int]:
    """Those of a page, by their leaves, whose reason the asker may open: to offer it. Nothing is opened."""
    reasoned = [each for each in lines if each.begrunnet and each.sak]
    if not reasoned:
        return frozenset()
    ids = sorted({SakId(bytes.fromhex(each.sak or "")) for each in reasoned})
    stubs = decision.cases_among(w.tx, ids, w.asker)
    allowed = {stub.id.hex() for stub in stubs if w.allows(Action.APNE_BEGRUNNELSE, stub)}
    return frozenset(each.blad for each in reasoned if each.sak in allowed)


def _reason_of(event: Event) -> Id | None:
    """The row of the reason that the event was written with."""
    rows = (each.rad for each in event.skrevet if each.tabell == _ROW)
    return next((Id(bytes.fromhex(each)) for each in rows if event.sak and event.forpliktelse), None)


def _case_of(event: Event) -> SakId:
    return SakId(bytes.fromhex(event.sak or ""))
