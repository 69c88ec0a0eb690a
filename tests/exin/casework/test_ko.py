"""The queue: who waits, since when and for what, and nobody in it whom the asker may not see."""

from dataclasses import asdict
from datetime import timedelta

import pytest

from exin.casework.oversikt.ko import Koblad, KoLinje, queue, queue_after
from exin.errors import Denied, InvalidInput
from tests.helpers import cases
from tests.helpers.office import START, Kontor


def waiting(kontor: Kontor, who: str = "leder", program: str | None = None) -> list[KoLinje]:
    with kontor.read(who) as w:
        return queue(w, program=program)


@pytest.mark.parametrize("who", ["revisor", "admin", "sperret"])
def test_those_who_work_no_cases_see_no_queue(kontor: Kontor, who: str) -> None:
    cases.register(kontor)
    with pytest.raises(Denied):
        waiting(kontor, who)


@pytest.mark.parametrize("who", ["leder", "kari", "mottak", "annen_leder"])
def test_a_strictly_protected_person_does_not_wait_for_an_outsider(kontor: Kontor, who: str) -> None:
    cases.protected_case(kontor, "vurdering")
    with kontor.new_events() as events:
        assert waiting(kontor, who) == []
    assert [(event.handling, event.antall) for event in events] == [("vis_ko", 0)]
    assert len(waiting(kontor, "klarert_leder")) == 1


@pytest.mark.parametrize("who", ["leder", "kari", "mottak", "annen_leder"])
def test_a_hidden_case_costs_a_part_of_the_queue_no_statement(kontor: Kontor, who: str) -> None:
    for _ in range(3):
        cases.register(kontor)

    def part() -> tuple[Koblad, list[str]]:
        with kontor.statements() as sql, kontor.read(who) as r:
            found = queue_after(r, antall=2)
        return found, sql

    part()
    (before, sql), _ = part(), cases.protected_case(kontor, "vurdering")
    (after, same) = part()
    assert (asdict(after), same) == (asdict(before), sql)


def test_what_is_not_shown_of_the_queue_is_not_read(kontor: Kontor) -> None:
    for _ in range(2):
        cases.register(kontor)

    def cost() -> int:
        with kontor.statements() as sql, kontor.read("leder") as r:
            queue_after(r, antall=1)
        return len(sql)

    cost()
    before = cost()
    for _ in range(4):
        cases.register(kontor)
    assert cost() == before


def test_another_team_sees_nobody(kontor: Kontor) -> None:
    cases.register(kontor)
    assert waiting(kontor, "annen_leder") == []


def test_a_programme_that_does_not_exist_is_refused(kontor: Kontor) -> None:
    with pytest.raises(InvalidInput):
        waiting(kontor, program="exin_bergen")


def test_each_who_is_shown_is_logged_by_person(kontor: Kontor) -> None:
    cases.register(kontor)
    cases.register(kontor)
    with kontor.new_events() as events:
        waiting(kontor, "mottak")
    assert [(event.handling, event.antall) for event in events] == [
        ("vis_ko", 2),
        ("les_ko", None),
        ("les_ko", None),
    ]
    assert len({event.person for event in events[1:]}) == 2


def test_the_longest_wait_comes_first_and_says_what_is_missing(kontor: Kontor) -> None:
    ready = cases.case(kontor, "vurdering", navn="Snar Gran")
    cases.prepare(kontor, ready, "start_forlop")
    kontor.clock.forward(days=3)
    fresh = cases.register(kontor, navn="Klok Furu").saksnr
    kontor.clock.forward(days=1)
    first, second = waiting(kontor)
    assert (first.saksnr, first.navn, first.venter_pa, first.dager, first.mangler) == (
        ready,
        "Snar Gran",
        "start_forlop",
        4,
        (),
    )
    assert (second.saksnr, second.venter_pa, second.dager) == (fresh, "start_vurdering", 1)
    assert [reason.kode for reason in second.mangler] == ["informasjonssamtale_holdt"]


def test_the_queue_is_in_the_order_of_waiting_and_not_of_numbers(kontor: Kontor) -> None:
    came = []
    for _ in range(5):
        came.append(cases.register(kontor).saksnr)
        kontor.clock.forward(days=1)
    assert [line.saksnr for line in waiting(kontor)] == came


def test_those_who_have_a_place_or_have_left_do_not_wait(kontor: Kontor) -> None:
    for state in ("forlop", "avslutning", "avsluttet", "frafall", "ikke_tatt_inn"):
        cases.case(kontor, state)
    assert waiting(kontor) == []


def test_reinntak_waits_anew_from_its_own_day(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    kontor.clock.forward(days=40)
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    kontor.clock.forward(days=2)
    (line,) = waiting(kontor)
    assert line.siden == (START + timedelta(days=40)).date()
    assert (line.dager, [reason.kode for reason in line.mangler]) == (2, ["kartlegging_fullstendig"])


def test_the_queue_can_be_of_one_programme(kontor: Kontor) -> None:
    cases.register(kontor)
    young = cases.register(kontor, program="exin_oslo_ung").saksnr
    assert [line.saksnr for line in waiting(kontor, program="exin_oslo_ung")] == [young]
