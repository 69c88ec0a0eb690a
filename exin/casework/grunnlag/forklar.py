"""Why somebody may or may not do something with a case: the rules that decide, in their own words.

Must not tell what the asker may not know. Of a colleague only who may read the case is told anything; what a rule
tells of a colleague's own standing (a conflict of interest, a closed account) is for the lead of the team and for
the colleague.
"""

from dataclasses import dataclass

from exin.actor import Actor, Caller
from exin.errors import InvalidInput
from exin.store import decision
from exin.store.decision import CaseStub
from exin.work import Reading
from exin.work.asking import actor_of
from policies import Action, Decision

OF_THE_CASE = frozenset(
    {
        "avsluttet_sak_last",
        "fortrolig_adresse",
        "strengt_fortrolig",
        "revisor_uten_innhold",
        "systemansvarlig_uten_sak",
        "tilgang_til_skjermet",
        "tilgang_til_avsluttet",
    }
)
"""Rules that forbid because of how the case stands: for who may read the case."""

OF_THE_COLLEAGUE = frozenset(
    {
        "inhabil",
        "konto_sperret",
        "formal_saksbehandler",
        "formal_teamleder",
        "formal_revisor",
        "formal_systemansvarlig",
        "formal_jobb",
        "tilgang_har_du",
    }
)
"""Rules that forbid because of how a member of staff stands: for the lead of the team, and for that member."""

NOT_ON_A_CASE = frozenset(
    {
        Action.HENVENDELSE,
        Action.VIS_KO,
        Action.LISTE_SAKER,
        Action.SOK_PERSON,
        Action.IMPORTER,
        Action.LES_NOKKELTALL,
        Action.SE_SMA_TALL,
        Action.LAST_NED_NOKKELTALL,
        Action.ADMINISTRER_ANSATTE,
        Action.LES_ANSATTE,
        Action.LES_LOGG,
        Action.LES_EGEN_LOGG,
        Action.EKSPORTER_LOGG,
        Action.VERIFISER_LOGG,
        Action.ROTER_NOKKEL,
        Action.MIGRER,
        Action.START,
        Action.MELD_BRUDD,
        Action.VIS_DAG,
        Action.LES_VARSLER,
        Action.SEND_VARSLER,
        Action.LOGG_INN,
        Action.LOGG_UT,
        Action.LES_OKTER,
        Action.SKRIV_UTKAST,
        Action.LES_UTKAST,
        Action.SLETT_UTKAST,
        Action.VIS_KAPASITET,
        Action.REGISTRER_FRAVAR,
        Action.SETT_STILLINGSANDEL,
        Action.AVGJOR_FORSLAG,
        Action.FLYTT_ARBEID,
        Action.SE_SYSTEM,
        Action.LES_DEFINISJONER,
        Action.SE_JOBBER,
        Action.KJOR_JOBB,
        Action.RYDD_NOKKELKOPIER,
    }
)
"""Actions that are about no case."""

OF_THE_HOUSE = frozenset({Action.MELD_HENVENDELSE, Action.REGN_FRISTER, Action.VARSLE_FRIST, Action.SE_ALDER})
"""What the house itself does with a case: no member of staff ever may, so there is nothing to explain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regel:
    """One rule that decided, and what it says to the one it is applied to."""

    id: str
    grunn: str
    forbyr: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Forklaring:
    """What the rules say to one member of staff about one action on one case. No rules: none gives access."""

    ansatt: str
    handling: str
    saksnr: str
    tillatt: bool
    regler: tuple[Regel, ...]


def explain(w: Reading, ansatt: str, handling: str, saksnr: str) -> Forklaring:
    """Why `ansatt` may or may not do `handling` with a case. The question itself is permitted and logged.

    Raises:
        NotFound: there is no such case, or the asker may not know of it.
        Denied: the asker may know of the case and not read it, and asks about somebody else.
        InvalidInput: there is no such member of staff, or no such action on a case.
    """
    stub = decision.case_by_number(w.tx, saksnr, w.asker)
    own = ansatt == w.actor.caller.brukernavn
    stub = w.stub(w.permit_stub(_asked_as(w, stub, own=own), stub))
    if not own and not w.allows(Action.LES_SAK, stub):
        w.permit_stub(Action.LES_SAK, stub)
    action = _action(handling)
    answer = _answer(w, w.actor if own else _colleague(w, ansatt), action, saksnr)
    return Forklaring(
        ansatt=ansatt,
        handling=action,
        saksnr=saksnr,
        tillatt=answer.allowed,
        regler=_shown(w, stub, answer, own=own),
    )


def _asked_as(w: Reading, stub: CaseStub | None, *, own: bool) -> Action:
    """Who is barred from a case may still hear that about themselves, where they may know of the case at all."""
    if not own or stub is None or w.allows(Action.FORKLAR, stub):
        return Action.FORKLAR
    return Action.KJENNE_TIL if w.allows(Action.KJENNE_TIL, stub) else Action.FORKLAR


def _action(handling: str) -> Action:
    if handling not in set(Action) - NOT_ON_A_CASE - OF_THE_HOUSE:
        raise InvalidInput("ukjent_handling", "handling")
    return Action(handling)


def _colleague(w: Reading, brukernavn: str) -> Actor:
    stored = decision.staff_by_name(w.tx, brukernavn)
    if stored is None:
        raise InvalidInput("ukjent_ansatt", "ansatt")
    return actor_of(Caller(dor=w.actor.caller.dor, brukernavn=brukernavn), stored.row)


def _answer(w: Reading, who: Actor, action: Action, saksnr: str) -> Decision:
    """The decision on the case as it stands to that one."""
    theirs = decision.case_by_number(w.tx, saksnr, who.id or w.asker)
    if theirs is None:
        return Decision(allowed=False, rule_ids=())
    return w.answer_for(who, action, theirs)


def _shown(w: Reading, stub: CaseStub, answer: Decision, *, own: bool) -> tuple[Regel, ...]:
    grounds = w.means.rulebook.grounds
    reads, leads = w.allows(Action.LES_SAK, stub), w.leads(stub)
    told = (OF_THE_CASE if reads else frozenset()) | (OF_THE_COLLEAGUE if own or leads else frozenset())
    return tuple(
        Regel(id=rule, grunn=grounds[rule].tekst, forbyr=grounds[rule].forbyr)
        for rule in answer.rule_ids
        if not grounds[rule].forbyr or rule in told
    )
