"""Search: by case number, by national number, or by name (opened and matched behind the door).

Must not keep, log or repeat what was typed, and must not match anything that the asker may not read: names of
hidden persons are not even opened.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from exin.casework.grunnlag.given import text_of
from exin.casework.grunnlag.nummer import read_number
from exin.casework.oversikt.lister import Filter, SakLinje, selection, show_lines
from exin.errors import InvalidInput
from exin.ids import PersonId
from exin.store import decision, personer
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Person
from exin.work import Reading
from policies import Action

_SHORTEST_NAME = 2
"""Letters at least in a name searched for: one letter would list half the register."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sok:
    """What is searched for: exactly one of the three."""

    saksnr: str | None = None
    fodselsnummer: str | None = None
    navn: str | None = None


def search(w: Reading, sok: Sok, *, navn: bool = True) -> list[SakLinje]:
    """The cases found, those alone that the asker may read; empty when there is none. Names only where asked for.

    The search leaves one event with its kind and how many persons it was held against, and one for each hit.

    Raises:
        Denied: the asker may not search.
        InvalidInput: nothing to search for, too short a name, or no national number.
    """
    if sok.saksnr is not None:
        return _by_case_number(w, sok.saksnr, vis=navn)
    if sok.fodselsnummer is not None:
        return _by_national_number(w, sok.fodselsnummer, vis=navn)
    return _by_name(w, sok.navn, vis=navn)


def _by_case_number(w: Reading, saksnr: str, *, vis: bool) -> list[SakLinje]:
    grant = w.permit_house(Action.SOK_PERSON, "register", koder=("saksnr",))
    stub = decision.case_by_number(w.tx, saksnr.strip(), w.asker)
    return show_lines(w, grant, [stub] if stub else [], navn=vis)


def _by_national_number(w: Reading, text: str, *, vis: bool) -> list[SakLinje]:
    """By keyed look-up; and among those the asker may read who have their number without a look-up (ADR 0008)."""
    grant = w.permit_house(
        Action.SOK_PERSON, "register", felt=("person.fodselsnummer",), koder=("fodselsnummer",)
    )
    number = read_number(w, text_of(text, "fodselsnummer"))
    if number is None:
        raise InvalidInput("tekst_mangler", "fodselsnummer")
    known = personer.by_lookup(w.tx, grant, number.oppslag)

    def without_lookup(person: Person) -> bool:
        return person.nummer_kjent and person.fodselsnummer_oppslag is None

    return _shown(
        w,
        grant,
        _Match(
            column="fodselsnummer",
            candidate=without_lookup,
            fits=lambda found: found == number.verdi,
            known=known.row.id if known else None,
        ),
        vis=vis,
    )


def _by_name(w: Reading, text: str | None, *, vis: bool) -> list[SakLinje]:
    grant = w.permit_house(Action.SOK_PERSON, "register", felt=("person.navn",), koder=("navn",))
    wanted = _words(text_of(text, "navn") or "")
    if sum(map(len, wanted)) < _SHORTEST_NAME:
        raise InvalidInput("sok_for_kort", "navn")

    def fits(name: str) -> bool:
        words = _words(name)
        return all(any(word.startswith(part) for word in words) for part in wanted)

    return _shown(w, grant, _Match(column="navn", fits=fits), vis=vis)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Match:
    """How a search finds its persons: which rows are opened, which text of them fits, who is known already."""

    column: str
    fits: Callable[[str], bool]
    candidate: Callable[[Person], bool] = lambda _: True
    known: PersonId | None = None


def _shown(w: Reading, grant: Grant, match: _Match, *, vis: bool) -> list[SakLinje]:
    """The hits among the cases that the asker may read. The count stands in the log before a text is opened.

    The same statements run whether or not somebody hidden would have fitted.
    """
    wanted = selection(w, Filter(alle=True))
    covered, seen = w.cover(grant, Action.LISTE_SAK, decision.cases_chosen(w.tx, w.asker, wanted))
    people = [row for row in personer.of_grants(w.tx, [covered]).values() if match.candidate(row.row)]
    w.note(grant, antall=len(people) + (match.known is not None))
    found = {_main(row) for row in people if match.fits(w.open(covered, row, match.column) or "")}
    hits = [stub for stub in seen if stub.person_id in {*found, match.known}]
    return show_lines(w, grant, hits, count=False, navn=vis)


def _main(person: Stored[Person]) -> PersonId:
    return person.row.slatt_sammen_med or person.row.id


_FOLDED = {"æ": "ae", "ø": "o", "å": "a"}


def _words(text: str) -> list[str]:
    """The words of a name as they are compared: a name is found by who cannot type it as well (Asa, Åsa, Aasa)."""
    letters = unicodedata.normalize("NFC", text).casefold()
    plain = "".join(_FOLDED.get(each) or unicodedata.normalize("NFD", each)[0] for each in letters)
    return "".join(each if each.isalnum() else " " for each in plain).replace("aa", "a").split()
