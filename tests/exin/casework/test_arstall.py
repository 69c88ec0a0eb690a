"""The figures of closed years: the published ones are in them, small ones are not, and they stay as they were."""

from datetime import date

import pytest

from exin.casework.demo.register import register_as_it_is
from exin.casework.oversikt.arstall import Celle, Utgave, read_edition
from exin.casework.oversikt.historikk import read_history
from exin.casework.oversikt.prikking import GRENSE
from exin.errors import Denied, InvalidInput, Tampered
from policies import Action
from tests.exin.casework.test_prikking import attack, small_ones
from tests.helpers import cases
from tests.helpers.office import Kontor
from tests.helpers.registers import FULL, Register, land

PUBLISHED = {"exin_oslo": (192, 53, 57), "exin_oslo_ung": (12, 12, 6)}


@pytest.fixture
def full(kontor: Kontor) -> Kontor:
    """An office with the register in it, after the year was closed."""
    land(kontor, register_as_it_is())
    kontor.clock.set(date(2026, 2, 10))
    return kontor


def edition(kontor: Kontor, ar: int, who: str = "leder") -> Utgave:
    with kontor.read(who) as r:
        return read_edition(r, ar)


@pytest.mark.parametrize("who", ["kari", "mottak", "admin", "sperret"])
def test_case_workers_and_the_systemansvarlig_take_none_along(full: Kontor, who: str) -> None:
    with full.new_events() as events, pytest.raises(Denied):
        edition(full, 2025, who)
    assert [(each.handling, each.utfall) for each in events] == [("last_ned_nokkeltall", "nektet")]


@pytest.mark.parametrize("ar", [2021, 2026, 2027])
def test_a_year_that_is_not_closed_or_never_was_is_refused(full: Kontor, ar: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        edition(full, ar)
    assert refused.value.kode == "ukjent_ar"


def test_a_year_is_closed_at_the_end_of_january(kontor: Kontor) -> None:
    land(kontor, Register().course("E-1", *FULL))
    kontor.clock.set(date(2027, 1, 30))
    with pytest.raises(InvalidInput):
        edition(kontor, 2026)
    kontor.clock.set(date(2027, 1, 31))
    assert edition(kontor, 2026).kjent_per == date(2027, 1, 31)


def test_rows_that_were_changed_give_no_figures_to_take_along(full: Kontor) -> None:
    full.tamper("update steg set gjelder_fra = '2024-01-01' where nummer = 1")
    with pytest.raises(Tampered):
        edition(full, 2025)


@pytest.mark.parametrize("who", ["leder", "revisor"])
def test_the_published_figures_are_in_it_and_it_is_logged(full: Kontor, who: str) -> None:
    with full.new_events() as events:
        found = edition(full, 2025, who)
    told = {
        program: tuple(cells[Celle("hovedtall", each)] for each in ("totalt", "nye", "aktive"))
        for program, cells in found.program.items()
    }
    assert told == PUBLISHED
    assert [(each.handling, each.utfall, each.antall) for each in events] == [
        ("last_ned_nokkeltall", "tillatt", 2)  # programmes: a sum of cases would tell what is hidden
    ]


def test_a_programme_that_had_not_begun_is_not_in_the_year(full: Kontor) -> None:
    assert list(edition(full, 2024).program) == ["exin_oslo"]


def test_no_small_number_of_the_register_follows_from_all_files_together(full: Kontor) -> None:
    years = (2022, 2023, 2024, 2025)
    editions = {ar: edition(full, ar) for ar in years}
    with full.read("leder") as r:
        history = read_history(r, r.permit_house(Action.LES_NOKKELTALL, "nokkeltall"))
    for program in PUBLISHED:
        shown = {ar: each.program[program] for ar, each in editions.items() if program in each.program}
        bounds = attack(shown)
        small = list(small_ones([(ar, history.figures(date(ar, 12, 31))[program]) for ar in shown]))
        assert small
        for ar, cell in small:
            assert shown[ar][cell] is None, (ar, cell)
            least, most = bounds.get((ar, cell), (0, None))
            assert least <= 0, (ar, cell)
            assert most is None or most >= GRENSE - 1, (ar, cell)
        assert any(number is not None for of in shown.values() for number in of.values())


def test_a_year_is_the_same_after_the_next_one_and_after_late_entries(full: Kontor) -> None:
    before = edition(full, 2025)
    full.clock.set(date(2026, 3, 10))
    for _ in range(3):
        cases.case(full, "vurdering", dato=date(2025, 12, 30))
    full.clock.set(date(2027, 3, 1))
    assert edition(full, 2025) == before
    assert edition(full, 2026).program["exin_oslo"][Celle("hovedtall", "totalt")] is None
