"""A year of a house at work, swept by processes side by side that are killed: each deadline is told of exactly once.

What must have been told is worked out by a replay (`tests.helpers.deadline_replay`) from rules typed by hand.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from audit.events import Event, Outcome
from exin.casework.jobb.sveip import sweep_deadlines
from tests.conftest import HEAVY
from tests.helpers import cases
from tests.helpers.deadline_replay import Replay, Told
from tests.helpers.deadline_rules import working
from tests.helpers.doom import Doom
from tests.helpers.office import Copied, Kontor
from tests.helpers.whole import whole
from tests.helpers.year import HOUSE, Staff, Sweeper, at, day_of

Rounds = Callable[[int, int], int]

FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)
"""The Sundays on which the clock is changed."""

IMPORTED = date(2025, 12, 31)

STRETCHES = (
    (date(2026, 1, 1), 7),
    (date(2026, 3, 25), 14),  # the clock goes forward, and Easter
    (date(2026, 10, 24), 4),  # the clock goes back
)
"""The days of the ordinary run, with a service that stands still between them."""

SPANS = {"BEGIN": 4, "COMMIT": 4, "INSERT": 30, "SELECT": 60, "UPDATE": 15}
"""At which statements of a sweep it is killed: after so many of the kind at most."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def databaseslag(request: pytest.FixtureRequest) -> str:
    """Which database is swept."""
    return str(request.param)


def days() -> list[date]:
    """The days of the run, after the one on which the register came."""
    stretches = ((date(2026, 1, 1), 365),) if HEAVY else STRETCHES
    return [first + timedelta(days=number) for first, count in stretches for number in range(count)]


def sweeps_of(day: date, chance: random.Random) -> tuple[list[datetime], datetime]:
    """When it is swept before staff come to work, and after they have gone."""
    if day in (FORWARD, BACK):
        return [at(day, 2, 30), *([at(day, 2, 30, again=True)] if day == BACK else [])], at(day, 23, 30)
    if day - timedelta(days=1) in (FORWARD, BACK):
        return [at(day, 0, 30)], at(day, 17)
    early = [at(day, *chance.choice([(0, 30), (5, 0), (8, 0)]))] if chance.random() < 0.2 else []
    return early, at(day, chance.randint(16, 23), 30)


