"""Who the person of a case is, as the asker may see it: identity, and the address apart from it.

Must not show an address by way of anything else: it has a permit of its own.
"""

from datetime import date

from exin.casework.grunnlag.views import PersonVisning
from exin.casework.person.personer import FIELDS
from exin.casework.sak.facts import birth_date
from exin.store import personer
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Person
from exin.work import Reading
from policies import Action
from workflows import Facts, age_on


def read_person(
    w: Reading, identitet: Grant | None, adresse: Grant | None, facts: Facts
) -> PersonVisning | None:
    """The person of the grants' case; None where the asker may not see who it is."""
    return None if identitet is None else _person(w, identitet, adresse, facts.fodselsdato, facts.dag)


def show_identity(w: Reading, saksnr: str) -> PersonVisning:
    """Who the person of a case is; where the person lives, only to who may see that too.

    Raises:
        NotFound: there is no such case, or the asker may not know of it.
        Denied: the asker may not see who it is.
    """
    return open_identity(w, w.permit(Action.LES_IDENTITET, saksnr, felt=FIELDS))


def open_identity(w: Reading, identitet: Grant) -> PersonVisning:
    """The same, under a grant that was given: of `LES_IDENTITET` with the fields of a person."""
    stub = w.stub(identitet)
    shown = w.allows(Action.LES_ADRESSE, stub)
    adresse = w.permit_stub(Action.LES_ADRESSE, stub, felt=("adresse.adresse",)) if shown else None
    return _person(w, identitet, adresse, birth_date(w, identitet), w.means.today())


def _person(
    w: Reading, identitet: Grant, adresse: Grant | None, born: date | None, dag: date
) -> PersonVisning:
    person, merged = personer.of_grant(w.tx, identitet), personer.merged_rows(w.tx, identitet)
    return PersonVisning(
        navn=w.open(identitet, person, "navn"),
        fodselsnummer=w.open(identitet, person, "fodselsnummer"),
        fodselsdato=born,
        alder=age_on(born, dag) if born else None,
        telefon=w.open(identitet, person, "telefon"),
        epost=w.open(identitet, person, "epost"),
        adresser=_addresses(w, adresse),
        ogsa_registrert_som=tuple(_in_one_line(w, identitet, row) for row in merged),
    )


def _in_one_line(w: Reading, grant: Grant, person: Stored[Person]) -> str:
    """A row that was found to be the same person: all it says, so that nothing is lost by the merging."""
    cells = ("navn", "fodselsnummer", "fodselsdato", "telefon", "epost")
    return ", ".join(text for cell in cells if (text := w.open(grant, person, cell)))


def _addresses(w: Reading, grant: Grant | None) -> tuple[str, ...] | None:
    if grant is None:
        return None
    found = (w.open(grant, stored, "adresse") for stored in personer.addresses(w.tx, grant))
    return tuple(text for text in found if text)
