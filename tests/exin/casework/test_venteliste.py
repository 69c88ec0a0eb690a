"""Those who wait: in a stated order, a page at a time; each offered only to who has room, is cleared and impartial."""

from collections.abc import Iterable
from typing import Any

import pytest

from exin.casework.hus.fravar import register_absence
from exin.casework.oversikt.kapasitet import show_capacity
from exin.casework.oversikt.venteliste import Utsnitt, Venteliste, give_to_free
from exin.casework.tilgang import tildeling
from exin.errors import Conflict, Denied, InvalidInput, NotFound
from tests.helpers import cases
from tests.helpers.office import Kontor

TEAM = ["kari", "klarert1", "klarert2", "mottak", "ola"]
"""The saksbehandlere of the team."""


def waiting(kontor: Kontor, who: str = "leder", **asked: Any) -> Venteliste:  # noqa: ANN401 - any part of the page
    with kontor.read(who) as r:
        return show_capacity(r, **asked).venter


def numbers(found: Venteliste) -> list[str]:
    return [line.saksnr for line in found.linjer]


def offered(kontor: Kontor, saksnr: str, who: str = "leder") -> list[str] | None:
    line = next(each for each in waiting(kontor, who).linjer if each.saksnr == saksnr)
    return None if line.ledige is None else sorted(each.ansatt for each in line.ledige)


def give(kontor: Kontor, saksnr: str, to: str, *, by: str = "leder", versjon: int | None = None) -> bool:
    with kontor.work(by) as w:
        return give_to_free(w, saksnr, to, versjon=versjon)


def contact_of(kontor: Kontor, saksnr: str) -> object:
    return kontor.one(
        "select (select brukernavn from ansatt where id = kontakt_id) from sak where saksnr = ?", saksnr
    )[0]


def fill(kontor: Kontor, names: Iterable[str]) -> None:
    """One place each, and a case of each."""
    kontor.office.means.saker_per_stilling = 1
    for name in names:
        cases.case(kontor, "forlop", kontakt=name)


# -- who is offered --------------------------------------------------------------------------------------------


def test_all_of_the_team_are_offered_with_what_they_would_have(kontor: Kontor) -> None:
    cases.case(kontor, "forlop", kontakt="ola")
    saksnr = cases.register(kontor).saksnr
    assert offered(kontor, saksnr) == TEAM
    (line,) = waiting(kontor).linjer
    assert line.ledige is not None
    assert [(each.ansatt, each.far, each.rom) for each in line.ledige][-1] == ("ola", 2, 12)


def test_who_is_full_or_away_or_partial_is_not_offered(kontor: Kontor) -> None:
    saksnr = cases.register(kontor).saksnr
    fill(kontor, ["kari"])
    with kontor.work("leder") as w:
        register_absence(w, "ola", fra=kontor.clock.today, til=kontor.clock.today)
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "klarert1", "Slekt.")
    assert offered(kontor, saksnr) == ["klarert2", "mottak"]


def test_nobody_is_offered_where_nobody_has_room(kontor: Kontor) -> None:
    saksnr = cases.register(kontor).saksnr
    fill(kontor, TEAM)
    assert offered(kontor, saksnr) == []


def test_a_strictly_protected_case_is_offered_to_the_cleared_alone(kontor: Kontor) -> None:
    saksnr = cases.register(kontor, by="klarert1", skjerming="strengt_fortrolig").saksnr
    assert offered(kontor, saksnr, "klarert_leder") == ["klarert1", "klarert2"]
    assert numbers(waiting(kontor)) == []


