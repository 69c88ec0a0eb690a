"""Who the person is: identity set right, a number found later, two persons found to be one.

Must not let an identity out of a write block: it returns nothing.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any

from exin.casework.grunnlag.apne_saker import may_hear_of, tell_holders
from exin.casework.grunnlag.given import born_of, text_of
from exin.casework.grunnlag.nummer import Nummer, read_number
from exin.errors import Conflict, InvalidInput
from exin.ids import PersonId, new_id
from exin.store import decision, personer, saker
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.tables import Adresse, Person
from exin.work import Block, Work
from policies import Action, Job, Protection

CELLS = ("navn", "fodselsnummer", "fodselsdato", "telefon", "epost")
FIELDS = tuple(f"person.{cell}" for cell in CELLS)
ALL_FIELDS = (*FIELDS, "adresse.adresse")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Endring:
    """What is to be set right; what is None stays as it is."""

    navn: str | None = None
    fodselsnummer: str | None = None
    fodselsdato: date | None = None
    telefon: str | None = None
    epost: str | None = None
    adresse: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Identitet:
    """Who somebody is, in plain text: on its way into a row, and never out of the block."""

    navn: str | None
    fodselsnummer: str | None
    fodselsdato: str | None
    telefon: str | None
    epost: str | None
    adresse: str | None

    def texts(self) -> dict[str, str | None]:
        """The cells of a person's row."""
        return {cell: getattr(self, cell) for cell in CELLS}


def read_identitet(w: Work, grant: Grant) -> Identitet:
    """All that is known of the grant's person, to be sealed again in a row of its own."""
    person, address = personer.of_grant(w.tx, grant), personer.address(w.tx, grant)
    cells = {cell: w.open(grant, person, cell) for cell in CELLS}
    return Identitet(**cells, adresse=w.open(grant, address, "adresse") if address else None)


def person_row(
    w: Block, person_id: PersonId, cells: dict[str, Any], *, oppslag: bytes | None, nummer_kjent: bool
) -> dict[str, Any]:
    """A row for a person not known before."""
    return {
        "id": person_id,
        **cells,
        "fodselsnummer_oppslag": oppslag,
        "nummer_kjent": nummer_kjent,
        "slatt_sammen_med": None,
        "registrert": w.means.clock(),
        "innholdsversjon": 1,
        "versjon": 1,
    }


def change_person(w: Work, saksnr: str, endring: Endring) -> None:
    """Set the identity of a case's person right. All cells are sealed anew under the next content version.

    Raises:
        Denied, NotFound: the asker may not.
        Conflict: the number is another person's here; a lead can find out whether the two are one.
        InvalidInput: the number cannot be used, or nothing was given.
    """
    grant = w.permit(Action.ENDRE_PERSON, saksnr, felt=ALL_FIELDS)
    if not any(astuple(endring)):
        raise InvalidInput("ingenting_a_rette")
    born_of(w, endring.fodselsdato)
    number = read_number(w, endring.fodselsnummer)
    stored = personer.of_grant(w.tx, grant)
    texts = {cell: w.open(grant, stored, cell) for cell in CELLS}
    born = endring.fodselsdato or (number.fodselsdato if number else None)
    given = {
        "navn": text_of(endring.navn, "navn", required=False),
        "fodselsnummer": number.verdi if number else None,
        "fodselsdato": born.isoformat() if born else None,
        "telefon": text_of(endring.telefon, "telefon", required=False),
        "epost": text_of(endring.epost, "epost", required=False),
    }
    texts |= {cell: value for cell, value in given.items() if value is not None}
    version = stored.version + 1
    cells = w.seal(grant, Person, owner_id=stored.row.id, row_id=stored.row.id, version=version, texts=texts)
    changes = {**cells, "innholdsversjon": version}
    if number is not None:
        changes |= {"nummer_kjent": True, "fodselsnummer_oppslag": _lookup(w, grant, stored.row, number)}
    _change_address(w, grant, endring.adresse)
    w.begin()
    personer.change(w.tx, grant, stored, **changes)


def set_tilknytning(w: Work, saksnr: str, *, har: bool) -> None:
    """Register whether the person has a tie to Oslo, or set it right. Raises Denied, NotFound."""
    grant = w.permit(Action.ENDRE_PERSON, saksnr)
    w.begin()
    saker.change(w.tx, grant, w.stub(grant).sak, tilknytning_oslo=har)


