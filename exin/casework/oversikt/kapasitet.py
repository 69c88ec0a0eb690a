"""Queue and capacity, as the lead of a team sees them: places, what each has, who waits, how long, and what is due.

Must not tell of a case that the asker may not know of: but for the places of a programme, which are counted whole, as
figures are, all that is counted is what the rules let that asker see.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from exin.casework.oversikt.belastning import Lag, phases, read_team
from exin.casework.oversikt.venteliste import Utsnitt, Venteliste, read_waiting
from exin.casework.oversikt.ventetid import Ventetider, read_waits
from exin.casework.sak.facts import free_places
from exin.errors import InvalidInput
from exin.store import hus
from exin.work import Reading
from policies import Action
from workflows import PROGRAMMES, Programme

LINJER: Final = 20
"""Lines of a page of those who wait, unless told otherwise."""

MOST: Final = 500
"""Lines at most."""

DOWNLOADED: Final = "lastet_ned"
"""The code of an event that says: what was read was taken along in a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plasser:
    """The places of a programme, and of its vurdering where these are counted."""

    program: str
    plasser: int
    ledige: int
    vurderingsplasser: int | None
    ledige_vurderingsplasser: int | None

    @property
    def opptatt(self) -> int:
        """How many are taken: more than there are, where a lead went past the limit."""
        return self.plasser - self.ledige

    @property
    def fullt(self) -> bool:
        """Whether no place is free."""
        return self.ledige <= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kapasitet:
    """All that the page shows, as it is on `dag`.

    `lag_kode`: the asker's team. `saker_per_stilling`: how many cases one full post has room for.
    """

    dag: date
    oppdatert: datetime
    lag_kode: str | None
    lag: Lag
    plasser: tuple[Plasser, ...]
    venter: Venteliste
    ventetider: Ventetider
    saker_per_stilling: int

    @property
    def faser(self) -> dict[str, int]:
        """How many cases stand in each phase."""
        return {state: sum(row.faser[state] for row in self.lag.belastning.values()) for state in phases()}

    @property
    def ledig(self) -> int:
        """How many more cases the team has room for."""
        return sum(row.ledig for row in self.lag.belastning.values())


def show_capacity(
    w: Reading,
    *,
    utsnitt: str = Utsnitt.ALLE,
    side: int = 1,
    antall: int = LINJER,
    lastes_ned: bool = False,
) -> Kapasitet:
    """Queue and capacity of the asker's team, with a page of those who wait. `lastes_ned`: it is taken along in a file.

    Raises:
        Denied: the asker leads no team.
        InvalidInput: there is no such part of the queue, or no such page.
    """
    house = w.permit_house(Action.VIS_KAPASITET, "nokkeltall")
    if side < 1 or not 1 <= antall <= MOST:
        raise InvalidInput("ukjent_side", "side")
    if utsnitt not in set(Utsnitt):
        raise InvalidInput("ukjent_kode", "venter")
    w.tx.keep()
    lag = read_team(w, house)
    waiting = read_waiting(w, house, lag, utsnitt=Utsnitt(utsnitt), side=side, antall=antall)
    if lastes_ned:
        w.note(house, koder=(DOWNLOADED,))
    return Kapasitet(
        dag=w.means.today(),
        oppdatert=w.means.clock(),
        lag_kode=hus.team_codes(w.tx).get(w.actor.team_id) if w.actor.team_id else None,
        lag=lag,
        plasser=tuple(_places(w, each) for each in PROGRAMMES),
        venter=waiting,
        ventetider=read_waits(w, house),
        saker_per_stilling=w.means.saker_per_stilling,
    )


def _places(w: Reading, programme: Programme) -> Plasser:
    row, (free, assessment) = hus.programme(w.tx, programme.key).row, free_places(w, programme)
    return Plasser(
        program=programme.key,
        plasser=row.plasser,
        ledige=free,
        vurderingsplasser=row.vurderingsplasser,
        ledige_vurderingsplasser=assessment,
    )
