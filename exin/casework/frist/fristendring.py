"""Moving and pausing a deadline, each with a reason that is sealed; and the deadlines of a case, shown.

Must not close one: what satisfies it does. A birthday cannot be moved.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from exin.casework.frist.frister import next_look
from exin.casework.grunnlag.fristord import told_day, words_in
from exin.casework.grunnlag.given import text_of
from exin.casework.grunnlag.history import programme_of
from exin.errors import InvalidInput
from exin.maned import Maned
from exin.store import frister
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Frist
from exin.work import Reading, Work
from policies import Action
from workflows import fires_on


@dataclass(frozen=True, slots=True, kw_only=True)
class FristVisning:
    """A deadline of a case. One about an age has months and no days, and does not say whether anybody was told.

    `dager` until it is due, below zero when it is past; None for one that is closed or rests, and for an age.
    `kan_endres`: the asker can move it, let it rest or resume it.
    """

    slag: str
    navn: str
    tekst: str
    fra: date | Maned
    frist: date | Maned
    opprinnelig: date | Maned
    over: bool
    varslet: bool
    eskalert: bool
    pauset: date | None
    lukket: date | None
    lukket_som: str | None
    alder: bool
    dager: int | None
    kan_endres: bool


def show_deadlines(w: Reading, saksnr: str, *, alle: bool = False) -> list[FristVisning]:
    """The deadlines of a case, the first to fall due first; `alle`: closed ones too. Raises NotFound, Denied."""
    return read_deadlines(w, w.permit(Action.LES_SAK, saksnr), alle=alle)


def read_deadlines(w: Reading, grant: Grant, *, alle: bool = False) -> list[FristVisning]:
    """The same, under a grant that was given."""
    found = [
        stored.row
        for stored in frister.all_of_case(w.tx, grant)
        if not stored.row.slag.startswith(frister.LOOKED_AT) and (alle or stored.row.lukket is None)
    ]
    found.sort(key=lambda row: (row.lukket is not None, row.frist, row.slag))
    return [_shown(w, grant, row) for row in found]


def _shown(w: Reading, grant: Grant, row: Frist) -> FristVisning:
    # Its code where the programme has no such deadline any more.
    navn, tekst = words_in(programme_of(w.stub(grant).sak.row), row.slag) or (row.slag, "")
    age = row.slag.startswith(frister.AGE)
    runs = row.lukket is None and not age
    return FristVisning(
        slag=row.slag,
        navn=navn,
        tekst=tekst,
        fra=told_day(row.slag, row.fra),
        frist=told_day(row.slag, row.frist),
        opprinnelig=told_day(row.slag, row.opprinnelig),
        over=row.lukket is None and row.pauset is None and not age and row.frist < w.means.today(),
        varslet=row.trinn > 0 and not age,
        eskalert=row.trinn > 1 and not age,
        pauset=row.pauset,
        lukket=row.lukket,
        lukket_som=row.lukket_som,
        alder=age,
        dager=(row.frist - w.means.today()).days if runs and row.pauset is None else None,
        kan_endres=runs and w.allows(Action.FLYTT_FRIST, w.stub(grant)),
    )


def move_frist(w: Work, saksnr: str, slag: str, *, til: date, begrunnelse: str) -> None:
    """Move a deadline to another day; whoever acts is told again when that day comes.

    Raises:
        Denied, NotFound: the asker may not.
        InvalidInput: no such deadline runs, it cannot be moved, the day is past, or the reason is missing.
    """
    grant, stored = _running(w, saksnr, slag)
    if til < w.means.today():
        raise InvalidInput("frist_i_fortid", "flytt")
    reason = w.write_reason(grant, text_of(begrunnelse, "begrunnelse") or "")
    frister.change(
        w.tx, grant, stored, frist=til, trinn=0, neste=fires_on(til), pauset=None, begrunnelse_id=reason
    )


def pause_frist(w: Work, saksnr: str, slag: str, *, begrunnelse: str) -> None:
    """Let a deadline rest until it is resumed. Raises as `move_frist`, and InvalidInput when it rests already."""
    grant, stored = _running(w, saksnr, slag)
    if stored.row.pauset is not None:
        raise InvalidInput("frist_er_pauset", "slag")
    reason = w.write_reason(grant, text_of(begrunnelse, "begrunnelse") or "")
    frister.change(w.tx, grant, stored, pauset=w.means.today(), neste=None, begrunnelse_id=reason)


def resume_frist(w: Work, saksnr: str, slag: str, *, begrunnelse: str) -> None:
    """Let a deadline run on: what was left of it when it was paused is left of it now.

    Raises:
        Denied, NotFound, InvalidInput: as `move_frist`, and when it does not rest.
    """
    grant, stored = _running(w, saksnr, slag)
    row, today = stored.row, w.means.today()
    if row.pauset is None:
        raise InvalidInput("frist_er_ikke_pauset", "slag")
    frist = due_after_rest(row.frist, pauset=row.pauset, dag=today)
    reason = w.write_reason(grant, text_of(begrunnelse, "begrunnelse") or "")
    programme = programme_of(w.stub(grant).sak.row)
    # Who was told before it rested is given the whole term again before the next in line is.
    neste = next_look(
        programme, frist=max(frist, today) if row.trinn else frist, trinn=row.trinn, slag=row.slag
    )
    frister.change(w.tx, grant, stored, frist=frist, pauset=None, neste=neste, begrunnelse_id=reason)


def due_after_rest(frist: date, *, pauset: date, dag: date) -> date:
    """When a deadline that rests is due if it runs on from `dag`; one that was past already stays as it was."""
    rested: timedelta = dag - pauset
    return frist if rests_past_due(frist, pauset=pauset) else frist + rested


def rests_past_due(frist: date, *, pauset: date) -> bool:
    """Whether a deadline was past already when it was put to rest."""
    return frist < pauset


def _running(w: Work, saksnr: str, slag: str) -> tuple[Grant, Stored[Frist]]:
    grant = w.permit(Action.FLYTT_FRIST, saksnr)
    if slag.startswith(frister.AGE):
        raise InvalidInput("alder_kan_ikke_flyttes", "slag")
    w.begin()
    running = [
        each
        for each in frister.standing_of_case(w.tx, grant)
        if each.row.lukket is None and each.row.slag == slag
    ]
    if not running:
        raise InvalidInput("ukjent_frist", "slag")
    return grant, min(running, key=lambda each: each.row.frist)
