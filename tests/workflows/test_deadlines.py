"""Terms and their words, on which day staff are told, and the terms that EXIN OSLO works by."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.asking import OSLO
from workflows import (
    Ansvar,
    DefinitionError,
    Term,
    Unit,
    add_working_days,
    escalates_on,
    fires_on,
    is_working_day,
)

TUESDAY = date(2026, 3, 10)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def test_a_term_in_working_days_is_never_negative() -> None:
    with pytest.raises(DefinitionError):
        Term(-1, Unit.ARBEIDSDAGER)


@pytest.mark.parametrize(
    ("term", "due", "words"),
    [
        (Term(1, Unit.DAGER), date(2026, 3, 11), "1 dag"),
        (Term(30, Unit.DAGER), date(2026, 4, 9), "30 dager"),
        (Term(0, Unit.DAGER), TUESDAY, "samme dag"),
        (Term(-30, Unit.DAGER), date(2026, 2, 8), "30 dager før"),
        (Term(-1, Unit.DAGER), date(2026, 3, 9), "1 dag før"),
        (Term(0, Unit.ARBEIDSDAGER), TUESDAY, "første arbeidsdag"),
        (Term(1, Unit.ARBEIDSDAGER), date(2026, 3, 11), "1 arbeidsdag"),
        (Term(5, Unit.ARBEIDSDAGER), date(2026, 3, 17), "5 arbeidsdager"),
    ],
)
def test_a_term_has_a_day_and_words(term: Term, due: date, words: str) -> None:
    assert term.after(TUESDAY) == due
    assert term.words == words


@pytest.mark.parametrize(
    ("frist", "told", "next_told"),
    [
        (TUESDAY, TUESDAY, date(2026, 3, 12)),
        (date(2026, 3, 14), date(2026, 3, 16), date(2026, 3, 18)),  # Saturday
        (date(2026, 4, 2), date(2026, 4, 7), date(2026, 4, 9)),  # Maundy Thursday
        (date(2026, 3, 13), date(2026, 3, 13), date(2026, 3, 17)),  # Friday
    ],
)
def test_staff_are_told_on_working_days_and_the_next_two_of_them_later(
    frist: date, told: date, next_told: date
) -> None:
    assert fires_on(frist) == told
    assert escalates_on(OSLO.deadline("plan"), frist) == next_told


def test_the_escalation_has_a_term_of_its_own() -> None:
    slow = replace(OSLO.deadline("plan"), eskaler=Term(14, Unit.DAGER))
    assert escalates_on(slow, date(2026, 3, 14)) == date(2026, 3, 30)


@given(days)
def test_nobody_is_told_too_early_or_on_a_day_off(frist: date) -> None:
    told, next_told = fires_on(frist), escalates_on(OSLO.deadlines[0], frist)
    assert frist <= told < next_told == add_working_days(told, 2)
    assert is_working_day(told)


TERMS = {
    "forste_svar": "3 arbeidsdager",
    "informasjonssamtale": "10 dager",
    "kartlegging": "30 dager",
    "risikovurdering": "30 dager",
    "plan": "90 dager",
    "kontakt_forlop": "14 dager",
    "kontakt_avslutning": "30 dager",
    "samtykke": "30 dager før",
    "dor_apen": "samme dag",
    "vurder_frafall_oppmote": "3 arbeidsdager",
    "vurder_frafall_stillhet_vurdering": "30 dager",
    "vurder_frafall_stillhet_forlop": "28 dager",
    "vurder_frafall_stillhet_avslutning": "60 dager",
}


def test_the_terms_are_those_that_exin_works_by() -> None:
    assert {each.key: each.term.words for each in OSLO.deadlines} == TERMS


def test_only_the_first_answer_is_urgent() -> None:
    assert [each.key for each in OSLO.deadlines if each.haster] == ["forste_svar"]


def test_the_lead_is_told_when_nobody_has_acted() -> None:
    assert {each.deretter for each in OSLO.deadlines} == {Ansvar.LEDER}
    assert {each.key for each in OSLO.deadlines if each.hvem is not Ansvar.KONTAKT} == {"forste_svar"}


def test_frafall_is_judged_by_people() -> None:
    judged = [each for each in OSLO.deadlines if each.key.startswith("vurder_frafall")]
    assert all(each.tekst.endswith("ingen faller fra av seg selv.") for each in judged)
