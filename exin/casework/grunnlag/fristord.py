"""What is told of a deadline or a birthday: what it is called, what is to be done, and on which day or in which month.

Must not decide: a key that the programme does not have has no words here.
"""

from datetime import date

from exin.maned import Maned
from exin.store.frister import AGE
from workflows import Programme, UnknownCode, age_events


def words_in(programme: Programme, slag: str) -> tuple[str, str] | None:
    """What it is called, and one sentence on who must do what; None where the programme knows no such kind."""
    for event in age_events(programme):
        if event.key == slag:
            return event.label, event.tekst
    try:
        deadline = programme.deadline(slag)
    except UnknownCode:
        return None
    return deadline.label, deadline.tekst


def told_day(slag: str, day: date) -> date | Maned:
    """A day of a deadline of that kind, as anybody may be told it: of a birthday the month, and no day."""
    return Maned.of(day) if slag.startswith(AGE) else day
