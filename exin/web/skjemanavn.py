"""The forms of the site by name: drafts are kept by it, and what is missing in a case is fixed in one of them.

Must not know what a form asks for.
"""

from collections.abc import Mapping
from typing import Final

from exin.casework.steg import all_events
from exin.ids import as_id
from exin.web.gjengivelse import address
from workflows import PROGRAMMES

SKJEMAER: Final[Mapping[str, str]] = {
    "henvendelse": "Ny henvendelse",
    "nyhenvendelse": "Ny henvendelse i ny sak",
    "notat": "Notat",
    "notat_rett": "Retting av notat",
    "kartlegging": "Kartlegging",
    "samtale": "Samtale og kontakt",
    "samtykke": "Samtykke",
    "plan": "Plan for overlevering",
    "overlevering": "Bekreftet overlevering",
    "tilbud": "Andre tilbud",
    "fortalt": "Fortalt om avgjørelsen",
    "person": "Rett opplysninger",
    "tilknytning": "Tilknytning til Oslo",
    "tildel": "Tildeling",
    "skjerming": "Skjerming",
    "inhabil": "Inhabilitet",
    "moter": "Møte",
    "utfall": "Utfall av møte",
    "frist": "Frist",
    "steg": "Steg",
}
"""What each is called, by its name."""

_OF_NO_CASE: Final = frozenset({"henvendelse"})
_PATHS: Final[Mapping[str, str]] = {"nyhenvendelse": "ny-henvendelse"}
"""Those whose part of the address is spelt otherwise than their name."""

_CORRECTED: Final = frozenset({"notat"})

_ROWS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "notat": ("notat", ("rett",)),
    "utfall": ("moter", ("utfall",)),
    "frist": ("frister", ()),
}
"""Forms about a row of the case whose address is not their name and the row: what stands before the row, and after."""


_PARTS: Final = frozenset({"ny", "trekk", "fjern", "opphev"})
_EVENTS: Final = all_events()
_DEADLINES: Final = frozenset(each.key for programme in PROGRAMMES for each in programme.deadlines)


def is_form(skjema: str) -> bool:
    """Whether a form of the site can be called that. The name goes to the log and to addresses: it is no free text."""
    head, line, rest = skjema.partition("_")
    known = rest in _PARTS | _EVENTS | _DEADLINES or as_id(rest) is not None
    return head in SKJEMAER and (known or not line)


def form_title(skjema: str) -> str:
    """What a form is called. One for an event or a row is named by what it begins with."""
    head, _, rest = skjema.partition("_")
    if rest and head in _CORRECTED:
        return SKJEMAER[f"{head}_rett"]
    return SKJEMAER[skjema if skjema in SKJEMAER else head]


def form_path(skjema: str, saksnr: str | None) -> tuple[str, ...]:
    """The parts of a form's address. `steg_<event>` is the step's page, `notat_<id>` that of its correction."""
    if skjema in _OF_NO_CASE or saksnr is None:
        return (skjema,)
    head, _, rest = skjema.partition("_")
    if not rest:
        return ("saker", saksnr, _PATHS.get(skjema, skjema))
    first, last = _ROWS.get(head, (head, ()))
    return ("saker", saksnr, first, rest, *last)


def form_url(skjema: str, saksnr: str | None) -> str:
    """The address of a form."""
    return address(*form_path(skjema, saksnr))
