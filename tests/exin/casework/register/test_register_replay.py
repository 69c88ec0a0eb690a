"""The replay: by date and the order of the file within a day. What guards came to is noted, and refuses nothing."""

from datetime import date

import pytest

from exin.casework.demo.register import register_as_it_is
from tests.helpers import cases, people
from tests.helpers.office import Kontor
from tests.helpers.registers import FULL, Register, codes, land, story


def vilkar(kontor: Kontor, saksnr: str, nummer: int) -> dict[str, str]:
    """What the guards of a step came to, as the step keeps it."""
    (text,) = kontor.one(
        "select t.vilkar from steg t join sak s on s.id = t.sak_id where s.saksnr = ? and t.nummer = ?",
        saksnr,
        nummer,
    )
    return dict(part.split("=") for part in text.split(";"))


def test_events_of_a_day_happen_in_the_order_of_the_file(kontor: Kontor) -> None:
    register = Register().case("E-1").case("E-2")
    for saksnr, events in {
        "E-1": ["informasjonssamtale", "start_vurdering", "kartlegging", "start_forlop"],
        "E-2": ["informasjonssamtale", "kartlegging", "start_forlop", "start_vurdering"],
    }.items():
        for hendelse in events:
            register.event(saksnr, "03.02.2025", hendelse)
    result = land(kontor, register)
    assert codes(result) == [("hendelser.csv", 8, "E-2", "ulovlig_rekkefolge")]
    assert vilkar(kontor, "E-1", 3)["kartlegging_fullstendig"] == "oppfylt"
    assert kontor.rows("select tilstand from sak order by saksnr") == [("forlop",), ("vurdering",)]


def test_events_are_sorted_by_day_whatever_the_order_of_the_file(kontor: Kontor) -> None:
    register = Register().course("E-1", *FULL)
    register.hendelser.reverse()
    assert codes(land(kontor, register)) == []
    assert kontor.one("select tilstand from sak") == ("avsluttet",)


def test_a_step_before_its_talk_lands_and_says_that_the_talk_was_not_held(kontor: Kontor) -> None:
    land(kontor, Register().course("E-1", "start_vurdering", "start_forlop"))
    assert vilkar(kontor, "E-1", 2) == {
        "informasjonssamtale_holdt": "ikke_oppfylt",
        "alder_i_programmet": "oppfylt",
        "tilknytning_oslo": "oppfylt",
        "ledig_vurderingsplass": "oppfylt",
    }
    assert vilkar(kontor, "E-1", 3) == {
        "kartlegging_fullstendig": "ikke_oppfylt",
        "samtykke_i_kraft": "ukjent",
        "fodselsnummer_kjent": "oppfylt",
        "ledig_plass": "oppfylt",
    }


def test_a_kartlegging_of_an_earlier_round_does_not_count_in_the_next(kontor: Kontor) -> None:
    again = ("frafall:nye_hendelser", "reinntak:ny_motivasjon", "start_forlop")
    land(kontor, Register().course("E-1", *FULL[:4], *again))
    assert vilkar(kontor, "E-1", 3)["kartlegging_fullstendig"] == "oppfylt"
    assert vilkar(kontor, "E-1", 6)["kartlegging_fullstendig"] == "ikke_oppfylt"


def test_an_age_outside_the_programme_refuses_nothing(kontor: Kontor) -> None:
    old = people.new_number(date(1980, 5, 17))
    result = land(kontor, Register().course("E-1", *FULL[:2], fodselsnummer=old))
    assert codes(result) == []
    assert vilkar(kontor, "E-1", 2)["alder_i_programmet"] == "ikke_oppfylt"


@pytest.mark.parametrize("reversed_file", [False, True])
def test_the_sixty_first_place_is_taken_over_the_limit_and_said_so(
    kontor: Kontor, reversed_file: bool
) -> None:
    register = Register()
    for number in range(61):
        saksnr = f"E-{number:02}"
        register.case(saksnr, "03.02.2025").event(saksnr, "10.02.2025", "start_vurdering")
        register.event(saksnr, "17.02.2025", "start_forlop")
    if reversed_file:
        register.saker.reverse()
        register.hendelser.reverse()
    result = land(kontor, register)
    assert result.vilkar["ledig_plass", "ikke_oppfylt"] == 1
    over = [row[0] for row in story(kontor)["steg"] if row[8]]
    assert over == ["E-00" if reversed_file else "E-60"], "the last in the file to take a place"


