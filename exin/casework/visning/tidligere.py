"""What was written before of one kind, shown beside the form in which more is written; no other part of the case.

Must not be asked for before the asker has leave to write. A text that the asker may not read stays closed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.views import (
    KontaktVisning,
    LinjeVisning,
    NotatVisning,
    PersonVisning,
    SamtykkeVisning,
)
from exin.casework.person.personer import FIELDS
from exin.casework.sak import facts as facts_of
from exin.casework.visning import visning_arbeid as parts
from exin.casework.visning.visning_arbeid import Reader
from exin.casework.visning.visning_person import open_identity
from exin.errors import NotFound
from exin.work import Reading
from policies import Action

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PersonNa:
    """What is registered of the person. `person` is None where nobody asked for it, or the asker may not see it."""

    kan_vises: bool
    person: PersonVisning | None


def read_notes(w: Reading, saksnr: str) -> tuple[NotatVisning, ...]:
    """The notes, each with its corrections, the oldest first."""
    return _with_notes(w, saksnr, parts.read_notes, "notat.tekst")


def read_note(w: Reading, saksnr: str, notat_id: str) -> NotatVisning:
    """One note with its corrections; asked for by a correction, the note that it corrects.

    Raises:
        NotFound: the case has no such note, or the asker may not read it.
    """
    return _the_one(read_notes(w, saksnr), notat_id)


def show_notes(w: Reading, saksnr: str) -> tuple[NotatVisning, ...]:
    """The notes of a case by themselves, the oldest first. Raises NotFound, and Denied to who may not read notes."""
    grant = w.permit(Action.LES_NOTAT, saksnr, felt=("notat.tekst",))
    return parts.read_notes(Reader(w=w, sak=grant, notat=grant, names=StaffNames(w)))


def show_note(w: Reading, saksnr: str, notat_id: str) -> NotatVisning:
    """One of them, as `read_note`. Raises as `show_notes`."""
    return _the_one(show_notes(w, saksnr), notat_id)


def _the_one(notes: Iterable[NotatVisning], notat_id: str) -> NotatVisning:
    for each in notes:
        if notat_id in {each.id, *(correction.id for correction in each.rettelser)}:
            return each
    raise NotFound


def read_contacts(w: Reading, saksnr: str) -> tuple[KontaktVisning, ...]:
    """Talks, meetings and attempts, the oldest first."""
    return _with_notes(w, saksnr, parts.read_contacts, "kontakt.arena", "kontakt.tekst")


def read_consents(w: Reading, saksnr: str) -> tuple[SamtykkeVisning, ...]:
    """Consents that were given, without what was written with them."""
    sak = w.permit(Action.LES_SAK, saksnr)
    return parts.read_consents(Reader(w=w, sak=sak, notat=None, names=StaffNames(w)))


def read_plans(w: Reading, saksnr: str) -> tuple[LinjeVisning, ...]:
    """Plans for handing over."""
    return _with_notes(w, saksnr, parts.read_plans, "overleveringsplan.tekst")


def read_handovers(w: Reading, saksnr: str) -> tuple[LinjeVisning, ...]:
    """Services that have confirmed."""
    return _with_notes(w, saksnr, parts.read_handovers, "overlevering.tjeneste", "overlevering.tekst")


def read_tilbud(w: Reading, saksnr: str) -> tuple[LinjeVisning, ...]:
    """Whether other services were explained."""
    return _with_case(w, saksnr, parts.read_tilbud, "tilbud.tekst")


def read_told(w: Reading, saksnr: str) -> tuple[LinjeVisning, ...]:
    """When and how the person was told."""
    return _with_case(w, saksnr, parts.read_told, "fortalt.tekst")


def read_tie_to_oslo(w: Reading, saksnr: str) -> bool | None:
    """Whether the person has a tie to Oslo, as it counts: by the answer given, else by the bydel. None: not known."""
    return facts_of.tied_to_oslo(w.stub(w.permit(Action.LES_SAK, saksnr)).sak.row)


def read_identity(w: Reading, saksnr: str, *, vis: bool) -> PersonNa:
    """What is registered of the person, where that is asked for: to see it is an act of its own."""
    stub = w.stub(w.permit(Action.LES_SAK, saksnr))
    if not vis or not w.allows(Action.LES_IDENTITET, stub):
        return PersonNa(kan_vises=w.allows(Action.LES_IDENTITET, stub), person=None)
    identitet = w.permit_stub(Action.LES_IDENTITET, stub, felt=FIELDS)
    return PersonNa(kan_vises=True, person=open_identity(w, identitet))


def _with_notes(w: Reading, saksnr: str, read: Callable[[Reader], T], *felt: str) -> T:
    """Rows whose texts are notes: these stay closed to who may not read notes."""
    sak = w.permit(Action.LES_SAK, saksnr)
    stub = w.stub(sak)
    notat = w.permit_stub(Action.LES_NOTAT, stub, felt=felt) if w.allows(Action.LES_NOTAT, stub) else None
    return read(Reader(w=w, sak=sak, notat=notat, names=StaffNames(w)))


def _with_case(w: Reading, saksnr: str, read: Callable[[Reader], T], *felt: str) -> T:
    sak = w.permit(Action.LES_SAK, saksnr, felt=felt)
    return read(Reader(w=w, sak=sak, notat=None, names=StaffNames(w)))
