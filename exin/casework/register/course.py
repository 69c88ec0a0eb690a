"""One case under replay: where it stands, what is known of it, and what is to be written on it.

Must not judge: `replay` asks the machine. Nothing here is content but what the rows of the file hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from exin.casework.register.cells import KARTLEGGING, Hendelsesrad, Saksrad
from exin.casework.register.known import KnownCase, KnownStep
from exin.ids import PersonId
from exin.store.register import Landed
from workflows import NEW, Facts, Place, Programme, Status, Step, by_key, held_place

_ENFORCED: Final = frozenset({"arsak", "kilde"})
"""Inputs that a row cannot land without: they need not be noted with the step."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StepMove:
    """A step to be written, with what every other guard came to."""

    nummer: int
    step: Step
    rad: Hendelsesrad
    har_plass: bool

    @property
    def results(self) -> Mapping[str, Status]:
        """What the guards that refuse nothing came to."""
        return {each.kode: each.status for each in self.step.results if each.kode not in _ENFORCED}

    @property
    def vilkar(self) -> str | None:
        """The same as the step keeps it."""
        return ";".join(f"{kode}={status}" for kode, status in self.results.items()) or None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ContactMove:
    """A talk that was held or a kartlegging that was made, and the step it came after."""

    etter_steg: int
    rad: Hendelsesrad


Move = StepMove | ContactMove


@dataclass(slots=True, kw_only=True, repr=False)
class Course:
    """A case as the replay has it so far."""

    saksnr: str
    person: bytes
    """Tells persons apart: the id of one who is known here, else what the file says."""
    person_id: PersonId | None
    programme: Programme
    rad: Saksrad | None = None
    known: KnownCase | None = None
    tilstand: str = NEW
    dato: date = date.min
    nummer: int = 0
    plass: Place | None = None
    samtale: bool = False
    kartlagt: bool = False
    history: list[tuple[str, str]] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    landed: list[Landed] = field(default_factory=list)

    @classmethod
    def of_row(cls, rad: Saksrad, person_id: PersonId | None) -> "Course":
        """A case that stands in the file alone; one without a number is of a person of its own."""
        told = rad.nummer.oppslag if rad.nummer else rad.saksnr.encode()
        return cls(
            saksnr=rad.saksnr,
            person=person_id or told,
            person_id=person_id,
            programme=by_key(rad.program),
            rad=rad,
        )

    @classmethod
    def of_known(cls, known: KnownCase, rad: Saksrad | None) -> "Course":
        """A case that stands here already; its row in the file, where there is one, tells the birth date."""
        row = known.stub.sak.row
        return cls(
            saksnr=row.saksnr,
            person=row.person_id,
            person_id=row.person_id,
            programme=known.steps[0].programme,
            rad=rad,
            known=known,
        )

    @property
    def open(self) -> bool:
        """Whether it stands in one of the phases."""
        return self.tilstand != NEW and self.programme.state(self.tilstand).active

    @property
    def behind(self) -> bool:
        """Whether steps stand here that the replay has not come to."""
        return self.known is not None and self.nummer < self.known.steps[-1].nummer

    def stand(self, step: KnownStep) -> None:
        """Go on to a step that stands here. One that the file has put out of order is passed by."""
        if step.nummer > self.nummer:
            self._go(step.programme, step.hendelse, step.til, step.dato)
            self.nummer = step.nummer
            if step.har_plass:
                self.plass = Place.PLASS

    def take(self, step: Step, rad: Hendelsesrad) -> StepMove:
        """Go on to a step that is to be written."""
        self._go(by_key(step.program_key, step.program_version), step.event, step.til, rad.dato)
        self.nummer += 1
        move = StepMove(nummer=self.nummer, step=step, rad=rad, har_plass=self.plass is Place.PLASS)
        self.moves.append(move)
        self.landed.append((rad.dato, rad.hendelse, rad.lopenr))
        return move

    def meet(self, hendelse: str) -> None:
        """Note that there was a talk or a kartlegging."""
        if hendelse == KARTLEGGING:
            self.kartlagt = True
        else:
            self.samtale = True

    def note(self, rad: Hendelsesrad) -> None:
        """The same, to be written."""
        self.meet(rad.hendelse)
        self.moves.append(ContactMove(etter_steg=self.nummer, rad=rad))
        self.landed.append((rad.dato, rad.hendelse, rad.lopenr))

    def facts(self, dag: date) -> Facts:
        """What the register tells of the case on a day. Places and the person's other cases are added elsewhere."""
        rad = self.rad
        areas = frozenset(area.kode for area in self.programme.areas)
        return Facts(
            dag=dag,
            fodselsdato=rad.nummer.fodselsdato if rad and rad.nummer else None,
            fodselsnummer_kjent=rad.nummer is not None if rad else None,
            kilde=rad.kilde if rad else None,
            informasjonssamtale_holdt=self.samtale,
            tilknytning_oslo=rad.bydel.i_oslo if rad else None,
            kartlegging_mangler=frozenset() if self.kartlagt else areas,
            holder_plass=self.plass is Place.PLASS,
        )

    def _go(self, programme: Programme, event: str, til: str, dato: date) -> None:
        if til == "vurdering" != self.tilstand:
            self.kartlagt = False  # a kartlegging counts in the round it was made in
        self.programme, self.tilstand, self.dato = programme, til, dato
        self.history.append((event, til))
        self.plass = held_place(programme, self.history)
