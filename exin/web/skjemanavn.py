"""The forms of the site by name: drafts are kept by it, and what is missing in a case is fixed in one of them.

What one must be allowed to do in each, and what it puts right, is casework's (`skjemaer`): here is what each is called,
its picture and its address. Must not know what a form asks for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from exin.casework.grunnlag.skjemaer import SKJEMAER
from exin.casework.sak.steg import all_events
from exin.ids import as_id
from exin.web.gjengivelse import address
from workflows import PROGRAMMES


class Sted(Enum):
    """Where the page of a case offers a form."""

    FORES = "fores"  # what is written during the work
    RETTES = "rettes"  # what is set right about the case itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Skjemaside:
    """How a form stands on the site. `sted`: where the page of a case offers it, with `ikon`, by `lenke` or its title.

    `sti`: the part of its address, where that is spelt otherwise than its name. `rad`: of one about a row of the case,
    what stands before the row and after it, where that is not the name alone.
    """

    tittel: str
    ikon: str = "document-text"
    lenke: str | None = None
    sted: Sted | None = None
    sti: str | None = None
    rad: tuple[str, tuple[str, ...]] | None = None


SKJEMASIDER: Final[Mapping[str, Skjemaside]] = {
    "henvendelse": Skjemaside(tittel="Ny henvendelse"),
    "nyhenvendelse": Skjemaside(tittel="Ny henvendelse i ny sak", sti="ny-henvendelse"),
    "steg": Skjemaside(tittel="Steg"),
    "notat": Skjemaside(tittel="Notat", rad=("notat", ("rett",))),
    "notat_rett": Skjemaside(tittel="Retting av notat"),
    "samtale": Skjemaside(
        tittel="Samtale og kontakt",
        lenke="Samtale eller kontakt",
        ikon="two-people-talking",
        sted=Sted.FORES,
    ),
    "kartlegging": Skjemaside(tittel="Kartlegging", ikon="clipboard", sted=Sted.FORES),
    "moter": Skjemaside(tittel="Møte", lenke="Møter", ikon="calendar", sted=Sted.FORES),
    "samtykke": Skjemaside(tittel="Samtykke", ikon="signature", sted=Sted.FORES),
    "plan": Skjemaside(tittel="Plan for overlevering", ikon="goal", sted=Sted.FORES),
    "overlevering": Skjemaside(tittel="Bekreftet overlevering", ikon="organization", sted=Sted.FORES),
    "tilbud": Skjemaside(tittel="Andre tilbud", ikon="information", sted=Sted.FORES),
    "fortalt": Skjemaside(tittel="Fortalt om avgjørelsen", ikon="message", sted=Sted.FORES),
    "person": Skjemaside(tittel="Rett opplysninger", ikon="edit", sted=Sted.RETTES),
    "tildel": Skjemaside(tittel="Tildeling", lenke="Tildel", ikon="person", sted=Sted.RETTES),
    "skjerming": Skjemaside(tittel="Skjerming", ikon="privacy", sted=Sted.RETTES),
    "inhabil": Skjemaside(tittel="Inhabilitet", ikon="lock-locked", sted=Sted.RETTES),
    "tilknytning": Skjemaside(tittel="Tilknytning til Oslo"),
    "utfall": Skjemaside(tittel="Utfall av møte", rad=("moter", ("utfall",))),
    "frist": Skjemaside(tittel="Frist", rad=("frister", ())),
}
"""Each form, by its name. Those that the page of a case offers stand in the order in which it does."""

_OF_NO_CASE: Final = frozenset(each.navn for each in SKJEMAER if not each.om_sak)
_CORRECTED: Final = frozenset({"notat"})

_PARTS: Final = frozenset({"ny", "trekk", "fjern", "opphev"})
_EVENTS: Final = all_events()
_DEADLINES: Final = frozenset(each.key for programme in PROGRAMMES for each in programme.deadlines)


def is_form(skjema: str) -> bool:
    """Whether a form of the site can be called that. The name goes to the log and to addresses: it is no free text."""
    head, line, rest = skjema.partition("_")
    known = rest in _PARTS | _EVENTS | _DEADLINES or as_id(rest) is not None
    return head in SKJEMASIDER and (known or not line)


def form_title(skjema: str) -> str:
    """What a form is called. One for an event or a row is named by what it begins with."""
    head, _, rest = skjema.partition("_")
    if rest and head in _CORRECTED:
        return SKJEMASIDER[f"{head}_rett"].tittel
    return SKJEMASIDER[skjema if skjema in SKJEMASIDER else head].tittel


def form_path(skjema: str, saksnr: str | None) -> tuple[str, ...]:
    """The parts of a form's address. `steg_<event>` is the step's page, `notat_<id>` that of its correction."""
    if skjema in _OF_NO_CASE or saksnr is None:
        return (skjema,)
    head, _, rest = skjema.partition("_")
    form = SKJEMASIDER[head]
    if not rest:
        return ("saker", saksnr, form.sti or skjema)
    first, last = form.rad or (head, ())
    return ("saker", saksnr, first, rest, *last)


def form_url(skjema: str, saksnr: str | None, *, formal: str | None) -> str:
    """The address of a form. The purpose that was stated goes along."""
    return address(*form_path(skjema, saksnr), formal=formal)
