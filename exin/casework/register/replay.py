"""The register replayed by date through the programmes' machine, beside what stands here already.

Must not write, nor refuse for anything but format, order, reasons and known ids: what every other guard came to
is noted with the step. Given the same files and the same house it plans the same, whatever has landed so far.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from exin.casework.register.cells import CONTACTS, HENVENDELSE, Hendelsesrad, Key, Rows, Saksrad
from exin.casework.register.course import Course, StepMove
from exin.casework.register.known import Known, KnownCase, KnownStep, highest
from exin.casework.register.refusals import Avvist, RowRefused
from exin.casework.register.tally import Tally, held
from exin.ids import PersonId
from policies import Protection
from workflows import NEW, Inputs, Refused, replay_step, target_programme


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Plan:
    """What is to land, in the order of the file; what was refused; how many rows had landed before."""

    saker: tuple[Course, ...]
    nivaer: Mapping[bytes, Protection]
    avvist: tuple[Avvist, ...]
    nye_saker: int
    nye_hendelser: int
    fra_for: int
    vilkar: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A step that stands here, at its place in the order."""

    course: Course
    step: KnownStep


@dataclass(frozen=True, slots=True)
class _Met:
    """A talk or a kartlegging that landed before."""

    course: Course
    hendelse: str


_Happening = Course | _Standing | _Met | Hendelsesrad
_At = tuple[date, int]


def plan(rows: Rows, known: Known, *, filer: tuple[str, str]) -> Plan:
    """Replay all rows; nothing is written."""
    return _Replay(rows, known, filer).run()


