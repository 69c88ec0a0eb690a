"""My day: what is in it, in which order, for whom; and what must not be."""

from datetime import date, datetime, timedelta

import pytest

from exin.casework.frist.fristendring import pause_frist
from exin.casework.hus.ansatte import AnsattValg, change_staff
from exin.casework.hus.fravar import register_absence
from exin.casework.jobb.alderssveip import sweep_ages
from exin.casework.jobb.sveip import sweep_deadlines
from exin.casework.oppfolging import arbeid
from exin.casework.tilgang import tildeling
from exin.casework.visning.dag import Dag, my_day
from exin.errors import Denied
from exin.maned import Maned
from tests.helpers import cases
from tests.helpers import moter as moten
from tests.helpers.office import START, Kontor

TODAY = START.date()


def day_of(kontor: Kontor, who: str = "kari") -> Dag:
    with kontor.read(who) as r:
        return my_day(r)


def lines(kontor: Kontor, who: str = "kari") -> list[tuple[str, str, str]]:
    return [(line.slag, line.saksnr, line.kode) for line in day_of(kontor, who).linjer]


def kinds(kontor: Kontor, who: str = "kari") -> set[str]:
    return {slag for slag, _, _ in lines(kontor, who)}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A time by Oslo's clock."""
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - as it is typed


# -- who may not -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["revisor", "admin", "sperret"])
def test_who_has_no_cases_has_no_day(kontor: Kontor, who: str) -> None:
    with pytest.raises(Denied):
        day_of(kontor, who)


