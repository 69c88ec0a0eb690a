"""What is hidden cannot be worked out: small networks against every possible table, whole years against an attacker."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exin.casework.oversikt.arstall import Arstall, Celle, hidden_in_all
from exin.casework.oversikt.opptelling import AKTIVE, Dagstall
from exin.casework.oversikt.prikking import GRENSE, Tall, hide, is_covered

PROGRAM = "exin_oslo"
STOCKS = ("ikke_tatt_inn", "frafall", "avsluttet")
REASONS = {
    "ikke_tatt_inn": ("utenfor_malgruppen", "manglende_endringsmotivasjon", "kapasitet"),
    "frafall": ("svingende_motivasjon", "ustabil_hverdag", "nye_hendelser", "manglende_oppmote"),
    "reinntak": ("kortvarig_frafall", "endrede_livsforhold", "ny_motivasjon", "bedre_tilrettelegging"),
}


def star(total: int, *parts: int) -> list[Tall]:
    """A sum and its parts, and nothing else."""
    return [
        Tall(fra="ute", til="sum", verdi=total, vekt=9),
        *(Tall(fra="sum", til="ute", verdi=each) for each in parts),
    ]


def hidden(tall: Sequence[Tall]) -> list[bool]:
    return [each.skjult for each in tall]


# -- one table ---------------------------------------------------------------------------------------------------


def test_a_small_number_alone_takes_the_smallest_of_the_others_with_it() -> None:
    table = star(33, 3, 20, 10)
    hide(table)
    assert hidden(table) == [False, True, False, True]


def test_nought_is_hidden_as_other_small_numbers_are() -> None:
    table = star(30, 0, 20, 10)
    hide(table)
    assert hidden(table) == [False, True, False, True]


def test_small_ones_that_are_too_few_together_take_one_more() -> None:
    table = star(22, 1, 1, 20)
    hide(table)
    assert hidden(table) == [False, True, True, True]


def test_small_ones_that_cover_each_other_take_none() -> None:
    table = star(26, 3, 3, 20)
    hide(table)
    assert hidden(table) == [False, True, True, False]


def test_where_the_parts_cannot_cover_it_the_sum_goes_too() -> None:
    table = star(3, 1, 2)
    hide(table)
    assert hidden(table) == [True, True, True]


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    table = star(30, 10, 20)
    hide(table)
    assert not any(hidden(table))


def test_what_is_out_already_stays_as_it_is() -> None:
    table = star(33, 3, 20, 10)
    table[3].ute = True
    hide(table)
    assert hidden(table) == [False, True, True, False]


@given(st.lists(st.integers(0, 6), min_size=2, max_size=4), st.lists(st.booleans(), min_size=5, max_size=5))
def test_a_number_is_covered_exactly_where_tables_exist_in_which_it_is_nought_and_four(
    parts: list[int], which: list[bool]
) -> None:
    table = star(sum(parts), *parts)
    for each, covers in zip(table, which, strict=False):
        each.skjult = covers
    for at, each in enumerate(table[1:]):
        if each.lite and each.skjult:
            possible = {found[at] for found in every_table(table)}
            assert is_covered(table, each) == ({0, GRENSE - 1} <= possible)


def every_table(table: Sequence[Tall]) -> Iterator[tuple[int, ...]]:
    """Every table that looks the same to whoever sees what is shown."""
    total, *parts = table
    choices = [range(30) if each.skjult else (each.verdi,) for each in parts]
    for found in product(*choices):
        if total.skjult or sum(found) == total.verdi:
            yield found


# -- year by year ------------------------------------------------------------------------------------------------

SMALL = st.integers(0, 9)
BYDELER = ("alna", "bjerke", "grorud", "sagene")


@st.composite
def courses(draw: st.DrawFn) -> list[tuple[int, Dagstall]]:
    """Some years of a programme in which cases come, stand, and go."""
    active, stock, total = 0, Counter[str](), 0
    course = list[tuple[int, Dagstall]]()
    for year in range(2022, 2022 + draw(st.integers(1, 3))):
        figures = Dagstall()
        for bydel in BYDELER:
            figures.bydel_nye[bydel] = draw(SMALL)
        figures.nye = figures.bydel_nye.total()
        active, total = active + figures.nye, total + figures.nye
        back = min(stock["frafall"], draw(SMALL))
        _share(draw, figures.arsaker_i_ar["reinntak"], REASONS["reinntak"], back)
        stock["frafall"], active = stock["frafall"] - back, active + back
        for event in STOCKS:
            out = min(active, draw(SMALL) + draw(SMALL))
            if event in REASONS:
                _share(draw, figures.arsaker_i_ar[event], REASONS[event], out)
            else:
                figures.avsluttet_i_ar = out
            stock[event], active = stock[event] + out, active - out
        figures.totalt = total
        figures.tilstander = Counter(stock)
        _share(draw, figures.tilstander, AKTIVE, active)
        _share(draw, figures.bydel_aktive, BYDELER, active)
        _share(draw, figures.informert, ("gitt", "ikke_gitt", "ikke_registrert"), stock["ikke_tatt_inn"])
        course.append((year, figures))
    return course


def _share(draw: st.DrawFn, into: Counter[str], names: Sequence[str], count: int) -> None:
    for name in names[:-1]:
        part = draw(st.integers(0, count))
        into[name] += part
        count -= part
    into[names[-1]] += count


Equation = tuple[dict[tuple[int, Celle], Fraction], Fraction]


def sums(years: Sequence[int], cells: Sequence[Celle]) -> Iterator[dict[tuple[int, Celle], int]]:
    """Every sum that holds between the numbers of all years, as whoever knows the work would write them down."""

    def of(table: str, year: int) -> dict[tuple[int, Celle], int]:
        return {(year, cell): 1 for cell in cells if cell.tabell == table}

    def one(table: str, row: str, year: int, sign: int = -1) -> dict[tuple[int, Celle], int]:
        return {(year, Celle(table, row)): sign} if year in years else {}

    for year in years:
        yield (
            of("bydel_nye", year) | {(year, Celle("bydel_nye", "vernet")): 1} | one("hovedtall", "nye", year)
        )
        yield (
            of("bydel_aktive", year)
            | {(year, Celle("bydel_aktive", "vernet")): 1}
            | one("hovedtall", "aktive", year)
        )
        phases = {(year, Celle("tilstander", state)): 1 for state in AKTIVE}
        yield phases | one("hovedtall", "aktive", year)
        yield of("tilstander", year) | one("hovedtall", "totalt", year)
        yield of("informert", year) | one("tilstander", "ikke_tatt_inn", year)
        for event in REASONS:
            yield of(event, year) | one("hendelser", event, year)
        for state, event in (*((each, each) for each in STOCKS[:2]), ("avsluttet", "avslutt")):
            moved = one("tilstander", state, year) | one("tilstander", state, year - 1, 1)
            moved |= one("hendelser", event, year, 1)
            yield moved | (one("hendelser", "reinntak", year) if state == "frafall" else {})
        yield (
            one("hovedtall", "totalt", year)
            | one("hovedtall", "totalt", year - 1, 1)
            | one("hovedtall", "nye", year, 1)
        )


def attack(shown: Mapping[int, Arstall]) -> dict[tuple[int, Celle], tuple[Fraction, Fraction | None]]:
    """What follows for each hidden number: the least and the most that it can be (None: no bound was found)."""
    known = {
        (year, cell): Fraction(n) for year, of in shown.items() for cell, n in of.items() if n is not None
    }
    cells = sorted({cell for of in shown.values() for cell in of})
    equations = [_without(known, each) for each in sums(sorted(shown), cells)]
    rows = [*equations, *_eliminated(equations)]
    bounds: dict[tuple[int, Celle], tuple[Fraction, Fraction | None]] = {
        name: (Fraction(0), None) for terms, _ in rows for name in terms
    }
    for _ in range(200):  # bounds that come closer by halves would do so for ever
        if not sum(_narrow(bounds, terms, value) for terms, value in rows):
            break
    return bounds


def _without(known: Mapping[tuple[int, Celle], Fraction], terms: Mapping[tuple[int, Celle], int]) -> Equation:
    rest = {name: Fraction(sign) for name, sign in terms.items() if name not in known}
    return rest, -sum((known[name] * sign for name, sign in terms.items() if name in known), Fraction(0))


def _eliminated(equations: Sequence[Equation]) -> list[Equation]:
    """Gauss and Jordan, in fractions: each row ends with a leading number of its own."""
    done = list[Equation]()
    for terms, value in equations:
        row, right = dict(terms), value
        for other, other_value in done:
            row, right = _minus(row, right, other, other_value, next(iter(other)))
        if row:
            lead = next(iter(row))
            row, right = {name: each / row[lead] for name, each in row.items()}, right / row[lead]
            done = [_minus(dict(each), its, row, right, lead) for each, its in done]
            done.append((row, right))
    return done


def _minus(
    row: dict[tuple[int, Celle], Fraction],
    right: Fraction,
    other: Mapping[tuple[int, Celle], Fraction],
    other_right: Fraction,
    lead: tuple[int, Celle],
) -> Equation:
    factor = row.get(lead, Fraction(0)) / other[lead]
    if factor:
        for name, each in other.items():
            row[name] = row.get(name, Fraction(0)) - factor * each
        row, right = {name: each for name, each in row.items() if each}, right - factor * other_right
    return row, right


def _narrow(
    bounds: dict[tuple[int, Celle], tuple[Fraction, Fraction | None]],
    terms: Mapping[tuple[int, Celle], Fraction],
    value: Fraction,
) -> bool:
    """Bounds of each number of a sum by those of the others. Returns whether any came closer."""
    closer = False
    for name, sign in terms.items():
        others = [(bounds[other], each) for other, each in terms.items() if other != name]
        ends = [_end(others, upper=upper) for upper in (True, False)]
        found = [None if end is None else (value - end) / sign for end in ends]
        least, most = (found[0], found[1]) if sign > 0 else (found[1], found[0])
        low, high = bounds[name]
        low = max(low, least) if least is not None else low
        high = most if high is None or (most is not None and most < high) else high
        closer |= (low, high) != bounds[name]
        bounds[name] = (low, high)
    return closer


def _end(
    others: Sequence[tuple[tuple[Fraction, Fraction | None], Fraction]], *, upper: bool
) -> Fraction | None:
    """The greatest or the least that the others can come to; None where there is no bound."""
    total = Fraction(0)
    for (low, high), sign in others:
        end = high if (sign > 0) == upper else low
        if end is None:
            return None
        total += sign * end
    return total


def small_ones(course: Sequence[tuple[int, Dagstall]]) -> Iterator[tuple[int, Celle]]:
    """What must not be told, by what is in it when nothing is hidden."""
    from exin.casework.oversikt.tallside import all_cells  # noqa: PLC0415 - of this alone

    for year, figures in course:
        for cell, number in all_cells(PROGRAM, year, figures).items():
            if (number or 0) < GRENSE and not cell.tabell.endswith("i_alt"):
                yield year, cell


@settings(max_examples=60, deadline=None)
@given(courses())
def test_no_small_number_follows_from_all_years_together(course: list[tuple[int, Dagstall]]) -> None:
    editions = hidden_in_all(PROGRAM, course)
    shown = dict(zip([year for year, _ in course], editions, strict=True))
    bounds = attack(shown)
    for year, cell in small_ones(course):
        assert shown[year][cell] is None, (year, cell)
        least, most = bounds.get((year, cell), (Fraction(0), None))
        assert least <= 0, (year, cell, least, most)
        assert most is None or most >= GRENSE - 1, (year, cell, least, most)


@settings(max_examples=30, deadline=None)
@given(courses())
def test_what_is_hidden_of_a_year_does_not_depend_on_later_ones(course: list[tuple[int, Dagstall]]) -> None:
    assert hidden_in_all(PROGRAM, course)[: len(course) - 1] == hidden_in_all(PROGRAM, course[:-1])


def test_the_attacker_finds_what_is_only_hidden_by_itself() -> None:
    figures = Dagstall(nye=30, totalt=30, bydel_nye=Counter({"alna": 3, "bjerke": 27}))
    cells: dict[Celle, int | None] = {
        Celle("hovedtall", "nye"): 30,
        Celle("bydel_nye", "vernet"): 0,
        Celle("bydel_nye", "alna"): None,
        Celle("bydel_nye", "bjerke"): figures.bydel_nye["bjerke"],
    }
    assert attack({2025: cells})[2025, Celle("bydel_nye", "alna")] == (
        Fraction(3),
        Fraction(3),
    )


@pytest.mark.parametrize("year", [2022, 2023])
def test_the_attacker_finds_a_year_from_the_two_sums_around_it(year: int) -> None:
    shown: dict[int, Arstall] = {
        each: {Celle("hovedtall", "totalt"): total, Celle("hovedtall", "nye"): None if each == year else new}
        for each, total, new in ((2022, 20, 20), (2023, 23, 3))
    }
    low, high = attack(shown)[year, Celle("hovedtall", "nye")]
    assert low == high
