"""National identity numbers, all invented: each kind is known, no wrong one passes, no error repeats one."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.no import fodselsnummer as oracle

from exin.fodselsnummer import (
    MESSAGES,
    NEW_RULE_FROM,
    Fodselsnummer,
    InvalidNumber,
    Kind,
    check_environment,
    parse,
)

NOW = date(2026, 1, 2)
LATER = date(2033, 6, 1)
WEIGHTS_1 = (3, 7, 6, 1, 8, 9, 4, 5, 2)
WEIGHTS_2 = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def digits(day: int, month: int, year: int, individual: int, remainder: int = 0) -> str | None:
    """A number with right check digits, its first leaving `remainder`; None where there is none."""
    number = f"{day:02}{month:02}{year:02}{individual:03}"
    for weights, left in ((WEIGHTS_1, remainder), (WEIGHTS_2, 0)):
        check = (left - sum(w * int(d) for w, d in zip(weights, number, strict=True))) % 11
        if check == 10:
            return None
        number += str(check)
    return number


def made(day: int, month: int, year: int, individual: int, remainder: int = 0) -> str:
    """The same, with the next individual number (by two) that has check digits."""
    found = (digits(day, month, year, individual + step, remainder) for step in range(0, 40, 2))
    return next(number for number in found if number)


def refused(text: str, *, on: date | None = NOW) -> str:
    with pytest.raises(InvalidNumber) as caught:
        parse(text, on=on)
    assert caught.value.args == (caught.value.kode,)
    assert caught.value.kode in MESSAGES
    assert caught.value.__context__ is None
    return caught.value.kode


def birth_or_none(text: str, on: date | None = NOW) -> date | None:
    try:
        return parse(text, on=on).birth
    except InvalidNumber:
        return None


def code_or_number(text: str, on: date | None) -> tuple[str, Fodselsnummer | None]:
    try:
        return "", parse(text, on=on)
    except InvalidNumber as error:
        return error.kode, None


# --- refusals


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1309724802",
        "130972480222",
        "1309724802a",
        "13097248 02",
        "¹3097248022",
        "١٣٠٩٧٢٤٨٠٢٢",
        "13.09.72480",
        "+3097248022",
    ],
)
def test_anything_but_eleven_digits_is_refused(text: str) -> None:
    assert refused(text) == "ikke_elleve_sifre"


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        (0, 1, 90),
        (32, 1, 90),
        (31, 4, 90),
        (30, 2, 92),
        (29, 2, 91),
        (1, 0, 90),
        (1, 13, 90),
        (40, 1, 90),
        (72, 1, 90),
    ],
)
def test_day_that_no_calendar_has_is_refused(day: int, month: int, year: int) -> None:
    for on in (NOW, LATER, None):
        assert refused(made(day, month, year, 100), on=on) == "ugyldig_dato"
    for month_added in (40, 80):
        assert refused(made(day, month + month_added, year, 100)) == "ugyldig_dato"


@pytest.mark.parametrize(("day", "month"), [(1, 40), (1, 53), (1, 80), (1, 93), (81, 1), (99, 12)])
def test_day_or_month_between_the_series_is_refused(day: int, month: int) -> None:
    assert refused(made(day, month, 90, 100)) == "ugyldig_dato"


def test_29_february_1900_is_refused_and_2000_is_not() -> None:
    assert refused(made(29, 2, 0, 100)) == "ugyldig_dato"
    assert parse(made(29, 2, 0, 600), on=NOW).birth == date(2000, 2, 29)


@pytest.mark.parametrize(
    ("year", "individual"), [(40, 500), (40, 749), (53, 600), (45, 899), (99, 750), (60, 899)]
)
def test_year_and_individual_number_of_no_century_are_refused(year: int, individual: int) -> None:
    number = next(n for step in range(40) if (n := digits(5, 5, year, individual - step % 10)) is not None)
    assert refused(number) == "ugyldig_dato"


@given(st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_anywhere_is_found(position: int, added: int) -> None:
    for number in ("13097248022", "53097248016", "13527248013", "10915596784", "15021951940"):
        wrong = f"{number[:position]}{(int(number[position]) + added) % 10}{number[position + 1 :]}"
        assert refused(wrong) in {"ugyldig_kontrollsiffer", "ugyldig_dato"}


@pytest.mark.parametrize("position", range(10))
def test_two_neighbours_changed_about_are_found(position: int) -> None:
    number = "13097248022"
    swapped = number[:position] + number[position + 1] + number[position] + number[position + 2 :]
    assert swapped == number or refused(swapped) in {"ugyldig_kontrollsiffer", "ugyldig_dato"}


def test_birth_in_the_future_is_refused() -> None:
    number = made(3, 1, 26, 600)
    assert refused(number, on=date(2026, 1, 2)) == "fodt_i_fremtiden"
    assert parse(number, on=date(2026, 1, 3)).birth == date(2026, 1, 3)


# --- kinds


@pytest.mark.parametrize(
    ("text", "kind", "synthetic", "birth"),
    [
        ("13097248022", Kind.FNR, False, date(1972, 9, 13)),
        ("15021951940", Kind.FNR, False, date(2019, 2, 15)),
        ("53097248016", Kind.DNR, False, date(1972, 9, 13)),
        ("13527248013", Kind.HNR, False, date(1972, 12, 13)),
        ("68467038838", Kind.HNR, False, date(1970, 6, 28)),
        ("10915596784", Kind.FNR, True, date(1955, 11, 10)),
        ("50846202355", Kind.DNR, True, date(1962, 4, 10)),
        (" 130972 48022\n", Kind.FNR, False, date(1972, 9, 13)),
        ("130972-48022", Kind.FNR, False, date(1972, 9, 13)),
        ("130972\u00a048022", Kind.FNR, False, date(1972, 9, 13)),
    ],
)
def test_kind_test_number_and_birth_are_read(text: str, kind: Kind, synthetic: bool, birth: date) -> None:
    found = parse(text, on=NOW)
    assert (found.kind, found.synthetic, found.birth) == (kind, synthetic, birth)
    assert len(found.value) == 11
    assert found.value.isdigit()


@pytest.mark.parametrize(
    ("year", "individual", "birth"),
    [
        (54, 500, 1854), (99, 748, 1899), (0, 0, 1900), (99, 460, 1999), (40, 900, 1940), (99, 960, 1999),
        (0, 500, 2000), (25, 960, 2025), (39, 100, 1939), (54, 400, 1954),
    ],
)  # fmt: skip
def test_century_is_read_from_the_individual_number(year: int, individual: int, birth: int) -> None:
    number = next(
        n
        for step in range(40)
        if (n := digits(7, 5, year, individual - step if individual == 748 else individual + step))
    )
    found = parse(number, on=NOW).birth
    assert found == date(birth, 5, 7)


def test_number_and_birth_date_are_not_shown() -> None:
    found = parse("13097248022", on=NOW)
    for shown in (repr(found), str(found), f"{found}"):
        assert "130972" not in shown
        assert "1972" not in shown


# --- the rule from 2032


@pytest.mark.parametrize("remainder", [1, 2, 3])
def test_number_by_the_new_rule_is_refused_before_2032_and_then_tells_no_birth(remainder: int) -> None:
    number = made(1, 1, 5, 600, remainder)
    assert refused(number, on=date(2031, 12, 31)) == "ugyldig_kontrollsiffer"
    for on in (NEW_RULE_FROM, LATER, None):
        assert parse(number, on=on).birth is None


@pytest.mark.parametrize("remainder", [4, 5, 6, 7, 8, 9, 10])
def test_no_rule_takes_other_remainders(remainder: int) -> None:
    for on in (NOW, LATER, None):
        assert refused(made(1, 1, 5, 600, remainder), on=on) == "ugyldig_kontrollsiffer"


@pytest.mark.parametrize("text", ["02013299997", "30108299920", "30108299939", "70108299914"])
def test_published_numbers_of_the_new_rule_are_taken_from_2032(text: str) -> None:
    assert parse(text, on=LATER).value == text


def test_second_check_digit_is_as_before_from_2032() -> None:
    for text in ("02013299996", "02013299987"):
        assert refused(text, on=LATER) == "ugyldig_kontrollsiffer"


def test_number_from_before_2032_tells_its_birth_afterwards_too() -> None:
    for on in (LATER, None):
        assert parse("13097248022", on=on).birth == date(1972, 9, 13)
        assert parse("15021951940", on=on).birth == date(2019, 2, 15)


@pytest.mark.parametrize(("year", "individual"), [(33, 600), (60, 600), (13, 100), (45, 600)])
def test_number_of_the_old_form_that_can_be_of_two_centuries_tells_no_birth_from_2032(
    year: int, individual: int
) -> None:
    number = made(1, 1, year, individual)
    assert parse(number, on=LATER).birth is None


def test_child_born_in_2033_is_not_read_as_born_in_1933() -> None:
    number = made(1, 2, 33, 100)
    assert parse(number, on=date(2049, 3, 1)).birth is None


# --- environment


def test_test_number_is_refused_in_production_only() -> None:
    for text in ("10915596784", "50846202355"):
        number = parse(text, on=NOW)
        with pytest.raises(InvalidNumber) as caught:
            check_environment(number, "production")
        assert caught.value.args == ("syntetisk_i_produksjon",)
        check_environment(number, "development")


def test_number_that_looks_real_is_refused_outside_production() -> None:
    for text in ("13097248022", "53097248016", "13527248013"):
        number = parse(text, on=NOW)
        for environment in ("development", "test", "", "Production"):
            with pytest.raises(InvalidNumber) as caught:
                check_environment(number, environment)
            assert caught.value.args == ("ekte_utenfor_produksjon",)
        check_environment(number, "production")


def test_every_message_says_what_to_do_in_a_sentence() -> None:
    assert all(text.endswith(".") and text.count(".") >= 2 for text in MESSAGES.values())


# --- against python-stdnum, which knows fnr, D- and H-numbers by the rule before 2032


@given(
    birth=st.dates(date(1854, 1, 1), date(2025, 12, 31)),
    day_added=st.sampled_from([0, 40]),
    month_added=st.sampled_from([0, 40]),
    individual=st.integers(0, 999),
)
def test_ordinary_numbers_are_judged_as_stdnum_judges_them(
    birth: date, day_added: int, month_added: int, individual: int
) -> None:
    number = digits(birth.day + day_added, birth.month + month_added, birth.year % 100, individual)
    assume(number is not None)
    assert number is not None
    expected = oracle.get_birth_date(number) if oracle.is_valid(number) else None
    assert birth_or_none(number, min(date.today(), date(2031, 12, 31))) == expected  # noqa: DTZ011 - as stdnum does


@given(st.from_regex(r"\A[0-7][0-9][0-5][0-9]{8}\Z"), st.booleans())
def test_any_digits_are_judged_as_stdnum_judges_them(text: str, mend: bool) -> None:
    number = digits(int(text[:2]), int(text[2:4]), int(text[4:6]), int(text[6:9])) if mend else text
    assume(number is not None)
    assert number is not None
    today = min(date.today(), date(2031, 12, 31))  # noqa: DTZ011 - as stdnum does
    assert (birth_or_none(number, today) is not None) == oracle.is_valid(number)


@given(
    birth=st.dates(date(1940, 1, 1), date(2025, 12, 31)),
    day_added=st.sampled_from([0, 40]),
    individual=st.integers(0, 999),
)
def test_test_numbers_are_read_as_the_ordinary_number_of_that_day(
    birth: date, day_added: int, individual: int
) -> None:
    number = digits(birth.day + day_added, birth.month + 80, birth.year % 100, individual)
    same_century = (n for n in range(1000) if n // 50 == individual // 50)
    plains = (digits(birth.day + day_added, birth.month, birth.year % 100, n) for n in same_century)
    plain = next((found for found in plains if found), None)
    assume(number is not None and plain is not None)
    assert number is not None
    assert plain is not None
    assert birth_or_none(number) == birth_or_none(plain)


@given(st.text(max_size=14) | st.from_regex(r"\A[0-9 -]{9,13}\Z"), st.none() | st.dates())
def test_no_text_brings_anything_but_a_number_or_a_code(text: str, on: date | None) -> None:
    kode, found = code_or_number(text, on)
    assert kode in MESSAGES or isinstance(found, Fodselsnummer)
