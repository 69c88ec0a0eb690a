"""Meetings of a case: planned, moved, cleared, and what became of them. Each has a version of its own.

Must not tell where one is to who only may know of the case: that is a permit of its own.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Final

from exin.casework.oppfolging import moter
from exin.casework.visning.motevisning import MoteVisning, show_mote, show_moter
from exin.clock import OsloTid
from exin.errors import InvalidInput
from exin.ids import as_id
from exin.web.api.former import NO_ID, Klokke, Kort, Krav, Navn, Tekst, one_of
from exin.web.api.kall import Kall
from exin.web.api.ruter import ApiRuter
from exin.work import Reading, Work
from policies import Action

ruter = ApiRuter("Møter")

_ALLE: Final = "/saker/{saksnr}/moter"
_ETT: Final = "/saker/{saksnr}/moter/{mote_id}"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Moter:
    """The meetings of a case, by time."""

    moter: tuple[MoteVisning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Motevalg:
    """Which of them."""

    SENDES: ClassVar = True

    alle: Annotated[bool, Krav(om="De som er over, også.")] = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NyttMote:
    """A meeting to be planned."""

    SENDES: ClassVar = True

    slag: Annotated[str, one_of(moter.SLAG)]
    tid: Klokke
    ansatt: Navn | None = None
    modul: Kort | None = None
    arena: Kort | None = None
    sted: Kort | None = None
    reise: Tekst | None = None
    merknad: Tekst | None = None


_Tommes = Annotated[str, one_of(moter.TEKSTER, "En tekst som skal tømmes.")]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Moteendring:
    """What is to be otherwise. What is left out stays as it was, but for the texts in `tommes`."""

    SENDES: ClassVar = True

    tid: Klokke | None = None
    ansatt: Navn | None = None
    modul: Kort | None = None
    arena: Kort | None = None
    sted: Kort | None = None
    reise: Tekst | None = None
    merknad: Tekst | None = None
    tommes: tuple[_Tommes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Moteutfall:
    """What became of a meeting."""

    SENDES: ClassVar = True

    utfall: Annotated[str, one_of(moter.UTFALL)]
    tekst: Tekst | None = None


@ruter.get(_ALLE, Action.LES_MOTE, "Møtene i saken, det første først.", sporring=Motevalg, svar=Moter)
def les_moter(r: Reading, kall: Kall, valg: Motevalg) -> Moter:
    """The meetings."""
    return Moter(moter=show_moter(r, kall.saksnr, alle=valg.alle))


@ruter.get(_ETT, Action.LES_MOTE, "Ett møte. ETag er møtets versjon.", svar=MoteVisning, etag="versjon")
def les_mote(r: Reading, kall: Kall) -> MoteVisning:
    """One meeting."""
    return show_mote(r, kall.saksnr, as_id(kall.sti["mote_id"]) or NO_ID)


@ruter.post(
    _ALLE, Action.SKRIV_MOTE, "Planlegg et møte.", kropp=NyttMote, sted="/saker/{saksnr}/moter/{laget}"
)
def planlegg_mote(w: Work, kall: Kall, nytt: NyttMote) -> str:
    """Plan a meeting."""
    wanted = moter.NyttMote(slag=nytt.slag, tid=_clock(nytt.tid), ansatt=nytt.ansatt, **_texts(nytt))
    return moter.plan_mote(w, kall.saksnr, wanted)[0].hex()


@ruter.patch(
    _ETT, Action.SKRIV_MOTE, "Flytt et møte, eller endre det som står om det.", kropp=Moteendring,
    versjon="mote",
)  # fmt: skip
def endre_mote(w: Work, kall: Kall, ny: Moteendring) -> None:
    """Change a meeting."""
    wanted = moter.Moteendring(
        tid=_clock(ny.tid) if ny.tid else None,
        ansatt=ny.ansatt,
        tommes=frozenset(ny.tommes),
        sett=kall.sett,
        **_texts(ny),
    )
    moter.change_mote(w, kall.saksnr, _named(kall), wanted)


@ruter.post(
    f"{_ETT}/klarering",
    Action.SKRIV_MOTE,
    "Klarer et møte, når risikovurderingen gjelder den dagen.",
    versjon="mote",
    sted=_ETT,
)
def klarer_mote(w: Work, kall: Kall) -> None:
    """Clear a meeting."""
    moter.confirm_mote(w, kall.saksnr, _named(kall), sett=kall.sett)


@ruter.post(
    f"{_ETT}/utfall",
    Action.SKRIV_MOTE,
    "Før hva møtet ble til. Et holdt møte blir en kontakt i saken.",
    kropp=Moteutfall,
    versjon="mote",
    sted=_ETT,
)
def avslutt_mote(w: Work, kall: Kall, ble: Moteutfall) -> None:
    """Say what became of a meeting."""
    moter.end_mote(w, kall.saksnr, _named(kall), ble.utfall, tekst=ble.tekst, sett=kall.sett)


def _named(kall: Kall) -> str:
    """The meeting's id as the path has it; where that is no whole id, one that no meeting has."""
    named = kall.sti["mote_id"]
    return named if as_id(named) else ""


def _clock(text: str) -> OsloTid:
    try:
        return OsloTid(datetime.fromisoformat(text))
    except ValueError:  # a day that no month has
        raise InvalidInput("ugyldig_tid", "tid") from None


def _texts(given: NyttMote | Moteendring) -> dict[str, Any]:
    return {name: getattr(given, name) for name in moter.TEKSTER}
