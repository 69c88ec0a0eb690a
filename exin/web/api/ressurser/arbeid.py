"""What staff write on a case: notes and their corrections, talks, mappings, consents.

Must not change what was written: a correction stands beside it.
"""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from exin.casework.grunnlag.omrader import OMRADER
from exin.casework.grunnlag.views import NotatVisning
from exin.casework.oppfolging import arbeid
from exin.casework.oppfolging.skar import HIGHEST, LOWEST
from exin.casework.visning import tidligere
from exin.casework.visning.kartleggingsvisning import KartleggingHistorikk, read_mapping_history
from exin.ids import as_id
from exin.web.api.former import NO_ID, Dag, Kort, Krav, Tekst, one_of
from exin.web.api.kall import Kall
from exin.web.api.ruter import ApiRuter
from exin.work import Reading, Work
from policies import Action

ruter = ApiRuter("Arbeid i saken")

_CASE: Final = "/saker/{saksnr}"
_NOTAT: Final = "/saker/{saksnr}/notater/{notat_id}"


# -- notes -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Notater:
    """The notes of a case, the oldest first, each with its corrections."""

    notater: tuple[NotatVisning, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NyttNotat:
    """A note to be written."""

    SENDES: ClassVar = True

    tekst: Tekst
    dato: Dag | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Rettelse:
    """The text that is right."""

    SENDES: ClassVar = True

    tekst: Tekst


@ruter.get("/saker/{saksnr}/notater", Action.LES_NOTAT, "Notatene i saken, det eldste først.", svar=Notater)
def les_notater(r: Reading, kall: Kall) -> Notater:
    """The notes."""
    return Notater(notater=tidligere.show_notes(r, kall.saksnr))


@ruter.get(_NOTAT, Action.LES_NOTAT, "Ett notat, med rettelsene av det.", svar=NotatVisning)
def les_notat(r: Reading, kall: Kall) -> NotatVisning:
    """One note; asked for by a correction, the note that it corrects."""
    return tidligere.show_note(r, kall.saksnr, kall.sti["notat_id"])


@ruter.post(
    "/saker/{saksnr}/notater", Action.SKRIV_NOTAT, "Skriv et notat.", kropp=NyttNotat,
    sted="/saker/{saksnr}/notater/{laget}",
)  # fmt: skip
def skriv_notat(w: Work, kall: Kall, nytt: NyttNotat) -> str:
    """Write a note."""
    return arbeid.write_notat(w, kall.saksnr, nytt.tekst, dato=nytt.dato).hex()


@ruter.post(
    f"{_NOTAT}/rettelser",
    Action.RETT_NOTAT,
    "Rett et notat. Det som sto, blir stående ved siden av.",
    kropp=Rettelse,
    sted="/saker/{saksnr}/notater/{laget}",
)
def rett_notat(w: Work, kall: Kall, rettet: Rettelse) -> str:
    """Correct a note."""
    notat = as_id(kall.sti["notat_id"]) or NO_ID
    return arbeid.correct_notat(w, kall.saksnr, notat, rettet.tekst).hex()


# -- mappings --------------------------------------------------------------------------------------------


_Skar = Annotated[int, Krav(minst=LOWEST, hoyst=HIGHEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skar:
    """Scores by area."""

    SENDES: ClassVar = True

    motivasjon: _Skar | None = None
    risiko: _Skar | None = None
    beskyttelsesfaktorer: _Skar | None = None
    behov: _Skar | None = None

    def given(self) -> dict[str, int]:
        """Those that are given."""
        return {area: score for area in OMRADER if (score := getattr(self, area)) is not None}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Kartlegging:
    """A new version of the mapping. An area that is left out is taken from the version before in the same round."""

    SENDES: ClassVar = True

    motivasjon: Tekst | None = None
    risiko: Tekst | None = None
    beskyttelsesfaktorer: Tekst | None = None
    behov: Tekst | None = None
    skar: Skar | None = None
    dato: Dag | None = None


@ruter.get(
    "/saker/{saksnr}/kartlegginger",
    Action.LES_KARTLEGGING,
    "Alle versjoner av kartleggingen, den nyeste først.",
    svar=KartleggingHistorikk,
)
def les_kartlegginger(r: Reading, kall: Kall) -> KartleggingHistorikk:
    """All versions of the mapping."""
    return read_mapping_history(r, kall.saksnr)


@ruter.post(
    "/saker/{saksnr}/kartlegginger",
    Action.SKRIV_KARTLEGGING,
    "Skriv en ny versjon av kartleggingen.",
    kropp=Kartlegging,
    sted="/saker/{saksnr}/kartlegginger",
)
def skriv_kartlegging(w: Work, kall: Kall, ny: Kartlegging) -> str:
    """Write a new version."""
    texts = {area: getattr(ny, area) for area in OMRADER}
    wanted = arbeid.NyKartlegging(**texts, dato=ny.dato)
    videre = arbeid.Videre(skar=ny.skar.given() if ny.skar else {})
    return arbeid.write_kartlegging(w, kall.saksnr, wanted, videre=videre).hex()


# -- talks and consents --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NyKontakt:
    """A talk, a meeting, or an attempt at contact."""

    SENDES: ClassVar = True

    slag: Annotated[str, one_of(arbeid.SLAG)]
    utfall: Annotated[str, one_of(arbeid.UTFALL)]
    dato: Dag | None = None
    arena: Kort | None = None
    tekst: Tekst | None = None


@ruter.post(
    "/saker/{saksnr}/kontakter", Action.SKRIV_KONTAKT, "Før en samtale eller et forsøk på kontakt.",
    kropp=NyKontakt, sted=_CASE,
)  # fmt: skip
def skriv_kontakt(w: Work, kall: Kall, ny: NyKontakt) -> str:
    """Write a contact."""
    wanted = arbeid.NyKontakt(slag=ny.slag, utfall=ny.utfall, dato=ny.dato, arena=ny.arena, tekst=ny.tekst)
    return arbeid.write_kontakt(w, kall.saksnr, wanted).hex()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NyttSamtykke:
    """A consent that was given."""

    SENDES: ClassVar = True

    slag: Annotated[str, one_of(arbeid.SAMTYKKER)]
    gitt: Dag | None = None
    utloper: Dag | None = None
    tekst: Tekst | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tilbaketrekking:
    """A consent that was withdrawn."""

    SENDES: ClassVar = True

    slag: Annotated[str, one_of(arbeid.SAMTYKKER)]
    dato: Dag | None = None


@ruter.post(
    "/saker/{saksnr}/samtykker", Action.SKRIV_SAMTYKKE, "Før et samtykke som er gitt.", kropp=NyttSamtykke,
    sted=_CASE,
)  # fmt: skip
def skriv_samtykke(w: Work, kall: Kall, nytt: NyttSamtykke) -> str:
    """Write a consent."""
    return arbeid.write_samtykke(
        w, kall.saksnr, nytt.slag, gitt=nytt.gitt, utloper=nytt.utloper, tekst=nytt.tekst
    ).hex()


@ruter.post(
    "/saker/{saksnr}/tilbaketrekkinger",
    Action.SKRIV_SAMTYKKE,
    "Før at et samtykke er trukket tilbake.",
    kropp=Tilbaketrekking,
    sted=_CASE,
)
def trekk_samtykke(w: Work, kall: Kall, trukket: Tilbaketrekking) -> None:
    """Note that a consent was withdrawn."""
    arbeid.withdraw_samtykke(w, kall.saksnr, trukket.slag, dato=trukket.dato)
