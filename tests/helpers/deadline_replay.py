"""What must have been told when: a case's deadlines kept a second time, as timers that acts start and stop.

The rules are those of `deadline_rules`. Must not import the engine's own reckoning (`workflows`, `exin.casework`), nor
read what it wrote.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple

from tests.helpers.deadline_rules import (
    AGES,
    AHEAD,
    AREAS,
    BEGIN,
    BY_CONTACT,
    DUE,
    FINAL,
    IN_WORK,
    LASTING,
    LEADS_TO,
    NO_SHOWS,
    OSLO,
    YOUNGEST,
    at_work,
    birthday,
    workdays_later,
    working,
)


class Told(NamedTuple):
    """One stage of one deadline, told to these on a day."""

    saksnr: str
    slag: str
    trinn: int
    frist: date
    dag: date
    hvem: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class House:
    """Who is who among the staff, by user name."""

    leads: frozenset[str]
    cleared: frozenset[str]
    reception: frozenset[str]
    active: frozenset[str]


@dataclass
class Timer:
    """A deadline, and how far the telling has come."""

    slag: str
    start: date
    due: date
    told: int = 0
    paused: date | None = None

    def next_on(self) -> date:
        """The day on which somebody is told next."""
        fires = at_work(self.due)
        return workdays_later(fires, 2) if self.told else fires


@dataclass
class Birthday:
    """An age, with the days on which it is told of."""

    age: int
    days: tuple[date, ...]
    told: int


@dataclass(kw_only=True)
class Standing:
    """All of a case that a step taken back brings back."""

    state: str = ""
    program: str
    step: int = 0
    running: dict[str, Timer] = field(default_factory=dict)
    no_shows: tuple[date, ...] = ()
    covered: frozenset[str] = frozenset()
    risk: date | None = None
    plan: date | None = None
    consents: tuple[date | None, ...] = ()


class Case:
    """One case under replay. Its acts must come in the order in which they were written."""

    def __init__(
        self,
        saksnr: str,
        *,
        program: str,
        born: date | None,
        strict: bool = False,
        contact: str | None = None,
    ) -> None:
        self.saksnr, self.born, self.strict, self.contact = saksnr, born, strict, contact
        self.now = Standing(program=program)
        self.timers: dict[tuple[str, int, date], Timer] = {}
        self.ages: dict[tuple[int, date], Birthday] = {}
        self._steps = 0
        self._since: list[Callable[[], None]] = []
        self._before: list[tuple[Standing, list[Callable[[], None]]]] = []
        self._seen_in: set[str] = set()

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.now.state in FINAL

    # -- steps -------------------------------------------------------------------------------------------

    def step(
        self, state: str, day: date, *, program: str | None = None, open_until: date | None = None
    ) -> None:
        """Come into a state, or over to another programme in the same one."""
        before = self.now
        self._before.append((replace(before, running=dict(before.running)), self._since))
        self._since = []
        self._steps += 1
        before.program = program or before.program
        if state == before.state:
            return
        self.now = replace(
            before, state=state, step=self._steps, running={}, no_shows=(), covered=frozenset()
        )
        for slag in BEGIN.get(state, ()):
            self._start(slag, day)
        if state == "forlop":
            self._start("plan", self.now.plan or day)
        if state in ("forlop", "avslutning"):
            self._start("risikovurdering", self.now.risk or day)
        if state == "frafall" and open_until:
            self._start("dor_apen", open_until)
        self._follow_consents()

    def annul(self) -> None:
        """Take the latest step back: what was written since was written where the case stood before it."""
        written = self._since
        self.now, self._since = self._before.pop()
        for act in written:
            self._do(act)

    def lose_contact(self, house: House) -> None:
        """Who is taken in again is not left with somebody who has gone."""
        if self.contact not in house.active:
            self.contact = None

    # -- work --------------------------------------------------------------------------------------------

    def talk(self, day: date, slag: str, utfall: str) -> None:
        """A contact that was held, one that nobody came to, or an attempt."""
        self._do(partial(self._talk, day, slag, utfall))

    def map_out(self, day: date, areas: Sequence[str]) -> None:
        """A kartlegging of these areas."""
        self._do(partial(self._map_out, day, areas))

    def make_plan(self, day: date) -> None:
        """A plan."""
        self._do(partial(self._make_plan, day))

    def consent(self, end: date | None) -> None:
        """A consent to take part, with the day on which it runs out."""
        self._do(partial(self._consent, end))

    def withdraw(self) -> None:
        """All consents to take part."""
        self._do(self._withdraw)

    def _do(self, act: Callable[[], None]) -> None:
        self._since.append(act)
        act()

    def _talk(self, day: date, slag: str, utfall: str) -> None:
        now = self.now
        now.running.pop("forste_svar", None)
        if utfall == "ikke_mott":
            now.no_shows = tuple(sorted((*now.no_shows, day)))
            if now.state in IN_WORK and len(now.no_shows) >= NO_SHOWS:
                self._start("vurder_frafall_oppmote", now.no_shows[NO_SHOWS - 1])
        if utfall != "holdt":
            return
        if slag == "informasjonssamtale":
            now.running.pop("informasjonssamtale", None)
        now.no_shows = tuple(each for each in now.no_shows if each >= day)
        if len(now.no_shows) < NO_SHOWS:
            now.running.pop("vurder_frafall_oppmote", None)
        for each in BY_CONTACT:
            if each in now.running and day > now.running[each].start:
                self._start(each, day)

    def _map_out(self, day: date, areas: Sequence[str]) -> None:
        now = self.now
        now.covered |= set(areas)
        if now.covered >= set(AREAS):
            now.running.pop("kartlegging", None)
        if "risiko" in areas:
            now.risk = max(day, now.risk or day)
            if "risikovurdering" in now.running:
                self._start("risikovurdering", now.risk)

    def _make_plan(self, day: date) -> None:
        self.now.plan = max(day, self.now.plan or day)
        if "plan" in self.now.running:
            self._start("plan", self.now.plan)

    def _consent(self, end: date | None) -> None:
        self.now.consents += (end,)
        self._follow_consents()

    def _withdraw(self) -> None:
        self.now.consents = ()
        self._follow_consents()

    def _follow_consents(self) -> None:
        """The last consent to run out counts; where one never does, none does."""
        ends = [end for end in self.now.consents if end is not None]
        self.now.running.pop("samtykke", None)
        if self.now.state in IN_WORK and ends and len(ends) == len(self.now.consents):
            self._start("samtykke", max(ends))

    def _start(self, slag: str, start: date) -> None:
        """Start a timer; the one that ran for the same reason once is found again, told or moved as it was."""
        which = (slag, 0 if slag in LASTING else self.now.step, start)
        self.now.running[slag] = self.timers.setdefault(which, Timer(slag, start, DUE[slag](start)))

    # -- moved and paused ----------------------------------------------------------------------------------

    def move(self, slag: str, til: date) -> None:
        """Put a deadline off: whoever was told is told again on the new day."""
        timer = self.now.running[slag]
        timer.due, timer.told, timer.paused = til, 0, None

    def pause(self, slag: str, day: date) -> None:
        """Let one rest."""
        self.now.running[slag].paused = day

    def resume(self, slag: str, day: date) -> None:
        """Let it run on with as many days left as there were."""
        timer = self.now.running[slag]
        if timer.paused is not None and timer.due >= timer.paused:
            timer.due += day - timer.paused
        timer.paused = None

    # -- telling -------------------------------------------------------------------------------------------

    def tell(self, day: date, house: House) -> Iterator[Told]:
        """What is told of deadlines on a day of work."""
        for timer in self.now.running.values():
            while timer.paused is None and timer.told < 2 and timer.next_on() <= day:
                timer.told += 1
                who = self._lead(house) if timer.told == 2 else self._acting(house, timer.slag)
                yield Told(self.saksnr, timer.slag, timer.told, timer.due, day, tuple(sorted(who)))

    def look_at_age(self, day: date) -> None:
        """Work out the birthdays, once in each programme: of those gone by only the latest word is told."""
        program = self.now.program
        if self.over or program in self._seen_in:
            return
        self._seen_in.add(program)
        for age, states in AGES[program].items():
            if self.born is None or self.now.state not in states:
                continue
            days = tuple(birthday(self.born, age) - timedelta(days=ahead) for ahead in AHEAD)
            if age == YOUNGEST[program] and days[-1] < day:
                continue
            gone = sum(each < day for each in days)
            self.ages.setdefault((age, days[-1].replace(day=1)), Birthday(age, days, told=max(gone - 1, 0)))

    def tell_of_age(self, day: date, house: House) -> Iterator[Told]:
        """What is told of birthdays on a day of work."""
        for (age, month), each in self.ages.items():
            if self.now.state not in AGES[self.now.program].get(age, ()):
                continue
            while each.told < len(AHEAD) and at_work(each.days[each.told]) <= day:
                each.told += 1
                who = self._acting(house, f"alder_{age}")
                who |= self._lead(house) if each.told == len(AHEAD) else set()
                yield Told(self.saksnr, f"alder_{age}", each.told, month, day, tuple(sorted(who)))

    def _acting(self, house: House, slag: str) -> set[str]:
        """The contact; the reception where there is none, or for the first answer; else the lead."""
        reception = self.contact is None or slag == "forste_svar"
        found = set(house.reception) if reception else {self.contact or ""} & house.active
        return (found & house.cleared if self.strict else found) or self._lead(house)

    def _lead(self, house: House) -> set[str]:
        return set(house.leads & house.cleared) if self.strict else set(house.leads)


@dataclass
class Replay:
    """All cases, and what was told of them."""

    house: House
    cases: dict[str, Case] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def sweep(self, day: date) -> None:
        """The sweep of deadlines on a day."""
        if working(day):
            self.told += [each for case in self.cases.values() for each in case.tell(day, self.house)]

    def sweep_ages(self, day: date) -> None:
        """The sweep of ages on a day."""
        for case in self.cases.values():
            case.look_at_age(day)
            if working(day):
                self.told += case.tell_of_age(day, self.house)

    def standing(self) -> set[tuple[str, str, date]]:
        """All deadlines that run, with the day on which each is due."""
        return {
            (case.saksnr, timer.slag, timer.due)
            for case in self.cases.values()
            for timer in case.now.running.values()
        }

    def read_register(self, henvendelser: bytes, hendelser: bytes) -> None:
        """The cases of a register, with what happened in each."""
        rows = list(_rows(henvendelser))
        strict = {each["fodselsnummer"] for each in rows if each["adressebeskyttelse"] == "strengt_fortrolig"}
        for each in rows:
            number = each["fodselsnummer"]
            contact = (
                each["kontakt"] if number not in strict or each["kontakt"] in self.house.cleared else None
            )
            self.cases[each["saksnr"]] = Case(
                each["saksnr"],
                program=each["tiltak"],
                born=_born(number),
                strict=number in strict,
                contact=contact,
            )
        for row in sorted(_rows(hendelser), key=lambda row: _day(row["dato"])):
            self._happened(self.cases[row["saksnr"]], row["hendelse"], _day(row["dato"]))

    @staticmethod
    def _happened(case: Case, hendelse: str, day: date) -> None:
        if hendelse == "informasjonssamtale":
            case.talk(day, hendelse, "holdt")
        elif hendelse == "kartlegging":
            case.map_out(day, AREAS)
        else:
            program = case.now.program
            if hendelse == "reinntak" and case.born and birthday(case.born, 19) <= day:
                program = OSLO
            case.step(LEADS_TO[hendelse], day, program=program)


def _rows(data: bytes) -> Iterator[dict[str, str]]:
    return csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")


def _day(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - a calendar day has no zone


def _born(number: str) -> date | None:
    """The birth date in a synthetic national number (month + 80) of somebody born from 1940 to 2039."""
    if not number:
        return None
    day, month, year, which = (int(number[at]) for at in (slice(0, 2), slice(2, 4), slice(4, 6), slice(6, 9)))
    century = 2000 if which >= 500 and year < 40 else 1900
    return date(century + year, month - 80, day % 40)
