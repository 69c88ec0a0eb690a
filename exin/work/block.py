"""What read blocks and write blocks share: who asks, permits, and what becomes of them when a block fails.

Must not open or seal: that is the business of the two kinds.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NoReturn

from audit.events import Outcome
from exin.actor import Actor
from exin.errors import Denied, NotFound, Tampered
from exin.ids import AnsattId, PersonId, SakId, new_id
from exin.store import decision
from exin.store.decision import CaseStub
from exin.store.grant import BlockMark, Grant, OutsideGrant
from exin.store.logg import Entry
from exin.store.omriss import Omriss
from exin.store.rows import Tx, Write
from exin.store.utsyn import Utsyn
from exin.work.asking import Asking, standing_of
from exin.work.entry import Pending, outcome_of, to_entry
from exin.work.means import Means
from policies import Action, Decision, Job, OtherKind, Principal, Purpose, Request

_NOBODY = AnsattId(bytes(16))


class Block:
    """One piece of work by one actor: each permit leaves an event, whatever becomes of it."""

    def __init__(self, means: Means, actor: Actor) -> None:
        self.means = means
        self.actor = actor
        self.request = new_id().hex()
        self.tx = Tx(means.database.link(), means.digest_key)
        self.mark = BlockMark()
        self._pending: list[Pending] = []
        self._stubs: dict[int, CaseStub] = {}

    @cached_property
    def _asking(self) -> Asking:
        return Asking(self.means.rulebook, self.actor)

    # -- permits ---------------------------------------------------------------------------------

    def permit(
        self, action: Action, saksnr: str, *, felt: Iterable[str] = (), hendelse: str | None = None
    ) -> Grant:
        """Ask for an action on the case of that number.

        Raises:
            NotFound: there is no such case, or the asker may not know of it.
            Denied: the rules say no.
            InvalidInput: only the asker knows what for, and has not said so where it could be asked.
        """
        stub = decision.case_by_number(self.tx, saksnr, self.asker)
        return self.permit_stub(action, stub, felt=felt, hendelse=hendelse)

    def permit_stub(
        self, action: Action, stub: CaseStub | None, *, felt: Iterable[str] = (), hendelse: str | None = None
    ) -> Grant:
        """As `permit`, for a case whose open attributes were read already; None is one that does not exist."""
        tilstand = stub.sak.row.tilstand if stub else None
        pending = self._queue(action, felt=felt, hendelse=hendelse, tilstand=tilstand)
        if stub is None:
            pending.utfall = Outcome.NEKTET
            pending.koder = ("ukjent_sak",)
            raise NotFound
        pending.sak, pending.person = stub.id, stub.person_id
        answer = self._asking.case(action, stub)
        pending.regler = answer.rule_ids
        if not answer.allowed:
            self._refuse(pending, action, stub)
        return self._grant_case(pending, stub)

    def permit_as_job(self, job: Job, action: Action, stub: CaseStub) -> Grant:
        """Ask on behalf of a job of the house, for what is done with a case that the asker may not know of.

        Raises:
            NotFound: the job may not.
        """
        pending = self._queue(action)
        pending.sak, pending.person = stub.id, stub.person_id
        pending.jobb, pending.formal = job, Purpose.DRIFT
        principal = Principal(kind="jobb", jobb=job, aktiv=True)
        question = Request(
            principal=principal,
            action=action,
            resource=replace(
                standing_of(stub, self.actor).facts(),
                egen=False,
                i_mitt_lag=False,
                inhabil=False,
                registrert_av_meg=False,
            ),
            formal=Purpose.DRIFT,
            dor=self.actor.caller.dor,
        )
        answer = self.means.rulebook.decide(question)
        pending.regler = answer.rule_ids
        if not answer.allowed:
            pending.utfall = Outcome.NEKTET
            raise NotFound
        return self._grant_case(pending, stub)

    def permit_each(
        self, action: Action, stubs: Sequence[CaseStub], *, felt: Iterable[str] = ()
    ) -> list[Grant]:
        """Ask for one action on many cases: those that the rules let through, each with its own event.

        Cases that are filtered out are no denials.
        """
        declared = tuple(felt)
        grants = []
        for stub in stubs:
            answer = self._asking.case(action, stub)
            if answer.allowed:
                pending = self._queue(action, felt=declared, tilstand=stub.sak.row.tilstand)
                pending.sak, pending.person, pending.regler = stub.id, stub.person_id, answer.rule_ids
                grants.append(self._grant_case(pending, stub))
        return grants

    def permit_house(
        self,
        action: Action,
        kind: OtherKind,
        *,
        felt: Iterable[str] = (),
        hendelse: str | None = None,
        gjelder_ansatt: bytes | None = None,
        koder: tuple[str, ...] = (),
    ) -> Grant:
        """Ask for an action that is about no case: staff, the log, figures, a new henvendelse.

        Raises:
            Denied: the rules say no.
        """
        pending = self._queue(action, felt=felt, hendelse=hendelse)
        pending.gjelder_ansatt, pending.koder = gjelder_ansatt, koder
        answer = self._asking.house(action, kind)
        pending.regler = answer.rule_ids
        if not answer.allowed:
            pending.utfall = Outcome.NEKTET
            raise Denied(action, answer.rule_ids)
        pending.check_stated()
        return Grant(action=action, number=pending.number, mark=self.mark, felt=frozenset(pending.felt))

    def allows(self, action: Action, stub: CaseStub | Omriss) -> bool:
        """What the rules would say, for masking and for what a menu offers. Gives nothing, so leaves no event."""
        return self._asking.case(action, stub).allowed

    def allows_house(self, action: Action, kind: OtherKind) -> bool:
        """As `allows`, of an action that is about no case."""
        return self._asking.house(action, kind).allowed

    def utsyn(self, action: Action, tilstander: Iterable[str]) -> Utsyn:
        """How far the rules might let the asker see: for a list to leave unread what they would refuse. As `allows`."""
        return self._asking.utsyn(action, tilstander)

    def leads(self, stub: CaseStub) -> bool:
        """Whether the asker leads the team that has the case."""
        return self.actor.er_leder and stub.sak.row.team_id == self.actor.team_id

    def answer_for(self, colleague: Actor, action: Action, stub: CaseStub) -> Decision:
        """What the rules say to a colleague, on a case as it stands to that colleague. As `allows`."""
        return Asking(self.means.rulebook, colleague).case(action, stub)

    def cover(self, grant: Grant, action: Action, stubs: Sequence[CaseStub]) -> tuple[Grant, list[CaseStub]]:
        """The grant of a search, widened to the persons of those cases that the rules let `action` through for.

        For matching behind the door, with one event and a count. What is shown of a hit takes a permit of its own.
        """
        seen = [stub for stub in stubs if self.allows(action, stub)]
        persons = frozenset[PersonId]().union(*map(self._persons, seen))
        return replace(grant.live(), personer=persons), seen

    def stub(self, grant: Grant) -> CaseStub:
        """The open attributes of the grant's case, as read when it was permitted."""
        return self._stubs[self.own(grant).number]

    def own(self, grant: Grant) -> Grant:
        """The grant, if it is this block's and the block still runs. Raises OutsideGrant otherwise."""
        if grant.live().mark is not self.mark:
            raise OutsideGrant("en_annen_blokk")
        return grant

    def note(
        self,
        grant: Grant,
        *,
        antall: int | None = None,
        koder: tuple[str, ...] = (),
        forpliktelse: str | None = None,
        sak: bytes | None = None,
        person: bytes | None = None,
    ) -> None:
        """Add a count, codes, a commitment, or the case and person it was about, to the grant's event in time."""
        pending = self._pending[self.own(grant).number]
        if pending.durable:
            raise OutsideGrant("hendelsen_er_skrevet")
        pending.antall = antall if antall is not None else pending.antall
        pending.koder += koder
        pending.forpliktelse = forpliktelse or pending.forpliktelse
        pending.sak, pending.person = sak or pending.sak, person or pending.person

    # -- what the two kinds of block use -----------------------------------------------------------

    def _queue(
        self,
        action: Action,
        *,
        felt: Iterable[str] = (),
        hendelse: str | None = None,
        tilstand: str | None = None,
    ) -> Pending:
        pending = Pending(
            number=len(self._pending),
            moment=self.means.clock(),
            handling=action,
            formal=self._asking.stated(action, tilstand),
            felt=set(felt),
            hendelse=hendelse,
        )
        self._pending.append(pending)
        return pending

    def _grant_case(self, pending: Pending, stub: CaseStub) -> Grant:
        pending.check_stated()
        self._stubs[pending.number] = stub
        return Grant(
            action=pending.handling,
            number=pending.number,
            mark=self.mark,
            saker=frozenset([SakId(stub.id)]),
            personer=self._persons(stub),
            hovedperson=PersonId(stub.person_id),
            felt=frozenset(pending.felt),
        )

    def _persons(self, stub: CaseStub) -> frozenset[PersonId]:
        """The person of a case, and those that were found to be the same."""
        merged = decision.merged_into(self.tx, stub.person_id) if stub.sammenslatt else frozenset()
        return merged | {stub.person_id}

    def _refuse(self, pending: Pending, action: Action, stub: CaseStub) -> NoReturn:
        pending.utfall = Outcome.NEKTET
        if self.allows(Action.KJENNE_TIL, stub):
            raise Denied(action, pending.regler, tell=self.allows(Action.LES_SAK, stub))
        raise NotFound

    @property
    def asker(self) -> AnsattId:
        """The id of who asks; nobody's for a job."""
        return self.actor.id or _NOBODY

    def _entries(self, pendings: Sequence[Pending]) -> list[Entry]:
        written = defaultdict[int, list[Write]](list)
        for write in self.tx.written:
            written[write.grant].append(write)
        return [
            to_entry(pending, actor=self.actor, request=self.request, writes=written.get(pending.number, ()))
            for pending in pendings
        ]

    def turned_away(
        self, kode: str, action: Action = Action.KJENNE_TIL, *, gjelder_ansatt: bytes | None = None
    ) -> None:
        """Note that nobody may work in this block at all."""
        pending = self._queue(action)
        pending.utfall, pending.koder, pending.gjelder_ansatt = Outcome.NEKTET, (kode,), gjelder_ansatt

    def finish(self) -> None:
        """End the block well. Each kind says how."""
        raise NotImplementedError

    def fail(self, error: BaseException) -> None:
        """The block ended in failure: nothing was done; one event per permit says so, durable before the answer.

        Raises:
            LogUnavailable: not even that could be written.
        """
        self.mark.open = False
        self.tx.link.rollback()
        self.tx.forget()
        error.add_note(f"foresporsel {self.request}")  # by which an unforeseen one is found again
        outcome, kode = outcome_of(error)
        # What is durable has its event. Where a cell did not open, that is told beside it.
        tampered = isinstance(error, Tampered)
        if tampered and not self._pending:
            self._queue(Action.KJENNE_TIL)  # the asker's own row was not as it was written
        waiting = [pending for pending in self._pending if tampered or not pending.durable]
        failed = [replace(pending.failed(outcome, kode), durable=False) for pending in waiting]
        if failed:
            self.means.recorder.commit(self._entries(failed))