def _lookup(w: Work, grant: Grant, mine: Person, number: Nummer) -> bytes | None:
    """The look-up of a number that is given now. Another person's number is told only to who may know of that person.

    For all others it is kept sealed without a look-up, and those who hold the other person's cases are told. Without
    one it is kept as well where a row merged into this person carries it: a look-up is one row's.
    """
    other = personer.by_lookup(w.tx, grant, number.oppslag)
    if other is None or mine.fodselsnummer_oppslag == number.oppslag:
        return number.oppslag
    if other.row.id != grant.person():
        _meet_another(w, grant, decision.cases_of_person(w.tx, other.row.id, w.asker))
    return None


def _meet_another(w: Work, grant: Grant, stubs: Sequence[CaseStub]) -> None:
    """The number is the person's of these cases: the asker is told so, or those who hold them are."""
    known = [stub for stub in stubs if w.allows(Action.GJENKJENNE, stub)]
    if known:
        w.permit_stub(Action.GJENKJENNE, known[0])
        raise Conflict("nummeret_er_en_annens")
    sak = w.stub(grant).sak.row
    strict = sak.skjerming == Protection.STRENGT_FORTROLIG
    text = None if strict else f"Samme fødselsnummer er ført på personen i sak {sak.saksnr}."
    for stub in stubs:
        if may_hear_of(stub, sak):
            tell_holders(w, stub, slag="mulig_samme_person", tekst=text)


def _change_address(w: Work, grant: Grant, adresse: str | None) -> None:
    text = text_of(adresse, "adresse", required=False)
    if text is None:
        return
    stored = personer.address(w.tx, grant)
    row_id = stored.row.id if stored else new_id()
    version = stored.version + 1 if stored else 1
    cells = w.seal(
        grant, Adresse, owner_id=grant.person(), row_id=row_id, version=version, texts={"adresse": text}
    )
    w.begin()
    if stored is None:
        values = {"id": row_id, "person_id": grant.person(), "innholdsversjon": 1, "versjon": 1}
        personer.add_address(w.tx, grant, {**values, **cells})
    else:
        personer.change(w.tx, grant, stored, innholdsversjon=version, **cells)


def merge_persons(w: Work, saksnr: str, annet_saksnr: str, begrunnelse: str) -> None:
    """The persons of two cases are one: the second's cases become the first's, and nothing is removed.

    Raises:
        Denied, NotFound: the asker may not, for one of the two.
        InvalidInput: they are one already, or the two cases have different levels of protection.
    """
    keep = w.permit(Action.SLA_SAMMEN_PERSONER, saksnr)
    other = w.permit(Action.SLA_SAMMEN_PERSONER, annet_saksnr)
    if keep.person() == other.person():
        raise InvalidInput("allerede_samme_person", "saksnr")
    if w.stub(keep).sak.row.skjerming != w.stub(other).sak.row.skjerming:
        # Whoever has the one case would otherwise read, through it, what the other's level protects.
        raise InvalidInput("ulik_skjerming", "saksnr")
    reason = w.write_reason(keep, text_of(begrunnelse, "begrunnelse") or "")
    kept, merged = personer.of_grant(w.tx, keep), personer.of_grant(w.tx, other)
    for row in (merged, *personer.merged_rows(w.tx, other)):
        personer.change(w.tx, other, row, slatt_sammen_med=keep.person())
    if merged.row.nummer_kjent and not kept.row.nummer_kjent:
        personer.change(w.tx, keep, kept, nummer_kjent=True)
    for stub in decision.cases_of_person(w.tx, other.person(), w.asker):
        saker.change(w.tx, _grant_to_move(w, stub, other), stub.sak, person_id=keep.person())
    row_id = new_id()
    values: dict[str, Any] = {"id": row_id, "fra_person_id": other.person(), "til_person_id": keep.person()}
    values |= {"begrunnelse_id": reason, "utfort_av": w.actor.id, "registrert": w.means.clock()}
    personer.add_merge(w.tx, keep, values)


def _grant_to_move(w: Work, stub: CaseStub, other: Grant) -> Grant:
    """A grant for one of the merged person's cases; those that the lead may not know of are moved by the house."""
    if stub.id in other.saker:
        return other
    if w.allows(Action.SLA_SAMMEN_PERSONER, stub):
        return w.permit_stub(Action.SLA_SAMMEN_PERSONER, stub)
    return w.permit_as_job(Job.MOTTAKSPOST, Action.MELD_HENVENDELSE, stub)
