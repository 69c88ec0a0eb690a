"""A new henvendelse: the person found or made, the case opened, or the open case told of it.

Must not tell the asker of a case that the asker may not know of: answer, number and receipt are then those of a new
henvendelse, and those who hold the open case are told (docs/adr/0008).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from exin.casework.grunnlag.bydeler import districts
from exin.casework.grunnlag.given import asked_on, born_of, code_of, day_of, text_of
from exin.casework.grunnlag.nummer import Nummer, read_number, stored_number
from exin.casework.person.gjenkjenning import Funn, look_around, open_twins, readable, refuse_known
from exin.casework.person.personer import ALL_FIELDS, Identitet, read_identitet
from exin.casework.sak.facts import birth_date
from exin.casework.sak.ny_sak import Melding, NyHenvendelse, Plan, open_case
from exin.casework.sak.steg import Kvittering, legal
from exin.errors import InvalidInput
from exin.ids import SakId
from exin.store import personer
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.work import Work
from policies import Action, Protection
from workflows import NEW, Actorship, Facts, Inputs, NySak, Programme, Step, by_key, next_step

_NUMMER = ("person.fodselsnummer",)


def register_henvendelse(w: Work, ny: NyHenvendelse) -> Kvittering:
    """Open a case for somebody who got in touch.

    Raises:
        Denied: the asker may not.
        IllegalStep: the person has an open case that the asker may know of.
        InvalidInput: something given cannot be used.
    """
    grant = w.permit_house(Action.HENVENDELSE, "program", felt=_NUMMER, hendelse="henvendelse")
    ny = _read(w, ny, navn=True)
    number = read_number(w, ny.fodselsnummer)
    known = personer.by_lookup(w.tx, grant, number.oppslag) if number else None
    return open_case(w, grant, _plan(w, grant, ny, look_around(w, known), number=number))


def open_linked(w: Work, saksnr: str, ny: NyHenvendelse) -> Kvittering:
    """A new case for the person of an ended one (ny_henvendelse), linked to it. Raises as `register_henvendelse`."""
    source = w.permit(Action.NY_HENVENDELSE, saksnr, felt=ALL_FIELDS, hendelse="ny_henvendelse")
    old = w.stub(source).sak.row
    ny = _read(w, ny, navn=False)
    dag = day_of(w, ny.dato, earliest=old.tilstand_fra)
    facts = Facts(dag=dag, fodselsdato=birth_date(w, source), annen_apen_sak=False)
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
    grant = w.permit_house(Action.HENVENDELSE, "program", felt=_NUMMER, hendelse="henvendelse")
    ny = replace(ny, program=into.program_key, bydel=ny.bydel or old.bydel)
    found = look_around(w, personer.of_grant(w.tx, source), old)
    return open_case(w, grant, _plan(w, grant, ny, found, source=source, forrige=SakId(old.id)))


def _read(w: Work, ny: NyHenvendelse, *, navn: bool) -> NyHenvendelse:
    """What was given, checked alike for whoever gets in touch, before anybody is looked up."""
    return replace(
        ny,
        dato=asked_on(w, ny.dato),
        fodselsdato=born_of(w, ny.fodselsdato),
        navn=text_of(ny.navn, "navn", required=navn) or "",
        telefon=text_of(ny.telefon, "telefon", required=False),
        epost=text_of(ny.epost, "epost", required=False),
        adresse=text_of(ny.adresse, "adresse", required=False),
        tekst=text_of(ny.tekst, "tekst", required=False),
    )


def _plan(
    w: Work,
    grant: Grant,
    ny: NyHenvendelse,
    found: Funn,
    *,
    number: Nummer | None = None,
    source: Grant | None = None,
    forrige: SakId | None = None,
) -> Plan:
    programme = _programme(ny)
    refuse_known(w, found.known)
    own_row = found.person is None or bool(found.hidden)
    source = source or readable(w, found)
    copied = read_identitet(w, source) if own_row and source else None
    number = number or (stored_number(w, copied.fodselsnummer) if copied else None)
    if number and found.hidden:
        refuse_known(w, open_twins(w, grant, number))
    dag = ny.dato or w.means.today()
    level, said = _level(ny, found.visible), _all_that_was_said(ny)
    return Plan(
        ny=replace(ny, skjerming=level),
        programme=programme,
        step=_judge(w, programme, ny, dag),
        dag=dag,
        tekst=ny.tekst if own_row and copied is None else said,
        person=None if own_row else found.person,
        identitet=copied or _as_given(ny, number),
        oppslag=number.oppslag if number and not found.hidden else None,
        meldinger=tuple(_message(stub, level, said) for stub in found.hidden),
        dublett_av=found.open_hidden,
        forrige=forrige,
    )


def _programme(ny: NyHenvendelse) -> Programme:
    code_of(ny.bydel, "bydel", districts())
    code_of(ny.skjerming, "skjerming", set(Protection))
    try:
        return by_key(ny.program)
    except LookupError:
        raise InvalidInput("ukjent_kode", "program") from None


def _as_given(ny: NyHenvendelse, number: Nummer | None) -> Identitet:
    born = (number.fodselsdato if number else None) or ny.fodselsdato
    return Identitet(
        navn=ny.navn,
        fodselsnummer=number.verdi if number else None,
        fodselsdato=born.isoformat() if born else None,
        telefon=ny.telefon,
        epost=ny.epost,
        adresse=ny.adresse,
    )


def _level(ny: NyHenvendelse, stubs: Sequence[CaseStub]) -> Protection:
    """The level of protection follows the person: never lower than in the cases before."""
    levels = [Protection(ny.skjerming), *(Protection(stub.sak.row.skjerming) for stub in stubs)]
    return max(levels, key=list(Protection).index)


def _all_that_was_said(ny: NyHenvendelse) -> str | None:
    """Text and details as given, for those who know the person already: the person's own row does not get them."""
    born = ny.fodselsdato.strftime("%d.%m.%Y") if ny.fodselsdato else None
    details = [
        *(("Navn", ny.navn), ("Født", born), ("Telefon", ny.telefon)),
        *(("E-post", ny.epost), ("Adresse", ny.adresse)),
    ]
    lines = [f"{label}: {value}" for label, value in details if value]
    return "\n".join([*([ny.tekst] if ny.tekst else []), *lines]) or None


def _message(stub: CaseStub, level: Protection, said: str | None) -> Melding:
    """What those who hold a hidden case are told: what somebody strictly protected said, only to those cleared."""
    strict = Protection.STRENGT_FORTROLIG
    fits = level is not strict or stub.sak.row.skjerming == strict
    return Melding(stub=stub, tekst=said if fits else None)


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
