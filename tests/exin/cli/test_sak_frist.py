"""Deadlines from the command line: what is refused, how each is shown, and receipts without the reason."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from exin.casework.jobb.alderssveip import sweep_ages
from exin.casework.jobb.sveip import sweep_deadlines
from tests.helpers import cases
from tests.helpers.kommando import Svar
from tests.helpers.office import Kontor

Skranke = Callable[..., Svar]

WHY = "Kanarifugl på reise."


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "chosen", [(), ("--pause", "--fortsett"), ("--pause", "--flytt", "01.02.2026")], ids=len
)
def test_one_change_at_a_time_is_asked_for(kontor: Kontor, skranke: Skranke, chosen: tuple[str, ...]) -> None:
    saksnr = cases.case(kontor, "forlop")
    answer = skranke("sak", "frist", saksnr, "plan", *chosen, stdin=WHY)
    assert (answer.code, answer.out) == (64, "")
    assert "Velg én av --flytt DATO, --pause og --fortsett." in answer.err


@pytest.mark.parametrize(
    "slag, chosen, says",
    [
        ("hopp", ("--pause",), "Ingen slik frist løper i saken."),
        ("plan", ("--fortsett",), "Fristen er ikke på pause."),
        ("plan", ("--flytt", "14.01.2026"), "En frist kan ikke flyttes til en dag som er gått."),
        ("alder_31", ("--pause",), "En fødselsdag kan ikke flyttes."),
    ],
)
def test_what_cannot_be_done_is_told_with_what_to_do(
    kontor: Kontor, skranke: Skranke, slag: str, chosen: tuple[str, ...], says: str
) -> None:
    saksnr = cases.case(kontor, "forlop")
    before = kontor.rows("select * from frist order by id")
    answer = skranke("sak", "frist", saksnr, slag, *chosen, stdin=WHY)
    assert answer.code in {2, 64}
    assert says in answer.err
    assert kontor.rows("select * from frist order by id") == before


# -- answers ---------------------------------------------------------------------------------------


def test_the_receipt_has_the_day_and_not_the_reason(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "forlop")
    answer = skranke("sak", "frist", saksnr, "plan", "--flytt", "01.06.2026", stdin=WHY)
    assert (answer.code, answer.out) == (0, f"Fristen plan er flyttet til 01.06.2026 i sak {saksnr}.\n")
    assert skranke("sak", "frist", saksnr, "plan", "--pause", stdin=WHY).code == 0
    assert skranke("sak", "frist", saksnr, "plan", "--fortsett", stdin=WHY).code == 0


def test_each_deadline_is_shown_with_how_far_it_has_come(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "forlop")
    kontor.clock.forward(days=14)
    sweep_deadlines(kontor.office)
    kontor.clock.forward(days=5)
    sweep_deadlines(kontor.office)
    sweep_ages(kontor.office)
    skranke("sak", "frist", saksnr, "plan", "--pause", stdin=WHY)
    shown = skranke("sak", "frister", saksnr).out
    assert "29.01.2026  Kontakt i forløpet" in shown
    assert "over fristen, også lederen er varslet" in shown
    assert f"på pause siden {kontor.clock.today:%d.%m.%Y}" in shown
    assert WHY not in shown
    (age,) = (line for line in shown.splitlines() if "alder_31" in line)
    assert not age[0].isdigit()  # a month, not a day
    cases.talk(kontor, saksnr, slag="samtale")
    closed = skranke("sak", "frister", saksnr, "--alle").out
    assert f"gjort {kontor.clock.today:%d.%m.%Y}" in closed


def test_a_case_without_deadlines_says_so(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "avsluttet")
    assert skranke("sak", "frister", saksnr).out == f"Ingen frister løper i sak {saksnr}.\n"
    found = skranke("sak", "frister", cases.case(kontor), "--json").data
    assert [each["frist"] for each in found][:1] == [str(kontor.clock.today + timedelta(days=5))]
