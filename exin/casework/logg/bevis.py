"""How the proof of the log stands: when it was last checked and what came of it, and what is not proved yet.

Must not judge the log: the nightly check does (`loggkontroll`), and is asked for here ahead of time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from exin.casework.logg.loggkontroll import JOBB, NOT_WHOLE
from exin.errors import Tampered
from exin.store import jobber, logg
from exin.store.grant import Grant
from exin.store.jobber import OK, Sist
from exin.work import Office, Reading, Work
from policies import Action

_PATIENCE: Final = 2.0
"""Seconds that whoever asks waits: a young log is checked by then, and one of a million events takes a minute."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bevis:
    """`storrelse` is how many events have a leaf number now, `venter` how many wait for one.

    `festet` and `rot` are of the last checkpoint outside the database; no root: there is none, or what lies there is
    none. Of the last check: how many events, None where it never ended or found a fault.
    """

    storrelse: int
    venter: int
    festet: int
    rot: str | None
    pagar: bool
    startet: datetime | None
    ferdig: datetime | None
    kontrollert: int | None
    ikke_hel: bool

    @property
    def etter(self) -> int:
        """How many events have come since the last check."""
        return self.storrelse - self.kontrollert if self.kontrollert is not None else self.storrelse


def read_proof(w: Reading, office: Office, grant: Grant) -> Bevis:
    """How it stands, under a grant to read the log. Raises LogUnavailable."""
    last = jobber.last(w.tx.link).get(JOBB)
    size, root = _last_checkpoint(office)
    return Bevis(
        storrelse=logg.head_and_leaves(w.tx.link)[1],
        venter=jobber.waiting_events(w.tx, grant),
        festet=size,
        rot=root,
        pagar=_runs(office, last),
        startet=last.startet if last else None,
        ferdig=last.ferdig if last else None,
        kontrollert=last.antall if last and last.utfall == OK else None,
        ikke_hel=last is not None and last.kode == NOT_WHOLE,
    )


def _last_checkpoint(office: Office) -> tuple[int, str | None]:
    note = office.pins.sink.last()
    try:
        found = office.pins.read(note) if note is not None else None
    except Tampered:
        found = None
    return (found.size, found.root.hex()) if found else (0, None)


def _runs(office: Office, last: Sist | None) -> bool:
    """A check that has begun and not ended was cut off, unless somebody is at it."""
    if last is None or last.ferdig is not None or office.jobber is None:
        return False
    return JOBB in office.jobber().busy(office, [JOBB])[0]


def ask_for_check(w: Work) -> None:
    """Leave in the log that somebody asks for the check now. The job then acts as itself. Raises Denied."""
    w.permit_house(Action.VERIFISER_LOGG, "logg", koder=(f"jobb:{JOBB}",))


def start_check(office: Office, *, on_fault: Callable[[BaseException], object]) -> bool:
    """Set the check off, after a block in which `ask_for_check` was asked. Whether it has ended already.

    Raises:
        Conflict: it runs.
        LogUnavailable: it cannot be noted that it does.
    """
    if office.jobber is None:
        return False
    ended = office.jobber().set_off(office, JOBB, on_fault=on_fault, wait=_PATIENCE)
    return ended is not None
