"""Whoever must act is told on the right day, whoever is next two working days after, and nobody twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from exin.casework.frist.fristendring import move_frist, pause_frist, resume_frist
from exin.casework.hus.fravar import register_absence
from exin.casework.jobb.sveip import NOBODY, sweep_deadlines
from exin.casework.tilgang import tildeling
from exin.errors import Tampered
from tests.helpers import cases
from tests.helpers.office import Kontor, meanwhile

MONDAY = date(2026, 2, 2)
WHY = "Personen er bortreist."


@pytest.fixture(autouse=True)
def _monday(kontor: Kontor) -> None:
    kontor.clock.set(MONDAY)


def told(kontor: Kontor) -> Counter[tuple[str, str]]:
    """Who was told of what kind, and how often."""
    rows = kontor.rows("select a.brukernavn, u.slag from utboks u join ansatt a on a.id = u.mottaker_id")
    return Counter((str(who), str(slag)) for who, slag in rows)


def sweep_on(kontor: Kontor, day: date, hour: int = 9) -> int:
    kontor.clock.set(day, hour)
    return sweep_deadlines(kontor.office)


# -- when ----------------------------------------------------------------------------------------------------------


def test_nobody_is_told_before_the_day_nor_on_days_off(kontor: Kontor) -> None:
    cases.case(kontor)  # to be answered by Thursday
    assert [sweep_on(kontor, date(2026, 2, day)) for day in (2, 3, 4)] == [0, 0, 0]
    assert sweep_on(kontor, date(2026, 2, 7)) == 0  # a Saturday, and nobody swept on Thursday
    assert told(kontor) == {}


def test_the_first_is_told_on_the_day_and_the_next_two_working_days_later_and_nobody_again(
    kontor: Kontor,
) -> None:
    saksnr = cases.case(kontor)
    assert sweep_on(kontor, date(2026, 2, 5)) == 1
    assert told(kontor) == {("mottak", "forste_svar"): 1}
    assert sweep_on(kontor, date(2026, 2, 5), 12) == sweep_on(kontor, date(2026, 2, 6)) == 0
    assert sweep_on(kontor, date(2026, 2, 9)) == 1
    assert told(kontor) == {
        ("mottak", "forste_svar"): 1,
        ("leder", "forste_svar"): 1,
        ("klarert_leder", "forste_svar"): 1,
    }
    assert [sweep_on(kontor, date(2026, 2, day)) for day in (10, 11)] == [0, 0]
    assert kontor.rows("select lukket from frist where slag = 'forste_svar'") == [(None,)]
    cases.talk(kontor, saksnr)
    assert kontor.rows("select lukket_som from frist where slag = 'forste_svar'") == [("oppfylt",)]
    assert kontor.verify().ok


def test_what_was_done_in_time_is_told_to_nobody(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    cases.talk(kontor, saksnr)
    assert sweep_on(kontor, date(2026, 3, 2)) == 0
    assert told(kontor) == {}


def test_a_service_that_stood_still_tells_both_at_once(kontor: Kontor) -> None:
    cases.case(kontor, "forlop")
    assert sweep_on(kontor, date(2026, 2, 20)) == 1
    assert told(kontor)["kari", "kontakt_forlop"] == 1
    assert told(kontor)["leder", "kontakt_forlop"] == 1


def test_a_paused_deadline_is_told_of_to_nobody_and_a_moved_one_on_its_new_day(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.work("kari") as w:
        pause_frist(w, saksnr, "kontakt_forlop", begrunnelse=WHY)
    assert sweep_on(kontor, date(2026, 2, 17)) == 0
    with kontor.work("kari") as w:
        resume_frist(w, saksnr, "kontakt_forlop", begrunnelse=WHY)
    sweep_on(
        kontor, date(2026, 2, 16)
    )  # the day on which it would have been due, but for the pause of 15 days
    assert told(kontor) == {}
    sweep_on(kontor, date(2026, 3, 3))
    assert told(kontor)["kari", "kontakt_forlop"] == 1
    with kontor.work("kari") as w:
        move_frist(w, saksnr, "kontakt_forlop", til=date(2026, 3, 9), begrunnelse=WHY)
    sweep_on(kontor, date(2026, 3, 6))
    assert told(kontor)["kari", "kontakt_forlop"] == 1
    sweep_on(kontor, date(2026, 3, 9))
    assert told(kontor)["kari", "kontakt_forlop"] == 2
    assert told(kontor)["leder", "kontakt_forlop"] == 0


# -- who -----------------------------------------------------------------------------------------------------------


def test_who_is_away_is_stood_in_for_and_else_the_lead_is_told(kontor: Kontor) -> None:
    cases.case(kontor, "forlop")
    cases.case(kontor, "forlop", kontakt="klarert1")
    for who, stand_in in (("kari", "ola"), ("klarert1", None)):
        with kontor.work("leder") as w:
            register_absence(w, who, fra=date(2026, 2, 10), til=date(2026, 2, 20), vikar=stand_in)
    sweep_on(kontor, date(2026, 2, 16))
    assert told(kontor) == {
        ("ola", "kontakt_forlop"): 1,
        ("leder", "kontakt_forlop"): 1,
        ("klarert_leder", "kontakt_forlop"): 1,
    }


def test_of_a_strictly_protected_case_nobody_outside_its_circle_is_told(kontor: Kontor) -> None:
    cases.protected_case(kontor, "forlop")
    sweep_on(kontor, date(2026, 2, 16))
    sweep_on(kontor, date(2026, 2, 18))
    assert {who for who, _ in told(kontor)} == {"klarert1", "klarert_leder"}


def test_who_is_barred_is_not_told_and_the_house_hears_of_a_deadline_that_nobody_may_know_of(
    kontor: Kontor,
) -> None:
    saksnr = cases.case(kontor, "forlop")
    bars = (("leder", "kari"), ("leder", "mottak"), ("leder", "leder"), ("klarert_leder", "klarert_leder"))
    for by, who in bars:
        with kontor.work(by) as w:
            tildeling.bar(w, saksnr, who, "Er i slekt med personen.")
    sweep_on(kontor, date(2026, 2, 16))
    assert told(kontor) == {("admin", NOBODY): 1}
    assert kontor.rows("select sak_id from utboks") == [(None,)]


# -- once ----------------------------------------------------------------------------------------------------------


def test_of_two_sweeps_at_once_each_deadline_is_told_of_by_one(kontor: Kontor) -> None:
    for _ in range(6):
        cases.case(kontor, "forlop")
    kontor.clock.set(date(2026, 2, 16))

    def sweep(_number: int) -> int:
        try:
            return sweep_deadlines(kontor.office)
        finally:
            kontor.leave()

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(sweep, range(3)))
    sweep_deadlines(kontor.office)
    assert sum(done) <= 6
    assert told(kontor) == {("kari", "kontakt_forlop"): 6}


def test_a_contact_written_meanwhile_is_not_told_of(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> None:
    saksnr = cases.case(kontor, "forlop")
    kontor.clock.set(date(2026, 2, 16))
    from exin.store import frister  # noqa: PLC0415 - patched where the sweep looks

    asked = frister.cases_due

    def asked_then_contact(*args: object, **given: object) -> object:
        found = asked(*args, **given)  # type: ignore[arg-type]
        meanwhile(lambda: cases.talk(kontor, saksnr, slag="samtale"))
        meanwhile(kontor.leave)
        return found

    monkeypatch.setattr(frister, "cases_due", asked_then_contact)
    assert sweep_deadlines(kontor.office) == 0
    assert told(kontor) == {}


def test_a_row_that_was_tampered_with_hinders_no_other_case(kontor: Kontor) -> None:
    saker = [cases.case(kontor, "forlop") for _ in range(3)]
    (sak_id,) = kontor.one("select id from sak where saksnr = ?", saker[1])
    kontor.tamper("update frist set fra = '2026-02-01' where slag = 'kontakt_forlop' and sak_id = ?", sak_id)
    with pytest.raises(Tampered):
        sweep_on(kontor, date(2026, 2, 16))
    assert told(kontor) == {("kari", "kontakt_forlop"): 2}


def test_each_telling_is_an_event_of_the_job_on_the_case_and_shows_nothing(kontor: Kontor) -> None:
    cases.case(kontor, "forlop")
    with kontor.new_events() as events:
        sweep_on(kontor, date(2026, 2, 16))
    (event,) = events
    assert (event.handling, event.jobb, event.ansatt, event.felt) == ("varsle_frist", "fristsveip", None, ())
    assert event.antall == 1
    assert [write.tabell for write in event.skrevet] == ["frist"]
