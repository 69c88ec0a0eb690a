"""From an actor and a case's open attributes to what the rules are asked about.

Must not decide. The parties are named by how they stand to each other, never by id: few questions differ.
"""

from exin.actor import Actor, Caller
from exin.store.decision import CaseStub
from exin.store.tables import Ansatt
from policies import Action, CaseFacts, Principal, Purpose, Role, default_purpose, purposes_for
from workflows import by_key


def actor_of(caller: Caller, row: Ansatt) -> Actor:
    """A caller as the staff table knows it."""
    return Actor(
        caller=caller, id=row.id, rolle=Role(row.rolle), team_id=row.team_id, aktiv=bool(row.aktiv),
        klarert=bool(row.klarert), mottak=bool(row.mottak), vakt=bool(row.vakt), versjon=row.versjon,
    )  # fmt: skip


def purpose_of(actor: Actor, action: Action, tilstand: str | None) -> Purpose:
    """The purpose of an action: as the caller said, else what fits the action and the case's state."""
    said = actor.caller.formal or default_purpose(action, actor.rolle, tilstand=tilstand)
    return said or purposes_for(actor.rolle, mottak=actor.mottak)[0]


def principal_of(actor: Actor) -> Principal:
    """The actor as the rules see it."""
    if actor.caller.jobb is not None:
        return Principal(
            kind="jobb",
            jobb=actor.caller.jobb,
            rolle=None,
            aktiv=True,
            klarert=False,
            mottak=False,
            vakt=False,
        )
    return Principal(
        kind="ansatt",
        jobb=None,
        rolle=actor.rolle,
        aktiv=actor.aktiv,
        klarert=actor.klarert,
        mottak=actor.mottak,
        vakt=actor.vakt,
    )


def case_facts(stub: CaseStub, actor: Actor) -> CaseFacts:
    """The case as it stands to the actor."""
    sak = stub.sak.row
    programme = by_key(sak.program, sak.program_versjon)
    return CaseFacts(
        program=sak.program,
        tilstand=sak.tilstand,
        skjerming=stub.vern,
        egen=stub.medansvarlig or (sak.kontakt_id is not None and sak.kontakt_id == actor.id),
        i_mitt_lag=sak.team_id == actor.team_id,
        inhabil=stub.inhabil,
        ufordelt=sak.kontakt_id is None,
        # Whoever registers a protected case keeps it for a while; not one whose person is protected elsewhere.
        registrert_av_meg=sak.registrert_av == actor.id and stub.vern == sak.skjerming,
        overlevert=sak.overlevert,
        skrivebeskyttet=programme.state(sak.tilstand).read_only,
    )
