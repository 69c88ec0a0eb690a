"""The rows of a new case: person, address, case, first step, and what was said. Written in one transaction.

Must not decide whether there shall be a case: `henvendelse` has settled that in a plan.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from exin.casework.frist import frister
from exin.casework.grunnlag.apne_saker import open_cases, tell_holders
from exin.casework.grunnlag.stegrader import step_row
from exin.casework.person.personer import Identitet, person_row
from exin.casework.sak.steg import Kvittering
from exin.errors import Conflict
from exin.ids import PersonId, SakId, Saksnr, new_id, new_saksnr, new_subject_id
from exin.store import arbeid, hus, personer, saker
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.recheck import hold_person
from exin.store.rows import Stored
from exin.store.tables import Adresse, Kontakt, Person, Steg
from exin.work import Work
from policies import Protection
from workflows import Programme, Step

_TRIES = 50


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NyHenvendelse:
    """What is known when somebody gets in touch."""

    program: str
    kilde: str
    bydel: str
    navn: str
    dato: date | None = None
    fodselsnummer: str | None = None
    fodselsdato: date | None = None
    telefon: str | None = None
    epost: str | None = None
    adresse: str | None = None
    tekst: str | None = None
    skjerming: str = Protection.INGEN
    tilknytning_oslo: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Melding:
    """A case of the person that the asker may not know of, and what its holders are told."""

    stub: CaseStub
    tekst: str | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Plan:
    """What will be written, settled before the lock is taken."""

    ny: NyHenvendelse
    programme: Programme
    step: Step
    dag: date
    tekst: str | None
    """What was said, as it stands on the new case."""
    person: Stored[Person] | None
    identitet: Identitet
    """Where there is no person: what the new row of one says."""
    oppslag: bytes | None
    """The look-up of that row. A duplicate carries none: the number finds the first."""
    meldinger: tuple[Melding, ...]
    dublett_av: SakId | None
    """The open case that the asker may not know of: then this one is no new henvendelse in the figures."""
    forrige: SakId | None


def open_case(w: Work, grant: Grant, plan: Plan) -> Kvittering:
    """Person, case, first step and what was said, in one transaction."""
    person_id = PersonId(plan.person.row.id if plan.person else new_subject_id())
    sak_id = SakId(new_subject_id())
    grant = w.adopt(grant, sak_id=sak_id, person_id=person_id, new_person=plan.person is None)
    person, address = _new_person(w, grant, plan, person_id)
    contact = _first_contact(w, grant, plan)
    for each in plan.meldinger:
        tell_holders(w, each.stub, slag="ny_henvendelse", tekst=each.tekst)
    w.begin()
    if plan.person is not None:
        hold_person(w.tx, person_id)
        w.recheck(plan.person)
        others = open_cases(w, person_id)
        if others.kjente or others.skjulte:
            raise Conflict
    saksnr = _draw_number(w, plan.dag.year)
    if person is not None:
        personer.add(w.tx, grant, person)
    if address is not None:
        personer.add_address(w.tx, grant, address)
    saker.add(w.tx, grant, _case_row(w, plan, saksnr, sak_id=sak_id, person_id=person_id))
    arbeid.add(w.tx, grant, Steg, step_row(w, grant, plan.step, nummer=1, dag=plan.dag, har_plass=False))
    arbeid.add(w.tx, grant, Kontakt, contact)
    frister.begin(w, grant, plan.programme, plan.step.til, plan.dag)
    return Kvittering(saksnr, "henvendelse", plan.step.til, plan.programme.key, plan.dag, False, ())  # noqa: FBT003


def _new_person(
    w: Work, grant: Grant, plan: Plan, person_id: PersonId
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The rows of a person not known before: who it is, and where the person lives."""
    if plan.person is not None:
        return None, None
    texts = plan.identitet.texts()
    cells = w.seal(grant, Person, owner_id=person_id, row_id=person_id, texts=texts)
    known = texts["fodselsnummer"] is not None
    person = person_row(w, person_id, cells, oppslag=plan.oppslag, nummer_kjent=known)
    return person, _address_row(w, grant, plan.identitet.adresse)


def _address_row(w: Work, grant: Grant, adresse: str | None) -> dict[str, Any] | None:
    if adresse is None:
        return None
    row_id = new_id()
    cells = w.seal(grant, Adresse, owner_id=grant.person(), row_id=row_id, texts={"adresse": adresse})
    return {"id": row_id, "person_id": grant.person(), "innholdsversjon": 1, "versjon": 1, **cells}


def _first_contact(w: Work, grant: Grant, plan: Plan) -> dict[str, Any]:
    row_id = new_id()
    texts = {"arena": None, "tekst": plan.tekst}
    cells = w.seal(grant, Kontakt, owner_id=grant.sak(), row_id=row_id, texts=texts)
    values = {
        "id": row_id,
        "sak_id": grant.sak(),
        "slag": "henvendelse",
        "utfall": "mottatt",
        "dato": plan.dag,
    }
    return {**values, "etter_steg": 1, **cells, **w.signature()}


def _case_row(w: Work, plan: Plan, saksnr: Saksnr, *, sak_id: SakId, person_id: PersonId) -> dict[str, Any]:
    programme = plan.programme
    return {
        "id": sak_id,
        "saksnr": saksnr,
        "person_id": person_id,
        "program": programme.key,
        "program_versjon": programme.version,
        "tilstand": "henvendelse",
        "tilstand_fra": plan.dag,
        "steg_nummer": 1,
        "har_plass": False,
        "kilde": plan.ny.kilde,
        "bydel": plan.ny.bydel,
        "tilknytning_oslo": plan.ny.tilknytning_oslo,
        "apen_til": None,
        "kontakt_id": None,
        "team_id": hus.programme(w.tx, programme.key).row.mottaksteam_id,
        "skjerming": plan.ny.skjerming,
        "overlevert": False,
        "forrige_sak_id": plan.forrige,
        "dublett_av_id": plan.dublett_av,
        "opphav": "live",
        "registrert_av": w.actor.id,
        "registrert": w.means.clock(),
        "versjon": 1,
    }


def _draw_number(w: Work, year: int) -> Saksnr:
    for _ in range(_TRIES):
        saksnr = new_saksnr(year)
        if saker.number_is_free(w.tx, saksnr):
            return saksnr
    raise Conflict("ingen_ledige_saksnummer")
