"""What goes out by e-mail, and to whom: worked out at the moment of sending, by what the rules say then.

Must not put anything into a letter but how many messages wait and the numbers of cases, and of a strictly protected
case not even that. Must not send: a job does, outside every block.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Final

from exin.actor import Actor, Caller
from exin.casework.varsel.varsler import may_hear
from exin.clock import OSLO
from exin.ids import AnsattId, Id, Saksnr
from exin.store import ansattpost, decision, varsler
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.varsler import Varsel
from exin.work import Block, Work
from exin.work.asking import actor_of
from policies import Action, Protection
from workflows import is_working_day

MORNING: Final = time(7)
"""When the digest goes out, by Oslo's clock, on working days."""

WAITS: Final = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 30)),
    *(timedelta(hours=hours) for hours in (2, 8, 24, 24, 24)),
)
"""How long after each attempt the next one is made; after the last the message is given up."""

_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brev:
    """A letter to one member of staff: how many messages, on which cases. The ids are those of the messages.

    `ukjent_sak`: there is more, on a case whose number is not named, or on none.
    """

    til: str
    saksnumre: tuple[Saksnr, ...]
    ukjent_sak: bool
    ids: tuple[Id, ...]


@dataclass(slots=True)
class _Recipient:
    """Somebody who has messages, as the rules see that one now."""

    actor: Actor
    adresse: str
    _stubs: dict[bytes, CaseStub | None] = field(default_factory=dict)

    def stub(self, w: Block, varsel: Varsel) -> CaseStub | None:
        """The case of a message as it stands to the recipient; None where there is none, or none to hear of."""
        if varsel.sak_id is None:
            return None
        if varsel.sak_id not in self._stubs:
            found = decision.case_by_id(w.tx, varsel.sak_id, self.actor.id or w.asker)
            heard = found is not None and may_hear(w, self.actor, found)
            self._stubs[varsel.sak_id] = found if heard else None
        return self._stubs[varsel.sak_id]

    def may_get(self, w: Block, varsel: Varsel) -> bool:
        """Whether the recipient may get the message now."""
        return self.actor.aktiv and (varsel.sak_id is None or self.stub(w, varsel) is not None)


def digest_before(now: datetime) -> datetime:
    """What was told before this moment is in the digest that is due now; on a day off and at night nothing is."""
    local = now.astimezone(OSLO)
    morning = datetime.combine(local.date(), MORNING, OSLO)
    return morning.astimezone(UTC) if is_working_day(local.date()) and local >= morning else _NEVER


def anything_due(w: Block) -> bool:
    """Whether there is anything to take out now: so that a job that has nothing to do leaves no event."""
    now = w.means.clock()
    return varsler.waiting(w.tx, now=now, before=digest_before(now))


def take_out(w: Work) -> tuple[Brev, ...]:
    """The letters that are due. For each message it is noted that it is tried now, and when next, before it is sent.

    What may not be told any more is closed, and what was tried often enough is given up.

    Raises:
        Conflict: somebody else is sending the same. As late as `Link.post` says.
    """
    now = w.means.clock()
    grant = w.permit_house(Action.SEND_VARSLER, "varsler", koder=("til_sending",))
    people = _recipients(w, ansattpost.addresses(w.tx, grant))
    unsent = varsler.unsent(w.tx, grant, before=digest_before(now))
    found = [each for each in unsent if each.mottaker_id in people]
    told = {each.id for each in found if people[each.mottaker_id].may_get(w, each)}
    w.begin()
    left = [each for each in found if not _closed(w, grant, each, now, may_be_told=each.id in told)]
    ripe = {each.id for each in left if _ripe(each, now)}
    for each in left:
        if each.id in ripe:
            varsler.note_attempt(w.tx, grant, each, neste=now + WAITS[each.forsok])
    letters = tuple(_letters(w, people, left, ripe))
    w.note(grant, antall=sum(len(letter.ids) for letter in letters))
    return letters


def _ripe(varsel: Varsel, now: datetime) -> bool:
    return varsel.neste is None or varsel.neste <= now


def _closed(w: Work, grant: Grant, varsel: Varsel, now: datetime, *, may_be_told: bool) -> bool:
    if not may_be_told:
        varsler.close_unsent(w.tx, grant, varsel, tid=now)
        return True
    if _ripe(varsel, now) and varsel.forsok >= len(WAITS):
        varsler.give_up(w.tx, grant, varsel, tid=now)
        return True
    return False


def note_sent(w: Work, ids: Sequence[Id]) -> None:
    """Note that the mail server has accepted these."""
    grant = w.permit_house(Action.SEND_VARSLER, "varsler", koder=("sendt",))
    w.begin()
    for each in ids:
        varsler.mark_sent(w.tx, grant, each, tid=w.means.clock())
    w.note(grant, antall=len(ids))


def _recipients(w: Block, addresses: dict[AnsattId, str]) -> dict[AnsattId, _Recipient]:
    people = {}
    for each, adresse in addresses.items():
        stored = decision.staff_by_id(w.tx, each)
        if stored is not None:
            caller = Caller(dor=w.actor.caller.dor, brukernavn=stored.row.brukernavn)
            people[each] = _Recipient(actor_of(caller, stored.row), adresse)
    return people


def _letters(
    w: Block, people: dict[AnsattId, _Recipient], left: Sequence[Varsel], ripe: set[Id]
) -> Iterator[Brev]:
    """One for each that is urgent; of the rest one for each recipient, with what waits for its next attempt as well."""
    for who, own in groupby(left, lambda each: each.mottaker_id):
        digest = []
        for each in own:
            if not each.haster:
                digest.append(each)
            elif each.id in ripe:
                yield _letter(w, people[who], [each])
        if any(each.id in ripe for each in digest):
            yield _letter(w, people[who], digest)


def _letter(w: Block, recipient: _Recipient, told: Sequence[Varsel]) -> Brev:
    stubs = [recipient.stub(w, each) for each in told]
    strict = Protection.STRENGT_FORTROLIG
    named = [stub.sak.row.saksnr for stub in stubs if stub is not None and stub.vern is not strict]
    return Brev(
        til=recipient.adresse,
        saksnumre=tuple(Saksnr(each) for each in dict.fromkeys(named)),
        ukjent_sak=len(named) < len(stubs),
        ids=tuple(each.id for each in told),
    )
