"""Giving others what somebody who is gone had to do: a case at a time, with its meetings; wishes; standing in.

Must not go past what each takes by itself: a case is assigned, a meeting changed, a wish turned down, by its own rules.
"""

from datetime import date

from exin.casework.hus.brukernavn import named
from exin.casework.hus.fravar import change_stand_in
from exin.casework.oppfolging.moter import PLANLAGT, Moteendring, change_mote
from exin.casework.sak.adgang import ASKED
from exin.casework.tilgang.tildeling import hand_on
from exin.casework.tilgang.tilgangsonske import decline
from exin.errors import NotFound
from exin.store import arbeid
from exin.store.rows import Stored
from exin.store.tables import Ansatt, Mote
from exin.work import Block, Reading, Work
from policies import Action


def ask_leave_to_move(r: Reading, brukernavn: str) -> None:
    """See that the asker may give others what somebody had to do. Raises Denied, NotFound."""
    _asked(r, brukernavn, koder=(ASKED,))


def take_over(w: Work, brukernavn: str, saksnr: str, til: str, *, leder: bool = False) -> None:
    """Give what somebody has in a case to another, planned meetings too; `leder`: what one has as its cleared lead.

    Raises:
        Denied, NotFound: the asker may not, or nobody has that name.
        InvalidInput: the other cannot have the case, or not hold its meetings.
        IllegalStep: a strictly protected case would have less of its circle than before.
        Conflict: somebody else has changed it meanwhile.
    """
    person = _asked(w, brukernavn)
    grant = w.permit(Action.TILDEL, saksnr)
    hand_on(w, grant, brukernavn, til, leder=leder)
    if leder:
        return
    planned = [each.row for each in arbeid.of_case(w.tx, grant, Mote) if each.row.status == PLANLAGT]
    for mote in planned:
        if mote.ansatt_id == person.row.id:
            change_mote(w, saksnr, mote.id.hex(), Moteendring(ansatt=til))


def end_wish(w: Work, brukernavn: str, saksnr: str) -> None:
    """Turn down what somebody who is gone has asked to be let into. Raises as `take_over`."""
    _asked(w, brukernavn)
    decline(w, saksnr, brukernavn)


def take_over_absence(w: Work, brukernavn: str, borte: str, *, fra: date, til: str) -> None:
    """Let another stand in for somebody who is away from that day. Raises Denied, NotFound, InvalidInput."""
    _asked(w, brukernavn)
    change_stand_in(w, borte, fra=fra, vikar=til)


def _asked(w: Block, brukernavn: str, *, koder: tuple[str, ...] = ()) -> Stored[Ansatt]:
    person = named(w, brukernavn)
    about = person.row.id if person else None
    w.permit_house(Action.FLYTT_ARBEID, "ansatte", gjelder_ansatt=about, koder=koder)
    if person is None:
        raise NotFound
    return person
