"""The round of a case that ended last, beside what must be done anew: for whoever considers a re-inntak.

Must not judge the person: it says what was, and what the machine will ask for. A new round counts nothing of an old.
What was written with a consent is not read for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from exin import begreper
from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.history import History, holds_place
from exin.casework.grunnlag.views import KartleggingVisning, SamtykkeVisning, StegVisning
from exin.casework.sak import facts as facts_of
from exin.casework.sak.muligheter import Counter, judge_step
from exin.casework.sak.steg import actorship
from exin.casework.visning.faser import Fase, by_round, phases_gone
from exin.casework.visning.kartleggingsvisning import KARTLEGGING, read_mapping_between
from exin.casework.visning.mangelsted import Mangel, lacking
from exin.casework.visning.stegkunnskap import Sakskunnskap
from exin.casework.visning.visning_arbeid import Reader, read_consents, read_steps
from exin.store.grant import Grant
from exin.work import Reading
from policies import Action
from workflows import Programme, Reason, allowed_events, possibility, target_programme


@dataclass(frozen=True, slots=True, kw_only=True)
class VeienTilbake:
    """The event that leads back into work. `mangler`: what it lacks itself (a place, the right age).

    `pa_nytt`: what the step after it (`deretter`) will lack in a new round, however much was done in the one before.
    """

    hendelse: str
    navn: str
    mangler: tuple[Mangel, ...]
    deretter: str | None
    deretter_navn: str | None
    pa_nytt: tuple[Mangel, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Rundevisning:
    """The round that ended last. `slutt` is the step that ended it, `samtykker` those given before that.

    `tilbake` is None where no step leads back. `skjult` names parts that the asker may not read.
    """

    saksnr: str
    versjon: int
    nummer: int
    faser: tuple[Fase, ...]
    fra: date
    til: date
    slutt: StegVisning
    slutt_navn: str
    arsak_navn: str | None
    apen_til: date | None
    kartlegging: KartleggingVisning | None
    samtykker: tuple[SamtykkeVisning, ...]
    tilbake: VeienTilbake | None
    skjult: tuple[str, ...]

    @property
    def dager(self) -> int:
        """How long it lasted."""
        return (self.til - self.fra).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Rundetilgang:
    """What the asker got leave to read of a round. None: the rules say no, or nobody asked."""

    kartlegging: Grant | None
    begrunnelse: Grant | None


def permit_round(w: Reading, sak: Grant, *, begrunnelser: bool) -> Rundetilgang:
    """Leave to read what the rules let the asker read of a round. Ask before anything is opened."""
    stub = w.stub(sak)

    def also(action: Action, *felt: str) -> Grant | None:
        return w.permit_stub(action, stub, felt=felt) if w.allows(action, stub) else None

    return Rundetilgang(
        kartlegging=also(Action.LES_KARTLEGGING, *KARTLEGGING),
        begrunnelse=also(Action.LES_BEGRUNNELSE, "begrunnelse.tekst") if begrunnelser else None,
    )


def read_last_round(
    w: Reading, sak: Sakskunnskap, tilgang: Rundetilgang, names: StaffNames, count: Counter
) -> Rundevisning | None:
    """The round of a case that ended last; None where none has ended."""
    reader = Reader(w=w, sak=sak.grant, notat=None, names=names)
    steg = read_steps(reader, tilgang.begrunnelse, sak.history)
    ended = [each for each in by_round(phases_gone(steg, dag=sak.facts.dag)) if each[-1].utgang]
    if not ended:
        return None
    first, slutt = _step(steg, ended[-1][0]), _step(steg, ended[-1][-1])
    bounds = {"first": first.nummer, "last": slutt.nummer}
    row = sak.stub.sak.row
    return Rundevisning(
        saksnr=row.saksnr,
        versjon=row.versjon,
        nummer=ended[-1][0].runde,
        faser=ended[-1],
        fra=first.gjelder_fra,
        til=slutt.gjelder_fra,
        slutt=slutt,
        slutt_navn=begreper.hendelse(slutt.hendelse),
        arsak_navn=begreper.valg(slutt.hendelse, "arsak").get(slutt.arsak or "", slutt.arsak),
        apen_til=slutt.apen_til,
        kartlegging=read_mapping_between(reader, tilgang.kartlegging, sak.history, **bounds),
        samtykker=tuple(each for each in read_consents(reader) if each.gitt <= slutt.gjelder_fra),
        tilbake=_way_back(w, sak, count),
        skjult=() if tilgang.kartlegging else ("kartlegging",),
    )


def _step(steg: tuple[StegVisning, ...], fase: Fase) -> StegVisning:
    return next(each for each in steg if each.nummer == fase.steg)


def _way_back(w: Reading, sak: Sakskunnskap, count: Counter) -> VeienTilbake | None:
    """From outside the phases back into them, and on: as the machine would judge it today."""
    way = next(_into_work(sak.programme, sak.tilstand), None)
    if way is None or sak.programme.state(sak.tilstand).active:
        return None
    event, til = way
    target = target_programme(sak.programme, sak.tilstand, event, sak.facts)
    onward = next(_into_work(target, til), None)
    return VeienTilbake(
        hendelse=event,
        navn=sak.programme.event(event).label,
        mangler=tuple(map(lacking, judge_step(w, sak.history, sak.facts, event, count).mangler)),
        deretter=onward[0] if onward else None,
        deretter_navn=target.event(onward[0]).label if onward else None,
        pa_nytt=tuple(map(lacking, _anew(w, sak, count, target, way, onward[0]))) if onward else (),
    )


def _into_work(programme: Programme, state: str) -> Iterator[tuple[str, str]]:
    """The events that lead from a state into another that counts as active, and into which."""
    for event in allowed_events(programme, state):
        step = programme.transition(state, event)
        if step and isinstance(step.til, str) and step.til != state and programme.state(step.til).active:
            yield event, step.til


@dataclass(frozen=True, slots=True)
class _Anew(History):
    """The history as it would count once a round has just begun: nothing was written since."""

    def entry(self) -> int:
        return self.all[-1].row.nummer + 1


def _anew(
    w: Reading, sak: Sakskunnskap, count: Counter, target: Programme, way: tuple[str, str], onward: str
) -> tuple[Reason, ...]:
    """What the step after the way back will lack, all of the new round being still to do."""
    history = _Anew(sak.history.all, sak.history.counting)
    facts = facts_of.of_case(w, sak.grant, history, sak.rader, dag=sak.facts.dag)
    place = holds_place(target, [*history.steps, way])
    counted = count(replace(facts, holder_plass=place), target.key)
    who = actorship(w, sak.history)
    return possibility(target, way[1], onward, facts=counted, actorship=who).mangler
