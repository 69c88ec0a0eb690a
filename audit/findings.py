"""What a check of the log found, in words for an auditor.

Must not quote from the log: a finding names a leaf, a size or a file.
"""

from dataclasses import dataclass, replace
from enum import StrEnum


class Grade(StrEnum):
    """What a finding means for the verdict."""

    FEIL = "feil"  # the log contradicts itself or its signed heads: tampered with or damaged
    MANGEL = "mangel"  # something is not there that the proof needs: incomplete
    MERKNAD = "merknad"  # worth a look; the proof stands


class Code(StrEnum):
    """What can be found."""

    BLAD_ENDRET = "blad_endret"
    BLAD_MANGLER = "blad_mangler"
    BLAD_GJENTATT = "blad_gjentatt"
    BLAD_ULESELIG = "blad_uleselig"
    ROT_AVVIKER = "rot_avviker"
    AVKUTTET = "avkuttet"
    HODE_AVVIKER = "hode_avviker"
    SJEKKPUNKT_UGYLDIG = "sjekkpunkt_ugyldig"
    SJEKKPUNKT_SYNKER = "sjekkpunkt_synker"
    SJEKKPUNKT_AVVIKER = "sjekkpunkt_avviker"
    TO_HISTORIER = "to_historier"
    NOKKEL_AVVIKER = "nokkel_avviker"
    NOKKEL_UGYLDIG = "nokkel_ugyldig"
    FLIS_AVVIKER = "flis_avviker"
    BUNT_ODELAGT = "bunt_odelagt"
    FREMMED_FIL = "fremmed_fil"
    INGEN_SJEKKPUNKT = "ingen_sjekkpunkt"
    INGEN_NOKKEL = "ingen_nokkel"
    FIL_MANGLER = "fil_mangler"
    UFESTET = "ufestet"
    KLOKKE_TILBAKE = "klokke_tilbake"
    NOKKEL_FRA_EKSPORTEN = "nokkel_fra_eksporten"
    UVEDKOMMENDE_FIL = "uvedkommende_fil"


_GRADES = {
    Code.INGEN_SJEKKPUNKT: Grade.MANGEL,
    Code.INGEN_NOKKEL: Grade.MANGEL,
    Code.FIL_MANGLER: Grade.MANGEL,
    Code.UFESTET: Grade.MERKNAD,
    Code.KLOKKE_TILBAKE: Grade.MERKNAD,
    Code.NOKKEL_FRA_EKSPORTEN: Grade.MERKNAD,
    Code.UVEDKOMMENDE_FIL: Grade.MERKNAD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The first thing found of its kind, and how many there were in all."""

    kode: Code
    tekst: str  # Norwegian
    blad: int | None = None  # the leaf, or the first of the leaves among which it is
    antall: int = 1

    @property
    def grad(self) -> Grade:
        """What the finding means for the verdict."""
        return _GRADES.get(self.kode, Grade.FEIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of a check."""

    size: int  # leaves read
    root: bytes  # root over them, computed from their bodies
    pinned: int  # leaves under the last signed checkpoint found to agree with them
    checkpoints: int  # checkpoints with a good signature
    findings: tuple[Finding, ...]

    @property
    def tampered(self) -> bool:
        """Whether the log contradicts itself or a signed checkpoint."""
        return any(finding.grad is Grade.FEIL for finding in self.findings)

    @property
    def incomplete(self) -> bool:
        """Whether nothing is wrong in what is there, but something needed to know is missing."""
        return not self.tampered and any(finding.grad is Grade.MANGEL for finding in self.findings)

    @property
    def ok(self) -> bool:
        """Whether every leaf up to the last checkpoint is proved to be as it was signed."""
        return not self.tampered and not self.incomplete


class Findings:
    """Gathers findings: of each kind the first, and a count. A log that is all wrong takes no more memory."""

    def __init__(self) -> None:
        self._first: dict[Code, Finding] = {}

    def add(self, kode: Code, tekst: str, *, blad: int | None = None) -> None:
        """Note what was found."""
        first = self._first.get(kode)
        if first is None:
            self._first[kode] = Finding(kode=kode, tekst=tekst, blad=blad)
        else:
            self._first[kode] = replace(first, antall=first.antall + 1)

    def all(self) -> tuple[Finding, ...]:
        """What was found: faults first, then what is missing, then remarks."""
        grades = list(Grade)
        return tuple(sorted(self._first.values(), key=lambda finding: grades.index(finding.grad)))
