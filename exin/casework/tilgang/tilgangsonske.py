"""Asking for access to a case that one may know of and not read: a wish, told to who has it and to who leads the team.

Must not give access: to assign the case is what does. A wish holds no words, and neither does what is told of it: there
is nothing in it to leak.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from exin.casework.hus.brukernavn import is_user_name
from exin.casework.varsel.mottakere import Mottakere, asking_for
from exin.errors import InvalidInput
from exin.ids import AnsattId, new_id
from exin.store import arbeid, decision, varsler
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Tilgangsonske
from exin.work import Block, Work
from policies import Action
from workflows import Ansvar

GITT, AVSLATT, UTLOPT = "gitt", "avslatt", "utlopt"
ONSKES, AVSLAG, GITT_VARSEL = "tilgang_onskes", "tilgang_avslatt", "tilgang_gitt"
"""What staff are told: that somebody asks, that it was turned down, that it was given."""

VENTER_ALT: Final = "venter_alt"
"""The code of an event that says: it was asked already, and nothing new was written."""

VENTER: Final = timedelta(days=14)
"""How long a wish waits for an answer. Then it is over, and may be asked again."""


def ask(w: Work, saksnr: str) -> bool:
    """Ask for access to a case. Returns whether that is new; who waits for an answer already asks nobody again.

    Raises:
        NotFound, Denied: the asker may not, or has the case.
        Conflict: the same was asked at the same moment. As late as `Link.post` says.
    """
    grant = w.permit(Action.BE_OM_TILGANG, saksnr)
    w.begin(*asking_for(grant))
    now = w.means.clock()
    open_ones = _of(_open(w, grant), w.asker)
    if any(waits(each.row, now) for each in open_ones):
        w.note(grant, koder=(VENTER_ALT,))
        return False
    for each in open_ones:
        arbeid.change(w.tx, grant, each, utfall=UTLOPT, avgjort=lapses(each.row))
    row: dict[str, Any] = {"id": new_id(), "sak_id": grant.sak(), "ansatt_id": w.asker, "registrert": now}
    row |= {"utfall": None, "avgjort": None, "avgjort_av": None, "versjon": 1}
    arbeid.add(w.tx, grant, Tilgangsonske, row)
    for who in _told(w, grant):
        _tell(w, grant, row["id"], who, ONSKES)
    return True


def decline(w: Work, saksnr: str, ansatt: str) -> None:
    """Turn down a colleague who waits for access to a case, and tell that one.

    Raises:
        NotFound, Denied: the asker may not.
        InvalidInput: that colleague does not wait for it.
        Conflict: somebody else has answered. As late as `Link.post` says.
    """
    grant = w.permit(Action.AVSLA_TILGANG, saksnr)
    w.begin()
    person = decision.staff_by_name(w.tx, ansatt) if is_user_name(ansatt) else None
    now = w.means.clock()
    found = _of(_open(w, grant), person.row.id) if person else []
    waiting = [each for each in found if waits(each.row, now)]
    if not waiting:
        raise InvalidInput("ber_ikke_om_tilgang", "ansatt")
    for each in waiting:
        _end(w, grant, each, AVSLATT, AVSLAG)


def end_given(w: Work, grant: Grant, ansatt_id: AnsattId) -> None:
    """The grant's case was assigned to somebody: whoever waited for that waits no more, and is told."""
    now = w.means.clock()
    for each in _of(_open(w, grant), ansatt_id):
        if waits(each.row, now):
            _end(w, grant, each, GITT, GITT_VARSEL)


def waiting_since(w: Block, grant: Grant) -> datetime | None:
    """When the asker asked for the grant's case, where there is no answer yet."""
    now = w.means.clock()
    return next((each.row.registrert for each in _of(_open(w, grant), w.asker) if waits(each.row, now)), None)


def waits(row: Tilgangsonske, now: datetime) -> bool:
    """Whether somebody is still to answer."""
    return row.utfall is None and now < lapses(row)


def lapses(row: Tilgangsonske) -> datetime:
    """When a wish that nobody answers is over."""
    return row.registrert + VENTER


def _open(w: Block, grant: Grant) -> list[Stored[Tilgangsonske]]:
    return [each for each in arbeid.of_case(w.tx, grant, Tilgangsonske) if each.row.utfall is None]


def _of(wishes: Iterable[Stored[Tilgangsonske]], who: AnsattId) -> list[Stored[Tilgangsonske]]:
    return [each for each in wishes if each.row.ansatt_id == who]


def _end(w: Work, grant: Grant, wish: Stored[Tilgangsonske], utfall: str, slag: str) -> None:
    arbeid.change(w.tx, grant, wish, utfall=utfall, avgjort=w.means.clock(), avgjort_av=w.actor.id)
    _tell(w, grant, wish.row.id, wish.row.ansatt_id, slag)


def _told(w: Work, grant: Grant) -> list[AnsattId]:
    """Who has the case, or stands in, and who leads its team; never the one who asks."""
    found = Mottakere(w, grant)
    told = {*found.of(grant, Ansvar.KONTAKT), *found.of(grant, Ansvar.LEDER)}
    return sorted(told - {w.asker})


def _tell(w: Work, grant: Grant, wish: bytes, who: AnsattId, slag: str) -> None:
    varsler.tell(
        w.tx,
        grant,
        mottaker=who,
        slag=slag,
        nokkel=f"{slag}:{wish.hex()}:{who.hex()}",
        opprettet=w.means.clock(),
        sak_id=grant.sak(),
    )
