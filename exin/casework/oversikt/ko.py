"""The queue: who waits for vurdering or forløp, since when, and for what.

Must not show anybody whom the asker may not see in it, nor how many they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.given import code_of
from exin.casework.grunnlag.history import read_history
from exin.casework.oversikt.markor import mark_at, place_of
from exin.casework.sak import facts as facts_of
from exin.casework.sak.muligheter import Counter, counter, judge_step
from exin.store import decision, omriss, personer
from exin.store.decision import CaseStub
from exin.store.grant import Grant
from exin.store.tables import Sak
from exin.store.utsyn import Utvalg
from exin.work import Reading
from policies import Action
from workflows import PROGRAMMES, Reason

WAITS_FOR = {"henvendelse": "start_vurdering", "vurdering": "start_forlop"}
"""The step that a case in each of these states waits for."""

ANTALL: Final = 50
"""Lines of a part, unless told otherwise."""

MOST: Final = 100
"""Lines of a part at most: each is judged in full."""

_NAVN = ("person.navn",)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KoLinje:
    """Somebody who waits: for which step, since when, and what is missing. Nothing missing: ready."""

    saksnr: str
    navn: str | None
    program: str
    tilstand: str
    venter_pa: str
    siden: date
    dager: int
    kontakt: str | None
    mangler: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Koblad:
    """Some of those who wait, the longest wait first. `neste` is the mark by which the next ones are asked for."""

    linjer: tuple[KoLinje, ...]
    neste: str | None


def queue(w: Reading, *, program: str | None = None) -> list[KoLinje]:
    """Those who wait and whom the asker may see, the longest wait first; their names are opened.

    Raises:
        Denied: the asker may not open the queue.
        InvalidInput: no such programme.
    """
    house = w.permit_house(Action.VIS_KO, "program")
    return _lines(w, house, decision.cases_chosen(w.tx, w.asker, _selection(w, program)), navn=True)


def queue_after(
    w: Reading, *, program: str | None = None, markor: str | None = None, antall: int = ANTALL
) -> Koblad:
    """Those after a mark; no name is opened, and only those who are shown are permitted, logged and judged.

    Nobody is shown twice or passed over while others come to wait or go on.

    Raises:
        Denied, InvalidInput: as `queue`; or the mark is of another asker or another list, or none at all.
    """
    house = w.permit_house(Action.VIS_KO, "program")
    selected, liste = _selection(w, program), f"ko {program}"
    after = place_of(w, liste, markor) if markor else ""
    waiting = [each for each in _in_order(w, selected) if _place(each) > after]
    shown = waiting[:antall]
    lines = _lines(w, house, decision.cases_among(w.tx, [each.id for each in shown], w.asker), navn=False)
    more = len(waiting) > len(shown)
    return Koblad(linjer=tuple(lines), neste=mark_at(w, liste, _place(shown[-1])) if more else None)


def _selection(w: Reading, program: str | None) -> Utvalg:
    known = {each.key for each in PROGRAMMES}
    return Utvalg(
        tilstander=frozenset(WAITS_FOR),
        program=code_of(program, "program", known) if program else None,
        utsyn=w.utsyn(Action.LES_KO, WAITS_FOR),
        lag=w.actor.team_id,
    )


def _in_order(w: Reading, selected: Utvalg) -> list[Sak]:
    """All whom the asker may see, in outline."""
    with omriss.unchecked():
        found = omriss.outlines(w.tx, w.asker, selected)
        seen = [row for each in found if w.allows(Action.LES_KO, each) for row in each.rader]
        return sorted(seen, key=_place)


def _place(sak: Sak) -> str:
    """Where a case stands in the queue: the longest wait first, then by case number."""
    return f"{sak.tilstand_fra.isoformat()} {sak.saksnr}"


def _lines(w: Reading, house: Grant, stubs: Sequence[CaseStub], *, navn: bool) -> list[KoLinje]:
    """The lines of those of the cases that the asker may see, each with its own event."""
    # One that was moved on meanwhile waits no more.
    still = [stub for stub in stubs if stub.sak.row.tilstand in WAITS_FOR]
    felt = (*_NAVN, *facts_of.NEEDED) if navn else facts_of.NEEDED
    grants = w.permit_each(Action.LES_KO, still, felt=felt)
    w.note(house, antall=len(grants))
    names, count = StaffNames(w), counter(w)
    lines = [_line(w, grant, names, count, navn=navn) for grant in grants]
    return sorted(lines, key=lambda line: (line.siden, line.saksnr))


def _line(w: Reading, grant: Grant, names: StaffNames, count: Counter, *, navn: bool) -> KoLinje:
    sak = w.stub(grant).sak.row
    today = w.means.today()
    history = read_history(w.tx, grant)
    facts = facts_of.gather(w, grant, history, dag=today)
    step = WAITS_FOR[sak.tilstand]
    judged = judge_step(w, history, facts, step, count)
    return KoLinje(
        saksnr=sak.saksnr,
        navn=w.open(grant, personer.of_grant(w.tx, grant), "navn") if navn else None,
        program=sak.program,
        tilstand=sak.tilstand,
        venter_pa=step,
        siden=history.since,
        dager=(today - history.since).days,
        kontakt=names.of(sak.kontakt_id) if sak.kontakt_id else None,
        mangler=judged.mangler,
    )
