"""Random registers: every row lands or is refused, and what lands is a way that the machine allows."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from exin.casework.register.cells import CASE_COLUMNS, EVENT_COLUMNS, Rows, Terms, read_rows
from exin.casework.register.course import StepMove
from exin.casework.register.csvfile import read_csv
from exin.casework.register.known import Known
from exin.casework.register.replay import Plan, plan
from tests.helpers.registers import Register
from workflows import NEW, by_key

NAMES = ("henvendelser.csv", "hendelser.csv")
TERMS = Terms(today=date(2026, 1, 15), read_number=lambda _: None)
EMPTY_HOUSE = Known(
    saker={},
    personer={},
    nivaer={},
    plasser={"exin_oslo": (60, None), "exin_oslo_ung": (10, None)},
)
EVENTS = (
    *("henvendelse", "informasjonssamtale", "start_vurdering", "kartlegging", "start_forlop", "avslutt"),
    *("start_avslutning", "tilbake_til_forlop", "overfor_til_18", "frafall:nye_hendelser"),
    *("ikke_tatt_inn:kapasitet", "reinntak:ny_motivasjon", "reinntak", "frafall:kapasitet", "ukjent"),
)

happenings = st.lists(
    st.tuples(st.sampled_from(["E-1", "E-2", "E-9"]), st.integers(1, 31), st.sampled_from(EVENTS)),
    max_size=30,
)


def planned(register: Register) -> Plan:
    files = register.files()
    rows: Rows = read_rows(
        read_csv(files.henvendelser, CASE_COLUMNS, NAMES[0]),
        read_csv(files.hendelser, EVENT_COLUMNS, NAMES[1]),
        TERMS,
        filer=NAMES,
    )
    return plan(rows, EMPTY_HOUSE, filer=NAMES)


@given(events=happenings)
def test_whatever_the_rows_what_lands_is_a_way_through_the_machine(
    events: list[tuple[str, int, str]],
) -> None:
    register = Register().case("E-1", "05.02.2025", fodselsnummer="")
    register.case("E-2", "05.02.2025", fodselsnummer="", tiltak="exin_oslo_ung")
    for saksnr, day, told in events:
        register.event(saksnr, f"{day:02}.02.2025", *told.split(":"))
    found = planned(register)
    assert found.nye_saker == 2
    assert found.nye_hendelser + len(found.avvist) == len(events)
    for course in found.saker:
        assert [move.rad.dato for move in course.moves] == sorted(move.rad.dato for move in course.moves)
        steps = [move.step for move in course.moves if isinstance(move, StepMove)]
        assert [step.fra for step in steps] == [NEW, *(step.til for step in steps[:-1])]
        for before, step in zip([steps[0], *steps], steps, strict=False):
            assert by_key(before.program_key).transition(step.fra, step.event) is not None


@given(events=happenings, order=st.randoms(use_true_random=False))
def test_the_order_of_lines_of_different_days_does_not_matter(
    events: list[tuple[str, int, str]], order: Random
) -> None:
    first = Register().case("E-1", "05.02.2025", fodselsnummer="").case("E-2", "05.02.2025", fodselsnummer="")
    days: dict[tuple[str, int], str] = {(saksnr, day): told for saksnr, day, told in events}
    lines = list(days.items())
    shuffled = Register(first.saker, [])
    for (saksnr, day), told in lines:
        first.event(saksnr, f"{day:02}.02.2025", *told.split(":"))
    order.shuffle(lines)
    for (saksnr, day), told in lines:
        shuffled.event(saksnr, f"{day:02}.02.2025", *told.split(":"))
    left, right = planned(first), planned(shuffled)
    assert [(each.tilstand, each.history) for each in left.saker] == [
        (each.tilstand, each.history) for each in right.saker
    ]
    assert sorted(each.kode for each in left.avvist) == sorted(each.kode for each in right.avvist)