class _Replay:
    def __init__(self, rows: Rows, known: Known, filer: tuple[str, str]) -> None:
        self.rows, self.known, self.filer = rows, known, filer
        self.tally = Tally(known.plasser)
        self.numbered = frozenset(known.personer.values())
        self.nivaer = dict(known.nivaer)
        self.courses: dict[str, Course] = {}
        self.closed: set[str] = set()
        self.openings: dict[str, Hendelsesrad] = {}
        self.avvist: list[Avvist] = []
        self.fra_for = self.nye_hendelser = 0

    def run(self) -> Plan:
        self._gather()
        for _, _, happening in sorted(self._stream(), key=lambda each: each[:2]):
            self._happen(happening)
        changed = tuple(course for course in self._in_file_order() if course.moves)
        steps = [move for course in changed for move in course.moves if isinstance(move, StepMove)]
        order = {fil: number for number, fil in enumerate(self.filer)}
        return Plan(
            saker=changed,
            nivaer=self.nivaer,
            avvist=tuple(
                sorted(self.rows.avvist + self.avvist, key=lambda each: (order[each.fil], each.linje))
            ),
            nye_saker=sum(course.known is None for course in changed),
            nye_hendelser=self.nye_hendelser,
            fra_for=self.fra_for,
            vilkar=Counter((kode, str(status)) for step in steps for kode, status in step.results.items()),
        )

    # -- which cases there are -----------------------------------------------------------------------

    def _gather(self) -> None:
        """A course for each case here and each that the file brings."""
        for saksnr, known in self.known.saker.items():
            self.courses[saksnr] = Course.of_known(known, self.rows.saker.get(saksnr))
        for rad in self.rows.saker.values():
            known_case = self.known.saker.get(rad.saksnr)
            if known_case is None:
                course = self.courses[rad.saksnr] = Course.of_row(rad, self._person_of(rad))
                self.nivaer[course.person] = highest(self.nivaer.get(course.person), rad.skjerming)
            elif self._is_same_person(rad, known_case):
                self.fra_for += 1
            else:
                self.closed.add(rad.saksnr)
                self._refuse(self.filer[0], rad, "annet_fodselsnummer")

    def _person_of(self, rad: Saksrad) -> PersonId | None:
        """The person of that number, where one is known here."""
        return self.known.personer.get(rad.nummer.oppslag) if rad.nummer else None

    def _is_same_person(self, rad: Saksrad, known: KnownCase) -> bool:
        mine = known.stub.person_id
        if rad.nummer is None or self.known.personer.get(rad.nummer.oppslag) == mine:
            return True
        return rad.nummer.oppslag not in self.known.personer and mine not in self.numbered

    def _in_file_order(self) -> list[Course]:
        """The file's cases as they stand in it, then those that it only has events of."""
        first = [self.courses[saksnr] for saksnr in self.rows.saker]
        return first + [each for each in self.courses.values() if each.saksnr not in self.rows.saker]

    # -- what happened, by date and line -------------------------------------------------------------

    def _stream(self) -> Iterator[tuple[date, int, _Happening]]:
        lines = {rad.key: rad.linje for rad in self.rows.hendelser}
        for course in self.courses.values():
            if course.known is None:
                yield from self._opening(course)
            else:
                yield from _standing(course, course.known, lines)
        for rad in self.rows.hendelser:
            if self._is_new(rad):
                yield rad.dato, rad.linje, rad

    @staticmethod
    def _opening(course: Course) -> Iterator[tuple[date, int, _Happening]]:
        if course.rad is not None:
            yield course.rad.dato, 0, course

    def _is_new(self, rad: Hendelsesrad) -> bool:
        """Whether an event is yet to happen: it has not landed, and does not open its case."""
        course = self.courses.get(rad.saksnr)
        known = course.known if course else None
        if course is None or (known is not None and not known.imported):
            self._refuse(self.filer[1], rad, "ukjent_sak")
        elif known is not None and rad.key[1:] in known.landed:
            self.fra_for += 1
        elif rad.saksnr in self.closed:
            self._refuse(self.filer[1], rad, "ukjent_sak")
        elif known is None and course.rad is not None and rad.key == course.rad.key:
            self.openings[rad.saksnr] = rad
            self.nye_hendelser += 1
        else:
            return True
        return False

    def _happen(self, happening: _Happening) -> None:
        course = (
            self.courses[happening.saksnr] if isinstance(happening, Hendelsesrad) else _course_of(happening)
        )
        before = held(course)
        match happening:
            case Course():
                self._step(course, self._opening_row(course))
            case _Standing():
                course.stand(happening.step)
            case _Met():
                course.meet(happening.hendelse)
            case Hendelsesrad():
                self._row(course, happening)
        self.tally.moved(course, before)

    # -- one row ---------------------------------------------------------------------------------------

    def _opening_row(self, course: Course) -> Hendelsesrad:
        """The case's own row is its henvendelse; the event of that day, where there is one, tells by whom."""
        rad = course.rad
        if rad is None:
            raise LookupError("a case without a row")
        return self.openings.get(course.saksnr) or Hendelsesrad(
            linje=rad.linje,
            saksnr=rad.saksnr,
            dato=rad.dato,
            hendelse=HENVENDELSE,
            arsak=None,
            ansatt=rad.kontakt,
            merknad=None,
        )

    def _row(self, course: Course, rad: Hendelsesrad) -> None:
        try:
            self._land(course, rad)
        except RowRefused as refused:
            self._refuse(self.filer[1], rad, refused.kode)
        else:
            self.nye_hendelser += 1

    def _land(self, course: Course, rad: Hendelsesrad) -> None:
        if rad.hendelse == HENVENDELSE:
            raise RowRefused("en_henvendelse")
        if course.known is not None and not course.known.untouched:
            raise RowRefused("arbeidet_med")
        if rad.hendelse not in CONTACTS:
            self._step(course, rad)
        elif course.tilstand == NEW or course.programme.state(course.tilstand).read_only:
            raise RowRefused("ulovlig_rekkefolge")
        else:
            course.note(rad)

    def _step(self, course: Course, rad: Hendelsesrad) -> None:
        if course.behind:
            raise RowRefused("eldre_enn_importert")
        facts = course.facts(rad.dato)
        try:
            target = target_programme(course.programme, course.tilstand, rad.hendelse, facts)
            step = replay_step(
                course.programme,
                course.tilstand,
                rad.hendelse,
                facts=self.tally.add_to(facts, course, target),
                inputs=Inputs(arsak=rad.arsak, kilde=facts.kilde),
            )
        except Refused:
            raise RowRefused("ulovlig_rekkefolge") from None
        course.take(step, rad)

    def _refuse(self, fil: str, rad: Saksrad | Hendelsesrad, kode: str) -> None:
        self.avvist.append(Avvist(fil=fil, linje=rad.linje, saksnr=rad.saksnr, kode=kode))


def _course_of(happening: Course | _Standing | _Met) -> Course:
    return happening if isinstance(happening, Course) else happening.course


def _standing(
    course: Course, known: KnownCase, lines: Mapping[Key, int]
) -> Iterator[tuple[date, int, _Happening]]:
    """What stands here of a case, at the line that it has in the file, where it has one."""
    count: Counter[tuple[date, str]] = Counter()
    for step in known.steps:
        kind = (step.dato, step.hendelse)
        count[kind] += 1
        opening = step.hendelse == HENVENDELSE
        yield (
            step.dato,
            0 if opening else lines.get((course.saksnr, *kind, count[kind]), 0),
            _Standing(course, step),
        )
    for dato, hendelse, number in sorted(known.landed):
        if hendelse in CONTACTS:
            yield dato, lines.get((course.saksnr, dato, hendelse, number), 0), _Met(course, hendelse)
