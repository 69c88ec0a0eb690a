"""Min dag: who has one, how what needs somebody is gathered, and where each thing is done."""

from datetime import date, timedelta

import pytest

from exin.casework.jobb.sveip import sweep_deadlines
from exin.casework.oppfolging import utkast
from exin.casework.visning.dag import FRIST_SNART, DagLinje
from exin.maned import Maned
from exin.web.sider.min_dag import mark_of
from tests.helpers import cases, moter
from tests.helpers.nettsted import Nettside
from tests.helpers.office import START, Kontor

TODAY = START.date()


@pytest.mark.parametrize("who", ["revisor", "admin"])
def test_who_works_no_cases_has_no_day_and_the_refusal_is_logged(
    nettside: Nettside, kontor: Kontor, who: str
) -> None:
    browser = nettside.log_in(who)
    with kontor.new_events() as events:
        assert browser.get("/min-dag").status == 403
    assert [(each.handling, each.utfall) for each in events] == [("vis_dag", "nektet")]


def test_a_hidden_case_makes_no_line_and_no_count(nettside: Nettside, kontor: Kontor) -> None:
    cases.protected_case(kontor, "vurdering")
    kontor.clock.set(TODAY + timedelta(days=40))
    sweep_deadlines(kontor.office)
    for who in ("kari", "leder"):
        assert "Ingenting haster" in nettside.log_in(who).get("/min-dag").tekst


def test_a_name_is_shown_only_where_it_is_asked_for(nettside: Nettside, kontor: Kontor) -> None:
    cases.case(kontor, "vurdering", navn="Blid Måke")
    kontor.clock.set(TODAY + timedelta(days=31))
    kari = nettside.log_in("kari")
    assert "Blid Måke" not in kari.get("/min-dag").tekst
    assert "Blid Måke" in kari.get("/min-dag?navn=ja").tekst


def test_the_things_of_a_case_stand_together_and_are_counted_as_things_and_cases(
    nettside: Nettside, kontor: Kontor
) -> None:
    first, other = cases.case(kontor, "vurdering"), cases.case(kontor, "vurdering")
    kontor.clock.set(TODAY + timedelta(days=31))
    page = nettside.log_in("kari").get("/min-dag").tekst
    assert "4 ting i 2 saker" in page
    assert [page.count(f'<h3><a href="/saker/{each}">') for each in (first, other)] == [1, 1]


def test_each_thing_leads_to_the_form_in_which_it_is_done(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kontor.clock.set(TODAY + timedelta(days=31))
    page = nettside.log_in("kari").get("/min-dag").tekst
    assert f'href="/saker/{saksnr}/kartlegging"' in page
    assert f'href="/saker/{saksnr}/samtale"' in page


def test_what_is_long_overdue_is_told_by_its_month(nettside: Nettside, kontor: Kontor) -> None:
    cases.case(kontor, "vurdering")
    due = TODAY + timedelta(days=30)
    kontor.clock.set(due + timedelta(days=60))
    assert "Forfalt 60 dager" in nettside.log_in("kari").get("/min-dag").tekst
    kontor.clock.set(due + timedelta(days=61))
    page = nettside.log_in("kari").get("/min-dag").tekst
    assert "Forfalt siden februar 2026" in page
    assert "Forfalt 61 dager" not in page


def test_of_a_birthday_no_more_than_the_month_is_told() -> None:
    line = DagLinje(
        slag=FRIST_SNART,
        saksnr="EX-2026-7K3Q",
        navn=None,
        kode="alder_31",
        hva="",
        hvorfor="",
        dag=Maned("2026-09"),
    )
    assert mark_of(line, date(2026, 8, 30))["tekst"] == "September 2026"


def test_a_lead_sees_what_escalated_under_a_heading_of_its_own(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    for days in (31, 32, 35, 36):
        kontor.clock.set(TODAY + timedelta(days=days))
        sweep_deadlines(kontor.office)
    page = nettside.log_in("leder").get("/min-dag").tekst
    assert "I laget: ingen har gjort dette" in page
    assert f'href="/saker/{saksnr}"' in page


def test_a_draft_stands_there_with_the_way_back_to_it(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("kari") as w:
        utkast.save(w, "notat", saksnr, {"tekst": "Kanarifugl"})
    page = nettside.log_in("kari").get("/min-dag").tekst
    assert f'href="/saker/{saksnr}/notat"' in page
    assert "Kanarifugl" not in page


def test_a_meeting_is_told_with_time_and_kind_of_place_and_that_nobody_cleared_it(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = cases.case(kontor, "henvendelse")
    moter.plan(kontor, saksnr, slag="hjemmebesok")
    kontor.clock.set(moter.NOON.date())
    page = nettside.log_in("kari").get("/min-dag").tekst
    assert "kl. 13.00" in page
    assert "Møte: hjemmebesøk" in page
    assert "Ikke klarert" in page
    assert f'href="/saker/{saksnr}/moter"' in page
    kontor.clock.forward(days=1)
    assert "Før utfall" in nettside.log_in("kari").get("/min-dag").tekst