class Life:
    """The house, its two sweepers, and the replay beside them."""

    def __init__(self, kontor: Kontor, *, kills: int) -> None:
        # Work and its hours are the same in every run; kills come as the machine lets them.
        self.kontor, self.wanted, self.kills = kontor, kills, 0
        self.chance, self.hours = random.Random(26), random.Random(2)
        self.replay = Replay(HOUSE)
        self.staff = Staff(kontor, self.replay, random.Random(2026))
        self._idle = self._opened()
        self._sweepers = [self._new(doomed=True), self._new()]
        self._ends = [IMPORTED, IMPORTED]

    def _opened(self) -> Counter[str]:
        """The statements that a process takes to open an installation and close it."""
        statements = Sweeper(self.kontor.folder).stop().statements
        assert statements is not None
        return statements

    def _new(self, *, doomed: bool = False) -> Sweeper:
        if not doomed or self.kills >= self.wanted:
            return Sweeper(self.kontor.folder)
        kind = self.chance.choice(sorted(SPANS))
        number = self._idle[kind] + self.chance.randint(1, SPANS[kind])
        return Sweeper(self.kontor.folder, Doom(kind, number, before=self.chance.random() < 0.5))

    def sweep(self, moment: datetime, *, ages: bool = False) -> list[int]:
        """Both at once; where one is killed, another one sweeps the same day. Returns how many each told of."""
        now = moment.astimezone(UTC)
        for each in self._sweepers:
            each.order(now, ages=ages)
        answers = [each.done() for each in self._sweepers]
        for number, answer in enumerate(answers):
            if answer is None:
                self.kills += 1
                self._sweepers[number] = self._new()
                self._sweepers[number].order(now, ages=ages)
                assert self._sweepers[number].done() is not None
                self._ends[number] = day_of(now)  # and a doomed one is there tomorrow
        self.replay.sweep(moment.date())
        if ages:
            self.replay.sweep_ages(moment.date())
        return [answer or 0 for answer in answers]

    def day(self, day: date, acts: int) -> None:
        """A day: perhaps a sweep, then work, then the sweeps of the evening."""
        for number, end in enumerate(self._ends):
            if end < day:
                self._sweepers[number].stop()
                self._sweepers[number] = self._new(doomed=number == 0)
                self._ends[number] = day + timedelta(days=self.chance.randint(0, 5))
        early, late = sweeps_of(day, self.hours)
        for moment in early:
            self.sweep(moment)
        self.kontor.clock.now = at(day, 10).astimezone(UTC)
        if working(day) or self.hours.random() < 0.5:
            self.staff.work(acts if working(day) else acts // 3)
        self.sweep(late, ages=True)

    def end(self) -> None:
        """Stop both."""
        for each in self._sweepers:
            each.stop()


# -- what was told ---------------------------------------------------------------------------------------------

Row = tuple[str, date]
"""The id of a deadline's row, and a day."""


def told_by(kontor: Kontor) -> tuple[list[Told], Counter[Row]]:
    """All that the outbox holds of deadlines, by stage; and how often each row was told of on a day."""
    found: dict[tuple[str, str, str, date, date, str], list[str]] = {}
    rows = kontor.rows(
        "select s.saksnr, u.slag, u.nokkel, u.opprettet, a.brukernavn from utboks u"
        " join sak s on s.id = u.sak_id join ansatt a on a.id = u.mottaker_id where u.nokkel like 'frist:%'"
    )
    for saksnr, slag, nokkel, opprettet, who in rows:
        _, row, trinn, frist, *_ = str(nokkel).split(":")
        day = day_of(moment_of(opprettet))
        found.setdefault((saksnr, slag, trinn, date.fromisoformat(frist), day, row), []).append(who)
    told = [
        Told(saksnr, slag, int(trinn), frist, day, tuple(sorted(who)))
        for (saksnr, slag, trinn, frist, day, _), who in found.items()
    ]
    return told, Counter({(row, day): 1 for _, _, _, _, day, row in found})


def moment_of(stored: object) -> datetime:
    """A moment as a database gives it."""
    return stored if isinstance(stored, datetime) else datetime.fromisoformat(str(stored))


def standing_in(kontor: Kontor) -> set[tuple[str, str, date]]:
    """The open deadlines but for ages, with the day on which each is due."""
    rows = kontor.rows(
        "select s.saksnr, f.slag, f.frist from frist f join sak s on s.id = f.sak_id"
        " where f.lukket is null and f.slag not like 'alder_%'"
    )
    return {(saksnr, slag, date.fromisoformat(str(frist))) for saksnr, slag, frist in rows}


def written_by(events: Sequence[Event], jobb: str) -> Counter[Row]:
    """How often that job wrote each row on a day as it told of a deadline."""
    return Counter(
        (row.rad, day_of(datetime.fromisoformat(event.tid)))
        for event in events
        if (event.handling, event.jobb, event.utfall) == ("varsle_frist", jobb, Outcome.TILLATT)
        for row in event.skrevet
        if row.tabell == "frist"
    )


def apart(one: Sequence[Told], other: Sequence[Told]) -> list[Told]:
    """What is in the one and not in the other, the first to differ first."""
    return sorted((Counter(one) - Counter(other)).elements(), key=lambda each: (each.dag, each.saksnr))[:20]


# -- the year ----------------------------------------------------------------------------------------------------


@pytest.fixture
def life(kontor: Kontor, rounds: Rounds) -> Iterator[Life]:
    """The house on the day of the import."""
    kontor.clock.now = at(IMPORTED, 12).astimezone(UTC)
    found = Life(kontor, kills=rounds(4, 50))
    yield found
    found.end()


def test_in_a_year_of_work_kills_and_restarts_each_deadline_is_told_once_on_its_day(
    kontor: Kontor, life: Life, rounds: Rounds
) -> None:
    life.staff.bring_in_the_register()
    life.sweep(at(IMPORTED, 20), ages=True)
    for day in days():
        life.day(day, rounds(12, 8))
    told, rows = told_by(kontor)
    expected = life.replay.told
    assert apart(told, expected) == []  # nothing twice, nothing on a wrong day, nothing that was done in time
    assert apart(expected, told) == []  # nothing lost
    assert standing_in(kontor) == life.replay.standing()
    assert kontor.rows("select slag from utboks where slag = 'uten_mottaker'") == []
    assert life.kills >= rounds(1, life.wanted)  # in some weeks the machine may not let all come
    assert life.staff.refused < life.staff.done

    events = kontor.log()
    ages = {(row, day) for row, day in rows if (row, day) in written_by(events, "alderssveip")}
    assert written_by(events, "fristsveip") == Counter(set(rows) - ages)
    assert whole(kontor)


# -- without a leader, and at night ------------------------------------------------------------------------------


def test_of_two_processes_that_sweep_at_once_with_no_lock_between_them_one_tells_of_each(
    office_template: Path, copied: Copied, tmp_path: Path, rounds: Rounds
) -> None:
    monday = date(2026, 1, 5)
    for number in range(rounds(1, 25)):
        with copied(office_template, tmp_path / str(number)) as kontor:
            kontor.clock.now = at(IMPORTED, 12).astimezone(UTC)
            life = Life(kontor, kills=0)
            life.staff.bring_in_the_register()
            answers = life.sweep(at(monday, 9), ages=True)
            life.end()
            told, rows = told_by(kontor)
            assert Counter(told) == Counter(life.replay.told)
            due = {row for row, _ in rows} - {row for row, _ in written_by(kontor.log(), "alderssveip")}
            assert sum(answers) == len(due) > 100
            assert whole(kontor)


@pytest.mark.parametrize("sunday", [FORWARD, BACK])
def test_on_the_night_of_a_clock_change_the_day_is_that_of_oslo(kontor: Kontor, sunday: date) -> None:
    kontor.clock.now = at(sunday - timedelta(days=10), 10).astimezone(UTC)
    saksnr = cases.case(kontor)
    cases.attempt(kontor, saksnr)  # the talk is left, which is due on the Sunday and told of on the Monday
    early, late = sweeps_of(sunday, random.Random(0))
    for moment in (*early, late):
        kontor.clock.now = moment.astimezone(UTC)
        assert (day_of(kontor.clock.now), sweep_deadlines(kontor.office)) == (sunday, 0)
    kontor.clock.now = at(sunday + timedelta(days=1), 0, 30).astimezone(UTC)
    assert sweep_deadlines(kontor.office) == 1
    monday = sunday + timedelta(days=1)
    assert told_by(kontor)[0] == [Told(saksnr, "informasjonssamtale", 1, sunday, monday, ("kari",))]
