"""What the programmes promise of deadlines, typed by hand, with working days by an outside library.

Must not import the engine's own definitions (`workflows`): it is there to be compared with them.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

import holidays

_CLOSED: Final = holidays.country_holidays("NO", years=range(2025, 2028))
_ONE: Final = timedelta(days=1)

IN_WORK: Final = ("vurdering", "forlop", "avslutning")
FINAL: Final = ("avsluttet", "ikke_tatt_inn")
AREAS: Final = ("motivasjon", "risiko", "beskyttelsesfaktorer", "behov")
OSLO, UNG = "exin_oslo", "exin_oslo_ung"
NO_SHOWS: Final = 3


def working(day: date) -> bool:
    """Whether people are at work."""
    return day.weekday() < 5 and day not in _CLOSED


def at_work(day: date) -> date:
    """That day, or the first after it on which people are at work."""
    while not working(day):
        day += _ONE
    return day


def workdays_later(day: date, count: int) -> date:
    """So many days of work after a day."""
    for _ in range(count):
        day = at_work(day + _ONE)
    return day


def _days(count: int) -> Callable[[date], date]:
    return lambda start: start + timedelta(days=count)


DUE: Final[dict[str, Callable[[date], date]]] = {
    "forste_svar": lambda start: workdays_later(start, 3),
    "informasjonssamtale": _days(10),
    "kartlegging": _days(30),
    "risikovurdering": _days(30),
    "plan": _days(90),
    "kontakt_forlop": _days(14),
    "kontakt_avslutning": _days(30),
    "samtykke": _days(-30),
    "dor_apen": _days(0),
    "vurder_frafall_oppmote": lambda start: workdays_later(start, 3),
    "vurder_frafall_stillhet_vurdering": _days(30),
    "vurder_frafall_stillhet_forlop": _days(28),
    "vurder_frafall_stillhet_avslutning": _days(60),
}
"""When each is due, by the day it counts from."""

BEGIN: Final[dict[str, tuple[str, ...]]] = {
    "henvendelse": ("forste_svar", "informasjonssamtale"),
    "vurdering": ("kartlegging", "vurder_frafall_stillhet_vurdering"),
    "forlop": ("kontakt_forlop", "vurder_frafall_stillhet_forlop"),
    "avslutning": ("kontakt_avslutning", "vurder_frafall_stillhet_avslutning"),
}
"""What a state starts on the day a case comes into it."""

BY_CONTACT: Final = tuple(kind for kind in DUE if kind.startswith(("kontakt_", "vurder_frafall_stillhet_")))
"""What each contact starts again."""

LASTING: Final = ("risikovurdering", "plan", "samtykke")
"""What goes on from state to state: the same day means the same deadline, whichever step came between."""

LEADS_TO: Final = {
    "henvendelse": "henvendelse",
    "start_vurdering": "vurdering",
    "start_forlop": "forlop",
    "start_avslutning": "avslutning",
    "tilbake_til_forlop": "forlop",
    "avslutt": "avsluttet",
    "ikke_tatt_inn": "ikke_tatt_inn",
    "frafall": "frafall",
    "reinntak": "vurdering",
}

_ALL_OPEN: Final = ("henvendelse", *IN_WORK, "frafall")
AGES: Final[dict[str, dict[int, tuple[str, ...]]]] = {
    OSLO: {18: ("henvendelse",), 31: _ALL_OPEN},
    UNG: {16: ("henvendelse",), 18: _ALL_OPEN, 19: _ALL_OPEN},
}
"""The birthdays that matter, and where."""
YOUNGEST: Final = {OSLO: 18, UNG: 16}
AHEAD: Final = (180, 30, 0)


def birthday(born: date, age: int) -> date:
    """The day on which somebody is that old; of a 29 February that is not, the day after the 28th."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)
