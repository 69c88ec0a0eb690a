"""The queue: who waits for vurdering or forløp, since when, and for what.

Must not show anybody whom the asker may not see in it, nor how many they are.
"""

from dataclasses import dataclass
from datetime import date

from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.given import code_of
from exin.casework.grunnlag.history import read_history
from exin.casework.sak import facts as facts_of
from exin.casework.sak.muligheter import Counter, counter, judge_step
from exin.store import decision, personer
from exin.store.grant import Grant
from exin.store.utsyn import Utvalg
from exin.work import Reading
from policies import Action
from workflows import PROGRAMMES, Reason

WAITS_FOR = {"henvendelse": "start_vurdering", "vurdering": "start_forlop"}
"""The step that a case in each of these states waits for."""

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


def queue(w: Reading, *, program: str | None = None, navn: bool = True) -> list[KoLinje]:
    """Those who wait and whom the asker may see, the longest wait first; names are opened where asked for.

    Raises:
        Denied: the asker may not open the queue.
        InvalidInput: no such programme.
    """
    house = w.permit_house(Action.VIS_KO, "program")
    chosen = Utvalg(tilstander=frozenset(WAITS_FOR), program=_programme(program))
    felt = (*_NAVN, *facts_of.NEEDED) if navn else facts_of.NEEDED
    grants = w.permit_each(Action.LES_KO, decision.cases_chosen(w.tx, w.asker, chosen), felt=felt)
    w.note(house, antall=len(grants))
    names, count = StaffNames(w), counter(w)
    lines = [_line(w, grant, names, count, navn=navn) for grant in grants]
    return sorted(lines, key=lambda line: (line.siden, line.saksnr))


def _programme(kode: str | None) -> str | None:
    return code_of(kode, "program", {each.key for each in PROGRAMMES}) if kode else None


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
