"""From an actor and a case's open attributes to what the rules are asked about.

Must not decide: the rules do. The parties are named by how they stand to each other, never by id: few questions differ.
"""

from collections.abc import Iterable
from typing import NamedTuple

from exin.actor import Actor, Caller
from exin.store.decision import CaseStub
from exin.store.omriss import Omriss
from exin.store.tables import Ansatt
from exin.store.utsyn import Utsyn
from exin.work.utsyn import Sporsmal, utsyn_of
from policies import (
    Action,
    CaseFacts,
    Decision,
    Door,
    Other,
    OtherKind,
    Principal,
    Protection,
    Purpose,
    Request,
    Role,
    default_purpose,
    has_default,
    purposes_for,
)
from policies.decide import Rulebook
from workflows import by_key


def actor_of(caller: Caller, row: Ansatt) -> Actor:
    """A caller as the staff table knows it."""
    return Actor(
        caller=caller, id=row.id, rolle=Role(row.rolle), team_id=row.team_id, aktiv=bool(row.aktiv),
        klarert=bool(row.klarert), mottak=bool(row.mottak), vakt=bool(row.vakt), versjon=row.versjon,
    )  # fmt: skip


def _purpose_of(actor: Actor, action: Action, tilstand: str | None) -> Purpose:
    said = actor.caller.formal or default_purpose(action, actor.rolle, tilstand=tilstand)
    return said or purposes_for(actor.rolle, mottak=actor.mottak)[0]


def _principal_of(actor: Actor) -> Principal:
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


class Standing(NamedTuple):
    """How a case stands to who asks: the same as `CaseFacts`, but cheap to make for each line of a list."""

    program: str
    tilstand: str
    skjerming: Protection
    egen: bool
    i_mitt_lag: bool
    inhabil: bool
    ufordelt: bool
    registrert_av_meg: bool
    overlevert: bool
    skrivebeskyttet: bool

    def facts(self) -> CaseFacts:
        """As the rules are asked about it."""
        return CaseFacts(**self._asdict())


def standing_of(stub: CaseStub | Omriss, actor: Actor) -> Standing:
    """The case as it stands to the actor."""
    sak = stub.rad if isinstance(stub, Omriss) else stub.sak.row
    program, tilstand, kontakt = sak.program, sak.tilstand, sak.kontakt_id
    return Standing(
        program=program,
        tilstand=tilstand,
        skjerming=stub.vern,
        egen=stub.medansvarlig or (kontakt is not None and kontakt == actor.id),
        i_mitt_lag=sak.team_id == actor.team_id,
        inhabil=stub.inhabil,
        ufordelt=kontakt is None,
        # Whoever registers a protected case keeps it for a while; not one whose person is protected elsewhere.
        registrert_av_meg=sak.registrert_av == actor.id and stub.vern == sak.skjerming,
        overlevert=sak.overlevert,
        skrivebeskyttet=by_key(program, sak.program_versjon).state(tilstand).read_only,
    )


class Asking:
    """The questions of one asker. What stands alike is asked once: a list asks for each kind of case, not for each."""

    def __init__(self, rulebook: Rulebook, actor: Actor) -> None:
        self._rulebook, self._actor = rulebook, actor
        self._answers: dict[tuple[Action, Standing], Decision] = {}
        self._purposes: dict[tuple[Action, str | None], Purpose] = {}

    def case(self, action: Action, stub: CaseStub | Omriss) -> Decision:
        """What the rules say of an action on a case."""
        standing = standing_of(stub, self._actor)
        answer = self._answers.get((action, standing))
        if answer is None:
            formal = self.purpose(action, standing.tilstand)
            answer = self._answers[action, standing] = self._decide(action, standing.facts(), formal)
        return answer

    def utsyn(self, action: Action, tilstander: Iterable[str]) -> Utsyn:
        """The cases in these states that they might allow the action on, by how such a case stands to the asker."""
        about = Sporsmal(
            rulebook=self._rulebook,
            regler=self._rulebook.digest,
            principal=_principal_of(self._actor),
            action=action,
            dor=self._actor.caller.dor,
            formal=tuple((each, self.purpose(action, each)) for each in sorted(tilstander)),
        )
        return utsyn_of(about)

    def house(self, action: Action, kind: OtherKind) -> Decision:
        """What they say of an action that is about no case."""
        return self._decide(action, Other(kind), self.purpose(action, None))

    def purpose(self, action: Action, tilstand: str | None) -> Purpose:
        """The purpose of an action: as the caller said, else what fits the action and the case's state."""
        formal = self._purposes.get((action, tilstand))
        if formal is None:
            formal = self._purposes[action, tilstand] = _purpose_of(self._actor, action, tilstand)
        return formal

    def stated(self, action: Action, tilstand: str | None) -> Purpose | None:
        """The purpose that the log gets: as `purpose`, but None where only the asker knows it and could be asked.

        By the pages one is asked. By the command line it is an option, and what is likeliest stands for it.
        """
        asked = self._actor.caller.dor in (Door.WEB, Door.API) and self._actor.caller.formal is None
        if asked and not has_default(action, self._actor.rolle):
            return None
        return self.purpose(action, tilstand)

    def _decide(self, action: Action, about: CaseFacts | Other, formal: Purpose) -> Decision:
        who, dor = _principal_of(self._actor), self._actor.caller.dor
        return self._rulebook.decide(
            Request(principal=who, action=action, resource=about, formal=formal, dor=dor)
        )
