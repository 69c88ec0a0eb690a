"""The mapping of a case, shown: the newest version beside the one before it, area by area, and all versions.

Must not take one round's words for another's: what was mapped before a case came into vurdering anew is history.
"""

from dataclasses import dataclass, replace
from typing import Final

from exin.casework.grunnlag.ansattnavn import StaffNames
from exin.casework.grunnlag.history import History, read_history
from exin.casework.grunnlag.omrader import OMRADER
from exin.casework.grunnlag.views import KartleggingVisning
from exin.casework.oppfolging.skar import scores_of
from exin.casework.visning.visning_arbeid import Reader
from exin.store.grant import Grant
from exin.store.rows import Stored
from exin.store.tables import Kartlegging
from exin.work import Reading
from policies import Action
from workflows import latest_entry

SKAR: Final = "skar"
"""The scores of a mapping: one text, with a line or a part for each area."""

_TEXTS: Final = (*OMRADER, SKAR)

KARTLEGGING: Final = tuple(f"kartlegging.{name}" for name in _TEXTS)
"""What is sealed of a mapping."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OmradeVisning:
    """One area of a mapping now and before. A score that cannot be read from the words is None: the words stand."""

    kode: str
    navn: str
    tekst: str | None
    skar: int | None
    forrige_tekst: str | None
    forrige_skar: int | None

    @property
    def endret(self) -> bool:
        """Whether it was otherwise in the version before."""
        return (self.tekst, self.skar) != (self.forrige_tekst, self.forrige_skar)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KartleggingHistorikk:
    """All versions, the newest first, each with the one before it in its round; and whether a new one may be written.

    `sett` is what a writer says was seen (`write_kartlegging`): 0 where there is none.
    """

    versjoner: tuple[KartleggingVisning, ...]
    sett: int
    kan_skrive: bool

    @property
    def na(self) -> KartleggingVisning | None:
        """The version that counts now; None where this round has none."""
        newest = self.versjoner[0] if self.versjoner else None
        return newest if newest is not None and newest.fra_denne_runden else None


def read_mapping_history(w: Reading, saksnr: str) -> KartleggingHistorikk:
    """Every version of the mapping of a case.

    Raises:
        NotFound, Denied: the asker may not.
    """
    grant = w.permit(Action.LES_KARTLEGGING, saksnr, felt=KARTLEGGING)
    reader = Reader(w=w, sak=grant, notat=None, names=StaffNames(w))
    found = _versions(reader, grant, read_history(w.tx, grant))
    return KartleggingHistorikk(
        versjoner=tuple(reversed(found)),
        sett=found[-1].nummer if found else 0,
        kan_skrive=w.allows(Action.SKRIV_KARTLEGGING, w.stub(grant)),
    )


def read_mapping(reader: Reader, kartlegging: Grant | None, history: History) -> KartleggingVisning | None:
    """The newest version, with the one before it in the same round; None when there is none, or it stays hidden."""
    return _newest(reader, kartlegging, history, reader.rows(Kartlegging))


def read_mapping_between(
    reader: Reader, kartlegging: Grant | None, history: History, *, first: int, last: int
) -> KartleggingVisning | None:
    """The same of the versions that were written from one step on and before another."""
    versions = [each for each in reader.rows(Kartlegging) if first <= each.row.etter_steg < last]
    return _newest(reader, kartlegging, history, versions)


def _newest(
    reader: Reader, kartlegging: Grant | None, history: History, versions: list[Stored[Kartlegging]]
) -> KartleggingVisning | None:
    if kartlegging is None or not versions:
        return None
    newest = _shown(reader, kartlegging, versions[-1], history)
    same = [each for each in versions[:-1] if _round(each.row, history) == _round(versions[-1].row, history)]
    return replace(newest, forrige=_shown(reader, kartlegging, same[-1], history)) if same else newest


def compare_areas(mapping: KartleggingVisning) -> tuple[OmradeVisning, ...]:
    """A version and the one before it, area by area in the order of the programme."""
    before = mapping.forrige
    now_scores, then_scores = scores_of(mapping.skar), scores_of(before.skar if before else None)
    return tuple(
        OmradeVisning(
            kode=area,
            navn=navn.capitalize(),
            tekst=getattr(mapping, area),
            skar=now_scores.get(area),
            forrige_tekst=getattr(before, area) if before else None,
            forrige_skar=then_scores.get(area),
        )
        for area, navn in OMRADER.items()
    )


def _versions(reader: Reader, grant: Grant, history: History) -> list[KartleggingVisning]:
    shown: list[KartleggingVisning] = []
    last_of: dict[int, KartleggingVisning] = {}
    for stored in reader.rows(Kartlegging):
        which = _round(stored.row, history)
        found = _shown(reader, grant, stored, history)
        version = replace(found, forrige=last_of.get(which))
        last_of[which] = replace(version, forrige=None)
        shown.append(version)
    return shown


def _shown(reader: Reader, grant: Grant, stored: Stored[Kartlegging], history: History) -> KartleggingVisning:
    row, text = stored.row, {name: reader.text(grant, stored, name) for name in _TEXTS}
    return KartleggingVisning(
        nummer=row.nummer,
        dato=row.dato,
        motivasjon=text["motivasjon"],
        risiko=text["risiko"],
        beskyttelsesfaktorer=text["beskyttelsesfaktorer"],
        behov=text["behov"],
        skar=text[SKAR],
        fra_denne_runden=_counts_now(row, history),
        skrevet_av=reader.names.of(row.skrevet_av),
        registrert=row.registrert,
    )


def _counts_now(row: Kartlegging, history: History) -> bool:
    entry, day = history.entry(), history.entry_day()
    return row.etter_steg >= entry > 0 and day is not None and row.dato >= day


def _round(row: Kartlegging, history: History) -> int:
    """The number of the latest entry into vurdering when it was written; 0 when there had been none."""
    before = [step.row for step in history.counting if step.row.nummer <= row.etter_steg]
    found = latest_entry([(step.hendelse, step.til_tilstand) for step in before], "vurdering")
    return 0 if found is None else before[found].nummer
