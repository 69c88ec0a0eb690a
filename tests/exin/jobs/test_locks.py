"""Named locks: one has each, whoever loses it knows at once, and it is gone with its process."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from exin.errors import LogUnavailable
from exin.jobs.leader import LEDER, Leadership, LedOffice, LostLead
from exin.store.leder import Locks
from policies import Action
from tests.architecture.tree import ROOT
from tests.helpers.jobbtjener import lose
from tests.helpers.office import Kontor, caller

_HOLDS = """
import sys, time
from pathlib import Path
from exin.app import open_installation
locks = open_installation(Path(sys.argv[1])).office.means.database.locks()
print(locks.try_take("leder"), flush=True)
time.sleep(60)
"""


@pytest.fixture
def mine(kontor: Kontor) -> Iterator[Locks]:
    """The locks of this process."""
    with closing(kontor.office.means.database.locks()) as made:
        yield made


@pytest.fixture
def theirs(kontor: Kontor) -> Iterator[Locks]:
    """As another process has them."""
    with closing(kontor.office.means.database.locks()) as made:
        yield made


def test_what_one_has_another_does_not_get(mine: Locks, theirs: Locks) -> None:
    assert mine.try_take(LEDER)
    assert not theirs.try_take(LEDER)
    assert (mine.holds(LEDER), theirs.holds(LEDER)) == (True, False)
    assert theirs.try_take("fristsveip")


def test_nobody_gets_it_twice(mine: Locks) -> None:
    assert mine.try_take(LEDER)
    assert not mine.try_take(LEDER)


def test_what_was_given_back_is_free(mine: Locks, theirs: Locks) -> None:
    mine.give_back(LEDER)
    assert mine.try_take(LEDER)
    mine.give_back(LEDER)
    assert theirs.try_take(LEDER)
    assert not mine.holds(LEDER)


def test_one_can_ask_whether_it_is_taken_without_taking_it(mine: Locks, theirs: Locks) -> None:
    assert not theirs.taken(LEDER)
    mine.try_take(LEDER)
    assert (theirs.taken(LEDER), mine.taken(LEDER), theirs.taken("annen")) == (True, True, False)
    mine.close()
    assert not theirs.taken(LEDER)
    assert mine.try_take(LEDER)


def test_whoever_loses_it_knows_at_once_and_another_gets_it(
    kontor: Kontor, mine: Locks, theirs: Locks
) -> None:
    mine.try_take(LEDER)
    lose(kontor)
    assert not mine.holds(LEDER)
    assert theirs.try_take(LEDER)
    assert not mine.try_take(LEDER)


def test_it_is_gone_with_its_process_however_that_ends(kontor: Kontor, mine: Locks) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(kontor.folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        assert not mine.try_take(LEDER)
    finally:
        process.kill()
        process.communicate(timeout=20)
    assert any(mine.try_take(LEDER) for _ in range(100_000))


@pytest.mark.sqlite
def test_a_file_that_holds_a_lock_is_its_owners_alone(kontor: Kontor, mine: Locks) -> None:
    mine.try_take(LEDER)
    (found,) = kontor.database.parent.glob("*.las")
    assert found.name == "exin.sqlite.leder.las"
    assert found.stat().st_mode & 0o777 == 0o600


@pytest.mark.sqlite
def test_where_the_folder_is_gone_there_is_no_lock_to_have(kontor: Kontor, mine: Locks) -> None:
    kontor.database.parent.rename(kontor.database.parent.with_name("borte"))
    with pytest.raises(LogUnavailable):
        mine.try_take(LEDER)
    assert not mine.taken(LEDER)


# -- the door of who leads ---------------------------------------------------------------------------------


@pytest.fixture
def lead(mine: Locks) -> Leadership:
    """A lead that is held."""
    made = Leadership(mine)
    assert made.try_take()
    return made


def enter(kontor: Kontor, lead: Leadership) -> tuple[Callable[[], None], Callable[[], None]]:
    """A read block and a write block through the door of who leads."""
    office = LedOffice(means=kontor.office.means, pins=kontor.office.pins, leadership=lead)

    def read() -> None:
        with office.read(caller("revisor")) as r:
            r.permit_house(Action.VERIFISER_LOGG, "logg")

    def work() -> None:
        with office.work(caller("revisor")) as w:
            w.permit_house(Action.VERIFISER_LOGG, "logg")

    return read, work


def test_the_door_is_shut_for_one_that_lost_the_lead_and_leaves_no_event(
    kontor: Kontor, lead: Leadership, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(kontor)
    monkeypatch.setattr("exin.jobs.leader._SURE", -1.0)  # as half a second later
    with kontor.new_events() as events:
        for block in enter(kontor, lead):
            with pytest.raises(LostLead):
                block()
    assert events == []


def test_the_door_is_shut_for_one_that_is_about_to_end_though_it_has_the_lock(
    kontor: Kontor, lead: Leadership, theirs: Locks
) -> None:
    lead.shut()
    for block in enter(kontor, lead):
        with pytest.raises(LostLead):
            block()
    assert not theirs.try_take(LEDER)
    lead.give_back()
    assert theirs.try_take(LEDER)


def test_the_door_is_open_for_one_that_leads(
    kontor: Kontor, lead: Leadership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exin.jobs.leader._SURE", -1.0)
    with kontor.new_events() as events:
        for block in enter(kontor, lead):
            block()
    assert [each.handling for each in events] == ["verifiser_logg"] * 2
    assert lead.held()