def test_a_case_that_somebody_has_is_offered_to_nobody(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    assert offered(kontor, saksnr) is None
    (line,) = waiting(kontor).linjer
    assert line.kontakt == "kari"


def test_the_lead_of_the_team_is_told_who_is_partial(kontor: Kontor) -> None:
    saksnr = cases.register(kontor).saksnr
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Slekt.")
    assert [each.inhabile for each in waiting(kontor).linjer] == [("ola",)]
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Likevel ikke.", opphev=True)
    assert [each.inhabile for each in waiting(kontor).linjer] == [()]


# -- giving it -------------------------------------------------------------------------------------------------


def test_who_has_no_room_by_now_is_not_given_it_and_nothing_is_written(kontor: Kontor) -> None:
    saksnr = cases.register(kontor).saksnr
    fill(kontor, ["kari"])
    for whoever in ("kari", "leder", "annen", "finnes_ikke", ""):
        with kontor.new_events() as events, pytest.raises(InvalidInput) as refused:
            give(kontor, saksnr, whoever)
        assert (refused.value.kode, refused.value.felt) == ("ikke_rom", "ansatt")
        assert [(each.handling, each.utfall, each.skrevet) for each in events] == [("tildel", "avvist", ())]
    assert contact_of(kontor, saksnr) is None


def test_who_is_partial_is_not_given_it_whatever_room_there_is(kontor: Kontor) -> None:
    saksnr = cases.register(kontor).saksnr
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Slekt.")
    with pytest.raises(InvalidInput) as refused:
        give(kontor, saksnr, "ola")
    assert refused.value.kode == "kan_ikke_ha_saken"


def test_a_case_that_changed_since_it_was_looked_at_is_not_given(kontor: Kontor) -> None:
    saksnr = cases.register(kontor).saksnr
    (line,) = waiting(kontor).linjer
    cases.give(kontor, saksnr, "kari")
    with pytest.raises(Conflict):
        give(kontor, saksnr, "ola", versjon=line.versjon)
    assert contact_of(kontor, saksnr) == "kari"


def test_a_hidden_case_is_none_to_give(kontor: Kontor) -> None:
    hidden = cases.register(kontor, by="klarert1", skjerming="strengt_fortrolig").saksnr
    for saksnr in (hidden, "EX-2026-2222"):
        with pytest.raises(NotFound):
            give(kontor, saksnr, "ola")
    with pytest.raises(Denied):
        give(kontor, cases.case(kontor, "forlop"), "ola", by="ola")


def test_who_has_room_has_it_afterwards(kontor: Kontor) -> None:
    saksnr = cases.register(kontor).saksnr
    (line,) = waiting(kontor).linjer
    with kontor.new_events() as events:
        assert give(kontor, saksnr, "ola", versjon=line.versjon)
    assert contact_of(kontor, saksnr) == "ola"
    assert [each.handling for each in events] == ["tildel"]


# -- the order -------------------------------------------------------------------------------------------------


def test_the_longest_wait_comes_first_and_an_open_door_last(kontor: Kontor) -> None:
    door = cases.case(kontor, "frafall")
    kontor.clock.forward(days=1)
    first = cases.case(kontor, "vurdering")
    kontor.clock.forward(days=1)
    second = cases.register(kontor).saksnr
    kontor.clock.forward(days=11)
    found = waiting(kontor)
    assert numbers(found) == [first, second, door]
    assert [(line.venter_pa, line.dager, line.grense, line.for_lenge) for line in found.linjer] == [
        ("start_forlop", 12, 30, False),
        ("start_vurdering", 11, 10, True),
        ("reinntak", 13, None, False),
    ]
    assert (found.sene, found.antall[Utsnitt.ALLE], found.antall[Utsnitt.UFORDELT]) == (1, 3, 1)


def test_who_has_a_place_or_whose_door_is_closed_does_not_wait(kontor: Kontor) -> None:
    for state in ("forlop", "avslutning", "avsluttet", "ikke_tatt_inn"):
        cases.case(kontor, state)
    cases.case(kontor, "frafall", apen_til=kontor.clock.today)
    assert waiting(kontor).antall[Utsnitt.ALLE] == 1
    kontor.clock.forward(days=1)
    assert waiting(kontor).antall[Utsnitt.ALLE] == 0


@pytest.mark.parametrize("utsnitt", list(Utsnitt))
def test_each_part_holds_what_it_says(kontor: Kontor, utsnitt: Utsnitt) -> None:
    there = {
        Utsnitt.UFORDELT: cases.register(kontor).saksnr,
        Utsnitt.VURDERING: cases.case(kontor),
        Utsnitt.FORLOP: cases.case(kontor, "vurdering"),
        Utsnitt.REINNTAK: cases.case(kontor, "frafall"),
    }
    wanted = {
        Utsnitt.ALLE: set(there.values()),
        Utsnitt.VURDERING: {there[Utsnitt.VURDERING], there[Utsnitt.UFORDELT]},
    }
    found = waiting(kontor, utsnitt=utsnitt)
    assert set(numbers(found)) == wanted.get(utsnitt, {there.get(utsnitt, "")})
    assert found.antall[utsnitt] == len(found.linjer)


def test_pages_are_full_and_none_is_lost_between_them_where_some_are_hidden(kontor: Kontor) -> None:
    came = []
    for number in range(6):
        if number % 2:
            cases.register(kontor, by="klarert1", skjerming="strengt_fortrolig")
        came.append(cases.register(kontor).saksnr)
        kontor.clock.forward(days=1)
    pages = [waiting(kontor, side=side, antall=2) for side in (1, 2, 3, 9)]
    assert [numbers(each) for each in pages] == [came[:2], came[2:4], came[4:], came[4:]]
    assert [(each.side, each.sider) for each in pages] == [(1, 3), (2, 3), (3, 3), (3, 3)]
