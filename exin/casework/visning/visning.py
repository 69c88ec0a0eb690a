"""One case, shown: what the rules let the asker see of it, and the names of the parts that they do not.

Must not open anything before all that will be read is permitted: the log then takes one commit for the page.
"""

from dataclasses import dataclass

from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.bydeler import name_of_district
from exin.casework.grunnlag.history import programme_of
from exin.casework.grunnlag.views import LenkeVisning, SakVisning, TildelingVisning
from exin.casework.person.personer import FIELDS
from exin.casework.sak import facts as facts_of
from exin.casework.visning import visning_arbeid as parts
from exin.casework.visning.kartleggingsvisning import KARTLEGGING, read_mapping
from exin.casework.visning.stegkunnskap import Sakskunnskap, know_of
from exin.casework.visning.visning_person import read_person
from exin.store import arbeid, decision
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.tables import Inhabil, Tildeling
from exin.work import Reading
from policies import Action
from workflows import missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Sakstilgang:
    """What the asker got leave to read of one case. None: the rules say no, and that part stays hidden."""

    sak: Grant
    identitet: Grant | None
    adresse: Grant | None
    notat: Grant | None
    kartlegging: Grant | None
    begrunnelse: Grant | None
    lenker: tuple[Grant, ...]
    om_identitet: bool
    """Whether it was asked who the case is about."""

    @property
    def hidden(self) -> tuple[str, ...]:
        """The names of the parts that stay hidden. What was not asked for is none: reasons, and who it is."""
        asked = {"identitet": self.identitet, "adresse": self.adresse} if self.om_identitet else {}
        shown = {**asked, "notater": self.notat, "kartlegging": self.kartlegging}
        return tuple(name for name, grant in shown.items() if grant is None)


def show_case(w: Reading, saksnr: str, *, begrunnelser: bool = False, identitet: bool = True) -> SakVisning:
    """A case as the asker may see it; typed reasons of its steps, and who it is about, only where asked for.

    Raises:
        NotFound: there is no such case, or the asker may not know of it.
        Denied: the asker may know of it and not read it.
    """
    grants = permit_parts(w, permit_case(w, saksnr), begrunnelser=begrunnelser, identitet=identitet)
    return read_case(w, grants, know_of(w, grants.sak), StaffNames(w))


def permit_case(w: Reading, saksnr: str) -> Grant:
    """Leave to read a case. Raises NotFound, Denied."""
    return w.permit(Action.LES_SAK, saksnr, felt=(*facts_of.NEEDED, *parts.INFORMASJON))


def read_case(w: Reading, grants: Sakstilgang, kjent: Sakskunnskap, names: StaffNames) -> SakVisning:
    """The same, of what was permitted and is known already."""
    stub, history, facts = kjent.stub, kjent.history, kjent.facts
    sak = stub.sak.row
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
        kartlegging=read_mapping(reader, grants.kartlegging, history),
        samtykker=parts.read_consents(reader),
        planer=parts.read_plans(reader),
        overleveringer=parts.read_handovers(reader),
        tilbud=parts.read_tilbud(reader),
        fortalt=parts.read_told(reader),
        lenker=tuple(_link(w, stub, each) for each in grants.lenker),
        skjult=grants.hidden,
        kan_vise_identitet=w.allows(Action.LES_IDENTITET, stub),
    )


def permit_parts(w: Reading, sak: Grant, *, begrunnelser: bool, identitet: bool) -> Sakstilgang:
    """Leave to read what the rules let the asker read of a case. Ask before anything is opened."""
    stub = w.stub(sak)

    def also(action: Action, *felt: str) -> Grant | None:
        return w.permit_stub(action, stub, felt=felt) if w.allows(action, stub) else None

    return Sakstilgang(
        sak=sak,
        identitet=also(Action.LES_IDENTITET, *FIELDS) if identitet else None,
        adresse=also(Action.LES_ADRESSE, "adresse.adresse") if identitet else None,
        notat=also(Action.LES_NOTAT, *parts.NOTATER),
        kartlegging=also(Action.LES_KARTLEGGING, *KARTLEGGING),
        begrunnelse=also(Action.LES_BEGRUNNELSE, "begrunnelse.tekst") if begrunnelser else None,
        lenker=tuple(w.permit_each(Action.KJENNE_TIL, _linked(w, stub))),
        om_identitet=identitet,
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
