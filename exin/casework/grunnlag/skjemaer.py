"""The forms in which a case is worked on: what one must be allowed to do in each, and what it puts right.

The one table of them: the page of a case, what is missing, the deadlines and the site all follow from it. Must not
decide anything: a form that is named here still asks the rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from policies import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Skjemaslag:
    """A kind of form. `handling` is None for that of a step, which takes its event's.

    `retter`: the codes of what is missing that it puts right. `frister`: the kinds of deadlines that are met in it;
    one that ends in a line is the beginning of several. `om_sak`: it is about a case that there is already.
    """

    navn: str
    handling: Action | None
    retter: tuple[str, ...] = ()
    frister: tuple[str, ...] = ()
    om_sak: bool = True


SKJEMAER: Final = (
    Skjemaslag(navn="henvendelse", handling=Action.HENVENDELSE, om_sak=False),
    Skjemaslag(navn="nyhenvendelse", handling=Action.NY_HENVENDELSE),
    Skjemaslag(navn="steg", handling=None),
    Skjemaslag(navn="notat", handling=Action.SKRIV_NOTAT),
    Skjemaslag(navn="notat_rett", handling=Action.RETT_NOTAT),
    Skjemaslag(
        navn="samtale",
        handling=Action.SKRIV_KONTAKT,
        retter=("informasjonssamtale_holdt", "kontaktforsok"),
        # Before frafall is judged, somebody has to have tried to reach the person: that is written as a contact.
        frister=("forste_svar", "informasjonssamtale", "kontakt_", "vurder_frafall_"),
    ),
    Skjemaslag(
        navn="kartlegging",
        handling=Action.SKRIV_KARTLEGGING,
        retter=("kartlegging_fullstendig",),
        frister=("kartlegging", "risikovurdering"),
    ),
    Skjemaslag(
        navn="samtykke",
        handling=Action.SKRIV_SAMTYKKE,
        retter=("samtykke_i_kraft",),
        frister=("samtykke",),
    ),
    Skjemaslag(navn="plan", handling=Action.SKRIV_PLAN, retter=("overleveringsplan",), frister=("plan",)),
    Skjemaslag(navn="overlevering", handling=Action.SKRIV_OVERLEVERING, retter=("overlevering_bekreftet",)),
    Skjemaslag(navn="tilbud", handling=Action.SKRIV_TILBUD),
    Skjemaslag(
        navn="fortalt",
        handling=Action.SKRIV_FORTALT,
        retter=("fortalt_om_avslutning", "fortalt_om_ikke_tatt_inn"),
    ),
    Skjemaslag(
        navn="person",
        handling=Action.ENDRE_PERSON,
        retter=("alder_i_programmet", "fodselsnummer_kjent", "alder_for_overforing"),
    ),
    Skjemaslag(navn="tilknytning", handling=Action.ENDRE_PERSON, retter=("tilknytning_oslo",)),
    Skjemaslag(navn="moter", handling=Action.SKRIV_MOTE),
    Skjemaslag(navn="utfall", handling=Action.SKRIV_MOTE),
    Skjemaslag(navn="frist", handling=Action.FLYTT_FRIST),
    Skjemaslag(navn="tildel", handling=Action.TILDEL),
    Skjemaslag(navn="skjerming", handling=Action.SETT_SKJERMING),
    Skjemaslag(navn="inhabil", handling=Action.REGISTRER_INHABIL),
)

RETTES_I: Final[Mapping[str, str]] = {kode: each.navn for each in SKJEMAER for kode in each.retter}
"""The form in which each thing that is missing is put right."""

HANDLINGER: Final = frozenset(each.handling for each in SKJEMAER if each.handling and each.om_sak)
"""What one must be allowed to do, in some form or other of a case."""

RETTENDE: Final = frozenset(each.handling for each in SKJEMAER if each.handling and each.retter)
"""The same, in those that put something missing right."""

_HANDLING: Final = {each.navn: each.handling for each in SKJEMAER}


def action_for(skjema: str) -> Action | None:
    """What one must be allowed to do in a form; None for a step's, and for what is no form."""
    return _HANDLING.get(skjema)


def form_of(slag: str) -> str | None:
    """The form in which a deadline of that kind is met; None where the whole case must be looked at."""
    return next((each.navn for each in SKJEMAER if any(_is_of(slag, one) for one in each.frister)), None)


def _is_of(slag: str, kind: str) -> bool:
    return slag == kind or (kind.endswith("_") and slag.startswith(kind))
