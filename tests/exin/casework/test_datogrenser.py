"""Days that nobody can mean are refused at their field; those that are only unlikely are not judged."""

from datetime import date

import pytest

from exin.casework.person.personer import Endring, change_person
from exin.casework.sak import henvendelse
from exin.errors import InvalidInput
from exin.feiltekster import FELLES
from tests.helpers import cases, people
from tests.helpers.office import START, Kontor

TODAY = START.date()
"""15 January 2026."""


@pytest.mark.parametrize("dato", [date(1800, 1, 15), date(2022, 1, 15), date(2025, 1, 14)])
def test_a_henvendelse_of_more_than_a_year_ago_is_refused_at_its_day(kontor: Kontor, dato: date) -> None:
    with pytest.raises(InvalidInput) as caught:
        cases.register(kontor, dato=dato)
    assert (caught.value.kode, caught.value.felt) == ("henvendelse_for_gammel", "dato")
    assert kontor.rows("select id from sak") == []


def test_a_new_henvendelse_from_an_old_participant_has_the_same_bound(kontor: Kontor) -> None:
    old = cases.case(kontor, "ikke_tatt_inn")
    kontor.clock.forward(days=400)
    with pytest.raises(InvalidInput) as caught, kontor.work("kari") as w:
        henvendelse.open_linked(w, old, people.henvendelse(navn="", bydel="", dato=TODAY))
    assert caught.value.kode == "henvendelse_for_gammel"


def test_a_henvendelse_of_a_year_ago_is_taken(kontor: Kontor) -> None:
    saksnr = cases.register(kontor, dato=date(2025, 1, 15)).saksnr
    assert saksnr.startswith("EX-2025-")


@pytest.mark.parametrize("born", [date(1, 1, 2), date(1895, 1, 15), date(1905, 1, 15)])
def test_a_birth_date_that_nobody_alive_has_is_refused_at_its_field(kontor: Kontor, born: date) -> None:
    saksnr = cases.case(kontor)
    with pytest.raises(InvalidInput) as new:
        cases.register(kontor, fodselsnummer=None, fodselsdato=born)
    with pytest.raises(InvalidInput) as changed, kontor.work("kari") as w:
        change_person(w, saksnr, Endring(fodselsdato=born))
    for caught in (new, changed):
        assert (caught.value.kode, caught.value.felt) == ("fodselsdato_for_lenge_siden", "fodselsdato")


@pytest.mark.parametrize("born", [date(1905, 1, 16), date(1950, 2, 28), date(2014, 1, 1), TODAY])
def test_an_age_outside_the_programme_is_no_mistake_in_typing(kontor: Kontor, born: date) -> None:
    cases.register(kontor, fodselsnummer=None, fodselsdato=born)


def test_both_are_said_in_words_that_name_what_to_look_at() -> None:
    for kode in ("henvendelse_for_gammel", "fodselsdato_for_lenge_siden"):
        assert FELLES[kode].endswith("Kontroller året.")
