"""One process's service, inside: how it ends what runs, and what it does while the database is away."""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from exin.errors import LogUnavailable
from exin.jobs.runner import serve
from exin.jobs.spec import JobSpec
from exin.jobs.times import Hvert
from exin.work import Office
from policies import Action, Job
from tests.helpers.jobbtjener import lose, wait_until
from tests.helpers.office import Kontor, job

PATIENCE = 20.0


@dataclass
class Served:
    """A service in a thread of its own, and what it said."""

    stop: threading.Event = field(default_factory=threading.Event)
    told: list[bool] = field(default_factory=list)
    faults: list[BaseException] = field(default_factory=list)
    blocks: list[float] = field(default_factory=list)
    thread: threading.Thread | None = None

    def begin(self, kontor: Kontor, *jobs: JobSpec) -> None:
        def run() -> None:
            serve(kontor.office, jobs, self.stop, tell=self.told.append, on_fault=self.faults.append)
            kontor.leave()

        self.thread = threading.Thread(target=run)
        self.thread.start()

    def end(self) -> float:
        """Ask it to stop. Returns how long it took."""
        began = time.monotonic()
        self.stop.set()
        assert self.thread is not None
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()
        return time.monotonic() - began

    def working(self, *, blocks: int, til_ende: bool = False) -> JobSpec:
        """A job of so many blocks, a twentieth of a second each."""

        def run(office: Office) -> int:
            for _ in range(blocks):
                with office.work(job(Job.VERIFISERING)) as w:
                    w.permit_house(Action.VERIFISER_LOGG, "logg")
                self.blocks.append(time.monotonic())
                time.sleep(0.05)
            return blocks

        return JobSpec(navn="prove", beskrivelse="Prøver.", naar=Hvert(1), run=run, til_ende=til_ende)


def outcome(kontor: Kontor) -> tuple[object, ...]:
    return kontor.one("select utfall, antall, kode from jobb")


def begun(served: Served) -> Callable[[], bool]:
    return lambda: bool(served.blocks)


def test_a_job_that_does_not_end_in_its_time_gets_no_further_block(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exin.jobs.runner.ENDS_WITHIN", 0.2)
    served = Served()
    served.begin(kontor, served.working(blocks=200))
    wait_until(begun(served))
    assert served.end() < 2
    assert outcome(kontor) == ("feilet", 0, "leder_ikke_lenger")
    assert kontor.verify().ok


@pytest.mark.parametrize("til_ende", [True, False])
def test_a_job_that_acts_outside_the_database_goes_on_to_its_end(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch, til_ende: bool
) -> None:
    monkeypatch.setattr("exin.jobs.runner.ENDS_WITHIN", 0.1)
    served = Served()
    served.begin(kontor, served.working(blocks=20, til_ende=til_ende))
    wait_until(begun(served))
    served.end()
    assert outcome(kontor)[0] == ("ok" if til_ende else "feilet")


def test_one_that_is_told_to_stop_before_its_first_job_runs_none_and_keeps_no_lock(kontor: Kontor) -> None:
    served = Served()
    served.begin(kontor, served.working(blocks=1))
    wait_until(lambda: served.told == [True])
    assert served.end() < 0.5
    assert kontor.rows("select * from jobb") == []
    with closing(kontor.office.means.database.locks()) as others:
        assert others.try_take("leder")


def test_no_run_begins_once_the_lead_is_lost_though_nobody_has_looked_yet(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exin.jobs.runner.LOOK_EVERY", 3.0)
    runs: list[float] = []

    def run(_office: Office) -> int:
        runs.append(time.monotonic())
        return 0

    served = Served()
    served.begin(kontor, JobSpec(navn="prove", beskrivelse="Prøver.", naar=Hvert(1), run=run))
    wait_until(lambda: bool(runs))
    lose(kontor)
    lost = time.monotonic()
    time.sleep(1.5)
    served.end()
    assert [each for each in runs if each > lost] == []


@pytest.mark.parametrize("databaseslag", ["postgres"])
def test_no_connection_stays_open_when_the_lead_is_over(kontor: Kontor) -> None:
    served = Served()
    served.begin(kontor, served.working(blocks=1))
    wait_until(begun(served))
    served.end()
    kontor.close()
    sql = "select count(*) from pg_stat_activity where datname = current_database() and application_name like 'exin%'"
    wait_until(lambda: kontor.one(sql) == (0,), within=2)


@pytest.mark.sqlite
def test_while_the_database_is_away_one_waits_and_says_so_once(kontor: Kontor) -> None:
    data = kontor.database.parent
    data.rename(data.with_name("borte"))
    served = Served()
    served.begin(kontor, served.working(blocks=1))
    time.sleep(1.2)
    assert [type(each) for each in served.faults] == [LogUnavailable]
    assert served.told == []
    data.with_name("borte").rename(data)
    wait_until(begun(served))
    served.end()
    assert (served.told, len(served.faults)) == ([True], 1)
