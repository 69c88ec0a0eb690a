"""Where what a deadline asks for is done: from its kind to the form, and what one must be allowed to do there.

Must not decide anything: a form that is named here still asks the rules.
"""

from collections.abc import Mapping
from typing import Final

from policies import Action

SKJEMA: Final[Mapping[str, Action]] = {
    "samtale": Action.SKRIV_KONTAKT,
    "kartlegging": Action.SKRIV_KARTLEGGING,
    "plan": Action.SKRIV_PLAN,
    "samtykke": Action.SKRIV_SAMTYKKE,
    "moter": Action.SKRIV_MOTE,
}
"""The forms, and the action that each takes."""

_BY_KIND: Final[Mapping[str, str]] = {
    "forste_svar": "samtale",
    "informasjonssamtale": "samtale",
    "kartlegging": "kartlegging",
    "risikovurdering": "kartlegging",
    "plan": "plan",
    "kontakt_forlop": "samtale",
    "kontakt_avslutning": "samtale",
    "samtykke": "samtykke",
}
_JUDGE_FRAFALL: Final = "vurder_frafall_"


def form_of(slag: str) -> str | None:
    """The form in which a deadline of that kind is met; None where the whole case must be looked at.

    Before frafall is judged, somebody has to have tried to reach the person: that is written as a contact.
    """
    return "samtale" if slag.startswith(_JUDGE_FRAFALL) else _BY_KIND.get(slag)
