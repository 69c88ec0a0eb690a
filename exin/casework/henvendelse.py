"""A new henvendelse: the person found or made, the case opened, or the open case told of it.

Must not tell the asker of a case that the asker may not know of: answer, number and receipt are then those of a new
henvendelse, and those who hold the open case are told (docs/adr/0008).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from exin.casework.apne_saker import OpenCases, sort_out
from exin.casework.facts import birth_date
from exin.casework.given import code_of, day_of, text_of
from exin.casework.nummer import Nummer, read_number
from exin.casework.ny_sak import NyHenvendelse, Plan, open_case
from exin.casework.personer import FIELDS as PERSON_FIELDS
from exin.casework.steg import Kvittering, legal
from exin.errors import IllegalStep, InvalidInput
from exin.ids import SakId
from exin.store import decision, hus, personer
from exin.store.decision import CaseStub
from exin.store.rows import Stored
from exin.store.tables import Person
from exin.work import Work
from policies import Action, Protection
from workflows import NEW, Actorship, Facts, Inputs, NySak, Programme, Reason, Step, by_key, next_step


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
    return open_case(w, grant, plan)


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
    ny = replace(
        ny,
        program=into.program_key,
        bydel=ny.bydel or old.bydel,
        navn=w.open(grant, person, "navn") or "",
        fodselsdato=facts.fodselsdato,
        telefon=w.open(grant, person, "telefon"),
        epost=w.open(grant, person, "epost"),
    )
    plan = _plan(w, ny, dag=dag, number=None, known=person, forrige=SakId(old.id))
    return open_case(w, w.permit_house(Action.HENVENDELSE, "program", hendelse="henvendelse"), plan)


def _plan(
    w: Work,
    ny: NyHenvendelse,
    *,
    dag: date,
    number: Nummer | None,
    known: Stored[Person] | None,
    forrige: SakId | None,
) -> Plan:
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
    hidden = [*others.skjulte, *(stub for stub in stubs if _is_secret(w, stub))]
    return Plan(
        ny=replace(ny, skjerming=_level(ny, [] if hidden else stubs)),
        programme=programme,
        step=_judge(w, programme, ny, dag),
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
