"""A birthday is told of on its day, the month alone stands in the open, and an age never moves a case."""

from collections import Counter
from datetime import date

from exin.casework.jobb.alderssveip import sweep_ages
from exin.casework.person.personer import Endring, change_person
from tests.helpers import cases
from tests.helpers.office import Kontor


def born(kontor: Kontor, day: date, **given: object) -> str:
    """A case of somebody born on a day, in EXIN OSLO-Ung."""
    return cases.case(kontor, program="exin_oslo_ung", fodselsnummer=None, fodselsdato=day, **given)  # type: ignore[arg-type]


def ages(kontor: Kontor) -> list[tuple[str, str]]:
    rows = kontor.rows(
        "select slag, frist from frist where slag like 'alder_%' and lukket is null order by slag"
    )
    return [(str(slag), str(frist)) for slag, frist in rows]


def told(kontor: Kontor) -> Counter[tuple[str, str]]:
    rows = kontor.rows(
        "select a.brukernavn, u.slag from utboks u join ansatt a on a.id = u.mottaker_id"
        " where u.slag like 'alder_%'"
    )
    return Counter((str(who), str(slag)) for who, slag in rows)


def sweep_each_day(kontor: Kontor, first: date, last: date) -> dict[date, Counter[tuple[str, str]]]:
    """Sweep every night. Returns what was told on each day on which something was."""
    found, before = {}, told(kontor)
    for number in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(number)
        kontor.clock.set(day, 3)
        sweep_ages(kontor.office)
        now = told(kontor)
        if now != before:
            found[day] = now - before
        before = now
    return found


def test_only_the_month_of_a_birthday_stands_in_the_open(kontor: Kontor) -> None:
    born(kontor, date(2008, 9, 23))
    sweep_ages(kontor.office)
    assert ages(kontor) == [("alder_18", "2026-09-01"), ("alder_19", "2027-09-01")]
    for table in ("frist", "utboks"):
        assert "23" not in {str(cell)[8:10] for row in kontor.rows(f"select * from {table}") for cell in row}  # noqa: S608


def test_the_passage_is_told_of_at_180_and_30_days_and_on_the_day_which_is_moved_to_a_working_day(
    kontor: Kontor,
) -> None:
    saksnr = born(
        kontor, date(2008, 9, 26)
    )  # 18 on a Saturday; 180 days before is Easter's Monday less a week
    first = sweep_each_day(kontor, date(2026, 3, 1), date(2026, 4, 10))
    then = sweep_each_day(kontor, date(2026, 8, 20), date(2026, 9, 5))
    last = sweep_each_day(kontor, date(2026, 9, 20), date(2026, 10, 2))
    assert first == {date(2026, 3, 30): {("kari", "alder_18"): 1}}
    assert then == {date(2026, 8, 27): {("kari", "alder_18"): 1}}
    assert last == {
        date(2026, 9, 28): {
            ("kari", "alder_18"): 1,
            ("leder", "alder_18"): 1,
            ("klarert_leder", "alder_18"): 1,
        }
    }
    assert kontor.one("select tilstand, program from sak where saksnr = ?", saksnr) == (
        "henvendelse",
        "exin_oslo_ung",
    )


def test_who_is_born_on_29_february_comes_of_age_on_1_march_in_a_common_year(kontor: Kontor) -> None:
    born(kontor, date(2008, 2, 29))
    told_on = sweep_each_day(kontor, date(2026, 2, 20), date(2026, 3, 5))
    assert ages(kontor)[0] == ("alder_18", "2026-03-01")
    assert date(2026, 3, 2) in told_on  # the 1st is a Sunday


def test_a_corrected_birth_date_replaces_the_month(kontor: Kontor) -> None:
    saksnr = born(kontor, date(2008, 9, 23))
    sweep_ages(kontor.office)
    with kontor.work("kari") as w:
        change_person(w, saksnr, Endring(fodselsdato=date(2008, 11, 3)))
    sweep_ages(kontor.office)
    assert ages(kontor) == [("alder_18", "2026-11-01"), ("alder_19", "2027-11-01")]
    assert kontor.one("select count(*) from frist where lukket_som = 'bortfalt'") == (2,)


def test_who_goes_over_to_the_next_programme_leaves_its_birthdays_behind(kontor: Kontor) -> None:
    saksnr = born(kontor, date(2008, 2, 3))
    sweep_ages(kontor.office)
    kontor.clock.set(date(2026, 2, 10))
    cases.advance(kontor, saksnr, "overfor_til_18")
    assert ages(kontor) == []
    sweep_ages(kontor.office)
    assert ages(kontor) == [("alder_31", "2039-02-01")]


def test_an_ended_case_has_no_birthdays_and_a_date_that_is_not_known_is_looked_for_once(
    kontor: Kontor,
) -> None:
    saksnr = born(kontor, date(2008, 9, 23))
    sweep_ages(kontor.office)
    cases.advance(kontor, saksnr, "ikke_tatt_inn", arsak="kapasitet", tilbud="gitt")
    assert ages(kontor) == []
    cases.case(kontor, fodselsnummer=None)
    assert sweep_ages(kontor.office) == 1
    with kontor.new_events() as events:
        assert sweep_ages(kontor.office) == 0
    assert events == []


def test_each_look_at_a_birth_date_is_logged_before_it_is_made(kontor: Kontor) -> None:
    born(kontor, date(2008, 9, 23))
    with kontor.new_events() as events:
        sweep_ages(kontor.office)
    assert [(event.handling, event.jobb, event.felt) for event in events] == [
        ("se_alder", "alderssveip", ("person.fodselsdato",)),
        ("regn_frister", "alderssveip", ()),
    ]


def test_deadlines_that_were_never_worked_out_are_worked_out(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.pen() as pen:  # an installation of before there were any
        pen("delete from frist")
    sweep_ages(kontor.office)
    rows = kontor.rows(
        "select f.slag from frist f join sak s on s.id = f.sak_id where s.saksnr = ? and f.lukket is null",
        saksnr,
    )
    assert {"kontakt_forlop", "plan", "risikovurdering"} <= {str(slag) for (slag,) in rows}
