"""Giving others what somebody who is gone had to do: who may, what is shown of it, and what comes of each part."""

from datetime import timedelta
from typing import Any

import pytest

from audit.events import Outcome
from exin.casework.hus.ansatte import set_active
from exin.casework.hus.fravar import register_absence
from exin.casework.oversikt import overtakelse
from exin.casework.tilgang import tildeling
from exin.casework.visning.arbeidsvisning import Arbeid, Arbeidslinje, barred_cases, show_work
from exin.errors import Denied, IllegalStep, InvalidInput, NotFound
from exin.ids import Saksnr
from tests.helpers import cases, moter
from tests.helpers.office import STAFF, Kontor


def work_of(kontor: Kontor, who: str = "kari", by: str = "leder") -> Arbeid:
    with kontor.read(by) as r:
        return show_work(r, who)


def line(
    kontor: Kontor, saksnr: str, who: str = "kari", by: str = "leder", *, leder: bool = False
) -> Arbeidslinje:
    found = work_of(kontor, who, by).linjer
    return next(each for each in found if (each.saksnr, each.leder) == (saksnr, leder))


def blocked(kontor: Kontor, who: str = "kari") -> None:
    with kontor.work("admin") as w:
        set_active(w, who, aktiv=False)


def move(
    kontor: Kontor, saksnr: str, til: str, who: str = "kari", by: str = "leder", *, leder: bool = False
) -> None:
    with kontor.work(by) as w:
        overtakelse.take_over(w, who, saksnr, til, leder=leder)


def having(kontor: Kontor, saksnr: str) -> set[tuple[str, str]]:
    sql = (
        "select a.brukernavn, t.funksjon from tildeling t join ansatt a on a.id = t.ansatt_id"
        " join sak s on s.id = t.sak_id where s.saksnr = ? and t.til is null"
    )
    return {(name, function) for name, function in kontor.rows(sql, saksnr)}


def contact(kontor: Kontor, saksnr: str) -> tuple[Any, ...]:
    sql = "select a.brukernavn from sak s join ansatt a on a.id = s.kontakt_id where s.saksnr = ?"
    return kontor.one(sql, saksnr)


def offered(shown: Arbeidslinje) -> set[str]:
    return {each.brukernavn for each in shown.kandidater}


# -- who may, and of what ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [each for each in STAFF if "leder" not in each])
def test_only_a_lead_sees_or_moves_the_work_of_others(kontor: Kontor, who: str) -> None:
    saksnr = cases.case(kontor, "forlop")
    blocked(kontor)
    if who == "kari":
        return
    for act in (lambda: work_of(kontor, by=who), lambda: move(kontor, saksnr, "ola", by=who)):
        with kontor.new_events() as events, pytest.raises(Denied):
            act()
        assert [(each.handling, each.utfall, each.sak) for each in events] == [
            ("flytt_arbeid", Outcome.NEKTET, None)
        ]
    assert contact(kontor, saksnr) == ("kari",)


def test_a_lead_of_another_team_sees_and_moves_nothing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    assert work_of(kontor, by="annen_leder").tomt
    with pytest.raises(NotFound):
        move(kontor, saksnr, "annen", by="annen_leder")


def test_a_lead_outside_the_circle_learns_nothing_of_a_strictly_protected_case(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor, "forlop")
    blocked(kontor, "klarert1")
    with kontor.new_events() as events:
        assert work_of(kontor, "klarert1").tomt
    assert [(each.handling, each.antall, each.sak) for each in events] == [("flytt_arbeid", 0, None)]
    with pytest.raises(NotFound):
        move(kontor, saksnr, "klarert2", "klarert1")
    assert line(kontor, saksnr, "klarert1", "klarert_leder").strengt


def test_nobody_of_that_name_has_no_work(kontor: Kontor) -> None:
    for act in (lambda: work_of(kontor, "ingen"), lambda: move(kontor, "EX-2026-2222", "ola", "ingen")):
        with pytest.raises(NotFound):
            act()


# -- who is offered --------------------------------------------------------------------------------------


