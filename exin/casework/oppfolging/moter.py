"""Meetings with the person: planned, moved, cleared, and what became of them.

Must not clear a meeting without a risk assessment in force on its day, nor let an end satisfy anything but what the
contact that it writes does.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from exin.casework.grunnlag.given import code_of, text_of
from exin.casework.hus.brukernavn import is_user_name
from exin.casework.oppfolging.arbeid import SHORT_ID, NyKontakt, write_kontakt
from exin.casework.oppfolging.motetid import moment_ahead
from exin.casework.oppfolging.motevarsel import may_read, tell_not_cleared
from exin.casework.oppfolging.risikovurdering import Risikovurdering
from exin.clock import OSLO, OsloTid, oslo_day
from exin.errors import Conflict, IllegalStep, InvalidInput
from exin.ids import AnsattId, Id, new_id
from exin.store import arbeid, decision
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Mote
from exin.work import Work
from policies import Action

SLAG: Final = ("samtale", "samtalemodul", "ansvarsgruppe", "hjemmebesok", "digitalt", "annet")
PLANLAGT, HOLDT, IKKE_MOTT = "planlagt", "holdt", "ikke_mott"
AVLYST: Final = ("avlyst_av_person", "avlyst_av_oss")
UTFALL: Final = (HOLDT, IKKE_MOTT, *AVLYST)

TEKSTER: Final = ("modul", "arena", "sted", "reise", "merknad")
"""What is sealed of a meeting."""

FELT: Final = tuple(f"mote.{name}" for name in TEKSTER)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Motetekster:
    """What a meeting is about, where it is, how one gets there, and what to look out for."""

    modul: str | None = None
    arena: str | None = None
    sted: str | None = None
    reise: str | None = None
    merknad: str | None = None

    def given(self) -> dict[str, str | None]:
        """The texts by name, without blanks around them. Raises InvalidInput for one that is too long."""
        return {name: text_of(getattr(self, name), name, required=False) for name in TEKSTER}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NyttMote(Motetekster):
    """A meeting to be planned. `tid` is what Oslo's clock will show; `ansatt` who holds it, else the asker."""

    slag: str
    tid: OsloTid
    ansatt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Moteendring(Motetekster):
    """What is to be otherwise with a meeting. What is left out stays as it was, but for the texts in `tommes`.

    `sett` is the version that the asker saw, where what a colleague wrote meanwhile must not be lost.
    """

    tid: OsloTid | None = None
    ansatt: str | None = None
    tommes: frozenset[str] = frozenset()
    sett: int | None = None


def plan_mote(w: Work, saksnr: str, ny: NyttMote) -> tuple[Id, bool]:
    """Plan a meeting. Returns its id, and whether it is cleared: else the contact and the leads are told.

    Raises:
        Denied, NotFound: the asker may not.
        InvalidInput: the time cannot be, a text is too long, or nobody of that name can hold it.
    """
    grant = w.permit(Action.SKRIV_MOTE, saksnr)
    slag, tid = code_of(ny.slag, "slag", SLAG), moment_ahead(w, ny.tid)
    holder = _holder(w, grant, ny.ansatt)
    cleared = Risikovurdering(w, grant).in_force(oslo_day(tid))
    row_id = new_id()
    cells = w.seal(grant, Mote, owner_id=grant.sak(), row_id=row_id, texts=ny.given())
    columns: dict[str, Any] = {"id": row_id, "sak_id": grant.sak(), "slag": slag, "tid": tid}
    columns |= {"ansatt_id": holder, "status": PLANLAGT, "klarert": cleared}
    w.begin()
    versions = {"innholdsversjon": 1, "versjon": 1}
    arbeid.add(w.tx, grant, Mote, {**columns, **cells, **w.signature(), **versions})
    if not cleared:
        tell_not_cleared(w, grant, row_id, tid)
    return row_id, cleared


def change_mote(w: Work, saksnr: str, mote: str, endring: Moteendring) -> bool:
    """Move a planned meeting, or change what is written of it: all of it is sealed anew. Returns whether it is cleared.

    A change never clears a meeting, and takes the clearance away where no risk assessment is in force on the new day.

    Raises:
        InvalidInput: as `plan_mote`; the case has no such meeting, it is over, or nothing would be otherwise.
        Conflict: somebody else has changed it since the asker saw it.
    """
    grant = w.permit(Action.SKRIV_MOTE, saksnr, felt=FELT)
    stored = _planned(w, grant, mote, endring.sett)
    tid = _moved_to(w, stored, endring.tid)
    holder = _holder(w, grant, endring.ansatt) if endring.ansatt else stored.row.ansatt_id
    before = {name: w.open(grant, stored, name) for name in TEKSTER}
    texts = {
        name: text or (None if name in endring.tommes else before[name])
        for name, text in endring.given().items()
    }
    if (tid, holder, texts) == (stored.row.tid, stored.row.ansatt_id, before):
        raise InvalidInput("ingenting_a_rette", "mote")
    cleared = bool(stored.row.klarert) and Risikovurdering(w, grant).in_force(oslo_day(tid))
    version = stored.version + 1
    cells = w.seal(grant, Mote, owner_id=grant.sak(), row_id=stored.row.id, version=version, texts=texts)
    columns: dict[str, Any] = {
        "tid": tid,
        "ansatt_id": holder,
        "klarert": cleared,
        "innholdsversjon": version,
    }
    w.begin()
    arbeid.change(w.tx, grant, stored, **columns, **cells)
    if not cleared:
        tell_not_cleared(w, grant, stored.row.id, tid)
    return cleared


