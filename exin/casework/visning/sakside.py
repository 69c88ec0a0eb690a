"""All that the page of one case shows, read together: one commit of the log, and each row once.

Must not decide what may be seen: the parts do, each by a permit of its own, all of them before the first is opened.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from exin.casework.frist.fristendring import FristVisning, read_deadlines
from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.skjemaer import HANDLINGER
from exin.casework.grunnlag.views import SakVisning
from exin.casework.logg.lesere import Leser, readers_of
from exin.casework.oppfolging import utkast
from exin.casework.oppfolging.moter import FELT, PLANLAGT
from exin.casework.oppfolging.utkast import Funnet, UtkastVisning
from exin.casework.visning.faser import Fase, phases
from exin.casework.visning.kartleggingsvisning import OmradeVisning, compare_areas
from exin.casework.visning.mangelsted import Mangel, lacking
from exin.casework.visning.motevisning import MoteVisning, read_moter
from exin.casework.visning.stegkunnskap import know_of
from exin.casework.visning.stegutsikt import Stegutsikt, view_steps
from exin.casework.visning.tidslinje import Innslag, make_timeline
from exin.casework.visning.visning import permit_case, permit_parts, read_case
from exin.skrivemate import dag_i_ord
from exin.store import arbeid
from exin.store.grant import Grant
from exin.store.tables import (
    Annullering,
    Fortalt,
    Frist,
    Inhabil,
    Kartlegging,
    Kontakt,
    Mote,
    Notat,
    Overlevering,
    Overleveringsplan,
    Samtykke,
    Steg,
    Tilbud,
    Tildeling,
)
from exin.work import Reading
from policies import Action
from workflows import Kind, Programme, allowed_events, kind_of


class Vis(StrEnum):
    """What is shown only where it is asked for."""

    IDENTITET = "identitet"
    BEGRUNNELSER = "begrunnelser"


NOTAT: Final = "notat"
"""The form in the page itself: a draft of it is shown there."""

TILBYS: Final = HANDLINGER | {Action.LES_BEGRUNNELSE, Action.LES_MOTE, Action.LES_LESERE}
"""What the page may offer, if the rules let the reader."""

_ROWS: Final = (
    *(Steg, Annullering, Notat, Kontakt, Kartlegging, Samtykke, Overleveringsplan, Overlevering),
    *(Tilbud, Fortalt, Frist, Mote, Tildeling, Inhabil),
)

_WHO: Final = ("utfort_av", "skrevet_av", "ansatt_id")
"""The columns that say who."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sakside:
    """A case as its page shows it to one reader. `sak.skjult` names the parts that the reader may not see.

    `moter` are those that are planned; None for who may not read them, as with `lesere`. `tillatt`: which of
    `TILBYS` the rules let the reader do. `mangler` hinders nothing, but ought to be done. `beskjed` is what the reader
    must know of where the case stands.
    """

    sak: SakVisning
    faser: tuple[Fase, ...]
    steg: tuple[Stegutsikt, ...]
    mangler: tuple[Mangel, ...]
    frister: list[FristVisning]
    omrader: tuple[OmradeVisning, ...]
    moter: tuple[MoteVisning, ...] | None
    innslag: tuple[Innslag, ...]
    lesere: list[Leser] | None
    utkast: UtkastVisning | None
    beskjed: str | None
    tillatt: frozenset[Action]
    leder: bool
    """Whether the reader leads the team that has the case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What is read beside the case itself."""

    moter: Grant | None
    lesere: list[Leser] | None
    utkast: Funnet | None


def read_case_page(w: Reading, saksnr: str, *, vis: Collection[Vis] = ()) -> Sakside:
    """The whole page of a case; who it is about, and typed reasons of its steps, only where asked for.

    Raises:
        NotFound: there is no such case, or the asker may not know of it.
        Denied: the asker may know of it and not read it.
    """
    grant = permit_case(w, saksnr)
    names = _read_rows(w, grant)
    parts = permit_parts(w, grant, begrunnelser=Vis.BEGRUNNELSER in vis, identitet=Vis.IDENTITET in vis)
    stub = w.stub(grant)
    allowed = frozenset(action for action in TILBYS if w.allows(action, stub))
    asked = _ask(w, grant, allowed)
    # From here on things are opened.
    kjent = know_of(w, grant)
    sak = read_case(w, parts, kjent, names)
    moter = read_moter(w, asked.moter, names, alle=True) if asked.moter else None
    return Sakside(
        sak=sak,
        faser=phases(sak, dag=w.means.today()),
        steg=view_steps(w, kjent),
        mangler=tuple(map(lacking, sak.mangler)),
        frister=read_deadlines(w, grant),
        omrader=compare_areas(sak.kartlegging) if sak.kartlegging else (),
        moter=tuple(each for each in moter if each.status == PLANLAGT) if moter is not None else None,
        innslag=make_timeline(sak, moter or ()),
        lesere=asked.lesere,
        utkast=asked.utkast.opened(w) if asked.utkast else None,
        beskjed=_message(sak, kjent.programme, allowed, dag=w.means.today()),
        tillatt=allowed,
        leder=w.leads(stub),
    )


def _message(sak: SakVisning, programme: Programme, allowed: frozenset[Action], *, dag: date) -> str | None:
    """That the case is locked, and what can be done all the same; or how long the way back stands open."""
    if programme.state(sak.tilstand).read_only:
        notes = (
            " Den kan leses, og notater kan rettes." if Action.RETT_NOTAT in allowed else " Den kan leses."
        )
        return f"Saken er avsluttet og kan ikke endres.{notes}"
    kinds = {kind_of(programme, sak.tilstand, event) for event in allowed_events(programme, sak.tilstand)}
    if sak.apen_til is None or Kind.INN_IGJEN not in kinds:
        return None
    return f"Døren står åpen til {dag_i_ord(sak.apen_til, naa=dag)}. Personen kan komme tilbake i samme sak."


def _read_rows(w: Reading, grant: Grant) -> StaffNames:
    """Read the rows of the case, which the parts then share; and the names of all whom they name, at once."""
    w.tx.keep()
    w.tx.look_ahead(*arbeid.asking_for(grant, *_ROWS))
    sak, names = w.stub(grant).sak.row, StaffNames(w)
    rows: list[Any] = [each.row for model in _ROWS for each in arbeid.of_case(w.tx, grant, model)]
    found = {getattr(row, column, None) for row in rows for column in _WHO}
    names.learn({each for each in {*found, sak.registrert_av, sak.kontakt_id} if each is not None})
    return names


def _ask(w: Reading, grant: Grant, allowed: frozenset[Action]) -> _Asked:
    """The permits of what is beside the case. Readers are counted now: their event holds the number."""
    stub = w.stub(grant)
    readers = w.permit_stub(Action.LES_LESERE, stub) if Action.LES_LESERE in allowed else None
    return _Asked(
        moter=w.permit_stub(Action.LES_MOTE, stub, felt=FELT) if Action.LES_MOTE in allowed else None,
        lesere=readers_of(w, readers, linjer=False) if readers else None,
        utkast=utkast.find(w, NOTAT, stub) if Action.SKRIV_NOTAT in allowed else None,
    )
