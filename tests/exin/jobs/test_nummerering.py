"""While a service runs the log is numbered at once and pinned within seconds, whatever else goes wrong."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from exin.casework.hus.ansattvisning import list_staff
from exin.errors import LogUnavailable
from exin.jobs import nummerering
from exin.jobs.nummerering import keep_proved
from exin.work import Office
from tests.helpers.office import Kontor

PATIENCE = 10.0


@contextmanager
def _running(kontor: Kontor, faults: list[BaseException]) -> Iterator[None]:
    stop = threading.Event()

    def run() -> None:
        try:
            keep_proved(kontor.office, stop, on_fault=faults.append)
        finally:
            kontor.installation.leave()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)


def _until(true: Callable[[], bool]) -> float:
    """Seconds until it was."""
    began = time.monotonic()
    while not true() and time.monotonic() - began < PATIENCE:
        time.sleep(0.01)
    assert true()
    return time.monotonic() - began


def test_a_fault_is_told_once_until_it_is_over_and_then_the_work_goes_on(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults: list[BaseException] = []
    sequence, tries = Office.sequence, iter(range(100))

    def gone(office: Office) -> int:
        if next(tries) < 3:
            raise LogUnavailable("database")
        return sequence(office)

    monkeypatch.setattr(Office, "sequence", gone)
    monkeypatch.setattr(nummerering, "PIN_EVERY", 0.0)
    before = len(kontor.office.pins.sink.notes())
    with kontor.read("admin") as r:
        list_staff(r)
    with _running(kontor, faults):
        _until(lambda: len(kontor.office.pins.sink.notes()) > before)
    assert [type(each) for each in faults] == [LogUnavailable]


def test_an_event_has_its_number_within_a_moment_and_is_pinned_when_the_service_ends(kontor: Kontor) -> None:
    kontor.office.pin()
    faults: list[BaseException] = []
    with _running(kontor, faults):
        time.sleep(0.3)
        numbered, pinned = kontor.log_size, len(kontor.office.pins.sink.notes())
        with kontor.read("admin") as r:
            list_staff(r)
        assert _until(lambda: kontor.log_size > numbered) < PATIENCE / 2
    assert len(kontor.office.pins.sink.notes()) == pinned + 1
    assert faults == []
    kontor.office.check_pins()