def test_only_who_can_have_the_case_is_offered(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Fetter.")
    found = offered(line(kontor, saksnr))
    assert {"klarert1", "mottak", "leder"} <= found
    assert not {"ola", "kari", "sperret", "revisor", "admin"} & found


def test_of_a_strictly_protected_case_only_the_cleared_are_offered(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor, "forlop")
    assert offered(line(kontor, saksnr, "klarert1", "klarert_leder")) == {"klarert2", "klarert_leder"}
    assert offered(line(kontor, saksnr, "klarert_leder", "klarert_leder", leder=True)) == set()


def test_who_has_most_room_is_proposed_and_the_next_case_goes_to_another(kontor: Kontor) -> None:
    for _ in range(4):
        cases.case(kontor, "forlop")
    proposed = [each.foreslatt for each in work_of(kontor).linjer]
    assert len(set(proposed)) == 4
    assert "kari" not in proposed


def test_each_case_says_what_one_would_then_have_with_what_is_proposed_before_it(kontor: Kontor) -> None:
    kontor.office.means.saker_per_stilling = 2
    for name in ("klarert1", "klarert2", "mottak"):
        cases.case(kontor, "forlop", kontakt=name)
        cases.case(kontor, "forlop", kontakt=name)
    for _ in range(3):
        cases.case(kontor, "forlop")
    found = [
        {each.brukernavn: each.rom for each in shown.kandidater if each.rom}
        for shown in work_of(kontor).linjer
    ]
    assert [each["ola"].far for each in found[:2]] == [1, 2]
    assert [each["ola"].uten for each in found[:2]] == [False, False]
    assert all(each["mottak"].uten and each["mottak"].av == 2 for each in found)
    assert all("annen" not in each and "leder" not in each for each in found)


def test_nobody_without_room_is_proposed_while_another_has_some(kontor: Kontor) -> None:
    kontor.office.means.saker_per_stilling = 1
    for name in ("klarert1", "klarert2", "mottak"):
        cases.case(kontor, "forlop", kontakt=name)
    for tilstand in (*["frafall"] * 6, "forlop"):  # in the order of their numbers, which are drawn
        cases.case(kontor, tilstand)
    shown = next(each for each in work_of(kontor).linjer if each.tilstand == "forlop")
    assert shown.foreslatt == "ola"


def test_what_does_not_count_as_having_a_case_has_no_number_and_no_event(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", kontakt="ola")
    cases.give(kontor, saksnr, "kari", funksjon="medansvarlig")
    with kontor.new_events() as events:
        assert {each.rom for each in line(kontor, saksnr).kandidater} == {None}
    assert [each.handling for each in events] == ["flytt_arbeid", "liste_sak"]
    cases.case(kontor, "forlop")
    assert {each.rom for each in line(kontor, saksnr).kandidater} == {None}


def test_who_is_away_is_proposed_for_nothing(kontor: Kontor) -> None:
    cases.case(kontor, "forlop")
    today = kontor.clock.today
    for who in ("ola", "mottak", "klarert1", "klarert2"):
        with kontor.work("leder") as w:
            register_absence(w, who, fra=today, til=today)
    assert work_of(kontor).linjer[0].foreslatt is None
    assert {"ola", "leder"} <= offered(work_of(kontor).linjer[0])


# -- what comes of it ------------------------------------------------------------------------------------


def test_the_whole_of_a_case_is_moved_in_one_change(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    cases.give(kontor, saksnr, "kari", funksjon="medansvarlig")
    mote = moter.plan(kontor, saksnr)
    blocked(kontor)
    shown = line(kontor, saksnr)
    assert (shown.funksjoner, shown.moter) == (("kontakt", "medansvarlig"), 1)
    move(kontor, saksnr, "ola")
    assert having(kontor, saksnr) == {("ola", "kontakt"), ("ola", "medansvarlig")}
    assert contact(kontor, saksnr) == ("ola",)
    holder = kontor.one("select a.brukernavn from mote m join ansatt a on a.id = m.ansatt_id")
    assert (holder, bool(mote)) == (("ola",), True)
    assert work_of(kontor).tomt
    assert kontor.verify().ok


def test_what_cannot_be_moved_is_left_whole(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    moter.plan(kontor, saksnr)
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Fetter.")
    for til, kode in (
        ("ola", "kan_ikke_ha_saken"),
        ("revisor", "kan_ikke_ha_saker"),
        ("sperret", "ukjent_ansatt"),
    ):
        with pytest.raises(InvalidInput, match=kode):
            move(kontor, saksnr, til)
    assert having(kontor, saksnr) == {("kari", "kontakt")}


def test_a_meeting_alone_goes_to_who_can_hold_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", kontakt="ola")
    cases.give(kontor, saksnr, "kari", funksjon="medansvarlig")
    moter.plan(kontor, saksnr, "kari")
    with kontor.work("leder") as w:
        tildeling.assign(w, saksnr, "kari", "medansvarlig", fjern=True)
    shown = line(kontor, saksnr)
    assert (shown.funksjoner, shown.moter, "ola" in offered(shown)) == ((), 1, True)
    move(kontor, saksnr, "ola")
    assert work_of(kontor).tomt


def test_a_circle_is_kept_and_its_lead_is_another_cleared_lead(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor, "forlop")
    with pytest.raises(InvalidInput, match="ikke_klarert"):
        move(kontor, saksnr, "ola", "klarert1", "klarert_leder")
    with pytest.raises(IllegalStep, match="klarert_krets"):
        move(kontor, saksnr, "klarert2", "klarert1", "klarert_leder")
    assert ("klarert1", "kontakt") in having(kontor, saksnr)


def test_a_wish_of_who_is_gone_is_turned_down(kontor: Kontor) -> None:
    saksnr = cases.wish(kontor, cases.case(kontor, "forlop", kontakt="ola"), "kari")
    blocked(kontor)
    assert work_of(kontor).onsker == (saksnr,)
    with kontor.work("leder") as w:
        overtakelse.end_wish(w, "kari", saksnr)
    assert work_of(kontor).tomt


def test_another_stands_in(kontor: Kontor) -> None:
    first, last = kontor.clock.today, kontor.clock.today + timedelta(days=5)
    with kontor.work("leder") as w:
        register_absence(w, "ola", fra=first, til=last, vikar="kari")
    blocked(kontor)
    (found,) = work_of(kontor).vikariater
    assert (found.brukernavn, found.fra, found.til) == ("ola", first, last)
    assert not {"kari", "ola", "sperret"} & {each.brukernavn for each in found.kandidater}
    with kontor.work("leder") as w:
        overtakelse.take_over_absence(w, "kari", "ola", fra=first, til="mottak")
    assert work_of(kontor).tomt
    with pytest.raises(InvalidInput, match="ukjent_fravar"), kontor.work("leder") as w:
        overtakelse.take_over_absence(w, "kari", "ola", fra=last, til="mottak")


def test_each_case_that_is_shown_is_in_the_log(kontor: Kontor) -> None:
    for _ in range(2):
        cases.case(kontor, "forlop")
    with kontor.new_events() as events:
        work_of(kontor)
    assert [each.handling for each in events] == [
        "flytt_arbeid",
        "liste_sak",
        "liste_sak",
        "vis_kapasitet",
    ]
    assert (events[0].antall, len({each.sak for each in events[1:3]})) == (2, 2)


def test_the_leads_of_the_team_are_told_of_a_block(kontor: Kontor) -> None:
    blocked(kontor)
    told = kontor.rows(
        "select a.brukernavn from utboks u join ansatt a on a.id = u.mottaker_id where u.slag = 'ansatt_sperret'"
    )
    assert sorted(each[0] for each in told) == ["klarert_leder", "leder"]


def test_where_somebody_is_barred_is_for_the_lead_of_the_case(kontor: Kontor) -> None:
    saksnr, hidden = cases.case(kontor, "forlop"), cases.protected_case(kontor, "forlop")
    for number, by in ((saksnr, "leder"), (hidden, "klarert_leder")):
        with kontor.work(by) as w:
            tildeling.bar(w, Saksnr(number), "ola", "Fetter.")
    shown = {}
    for by in ("leder", "klarert_leder", "annen_leder"):
        with kontor.read(by) as r:
            show_work(r, "ola")
            shown[by] = barred_cases(r, "ola")
    assert shown == {"leder": [saksnr], "klarert_leder": sorted([saksnr, hidden]), "annen_leder": []}
