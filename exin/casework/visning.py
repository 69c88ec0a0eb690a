"""One case, shown: what the rules let the asker see of it, and the names of the parts that they do not.

Must not open anything before all that will be read is permitted: the log then takes one commit for the page.
"""

from dataclasses import dataclass

from exin.casework import facts as facts_of
from exin.casework import visning_arbeid as parts
from exin.casework.ansattnavn import StaffNames
from exin.casework.bydeler import name_of_district
from exin.casework.history import programme_of, read_history
from exin.casework.personer import FIELDS
from exin.casework.views import LenkeVisning, SakVisning, TildelingVisning
from exin.casework.visning_person import read_person
from exin.store import arbeid, decision
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.tables import Inhabil, Tildeling
from exin.work import Reading
from policies import Action
from workflows import missing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grants:
    """What the asker got leave to read of one case. None: the rules say no, and that part stays hidden."""

    sak: Grant
    identitet: Grant | None
    adresse: Grant | None
    notat: Grant | None
    kartlegging: Grant | None
    begrunnelse: Grant | None

    def hidden(self) -> tuple[str, ...]:
        """The names of the parts that stay hidden. Typed reasons are none: they are shown when asked for."""
        shown = {
            "identitet": self.identitet,
            "adresse": self.adresse,
            "notater": self.notat,
            "kartlegging": self.kartlegging,
        }
        return tuple(name for name, grant in shown.items() if grant is None)


def show_case(w: Reading, saksnr: str, *, begrunnelser: bool = False) -> SakVisning:
    """A case as the asker may see it; with the typed reasons of its steps only where they are asked for.

    Raises:
        NotFound: there is no such case, or the asker may not know of it.
        Denied: the asker may know of it and not read it.
    """
    grants = _permits(w, saksnr, begrunnelser=begrunnelser)
    stub = w.stub(grants.sak)
    linked = w.permit_each(Action.KJENNE_TIL, _linked(w, stub))
    sak, names = stub.sak.row, StaffNames(w)
    history = read_history(w.tx, grants.sak)
    facts = facts_of.gather(w, grants.sak, history, dag=w.means.today())
    reader = parts.Reader(w=w, sak=grants.sak, notat=grants.notat, names=names)
    return SakVisning(
        saksnr=sak.saksnr,
        versjon=sak.versjon,
        program=sak.program,
        tilstand=sak.tilstand,
        tilstand_fra=history.since,
        apen_til=sak.apen_til,
        skjerming=sak.skjerming,
        kilde=sak.kilde,
        bydel=sak.bydel,
        bydel_navn=name_of_district(sak.bydel),
        tilknytning_oslo=facts.tilknytning_oslo,
        tildeling=_assigned(w, grants.sak, names),
        registrert_av=names.of(sak.registrert_av),
        registrert=sak.registrert,
        person=read_person(w, grants.identitet, grants.adresse, facts),
        mangler=missing(programme_of(history.last), sak.tilstand, facts),
        steg=parts.read_steps(reader, grants.begrunnelse, history),
        notater=parts.read_notes(reader),
        kontakter=parts.read_contacts(reader),
        kartlegging=parts.read_mapping(reader, grants.kartlegging, history),
        samtykker=parts.read_consents(reader),
        planer=parts.read_plans(reader),
        overleveringer=parts.read_handovers(reader),
        tilbud=parts.read_services(reader),
        fortalt=parts.read_told(reader),
        lenker=tuple(_link(w, stub, each) for each in linked),
        skjult=grants.hidden(),
    )


def _permits(w: Reading, saksnr: str, *, begrunnelser: bool) -> _Grants:
    sak = w.permit(Action.LES_SAK, saksnr, felt=(*facts_of.NEEDED, *parts.INFORMASJON))
    stub = w.stub(sak)

    def also(action: Action, *felt: str) -> Grant | None:
        return w.permit_stub(action, stub, felt=felt) if w.allows(action, stub) else None

    return _Grants(
        sak=sak,
        identitet=also(Action.LES_IDENTITET, *FIELDS),
        adresse=also(Action.LES_ADRESSE, "adresse.adresse"),
        notat=also(Action.LES_NOTAT, *parts.NOTATER),
        kartlegging=also(Action.LES_KARTLEGGING, *parts.KARTLEGGING),
        begrunnelse=also(Action.LES_BEGRUNNELSE, "begrunnelse.tekst") if begrunnelser else None,
    )


def _linked(w: Reading, stub: CaseStub) -> list[CaseStub]:
    """Linked cases. A possible duplicate is only for who may recognise the person in the other (ADR 0008)."""
    sak = stub.sak.row
    return [
        other
        for other in decision.cases_linked_to(w.tx, sak, w.asker)
        if sak.id == other.sak.row.forrige_sak_id
        or other.sak.row.id == sak.forrige_sak_id
        or w.allows(Action.GJENKJENNE, other)
    ]


def _link(w: Reading, stub: CaseStub, grant: Grant) -> LenkeVisning:
    mine, other = stub.sak.row, w.stub(grant).sak.row
    if other.id == mine.forrige_sak_id:
        return LenkeVisning(saksnr=other.saksnr, forhold="forrige")
    later = other.forrige_sak_id == mine.id
    return LenkeVisning(saksnr=other.saksnr, forhold="neste" if later else "mulig_samme_person")


def _assigned(w: Reading, grant: Grant, names: StaffNames) -> TildelingVisning:
    sak = w.stub(grant).sak.row
    now = [row.row for row in arbeid.of_case(w.tx, grant, Tildeling) if row.row.til is None]
    leads = w.leads(w.stub(grant))
    barred = [row.row for row in arbeid.of_case(w.tx, grant, Inhabil) if row.row.opphevet is None]

    def having(funksjon: str) -> tuple[str, ...]:
        return tuple(sorted(names.of(row.ansatt_id) for row in now if row.funksjon == funksjon))

    return TildelingVisning(
        kontakt=names.of(sak.kontakt_id) if sak.kontakt_id else None,
        medansvarlige=having("medansvarlig"),
        klarerte_ledere=having("klarert_leder"),
        inhabile=tuple(sorted(names.of(row.ansatt_id) for row in barred)) if leads else (),
    )
