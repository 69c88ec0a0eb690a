"""The words of a programme for a deadline or a birthday: what it is called, and what is to be done.

Must not decide: a key that the programme does not have has no words here.
"""

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
