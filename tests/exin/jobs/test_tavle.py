"""A job set off from elsewhere than the command line: whoever asked waits for a while, and the job goes on."""

import threading
from datetime import time

import pytest

from exin.errors import Conflict
from exin.jobs import tavle
from exin.jobs.declared import BY_NAME
from exin.jobs.spec import JobSpec
from exin.jobs.tavle import Tavle
from exin.jobs.times import Daglig
from exin.work import Office
from tests.helpers.office import Kontor

PATIENCE = 20.0


def ignored(error: BaseException) -> None:
    raise AssertionError(type(error).__name__)


def waiting_for(event: threading.Event) -> JobSpec:
    def run(_office: Office) -> int:
        assert event.wait(PATIENCE)
        return 3

    return JobSpec(navn="treg", beskrivelse="Venter.", naar=Daglig(time(4)), run=run)


def ended(navn: str) -> None:
    for each in threading.enumerate():
        if each.name == f"jobb-{navn}":
            each.join(PATIENCE)


def test_a_job_that_is_at_work_is_not_begun_again_and_goes_on_when_nobody_waits(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, board = threading.Event(), Tavle()
    monkeypatch.setattr(tavle, "BY_NAME", BY_NAME | {"treg": waiting_for(go_on)})
    assert board.set_off(kontor.office, "treg", on_fault=ignored, wait=0.3) is None
    assert board.busy(kontor.office, ["treg", "sjekkpunkt"]) == (frozenset({"treg"}), False)
    with pytest.raises(Conflict):
        board.set_off(kontor.office, "treg", on_fault=ignored, wait=PATIENCE)
    go_on.set()
    ended("treg")
    assert board.busy(kontor.office, ["treg"]) == (frozenset(), False)
    assert kontor.one("select utfall, antall from jobb where navn = 'treg'") == ("ok", 3)


def test_a_run_that_cannot_even_be_noted_is_told_of(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(tavle, "run_once", refuse)
    heard: list[str] = []
    told = Tavle().set_off(
        kontor.office, "sjekkpunkt", on_fault=lambda error: heard.append(type(error).__name__), wait=PATIENCE
    )
    assert (told, heard) == ("feil", ["RuntimeError"])


def test_the_board_tells_of_every_job_in_words(kontor: Kontor) -> None:
    for line in Tavle().all():
        spec = BY_NAME[line.navn]
        assert (line.beskrivelse, line.tekst) == (spec.beskrivelse, spec.naar.tekst)
        assert line.next_after(kontor.clock()) == spec.naar.next_after(kontor.clock())
