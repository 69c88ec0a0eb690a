"""A person's other open cases: those that the asker may learn of, and those that must not be told of.

Must not tell the two apart to the asker: what is hidden changes no answer, and its holders are told instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from exin.ids import AnsattId, PersonId, SakId, new_id
from exin.store import arbeid, decision, hus, varsler
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.tables import Kontakt, Sak
from exin.work import Block, Work
from policies import Action, Job, Protection
from workflows import PROGRAMMES


@dataclass(frozen=True, slots=True)
class OpenCases:
    """Open cases of one person, as they stand to one asker."""

    kjente: tuple[CaseStub, ...]
    skjulte: tuple[CaseStub, ...]


def active_states() -> frozenset[str]:
    """The states of all programmes that count as open."""
    return frozenset(state.key for programme in PROGRAMMES for state in programme.states if state.active)


def not_ended_states() -> frozenset[str]:
    """The states in which a case may have work left to do: those that count as open, and all before the end."""
    before = {state.key for programme in PROGRAMMES for state in programme.states if not state.final}
    return active_states() | before


def open_cases(w: Block, person_id: PersonId, *, but: SakId | None = None) -> OpenCases:
    """The person's open cases in any programme, but for one."""
    return sort_out(w, decision.cases_of_person(w.tx, person_id, w.asker), but=but)


def other_open_cases(w: Block, grant: Grant) -> OpenCases:
    """The open cases of the grant's person, but for its own case. Most persons have no other."""
    stub = w.stub(grant)
    if not decision.has_others(w.tx, stub):
        return OpenCases((), ())
    return open_cases(w, stub.person_id, but=stub.id)


def sort_out(w: Block, stubs: Sequence[CaseStub], *, but: SakId | None = None) -> OpenCases:
    """The open ones of a person's cases, by whether the asker may learn of them."""
    states = active_states()
    found = [stub for stub in stubs if stub.sak.row.tilstand in states and stub.id != but]
    known = [stub for stub in found if w.allows(Action.GJENKJENNE, stub)]
    hidden = [stub for stub in found if stub not in known]
    return OpenCases(tuple(known), tuple(hidden))


def may_hear_of(stub: CaseStub, sak: Sak) -> bool:
    """Whether those who hold a case may hear of another: of a strictly protected one, no others than such do."""
    strict = Protection.STRENGT_FORTROLIG
    return sak.skjerming != strict or stub.sak.row.skjerming == strict


def tell_holders(w: Work, stub: CaseStub, *, slag: str, tekst: str | None) -> None:
    """Note a contact on a case that the asker may not know of, sealed under its key, and tell those who hold it.

    The text is not measured: where it is put together from several, the answer must not tell that it was.
    """
    grant = w.permit_as_job(Job.MOTTAKSPOST, Action.MELD_HENVENDELSE, stub)
    row_id, sak = new_id(), stub.sak.row
    cells = w.seal(grant, Kontakt, owner_id=stub.id, row_id=row_id, texts={"arena": None, "tekst": tekst})
    w.begin()
    w.recheck(stub.sak)
    values = {
        "id": row_id,
        "sak_id": stub.id,
        "slag": "henvendelse",
        "utfall": "mottatt",
        "etter_steg": sak.steg_nummer,
    }
    today = w.means.today()
    arbeid.add(w.tx, grant, Kontakt, {**values, "dato": today, **cells, **w.signature()})
    for holder in _holders(w, grant, stub):
        varsler.tell(
            w.tx,
            grant,
            mottaker=holder,
            slag=slag,
            nokkel=f"kontakt:{row_id.hex()}:{holder.hex()}",
            opprettet=w.means.clock(),
            haster=True,
            sak_id=SakId(stub.id),
        )


def _holders(w: Work, grant: Grant, stub: CaseStub) -> list[AnsattId]:
    """The contact and all who are assigned; while nobody is, the one who registered the case."""
    sak = stub.sak.row
    held = {each[0] for each in hus.clearances(w.tx, grant)} | ({sak.kontakt_id} if sak.kontakt_id else set())
    if not held and sak.opphav == "live":  # who imports a register has none of its cases
        held = {sak.registrert_av}
    return sorted(held)
