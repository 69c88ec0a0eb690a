"""A new henvendelse: the person found or made, the case opened, or the open case told of it.

Must not tell the asker of a case that the asker may not know of: answer, number and receipt are then those of a new
henvendelse, and those who hold the open case are told (docs/adr/0008).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from exin.casework.apne_saker import OpenCases, open_cases, sort_out, tell_holders
from exin.casework.facts import birth_date
from exin.casework.given import code_of, day_of, text_of
from exin.casework.nummer import Nummer, read_number
from exin.casework.personer import FIELDS as PERSON_FIELDS
from exin.casework.personer import person_row
from exin.casework.steg import Kvittering, legal, step_row
from exin.errors import Conflict, IllegalStep, InvalidInput
from exin.ids import PersonId, SakId, Saksnr, new_id, new_saksnr, new_subject_id
from exin.store import arbeid, decision, hus, personer, saker
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Adresse, Kontakt, Person, Steg
from exin.work import Work
from policies import Action, Protection
from workflows import NEW, Actorship, Facts, Inputs, NySak, Programme, Reason, Step, by_key, next_step

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
class _Plan:
    """What will be written, settled before the lock is taken."""

    ny: NyHenvendelse
    programme: Programme
    dag: date
    nummer: Nummer | None
    person: Stored[Person] | None
    meld_til: CaseStub | None
    """A case of the person that the asker may not know of: its holders are told."""
    dublett_av: SakId | None
    """The same, where that case is open: then this one is no new henvendelse in the figures."""
    forrige: SakId | None


def register_henvendelse(w: Work, ny: NyHenvendelse) -> Kvittering:
    """Open a case for somebody who got in touch.

    Raises:
        Denied: the asker may not.
        IllegalStep: the person has an open case that the asker may know of.
        InvalidInput: something given cannot be used.
    """
    grant = w.permit_house(Action.HENVENDELSE, "program", hendelse="henvendelse")
    dag = day_of(w, ny.dato)
    number = read_number(w, ny.fodselsnummer)
    known = personer.by_lookup(w.tx, grant, number.oppslag) if number else None
    plan = _plan(w, ny, dag=dag, number=number, known=known, forrige=None)
    return _open_case(w, grant, plan)


def open_linked(w: Work, saksnr: str, ny: NyHenvendelse) -> Kvittering:
    """A new case for the person of an ended one (ny_henvendelse), linked to it. Raises as `register_henvendelse`."""
    grant = w.permit(Action.NY_HENVENDELSE, saksnr, felt=PERSON_FIELDS, hendelse="ny_henvendelse")
    old = w.stub(grant).sak.row
    dag = day_of(w, ny.dato, earliest=old.tilstand_fra)
    facts = Facts(dag=dag, fodselsdato=birth_date(w, grant), annen_apen_sak=False)
    with legal():
        step = next_step(
            by_key(old.program, old.program_versjon),
            old.tilstand,
            "ny_henvendelse",
            facts=facts,
            inputs=Inputs(kilde=ny.kilde),
            actorship=Actorship(er_leder=w.actor.er_leder),
        )
    into = next(effect for effect in step.effects if isinstance(effect, NySak))
    person = personer.of_grant(w.tx, grant)
    # Where another case of the person is hidden from the asker, the new one gets a person of its own (see _plan): it
    # then needs what the asker can read on the old case.
    identity = {cell: w.open(grant, person, cell) for cell in ("telefon", "epost")}
    born = facts.fodselsdato
    ny = replace(
        ny, navn=w.open(grant, person, "navn") or "", fodselsdato=born, program=into.program_key, **identity
    )
    plan = _plan(w, ny, dag=dag, number=None, known=person, forrige=SakId(old.id))
    return _open_case(w, w.permit_house(Action.HENVENDELSE, "program", hendelse="henvendelse"), plan)


def _plan(
    w: Work,
    ny: NyHenvendelse,
    *,
    dag: date,
    number: Nummer | None,
    known: Stored[Person] | None,
    forrige: SakId | None,
) -> _Plan:
    try:
        programme = by_key(ny.program)
    except LookupError:
        raise InvalidInput("ukjent_kode", "program") from None
    code_of(ny.bydel, "bydel", {district.kode for district in hus.districts(w.tx)})
    code_of(ny.skjerming, "skjerming", set(Protection))
    text_of(ny.navn, "navn", required=known is None)
    stubs = decision.cases_of_person(w.tx, known.row.id, w.asker) if known else []
    others = sort_out(w, stubs)
    _refuse_known(w, others)
    _judge(w, programme, ny, dag)
    hidden = [*others.skjulte, *(stub for stub in stubs if _is_secret(w, stub))]
    return _Plan(
        ny=replace(ny, skjerming=_level(ny, [] if hidden else stubs)),
        programme=programme,
        dag=dag,
        nummer=number,
        person=None if hidden else known,
        meld_til=hidden[0] if hidden else None,
        dublett_av=SakId(others.skjulte[0].id) if others.skjulte else None,
        forrige=forrige,
    )


def _is_secret(w: Work, stub: CaseStub) -> bool:
    """A strictly protected case that the asker may not know of, open or ended: nor then of its person."""
    return stub.sak.row.skjerming == Protection.STRENGT_FORTROLIG and not w.allows(Action.GJENKJENNE, stub)


def _level(ny: NyHenvendelse, stubs: Sequence[CaseStub]) -> Protection:
    """The level of protection follows the person: never lower than in the cases before."""
    levels = [Protection(ny.skjerming), *(Protection(stub.sak.row.skjerming) for stub in stubs)]
    return max(levels, key=list(Protection).index)


def _refuse_known(w: Work, others: OpenCases) -> None:
    """The asker may know of the open case: say so, and log that it was said."""
    if not others.kjente:
        return
    stub = others.kjente[0]
    w.permit_stub(Action.GJENKJENNE, stub)
    missing = f"Før de nye opplysningene på sak {stub.sak.row.saksnr}."
    raise IllegalStep(
        [
            Reason(
                "ingen_annen_apen_sak",
                "En person kan ha bare én åpen sak i EXIN om gangen.",
                missing,
                "mottak",
            )
        ]
    )


def _judge(w: Work, programme: Programme, ny: NyHenvendelse, dag: date) -> Step:
    with legal():
        return next_step(
            programme,
            NEW,
            "henvendelse",
            facts=Facts(dag=dag, kilde=ny.kilde, annen_apen_sak=False),
            inputs=Inputs(kilde=ny.kilde),
            actorship=Actorship(er_leder=w.actor.er_leder),
        )


def _open_case(w: Work, grant: Grant, plan: _Plan) -> Kvittering:
    """Person, case, first step and what was said, in one transaction."""
    person_id = PersonId(plan.person.row.id if plan.person else new_subject_id())
    sak_id = SakId(new_subject_id())
    grant = w.adopt(grant, sak_id=sak_id, person_id=person_id, new_person=plan.person is None)
    person, address = _new_person(w, grant, plan, person_id)
    contact = _first_contact(w, grant, plan)
    step = _judge(w, plan.programme, plan.ny, plan.dag)
    if plan.meld_til is not None:
        tell_holders(w, plan.meld_til, slag="ny_henvendelse", tekst=_all_that_was_said(plan.ny))
    w.begin()
    if plan.person is not None:
        w.recheck_person(plan.person)
        others = open_cases(w, person_id)
        if others.kjente or others.skjulte:
            raise Conflict
    saksnr = _draw_number(w, plan.dag.year)
    if person is not None:
        personer.add(w.tx, grant, person)
    if address is not None:
        personer.add_address(w.tx, grant, address)
    saker.add(w.tx, grant, _case_row(w, plan, saksnr, sak_id=sak_id, person_id=person_id))
    arbeid.add(w.tx, grant, Steg, step_row(w, grant, step, nummer=1, dag=plan.dag, har_plass=False))
    arbeid.add(w.tx, grant, Kontakt, contact)
    return Kvittering(saksnr, "henvendelse", step.til, plan.programme.key, plan.dag, False, ())  # noqa: FBT003


def _new_person(
    w: Work, grant: Grant, plan: _Plan, person_id: PersonId
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The rows of a person not known before. A duplicate carries no look-up: the number finds the first."""
    if plan.person is not None:
        return None, None
    ny, number = plan.ny, plan.nummer
    born = (number.fodselsdato if number else None) or ny.fodselsdato
    texts = {
        "navn": text_of(ny.navn, "navn"),
        "fodselsnummer": number.verdi if number else None,
        "fodselsdato": born.isoformat() if born else None,
        "telefon": text_of(ny.telefon, "telefon", required=False),
        "epost": text_of(ny.epost, "epost", required=False),
    }
    cells = w.seal(grant, Person, owner_id=person_id, row_id=person_id, texts=texts)
    hashed = number.oppslag if number and plan.meld_til is None else None
    person = person_row(w, person_id, cells, oppslag=hashed, nummer_kjent=number is not None)
    return person, address_row(w, grant, ny.adresse)


