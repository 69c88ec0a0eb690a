"""How long the cases of a lead's team had waited that began on vurdering or forløp, week by week.

Must not count a case that the asker may not know of, nor one whose step was taken back.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Final

from exin.casework.oversikt.ko import WAITS_FOR
from exin.store import omriss, venteliste
from exin.store.grant import Grant
from exin.store.saksslag import Laget
from exin.work import Reading
from policies import Action

UKER: Final = 12
"""How many weeks are told of, this one too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uke:
    """A week, by its Monday. `ventet`: the median of the days that were waited, by the step that was waited for."""

    mandag: date
    ventet: dict[str, float]

    @property
    def nummer(self) -> int:
        """The number of the week."""
        return self.mandag.isocalendar().week


@dataclass(frozen=True, slots=True, kw_only=True)
class Ventetider:
    """The weeks, oldest first; and the median of all of them together, by step."""

    uker: tuple[Uke, ...]
    samlet: dict[str, float]


def read_waits(w: Reading, house: Grant) -> Ventetider:
    """The waits of the asker's team. `house` is leave to see what a team has."""
    this_week = _monday(w.means.today())
    mondays = [this_week - timedelta(weeks=ago) for ago in range(UKER - 1, -1, -1)]
    steps = tuple(WAITS_FOR.values())
    with omriss.unchecked():
        laget = Laget(w.asker, w.actor.team_id)
        found = venteliste.list_waited(w.tx, house, laget, hendelser=steps, fra=mondays[0])
        seen = [each for each in found if w.allows(Action.LISTE_SAK, each.slag)]
    by_week = defaultdict[tuple[date, str], list[int]](list)
    for each in seen:
        by_week[_monday(each.dag), each.hendelse].append((each.dag - each.siden).days)
    return Ventetider(
        uker=tuple(
            Uke(
                mandag=monday,
                ventet={step: median(by_week[monday, step]) for step in steps if (monday, step) in by_week},
            )
            for monday in mondays
        ),
        samlet={
            step: median(days)
            for step in steps
            if (
                days := [each for (_, taken), several in by_week.items() if taken == step for each in several]
            )
        },
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
