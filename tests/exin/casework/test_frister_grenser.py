"""Corners of deadlines: moved to today, dated back, a day off, a mapping that says nothing of risk."""

from datetime import date

from exin.casework.frist.fristendring import move_frist
from exin.casework.jobb.alderssveip import sweep_ages
from exin.casework.jobb.sveip import sweep_deadlines
from tests.helpers import cases
from tests.helpers.office import Kontor


def kinds(kontor: Kontor) -> set[str]:
    return {str(slag) for (slag,) in kontor.rows("select slag from utboks where nokkel like 'frist:%'")}


def test_a_deadline_moved_to_the_day_on_which_it_was_told_silences_no_case(kontor: Kontor) -> None:
    kontor.clock.set(date(2026, 2, 2))
    saksnr = cases.case(kontor, "forlop")
    kontor.clock.set(date(2026, 2, 16))
    assert sweep_deadlines(kontor.office) == 1
    with kontor.work("kari") as w:
        move_frist(w, saksnr, "kontakt_forlop", til=date(2026, 2, 16), begrunnelse="I dag likevel.")
    kontor.clock.set(date(2026, 3, 20))
    sweep_deadlines(kontor.office)
    assert {"kontakt_forlop", "risikovurdering", "vurder_frafall_stillhet_forlop"} <= kinds(kontor)


def test_a_contact_dated_back_between_no_shows_can_be_written(kontor: Kontor) -> None:
    kontor.clock.set(date(2026, 2, 2))
    saksnr = cases.case(kontor, "forlop")
    kontor.clock.set(date(2026, 2, 13))
    for day in (
        10,
        11,
        12,
        9,
    ):  # the first three make one from the 12th; the one dated back, one from the 11th
        cases.talk(kontor, saksnr, slag="samtale", utfall="ikke_mott", dato=date(2026, 2, day))
    cases.talk(
        kontor, saksnr, slag="samtale", dato=date(2026, 2, 10)
    )  # and again from the 12th: Conflict for ever


def test_nobody_is_told_of_a_birthday_on_a_day_off(kontor: Kontor) -> None:
    kontor.clock.set(date(2026, 2, 6))
    cases.case(kontor, program="exin_oslo_ung", fodselsnummer=None, fodselsdato=date(2008, 2, 10))
    kontor.clock.set(date(2026, 2, 7), 4)  # Saturday, when alderssveip runs
    sweep_ages(kontor.office)
    assert kinds(kontor) == set()


def test_a_kartlegging_that_does_not_touch_risk_is_no_review_of_the_risk(kontor: Kontor) -> None:
    kontor.clock.set(date(2026, 2, 2))
    saksnr = cases.case(kontor, "forlop")
    kontor.clock.set(date(2026, 2, 20))
    cases.map_out(kontor, saksnr, behov="Trenger bolig.")
    rows = kontor.rows("select frist from frist where slag = 'risikovurdering' and lukket is null")
    assert [str(frist) for (frist,) in rows] == ["2026-03-04"]
