"""Several processes run the jobs: one leads, another takes over, and no job is run by two at once."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from exin.logs import FILE_NAME as OPERATIONS_LOG
from exin.store.postgres import LOCK_NAME
from tests.helpers.jobbtjener import CANARY, SELDOM, Line, Service, service, trace, two_at_once, wait_until
from tests.helpers.office import Kontor

TAKEOVER = 2.0

CUT = """
    select pg_terminate_backend(pid) from pg_stat_activity where application_name = ?
    and pid in (select pid from pg_locks where locktype = 'advisory' and granted)
"""
"""Ends the session of whoever leads."""


@pytest.fixture
def away(kontor: Kontor) -> Kontor:
    """The office, with nothing of the test's own open in it."""
    kontor.close()
    return kontor


def done(kontor: Kontor, what: str, who: Service) -> list[Line]:
    return [each for each in trace(kontor.folder) if (each.what, each.process) == (what, who.pid)]


def leads(each: Service) -> Callable[[], bool]:
    return lambda: each.leads


def does(kontor: Kontor, what: str, who: Service) -> Callable[[], bool]:
    return lambda: bool(done(kontor, what, who))


def outcome(kontor: Kontor, job: str) -> tuple[object, ...]:
    return kontor.one("select utfall, antall, kode from jobb where navn = ?", job)


def test_when_the_leader_is_killed_another_leads_within_two_seconds_and_no_job_runs_twice_at_once(
    away: Kontor, rounds: Callable[[int, int], int]
) -> None:
    chance = random.Random()
    with ExitStack() as ends:
        first = ends.enter_context(service(away.folder, "tikk"))
        wait_until(leads(first))
        for _ in range(rounds(3, 50)):
            second = ends.enter_context(service(away.folder, "tikk"))
            time.sleep(chance.uniform(0, 1.5))
            assert not second.leads
            first.kill()
            assert wait_until(leads(second)) < TAKEOVER
            wait_until(does(away, "start", second), within=TAKEOVER)
            first = second
    assert two_at_once(trace(away.folder)) == []


def test_a_service_that_is_told_to_stop_ends_its_job_first_and_then_gives_the_lead_away(away: Kontor) -> None:
    with service(away.folder, "lang") as old:
        wait_until(leads(old))
        with service(away.folder, "lang") as new:
            wait_until(does(away, "blokk", old))
            assert old.end(signal.SIGTERM) == (0, "")
            assert len(done(away, "slutt", old)) >= 1
            assert len(done(away, "slutt", old)) == len(done(away, "start", old))
            assert wait_until(leads(new)) < TAKEOVER
            assert new.end(signal.SIGINT) == (0, "")
    assert two_at_once(trace(away.folder)) == []
    assert outcome(away, "lang") == ("ok", 15, None)


def test_a_job_that_raises_is_noted_without_what_it_said_and_the_others_go_on(away: Kontor) -> None:
    with service(away.folder, "feiler", "tikk") as one:
        wait_until(lambda: Counter(each.job for each in done(away, "start", one))["feiler"] >= 2)
        wait_until(does(away, "slutt", one))
        code, said = one.end()
    assert (code, said) == (0, "")
    assert outcome(away, "feiler") == ("feilet", 0, "ValueError")
    assert outcome(away, "tikk")[0] == "ok"
    noted = (away.folder / OPERATIONS_LOG).read_text("utf-8")
    assert "builtins.ValueError" in noted
    assert not any(word in noted + said for word in CANARY.split())


def test_what_was_missed_while_the_machine_stood_still_is_run_once_at_once(
    away: Kontor, rounds: Callable[[int, int], int]
) -> None:
    def since(moment: float) -> list[float]:
        return [each.at - moment for each in done(away, "start", one) if each.at > moment]

    with service(away.folder, "sjelden") as one:
        wait_until(lambda: away.rows("select * from jobb where utfall = 'ok'"))
        time.sleep(0.2)  # a run that has not quite ended would be one at a time with what is due
        stood = time.time()
        one.process.send_signal(signal.SIGSTOP)
        # Till well after a run was due, and well before the next.
        woken = (stood // SELDOM + rounds(2, 4)) * SELDOM + 0.5 * SELDOM
        time.sleep(woken - stood)
        one.process.send_signal(signal.SIGCONT)
        wait_until(lambda: len(since(woken)) > 1)
        one.end()
    first, second, *_ = since(woken)
    assert first < 0.5 * SELDOM <= second  # one for all that was missed, and then the one that was due next


@pytest.mark.parametrize("databaseslag", ["postgres"])
def test_a_leader_that_loses_its_connection_opens_no_further_block_and_another_leads(kontor: Kontor) -> None:
    with service(kontor.folder, "seig") as old:
        wait_until(does(kontor, "blokk", old))
        with service(kontor.folder, "seig") as new:
            cut = time.time()
            assert kontor.rows(CUT, LOCK_NAME)
            wait_until(does(kontor, "start", new), within=TAKEOVER + 1)
            wait_until(lambda: not old.leads, within=TAKEOVER)
            blocks = [each.at for each in done(kontor, "blokk", old)]
            assert max(blocks) < min(cut + 0.9, done(kontor, "start", new)[0].at)
            assert outcome(kontor, "seig") == ("startet", 0, None)
            new.kill()
            assert wait_until(leads(old)) < TAKEOVER
