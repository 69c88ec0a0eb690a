"""All that the page of one step shows, read together: one grant for the case, one commit of the log, each row once.

Must not decide what may be seen or done: the parts do, by permits that are all had before the first thing is opened.
Who took a step, and when, stands open to who may read the case.
"""

from dataclasses import dataclass
from datetime import date, datetime

from exin import begreper
from exin.casework.grunnlag import saksrader
from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.history import History, programme_of, read_history
from exin.casework.grunnlag.skjemaer import RETTENDE
from exin.casework.oppfolging import utkast
from exin.casework.oppfolging.utkast import Funnet
from exin.casework.sak import facts as facts_of
from exin.casework.sak.adgang import ask_leave_for_step
from exin.casework.sak.muligheter import counter
from exin.casework.visning.runde import Rundetilgang, Rundevisning, permit_round, read_last_round
from exin.casework.visning.stegforberedelse import Stegforberedelse, prepare_step
from exin.casework.visning.stegkunnskap import know_of
from exin.store import arbeid, decision, personer
from exin.store.grant import Grant
from exin.store.tables import Annullering, Sak, Steg
from exin.work import Reading
from policies import Action
from workflows import Facts, Reason, Refused, target_programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegoppslag:
    """What the page of a step is asked for.

    `utkast`: the form whose draft is looked for, if any. `runde`: whether the round that ended last stands beside the
    step, and `begrunnelser` the typed reasons of it.
    """

    hendelse: str
    utkast: str | None = None
    runde: bool = False
    begrunnelser: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stegtilgang:
    """What the asker got leave for; nothing is opened yet. `grunner`: why the step does not lead on from here."""

    hendelse: str
    sak: Grant
    grunner: tuple[Reason, ...]
    utkast: Funnet | None
    runde: Rundetilgang | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SisteSteg:
    """The latest step that counts: what it was, the day from which it counts, who wrote it and when."""

    hendelse: str
    navn: str
    gjelder_fra: date
    registrert: datetime
    utfort_av: str


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Stegside:
    """The page of a step. `steg` is None where it does not lead on from where the case stands, for these `grunner`.

    `tillatt`: what the rules let the asker do to put right what is missing.
    """

    siste: SisteSteg
    tillatt: frozenset[Action]
    steg: Stegforberedelse | None
    grunner: tuple[Reason, ...]
    runde: Rundevisning | None


def permit_step_page(w: Reading, saksnr: str, oppslag: Stegoppslag) -> Stegtilgang:
    """Leave to take the step and to read what its page shows; the rows of the case are read along with it.

    Raises:
        InvalidInput: there is no such event.
        NotFound, Denied: the asker may not take the step, or not read the case.
    """
    stub = w.stub(ask_leave_for_step(w, oppslag.hendelse, saksnr))
    why_not = _why_not(stub.sak.row, oppslag.hendelse, w.means.today())
    sak = w.permit_stub(Action.LES_SAK, stub, felt=() if why_not else facts_of.NEEDED)
    begun = utkast.find(w, oppslag.utkast, stub) if oppslag.utkast else None
    beside = oppslag.runde and not why_not
    tilgang = Stegtilgang(
        hendelse=oppslag.hendelse,
        sak=sak,
        grunner=why_not,
        utkast=begun,
        runde=permit_round(w, sak, begrunnelser=oppslag.begrunnelser) if beside else None,
    )
    _read_rows(w, tilgang)
    return tilgang


def read_step_page(w: Reading, tilgang: Stegtilgang, dato: date | None = None) -> Stegside:
    """The page of a step as it would be taken on a day: today unless given.

    Raises:
        InvalidInput: the day is ahead, or before the latest step.
    """
    names, stub = StaffNames(w), w.stub(tilgang.sak)
    allowed = frozenset(each for each in RETTENDE if w.allows(each, stub))
    if tilgang.grunner:
        last = _last(read_history(w.tx, tilgang.sak), names)
        return Stegside(siste=last, tillatt=allowed, steg=None, grunner=tilgang.grunner, runde=None)
    kjent, count = know_of(w, tilgang.sak, dato), counter(w)
    return Stegside(
        siste=_last(kjent.history, names),
        tillatt=allowed,
        steg=prepare_step(w, kjent, tilgang.hendelse, count),
        grunner=(),
        runde=read_last_round(w, kjent, tilgang.runde, names, count) if tilgang.runde else None,
    )


def _why_not(sak: Sak, hendelse: str, dag: date) -> tuple[Reason, ...]:
    """What the machine says of a step that does not lead on from where the case stands, whatever else is known."""
    try:
        target_programme(programme_of(sak), sak.tilstand, hendelse, Facts(dag=dag))
    except Refused as refused:
        return refused.reasons
    return ()


def _read_rows(w: Reading, tilgang: Stegtilgang) -> None:
    """Ask together what is going to be read; the parts then share the rows."""
    sak = tilgang.sak
    w.tx.keep()
    asked = arbeid.asking_for(sak, Steg, Annullering)
    if not tilgang.grunner:
        asked += [*saksrader.asking_for(sak), personer.asking_for(sak)]
        asked += decision.asking_for_cases_of(sak.person(), w.asker)
    w.tx.look_ahead(*asked)


def _last(history: History, names: StaffNames) -> SisteSteg:
    last = history.last
    return SisteSteg(
        hendelse=last.hendelse,
        navn=begreper.hendelse(last.hendelse),
        gjelder_fra=last.gjelder_fra,
        registrert=last.registrert,
        utfort_av=names.of(last.utfort_av),
    )
