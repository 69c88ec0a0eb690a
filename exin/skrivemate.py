"""How days, moments, counts and choices are written in Norwegian: on the command line and on the pages.

Must not lay anything out, and must not know what is told.
"""

from collections.abc import Iterable
from datetime import date, datetime

from exin.maned import Maned, first_day

NONE = "–"

MANEDER = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)

UKEDAGER = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")


def dag(day: date | Maned | None) -> str:
    """A day as Norwegians write it; the month where no more is told."""
    if isinstance(day, Maned):
        return maned(day)
    return day.strftime("%d.%m.%Y") if day else NONE


def dag_i_ord(day: date | Maned, *, naa: date | None = None) -> str:
    """A day in words: «20. november 2026»; the month where no more is told. The year of `naa` is left out."""
    if isinstance(day, Maned):
        return maned(day)
    year = "" if naa is not None and naa.year == day.year else f" {day.year}"
    return f"{day.day}. {MANEDER[day.month - 1]}{year}"


def ukedag(day: date) -> str:
    """The name of the weekday."""
    return UKEDAGER[day.weekday()]


def tid(moment: datetime, *, sekunder: bool = False) -> str:
    """A moment by Oslo's clock, to the minute or to the second."""
    from exin.clock import OSLO  # noqa: PLC0415 - not for --help

    return moment.astimezone(OSLO).strftime(f"%d.%m.%Y kl. %H.%M{'.%S' if sekunder else ''}")


def klokken(moment: datetime) -> str:
    """The time of day by Oslo's clock: «13.05»."""
    from exin.clock import OSLO  # noqa: PLC0415 - as above

    return moment.astimezone(OSLO).strftime("%H.%M")


def tid_i_ord(moment: datetime, *, naa: date | None = None) -> str:
    """A moment in words: «20. november kl. 14.20»."""
    return f"{dag_i_ord(dag_for(moment), naa=naa)} kl. {klokken(moment)}"


def maned(when: date | Maned) -> str:
    """A month, or the month of a day, as Norwegians write it."""
    first = first_day(when)
    return f"{MANEDER[first.month - 1]} {first.year}"


def dag_for(moment: datetime) -> date:
    """The day in Oslo of a moment."""
    from exin.clock import oslo_day  # noqa: PLC0415 - not for --help

    return oslo_day(moment)


def antall(count: int, en: str, flere: str) -> str:
    """A count with its noun: «1 sak», «3 saker»."""
    return f"{count} {en if count == 1 else flere}"


def tall(number: int) -> str:
    """A whole number as Norwegians write it: a narrow space between each three digits."""
    return f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def eller(words: Iterable[str]) -> str:
    """Words to choose from: «a, b eller c»."""
    *most, last = words
    return f"{', '.join(most)} eller {last}" if most else last