def test_what_is_a_colleagues_is_not_in_my_day_and_leaves_no_event(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    moten.plan(kontor, saksnr, tid=at(TODAY, 13))
    kontor.clock.set(TODAY + timedelta(days=40))
    for who in ("ola", "annen", "annen_leder", "mottak"):
        with kontor.new_events() as events:
            assert day_of(kontor, who).linjer == ()
        assert [(each.handling, each.antall) for each in events] == [("vis_dag", 0)]


def test_a_strictly_protected_case_is_in_its_circles_day_alone(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor, "vurdering")
    with kontor.work("admin") as w:
        change_staff(w, "klarert2", AnsattValg(klarert=False))
    moten.plan(kontor, saksnr, "klarert1", tid=at(TODAY, 13))
    kontor.clock.set(TODAY + timedelta(days=40))
    for who in ("klarert2", "leder", "kari", "annen_leder"):
        assert day_of(kontor, who).linjer == ()
    assert {line.saksnr for line in day_of(kontor, "klarert1").linjer} == {saksnr}


def test_who_is_barred_has_the_case_in_no_day(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kontor.clock.set(TODAY + timedelta(days=40))
    assert day_of(kontor).linjer
    with kontor.work("kari") as w:
        tildeling.bar(w, saksnr, "kari", "I slekt.")
    assert day_of(kontor).linjer == ()


def test_messages_on_a_case_that_one_may_not_hear_of_any_more_are_not_counted(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    moten.plan(kontor, saksnr)
    assert [day_of(kontor, who).uleste for who in ("kari", "leder", "ola")] == [1, 1, 0]
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "kari", "I slekt.")
    assert day_of(kontor).uleste == 0


def test_a_closed_case_is_in_no_day(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avslutning")
    moten.plan(kontor, saksnr, tid=at(TODAY, 13))
    assert kinds(kontor) == {"mote"}
    cases.prepare(kontor, saksnr, "avslutt")
    cases.advance(kontor, saksnr, "avslutt")
    assert kinds(kontor) == set()


# -- deadlines ---------------------------------------------------------------------------------------------


def test_a_deadline_is_ahead_then_due_then_late(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")  # kartlegging is due after 30 days
    due = TODAY + timedelta(days=30)
    wanted = {
        -8: None,
        -7: "frist_snart",
        -1: "frist_snart",
        0: "frist_i_dag",
        1: "frist_over",
        90: "frist_over",
    }
    for days, slag in wanted.items():
        kontor.clock.set(due + timedelta(days=days))
        found = [line for line in day_of(kontor).linjer if line.kode == "kartlegging"]
        assert [(line.slag, line.saksnr, line.dag) for line in found] == (
            [(slag, saksnr, due)] if slag else []
        )
        assert all((line.hva, line.klarert) == ("Kartlegging", None) for line in found)
        assert all("Kontaktpersonen gjør ferdig kartleggingen" in line.hvorfor for line in found)
    cases.map_out(kontor, saksnr)
    assert "kartlegging" not in {kode for _, _, kode in lines(kontor)}


def test_every_open_deadline_of_ones_own_is_in_the_day_and_no_other(kontor: Kontor) -> None:
    for state in ("henvendelse", "vurdering", "forlop", "avslutning", "frafall", "avsluttet"):
        cases.case(kontor, state, apen_til=TODAY + timedelta(days=60))
    kontor.clock.set(TODAY + timedelta(days=400))
    expected = kontor.rows(
        "select s.saksnr, f.slag from frist f join sak s on s.id = f.sak_id"
        " where f.lukket is null and f.slag not like 'alder%'"
    )
    found = [(line.saksnr, line.kode) for line in day_of(kontor).linjer if not line.kode.startswith("alder")]
    assert sorted(found) == sorted(expected)
    assert len(found) > 5


def test_what_must_be_tried_before_frafall_stands_with_the_task(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    cases.attempt(kontor, saksnr)  # before this round
    cases.go_on(kontor, saksnr, "forlop")
    for _ in range(3):
        cases.talk(kontor, saksnr, slag="samtale", utfall="ikke_mott")
    cases.attempt(kontor, saksnr, times=2)
    (task,) = [line for line in day_of(kontor).linjer if line.kode == "vurder_frafall_oppmote"]
    assert "Kontaktforsøk som kreves før frafall: 3. Ført i denne runden: 2." in task.hvorfor
    assert task.slag == "frist_snart"


def test_three_missed_meetings_make_a_task_and_satisfy_nothing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    sql = "select slag, frist from frist where lukket is null order by slag"
    before = kontor.rows(sql)
    for number in range(3):
        assert kontor.rows(sql) == before
        mote = moten.plan(kontor, saksnr, tid=at(TODAY + timedelta(days=number + 1), 13))
        kontor.clock.set(TODAY + timedelta(days=number + 1), 13)
        moten.end(kontor, saksnr, mote, "ikke_mott")
    new = [row for row in kontor.rows(sql) if row not in before]
    assert [slag for slag, _ in new] == ["vurder_frafall_oppmote"]
    held = moten.plan(kontor, saksnr, tid=at(TODAY + timedelta(days=4), 13))
    kontor.clock.set(TODAY + timedelta(days=4), 13)
    moten.end(kontor, saksnr, held)
    assert "vurder_frafall_oppmote" not in {row[0] for row in kontor.rows(sql)}


def test_a_lead_sees_the_teams_deadlines_when_nobody_has_acted_and_not_before(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    due = TODAY + timedelta(days=30)  # a Saturday: told of on Monday, passed on two working days later
    for days in (1, 2, 3):
        kontor.clock.set(due + timedelta(days=days))
        sweep_deadlines(kontor.office)
        assert ("eskalert", saksnr, "kartlegging") not in lines(kontor, "leder")
    kontor.clock.set(due + timedelta(days=4))
    sweep_deadlines(kontor.office)
    found = [line for line in day_of(kontor, "leder").linjer if line.kode == "kartlegging"]
    assert [(line.slag, line.saksnr) for line in found] == [("eskalert", saksnr)]
    assert found[0].hvorfor.startswith("Ingen har gjort dette. ")
    assert ("frist_over", saksnr, "kartlegging") in lines(kontor)
    assert lines(kontor, "annen_leder") == []


def test_a_deadline_that_is_paused_asks_for_nothing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kontor.clock.set(TODAY + timedelta(days=31))
    assert ("frist_over", saksnr, "kartlegging") in lines(kontor)
    with kontor.work("kari") as w:
        pause_frist(w, saksnr, "kartlegging", begrunnelse="Venter på politiet.")
    assert "kartlegging" not in {kode for _, _, kode in lines(kontor)}


def test_an_age_is_of_its_month_and_late_when_that_is_over(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", program="exin_oslo_ung")  # 18 on 20 September
    sweep_ages(kontor.office)
    month = Maned("2026-09")
    for day, slag in (
        (date(2026, 8, 24), None),
        (date(2026, 8, 25), "frist_snart"),
        (date(2026, 9, 1), "frist_snart"),
        (date(2026, 9, 21), "frist_snart"),
        (date(2026, 9, 30), "frist_snart"),
        (date(2026, 10, 1), "frist_over"),
    ):
        kontor.clock.set(day)
        found = [line for line in day_of(kontor).linjer if line.kode == "alder_18"]
        assert [(line.slag, line.saksnr, line.dag) for line in found] == (
            [(slag, saksnr, month)] if slag else []
        )
        assert all(line.hva == "Planlegg overgangen til EXIN OSLO" for line in found)


# -- meetings and who did not come ---------------------------------------------------------------------------


def test_a_meeting_is_todays_by_oslos_clock_and_afterwards_waits_for_its_outcome(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    day = TODAY + timedelta(days=2)
    mote = moten.plan(kontor, saksnr, tid=at(day, 0, 30))  # the evening before, in UTC
    seen = {}
    for days in (1, 2, 3):
        kontor.clock.set(TODAY + timedelta(days=days))
        seen[days] = [(line.slag, line.klarert) for line in day_of(kontor).linjer if line.mote == mote]
    assert seen == {1: [], 2: [("mote", True)], 3: [("utfall_mangler", True)]}
    unsafe = moten.plan(kontor, saksnr, tid=at(TODAY + timedelta(days=90), 9))
    assert [line.mote for line in day_of(kontor, "leder").linjer if line.mote] == [
        unsafe
    ]  # the rest is for kari
    moten.end(kontor, saksnr, mote)
    assert "utfall_mangler" not in kinds(kontor)


def test_a_meeting_that_is_not_cleared_is_in_the_contacts_and_the_leads_day_until_it_is(
    kontor: Kontor,
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    mote = moten.plan(kontor, saksnr)
    for who in ("kari", "leder", "klarert_leder"):
        (line,) = day_of(kontor, who).linjer
        assert (line.slag, line.saksnr, line.klarert, line.ansatt) == (
            "mote_ikke_klarert",
            saksnr,
            False,
            "kari",
        )
    assert lines(kontor, "annen_leder") == []
    cases.map_out(kontor, saksnr)
    assert kinds(kontor, "leder") == {"mote_ikke_klarert"}
    moten.confirm(kontor, saksnr, mote)
    assert kinds(kontor) == kinds(kontor, "leder") == set()


def test_on_the_day_itself_a_lead_still_sees_that_it_is_not_cleared(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    moten.plan(kontor, saksnr, tid=at(TODAY, 13))
    assert lines(kontor, "leder") == [("mote_ikke_klarert", saksnr, "samtale")]
    assert lines(kontor) == [("mote", saksnr, "samtale")]
    (line,) = day_of(kontor).linjer
    assert "Ingen har klarert det" in line.hvorfor


def test_who_did_not_come_is_followed_up_until_somebody_was_in_touch_or_tried(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    for after in (
        lambda: cases.attempt(kontor, saksnr),
        lambda: cases.talk(kontor, saksnr, slag="telefon"),
        lambda: cases.drop_out(kontor, saksnr),
    ):
        for times in (1, 2):
            kontor.clock.forward(seconds=1)
            cases.talk(kontor, saksnr, slag="mote", utfall="ikke_mott")
            (line,) = [each for each in day_of(kontor).linjer if each.slag == "ikke_mott"]
            assert (line.dag, line.kode) == (TODAY, "mote")
            assert f"Ikke møtt {times} gang" in line.hvorfor
        kontor.clock.forward(seconds=1)
        after()
        assert "ikke_mott" not in kinds(kontor)


# -- whose day -----------------------------------------------------------------------------------------------


def test_the_cases_of_the_co_assigned_and_meetings_that_one_holds_are_in_the_day(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    moten.plan(kontor, saksnr, ansatt="leder", tid=at(TODAY, 13))
    assert lines(kontor, "ola") == [("mote", saksnr, "samtale")]
    assert lines(kontor, "leder") == [("mote", saksnr, "samtale")]
    assert lines(kontor, "klarert_leder") == [("mote_ikke_klarert", saksnr, "samtale")]


def test_whoever_stands_in_sees_what_the_rules_let_a_stand_in_see(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kontor.clock.set(TODAY + timedelta(days=31))
    today = kontor.clock.today
    for vikar in ("ola", "klarert_leder"):
        assert saksnr not in {line.saksnr for line in day_of(kontor, vikar).linjer}
    with kontor.work("leder") as w:
        register_absence(w, "kari", fra=today, til=today, vikar="klarert_leder")
    assert {line.slag for line in day_of(kontor, "klarert_leder").linjer if line.saksnr == saksnr} >= {
        "frist_over"
    }
    assert day_of(kontor, "ola").linjer == ()  # may know of the case, and not list it


def test_a_new_case_that_nobody_has_is_in_the_day_of_those_with_mottak(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt=None)
    kontor.clock.set(TODAY + timedelta(days=30))
    assert {line.saksnr for line in day_of(kontor, "mottak").linjer} == {saksnr}
    assert lines(kontor) == []


# -- the whole -----------------------------------------------------------------------------------------------


def test_what_was_done_today_is_counted_by_oslos_day(kontor: Kontor) -> None:
    kontor.clock.now = datetime.fromisoformat("2026-01-15T22:30:00+00:00")  # half past eleven in Oslo
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Noe.")
    found = day_of(kontor)
    assert (found.dag, found.steg, found.notater, found.kontakter) == (TODAY, 1, 1, 1)
    assert (day_of(kontor, "ola").steg, day_of(kontor, "mottak").steg) == (0, 1)
    kontor.clock.forward(hours=1)
    found = day_of(kontor)
    assert (found.dag, found.steg, found.notater, found.kontakter) == (TODAY + timedelta(days=1), 0, 0, 0)


def test_each_case_that_was_asked_for_is_in_the_log_by_person(kontor: Kontor) -> None:
    numbers = [cases.case(kontor, "vurdering") for _ in range(2)]
    with kontor.new_events() as events:
        day_of(kontor)
    house, *each = events
    assert (house.handling, house.antall) == ("vis_dag", 2)
    assert {event.handling for event in each} == {"liste_sak"}
    sql = "select id from sak where saksnr = ?"
    assert {event.sak for event in each} == {bytes(kontor.one(sql, number)[0]).hex() for number in numbers}
    assert all(event.person and event.felt == ("person.navn",) for event in each)


def test_the_order_is_late_due_meetings_missed_and_soon_and_the_same_each_time(kontor: Kontor) -> None:
    today = TODAY + timedelta(days=28)
    first, second = cases.case(kontor, "vurdering"), cases.case(kontor, "forlop")
    waiting = moten.plan(kontor, second, tid=at(TODAY + timedelta(days=20), 9))
    late, early = (moten.plan(kontor, second, tid=at(today, hour)) for hour in (15, 9))
    unsafe = moten.plan(kontor, first, tid=at(today + timedelta(days=1), 9))
    kontor.clock.set(TODAY + timedelta(days=27))
    cases.talk(kontor, first, slag="mote", utfall="ikke_mott")
    kontor.clock.set(today, 7)
    found = [(line.slag, line.saksnr, line.mote or line.kode) for line in day_of(kontor).linjer]
    assert found == [
        ("frist_over", second, "kontakt_forlop"),
        ("frist_i_dag", second, "vurder_frafall_stillhet_forlop"),
        ("mote", second, early),
        ("mote", second, late),
        ("mote_ikke_klarert", first, unsafe),
        ("utfall_mangler", second, waiting),
        ("ikke_mott", first, "mote"),
        *(("frist_snart", *each) for each in sorted(soon(first, second))),
    ]
    assert [(line.slag, line.saksnr, line.mote or line.kode) for line in day_of(kontor).linjer] == found


def soon(first: str, second: str) -> list[tuple[str, str]]:
    """What is due two days on, for cases mapped out or begun on TODAY."""
    return [(first, "kartlegging"), (first, "vurder_frafall_stillhet_vurdering"), (second, "risikovurdering")]


def test_a_day_with_nothing_in_it_is_empty(kontor: Kontor) -> None:
    found = day_of(kontor)
    assert (found.dag, found.linjer, found.uleste) == (TODAY, (), 0)