def _moved_to(w: Work, stored: Stored[Mote], local: OsloTid | None) -> datetime:
    """When it is to be: a time that it has already is no move, and may be past."""
    now: datetime = stored.row.tid
    if local is None or local == now.astimezone(OSLO).replace(tzinfo=None):
        return now
    return moment_ahead(w, local)


def confirm_mote(w: Work, saksnr: str, mote: str, *, sett: int | None = None) -> None:
    """Clear a planned meeting, now that a risk assessment is in force on its day. `sett`: as of `Moteendring`.

    Raises:
        IllegalStep: none is.
        InvalidInput: the case has no such meeting, it is over, or cleared already.
    """
    grant = w.permit(Action.SKRIV_MOTE, saksnr)
    stored = _planned(w, grant, mote, sett)
    if stored.row.klarert:
        raise InvalidInput("mote_er_klarert", "mote")
    if stored.row.tid <= w.means.clock():
        raise InvalidInput("mote_er_begynt", "mote")
    reason = Risikovurdering(w, grant).reason(oslo_day(stored.row.tid))
    if reason is not None:
        raise IllegalStep([reason])
    w.begin()
    arbeid.change(w.tx, grant, stored, klarert=True)


def possible_ends(*, begynt: bool) -> tuple[str, ...]:
    """What may become of a planned meeting: one that has not begun can only be cancelled."""
    return UTFALL if begynt else AVLYST


def end_mote(
    w: Work, saksnr: str, mote: str, utfall: str, *, tekst: str | None = None, sett: int | None = None
) -> None:
    """Say what became of a planned meeting. One that was held, or that the person did not come to, is a contact too.

    Raises:
        InvalidInput: the case has no such meeting, it is over, or has not begun; or a text for one that was cancelled.
        Conflict: somebody else ended or moved it meanwhile.
    """
    code_of(utfall, "utfall", UTFALL)
    grant = w.permit(Action.SKRIV_MOTE, saksnr, felt=("mote.arena",))
    stored = _planned(w, grant, mote, sett)
    if utfall not in possible_ends(begynt=stored.row.tid <= w.means.clock()):
        raise InvalidInput("mote_ikke_begynt", "mote")
    if utfall not in AVLYST:
        _write_contact(w, grant, stored, utfall, tekst)
    elif tekst:
        raise InvalidInput("ikke_for_avlyst_mote", "tekst")
    w.begin()
    arbeid.change(w.tx, grant, stored, status=utfall)


def _write_contact(w: Work, grant: Grant, stored: Stored[Mote], utfall: str, tekst: str | None) -> None:
    """The contact that a meeting was, on its day: deadlines and counts look at contacts alone."""
    row = stored.row
    kontakt = NyKontakt(
        slag="samtalemodul" if row.slag == "samtalemodul" else "mote",
        utfall=utfall,
        dato=oslo_day(row.tid),
        arena=w.open(grant, stored, "arena"),
        tekst=tekst,
    )
    write_kontakt(w, w.stub(grant).sak.row.saksnr, kontakt)


def _planned(w: Work, grant: Grant, navn: str, sett: int | None) -> Stored[Mote]:
    """The case's meeting of that name: its id in hexadecimal digits, or the last of them."""
    typed = navn.strip().lower()
    found = [each for each in arbeid.of_case(w.tx, grant, Mote) if each.row.id.hex().endswith(typed)]
    if len(found) != 1 or len(typed) < SHORT_ID:
        raise InvalidInput("ukjent_mote", "mote")
    if found[0].row.status != PLANLAGT:
        raise InvalidInput("mote_er_avsluttet", "mote")
    if sett not in (None, found[0].version):
        raise Conflict("endret_av_andre")
    return found[0]


def _holder(w: Work, grant: Grant, brukernavn: str | None) -> AnsattId:
    """Who is to hold a meeting: somebody who may read of it."""
    if brukernavn is None:
        return w.asker
    person = decision.staff_by_name(w.tx, brukernavn) if is_user_name(brukernavn) else None
    if person is None or not person.row.aktiv:
        raise InvalidInput("ukjent_ansatt", "ansatt")
    if not may_read(w, grant, person.row):
        raise InvalidInput("kan_ikke_holde_motet", "ansatt")
    return person.row.id
