"""A meeting that is not cleared: the contact and those who lead are told, each once.

Must not tell anybody who may not read of the case's meetings; of a strictly protected case none but its circle.
"""

from datetime import datetime, timedelta

from exin.actor import Caller
from exin.clock import oslo_day
from exin.ids import AnsattId, Id
from exin.store import decision, hus, moter, varsler
from exin.store.grant import Grant
from exin.store.tables import Ansatt
from exin.work import Block, Work
from exin.work.asking import actor_of
from policies import Action, Protection

SLAG = "mote_ikke_klarert"
_AT_ONCE = timedelta(days=1)
"""A meeting so close does not wait for the messages of the morning."""


def tell_not_cleared(w: Work, grant: Grant, mote_id: Id, tid: datetime) -> None:
    """Put a message in the outbox for each who is to see that a meeting at `tid` is not cleared."""
    soon = oslo_day(tid) - w.means.today() <= _AT_ONCE
    for who in recipients(w, grant):
        nokkel = f"mote:{mote_id.hex()}:ikke_klarert:{who.hex()}"
        if moter.is_told(w.tx, grant, nokkel):
            continue
        varsler.tell(
            w.tx,
            grant,
            mottaker=who,
            slag=SLAG,
            nokkel=nokkel,
            opprettet=w.means.clock(),
            haster=soon,
            sak_id=grant.sak(),
        )


def recipients(w: Work, grant: Grant) -> list[AnsattId]:
    """The contact and those who lead the case's team; of a strictly protected case its circle."""
    stub = w.stub(grant)
    if stub.vern is Protection.STRENGT_FORTROLIG:
        ids = {who for who, *_ in hus.clearances(w.tx, grant)}
    else:
        ids = {lead.row.id for lead in moter.leads(w.tx, grant, stub.sak.row.team_id)}
        ids |= {stub.sak.row.kontakt_id} if stub.sak.row.kontakt_id else set()
    people = (decision.staff_by_id(w.tx, each) for each in sorted(ids))
    return [each.row.id for each in people if each is not None and may_read(w, grant, each.row)]


def may_read(w: Block, grant: Grant, person: Ansatt) -> bool:
    """Whether a colleague may read of the meetings of the grant's case, as it stands to that colleague."""
    theirs = decision.case_by_number(w.tx, w.stub(grant).sak.row.saksnr, person.id)
    colleague = actor_of(Caller(dor=w.actor.caller.dor, brukernavn=person.brukernavn), person)
    return theirs is not None and w.answer_for(colleague, Action.LES_MOTE, theirs).allowed
