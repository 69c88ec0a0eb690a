"""What a verification found, in words for an auditor: of each kind and table the first, and a count.

Must not quote content: a finding names a leaf, a table and a row's random id.
"""

from dataclasses import dataclass, replace

from audit.findings import Grade, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Funn:
    """The first thing found of its kind, and how many there were."""

    kode: str
    grad: Grade
    tekst: str
    blad: int | None = None
    tabell: str | None = None
    rad: str | None = None
    antall: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rapport:
    """The result: what was looked at, and what was found. Rows and cells are None where they were not."""

    innforsler: int
    venter: int
    """Events that are durable and have no leaf number yet (PostgreSQL)."""
    rot: str
    sjekkpunkter: int
    festet: int
    rader: int | None
    celler: int | None
    funn: tuple[Funn, ...]

    @property
    def hel(self) -> bool:
        """Whether everything is as it was written."""
        return all(each.grad is Grade.MERKNAD for each in self.funn)


class Funnliste:
    """Gathers findings. A database that is all wrong takes no more memory."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str | None], Funn] = {}

    def add(
        self,
        kode: str,
        tekst: str,
        *,
        grad: Grade = Grade.FEIL,
        blad: int | None = None,
        tabell: str | None = None,
        rad: str | None = None,
    ) -> None:
        """Note what was found."""
        first = self._first.get((kode, tabell))
        found = Funn(kode=kode, grad=grad, tekst=tekst, blad=blad, tabell=tabell, rad=rad)
        self._first[kode, tabell] = replace(first, antall=first.antall + 1) if first else found

    def add_report(self, report: Report) -> None:
        """Take over what the check of the log found."""
        for each in report.findings:
            found = Funn(kode=each.kode, grad=each.grad, tekst=each.tekst, blad=each.blad, antall=each.antall)
            self._first[each.kode, None] = found

    def all(self) -> tuple[Funn, ...]:
        """What was found: faults first, then what is missing, then remarks."""
        grades = list(Grade)
        return tuple(sorted(self._first.values(), key=lambda each: grades.index(each.grad)))