def address_row(w: Work, grant: Grant, adresse: str | None) -> dict[str, Any] | None:
    """A row for the address of the grant's person; None when none was given."""
    text = text_of(adresse, "adresse", required=False)
    if text is None:
        return None
    row_id = new_id()
    cells = w.seal(grant, Adresse, owner_id=grant.person(), row_id=row_id, texts={"adresse": text})
    return {"id": row_id, "person_id": grant.person(), "innholdsversjon": 1, "versjon": 1, **cells}


def _first_contact(w: Work, grant: Grant, plan: _Plan) -> dict[str, Any]:
    """What was said, with the details that the person's own row does not get because it is known already."""
    text = text_of(plan.ny.tekst, "tekst", required=False)
    if plan.person is not None:
        text = _all_that_was_said(plan.ny)
    row_id = new_id()
    cells = w.seal(grant, Kontakt, owner_id=grant.sak(), row_id=row_id, texts={"arena": None, "tekst": text})
    values = {
        "id": row_id,
        "sak_id": grant.sak(),
        "slag": "henvendelse",
        "utfall": "mottatt",
        "dato": plan.dag,
    }
    return {**values, "etter_steg": 1, **cells, **w.signature()}


def _all_that_was_said(ny: NyHenvendelse) -> str:
    """Text and contact details as given, for those who already know the person."""
    given = [("Navn", ny.navn), ("Telefon", ny.telefon), ("E-post", ny.epost), ("Adresse", ny.adresse)]
    lines = [f"{label}: {value.strip()}" for label, value in given if value and value.strip()]
    return "\n".join([*([ny.tekst.strip()] if ny.tekst else []), *lines])


def _case_row(w: Work, plan: _Plan, saksnr: Saksnr, *, sak_id: SakId, person_id: PersonId) -> dict[str, Any]:
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
