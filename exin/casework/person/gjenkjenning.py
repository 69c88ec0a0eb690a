"""Whether somebody who gets in touch is known, by what the asker may learn of it.

Must not tell of a hidden case by anything: what is told leaves an event, and what is hidden is only handed on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from exin.casework.grunnlag.apne_saker import active_states, sort_out
from exin.casework.grunnlag.nummer import Nummer
from exin.casework.person.personer import ALL_FIELDS
from exin.errors import IllegalStep
from exin.ids import SakId
from exin.store import decision, personer
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Person, Sak
from exin.store.utsyn import Utvalg
from exin.work import Block, Work
from policies import Action, Protection
from workflows import Reason


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Funn:
    """The person, where known, and the person's cases as they stand to the asker."""

    person: Stored[Person] | None
    known: Sequence[CaseStub]
    """Open ones that the asker may learn of."""
    hidden: Sequence[CaseStub]
    """Those that must not be told of: open ones, else strictly protected ones."""
    visible: Sequence[CaseStub]
    """All others, with what is of no secret before them."""
    open_hidden: SakId | None


def look_around(w: Block, person: Stored[Person] | None, old: Sak | None = None) -> Funn:
    """What there is of a person who got in touch; and of the cases linked to `old`, where that is the one before."""
    stubs = decision.cases_of_person(w.tx, person.row.id, w.asker) if person else []
    others = sort_out(w, stubs)
    secret = [stub for stub in stubs if _is_secret(w, stub)]
    unseen = {stub.id for stub in (*others.skjulte, *secret)}
    later = decision.cases_linked_to(w.tx, old, w.asker) if old else []
    linked = sort_out(w, [stub for stub in later if old and stub.sak.row.forrige_sak_id == old.id])
    return Funn(
        person=person,
        known=(*others.kjente, *linked.kjente),
        hidden=others.skjulte or secret,
        visible=[stub for stub in stubs if stub.id not in unseen],
        open_hidden=SakId(others.skjulte[0].id) if others.skjulte else None,
    )


def _is_secret(w: Block, stub: CaseStub) -> bool:
    """A strictly protected case that the asker may not know of, open or ended: nor then of its person."""
    return stub.vern == Protection.STRENGT_FORTROLIG and not w.allows(Action.GJENKJENNE, stub)


def readable(w: Block, found: Funn) -> Grant | None:
    """Where a case is hidden: a grant for the newest of the others whose person the asker may read.

    The new one then shows what that one shows, as it would if there were nothing to hide.
    """
    stubs = reversed(found.visible if found.hidden else ())
    newest = next((stub for stub in stubs if w.allows(Action.LES_IDENTITET, stub)), None)
    return w.permit_stub(Action.LES_IDENTITET, newest, felt=ALL_FIELDS) if newest else None


def open_twins(w: Work, grant: Grant, nummer: Nummer) -> list[CaseStub]:
    """The open cases that the asker may recognise, of persons who have that number without a look-up.

    Else whoever registers somebody twice would learn from the second receipt that there is a case to hide.
    """
    chosen = decision.cases_chosen(w.tx, w.asker, Utvalg(tilstander=active_states()))
    covered, seen = w.cover(grant, Action.GJENKJENNE, chosen)
    people = [row for row in personer.of_grants(w.tx, [covered]).values() if _without_lookup(row.row)]
    w.note(grant, antall=len(people))
    same = [row.row for row in people if w.open(covered, row, "fodselsnummer") == nummer.verdi]
    found = {person.slatt_sammen_med or person.id for person in same}
    return [stub for stub in seen if stub.person_id in found]


def _without_lookup(person: Person) -> bool:
    return person.nummer_kjent and person.fodselsnummer_oppslag is None


def refuse_known(w: Block, known: Sequence[CaseStub]) -> None:
    """The asker may know of the open case: say so, and log that it was said."""
    if not known:
        return
    w.permit_stub(Action.GJENKJENNE, known[0])
    saksnr = known[0].sak.row.saksnr
    missing = f"Før de nye opplysningene på sak {saksnr}."
    raise IllegalStep(
        [
            Reason(
                "ingen_annen_apen_sak",
                "En person kan ha bare én åpen sak i EXIN om gangen.",
                missing,
                "mottak",
            )
        ],
        saksnr=saksnr,
    )
