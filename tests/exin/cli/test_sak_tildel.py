"""Who has a case, its protection and its person, from the command line."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.helpers import cases, people
from tests.helpers.kommando import Svar
from tests.helpers.office import Kontor

Skranke = Callable[..., Svar]


def shown(skranke: Skranke, saksnr: str, who: str = "leder") -> dict[str, Any]:
    data: dict[str, Any] = skranke("sak", "vis", saksnr, "--json", som=who).data
    return data


# -- refusals --------------------------------------------------------------------------------------


def test_a_caseworker_assigns_nothing(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering")
    assert skranke("sak", "tildel", saksnr, "ola").code == 2


@pytest.mark.parametrize("who", ["ukjent", "sperret", "revisor"])
def test_who_cannot_have_cases_gets_none(kontor: Kontor, skranke: Skranke, who: str) -> None:
    saksnr = cases.case(kontor, "vurdering")
    answer = skranke("sak", "tildel", saksnr, who, som="leder")
    assert (answer.code, answer.err != "") == (2, True)


def test_strict_protection_without_its_circle_is_refused_with_the_reason(
    kontor: Kontor, skranke: Skranke
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    args = [
        "sak",
        "skjerming",
        saksnr,
        "strengt_fortrolig",
        "--leder",
        "klarert_leder",
        "--ansatt",
        "klarert1",
    ]
    answer = skranke(*args, "--ansatt", "klarert1", som="leder")
    assert answer.code == 2
    assert "klarert" in answer.err


def test_nothing_to_set_right_is_refused(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor)
    answer = skranke("sak", "person", saksnr)
    assert (answer.code, answer.err) == (2, "Det er ikke oppgitt noe å rette.\n")


def test_a_number_that_is_anothers_is_refused_without_repeating_it(kontor: Kontor, skranke: Skranke) -> None:
    number = people.new_number()
    cases.case(kontor, fodselsnummer=number)
    saksnr = cases.case(kontor, fodselsnummer=None)
    answer = skranke("sak", "person", saksnr, stdin=f"fodselsnummer: {number}")
    assert (answer.code, number in answer.said) == (2, False)


def test_persons_are_merged_by_a_lead_alone(kontor: Kontor, skranke: Skranke) -> None:
    one, two = cases.case(kontor), cases.case(kontor)
    assert skranke("sak", "slasammen", one, two, stdin="Samme").code == 2


def test_only_the_lead_speaks_of_others_conflicts_of_interest(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor)
    answer = skranke("sak", "inhabil", saksnr, "ola", stdin="Uvenner")
    assert answer.code == 2
    assert "Be teamlederen registrere det. (teamleder)" in answer.err


# -- what is done ----------------------------------------------------------------------------------


def test_a_case_is_given_and_taken_back(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.register(kontor).saksnr
    assert (
        skranke("sak", "tildel", saksnr, "kari", som="leder").out
        == f"kari er nå kontaktperson i sak {saksnr}.\n"
    )
    assert skranke("sak", "tildel", saksnr, "ola", "--funksjon", "medansvarlig", som="leder").code == 0
    having = shown(skranke, saksnr)["tildeling"]
    assert (having["kontakt"], having["medansvarlige"]) == ("kari", ["ola"])
    args = ["sak", "tildel", saksnr, "ola", "--funksjon", "medansvarlig", "--fjern"]
    assert skranke(*args, som="leder").code == 0
    assert skranke(*args, som="leder").code == 2
    assert shown(skranke, saksnr)["tildeling"]["medansvarlige"] == []


def test_strict_protection_with_its_circle_hides_the_case_from_the_rest(
    kontor: Kontor, skranke: Skranke
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    args = [
        "sak",
        "skjerming",
        saksnr,
        "strengt_fortrolig",
        "--leder",
        "klarert_leder",
        "--ansatt",
        "klarert1",
    ]
    assert skranke(*args, "--ansatt", "klarert2", som="leder").code == 0
    assert "STRENGT FORTROLIG" in skranke("sak", "vis", saksnr, som="klarert_leder").out
    assert skranke("sak", "vis", saksnr, som="leder").code == 2


def test_what_is_registered_of_a_person_is_set_right(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, navn="Blid Måke", telefon="911", fodselsnummer=None)
    text = "navn: Blid Måkeberg\nfodselsdato: 14.03.2003\nadresse: Gata 7"
    assert skranke("sak", "person", saksnr, "--tilknytning", "nei", "--fra-fil", "-", stdin=text).code == 0
    case = shown(skranke, saksnr)
    person = case["person"]
    assert (person["navn"], person["telefon"], person["fodselsdato"]) == (
        "Blid Måkeberg",
        "911",
        "2003-03-14",
    )
    assert (person["adresser"], case["tilknytning_oslo"]) == (["Gata 7"], False)


def test_the_tie_alone_asks_for_nothing_else(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, navn="Blid Måke")
    assert skranke("sak", "person", saksnr, "--tilknytning", "nei", stdin="navn: Noen Annen").code == 0
    case = shown(skranke, saksnr)
    assert (case["person"]["navn"], case["tilknytning_oslo"]) == ("Blid Måke", False)


def test_the_barred_lose_the_case_and_get_it_back(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor)
    assert skranke("sak", "inhabil", saksnr, "kari", som="leder", stdin="Slekt").code == 0
    assert skranke("sak", "vis", saksnr).code == 2
    assert shown(skranke, saksnr)["tildeling"]["inhabile"] == ["kari"]
    assert skranke("sak", "inhabil", saksnr, "kari", "--opphev", som="leder", stdin="Feil").code == 0
    assert shown(skranke, saksnr)["tildeling"]["inhabile"] == []


def test_two_persons_found_to_be_one_are_merged(kontor: Kontor, skranke: Skranke) -> None:
    one, two = cases.case(kontor, navn="Blid Måke"), cases.case(kontor, navn="Blid Maake")
    assert skranke("sak", "slasammen", one, two, som="leder", stdin="Samme person").code == 0
    assert "Blid Maake" in shown(skranke, one)["person"]["ogsa_registrert_som"][0]
