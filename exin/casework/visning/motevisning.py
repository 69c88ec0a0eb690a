"""The meetings of a case, shown to who may read where they are.

Must not be read by who only may know of the case: place, way and safety notes are opened here.
"""

from dataclasses import dataclass
from datetime import datetime

from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.oppfolging.moter import FELT, PLANLAGT
from exin.casework.oppfolging.risikovurdering import Risikovurdering
from exin.clock import oslo_day
from exin.errors import NotFound
from exin.ids import Id
from exin.store import arbeid
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Mote
from exin.work import Reading
from policies import Action
from workflows import Reason


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MoteVisning:
    """A meeting. `mangler` is why one that is planned and not cleared cannot be cleared now; None where it can.

    `begynt`: one that is planned should have been held, and waits for its outcome. `kan_endres`: it can be moved,
    cleared or ended by the asker. `versjon` rises with each change of what is written of it.
    """

    id: str
    slag: str
    tid: datetime
    ansatt: str
    status: str
    klarert: bool
    mangler: Reason | None
    modul: str | None
    arena: str | None
    sted: str | None
    reise: str | None
    merknad: str | None
    skrevet_av: str
    begynt: bool
    kan_endres: bool
    versjon: int


def show_moter(w: Reading, saksnr: str, *, alle: bool = False) -> tuple[MoteVisning, ...]:
    """The meetings of a case by time, the earliest first; `alle`: those that are over too.

    Raises:
        Denied, NotFound: the asker may not.
    """
    return read_moter(w, w.permit(Action.LES_MOTE, saksnr, felt=FELT), StaffNames(w), alle=alle)


def show_mote(w: Reading, saksnr: str, mote: Id) -> MoteVisning:
    """One meeting of a case, over or not.

    Raises:
        Denied: the asker may not.
        NotFound: the case has no such meeting, or the asker may not know of the case.
    """
    found = [each for each in show_moter(w, saksnr, alle=True) if each.id == mote.hex()]
    if not found:
        raise NotFound
    return found[0]


def read_moter(w: Reading, grant: Grant, names: StaffNames, *, alle: bool = False) -> tuple[MoteVisning, ...]:
    """The same, under a grant that was given: of `LES_MOTE` with `FELT`."""
    assessed = Risikovurdering(w, grant)
    found = sorted(arbeid.of_case(w.tx, grant, Mote), key=lambda each: (each.row.tid, each.row.id))
    wanted = [each for each in found if alle or each.row.status == PLANLAGT]
    return tuple(_shown(w, grant, each, names, assessed) for each in wanted)


def _shown(
    w: Reading, grant: Grant, stored: Stored[Mote], names: StaffNames, assessed: Risikovurdering
) -> MoteVisning:
    row = stored.row
    planned = row.status == PLANLAGT
    waits = planned and not row.klarert
    return MoteVisning(
        id=row.id.hex(),
        slag=row.slag,
        tid=row.tid,
        ansatt=names.of(row.ansatt_id),
        status=row.status,
        klarert=bool(row.klarert),
        mangler=assessed.reason(oslo_day(row.tid)) if waits else None,
        modul=w.open(grant, stored, "modul"),
        arena=w.open(grant, stored, "arena"),
        sted=w.open(grant, stored, "sted"),
        reise=w.open(grant, stored, "reise"),
        merknad=w.open(grant, stored, "merknad"),
        skrevet_av=names.of(row.skrevet_av),
        begynt=row.tid <= w.means.clock(),
        kan_endres=planned and w.allows(Action.SKRIV_MOTE, w.stub(grant)),
        versjon=stored.version,
    )