def test_a_place_that_came_free_the_same_day_can_be_taken(kontor: Kontor) -> None:
    register = Register()
    for number in range(60):
        saksnr = f"E-{number:02}"
        register.case(saksnr).event(saksnr, "10.02.2025", "start_vurdering")
        register.event(saksnr, "17.02.2025", "start_forlop")
    register.case("F-1").event("F-1", "10.02.2025", "start_vurdering")
    register.event("E-00", "24.02.2025", "frafall", "nye_hendelser").event(
        "F-1", "24.02.2025", "start_forlop"
    )
    assert land(kontor, register).vilkar.get(("ledig_plass", "ikke_oppfylt"), 0) == 0


def test_places_held_by_live_cases_count(kontor: Kontor) -> None:
    cases.case(kontor, "forlop")
    register = Register()
    for number in range(60):
        saksnr = f"E-{number:02}"
        register.case(saksnr, "14.01.2026").event(saksnr, "15.01.2026", "start_vurdering")
        register.event(saksnr, "15.01.2026", "start_forlop")
    assert land(kontor, register).vilkar["ledig_plass", "ikke_oppfylt"] == 1


def test_another_open_case_of_the_person_in_the_register_is_noted(kontor: Kontor) -> None:
    number = people.new_number()
    register = Register().course("E-1", fodselsnummer=number).course("E-2", fodselsnummer=number)
    land(kontor, register)
    assert vilkar(kontor, "E-1", 1)["ingen_annen_apen_sak"] == "oppfylt"
    assert vilkar(kontor, "E-2", 1)["ingen_annen_apen_sak"] == "ikke_oppfylt"


def test_a_live_case_of_the_person_is_told_to_nobody_by_an_import(kontor: Kontor) -> None:
    number = people.new_number()
    cases.protected_case(kontor, fodselsnummer=number)
    start = kontor.clock.today
    kontor.clock.forward(days=60)
    alone = Register().course("E-1", *FULL, start=start)
    known = Register().course("E-2", *FULL, start=start, fodselsnummer=number)
    first, second = land(kontor, alone), land(kontor, known)
    assert first.vilkar == second.vilkar
    told = [[row[1:-1] for row in story(kontor)["steg"] if row[0] == saksnr] for saksnr in ("E-1", "E-2")]
    assert told[0] == told[1]


def test_a_young_one_comes_back_into_the_programme_of_the_age(kontor: Kontor) -> None:
    born = date(2006, 2, 1)
    register = Register().case(
        "U-1", "03.06.2025", tiltak="exin_oslo_ung", fodselsnummer=people.new_number(born)
    )
    for dato, hendelse in [
        ("10.06.2025", "start_vurdering"),
        ("17.06.2025", "frafall:nye_hendelser"),
        ("01.07.2025", "reinntak:ny_motivasjon"),
    ]:
        register.event("U-1", dato, *hendelse.split(":"))
    land(kontor, register)
    assert kontor.one("select program, tilstand, har_plass from sak") == ("exin_oslo", "vurdering", 1)


def test_a_move_at_eighteen_may_stand_in_a_register(kontor: Kontor) -> None:
    born = date(2007, 6, 20)
    register = Register().case(
        "U-1", "03.06.2025", tiltak="exin_oslo_ung", fodselsnummer=people.new_number(born)
    )
    register.event("U-1", "10.06.2025", "start_vurdering").event("U-1", "17.06.2025", "overfor_til_18")
    assert codes(land(kontor, register)) == []
    assert vilkar(kontor, "U-1", 3) == {"alder_for_overforing": "oppfylt"}
    assert kontor.one("select program, tilstand from sak") == ("exin_oslo", "vurdering")


def test_the_counts_listed_at_the_end_are_those_on_the_steps(kontor: Kontor) -> None:
    result = land(kontor, register_as_it_is())
    counted: dict[tuple[str, str], int] = {}
    for (text,) in kontor.rows("select vilkar from steg where vilkar is not null"):
        for part in text.split(";"):
            kode, _, status = part.partition("=")
            counted[kode, status] = counted.get((kode, status), 0) + 1
    assert counted == dict(result.vilkar)
    assert (
        max(len(text) for (text,) in kontor.rows("select vilkar from steg where vilkar is not null")) <= 400
    )
