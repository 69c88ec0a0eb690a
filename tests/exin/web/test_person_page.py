"""The page that puts right who somebody is: it shows nobody unasked, and asking is in the log."""

from tests.helpers import people
from tests.helpers.cases import case
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor

NAME = "Even Granli"


def test_nothing_filled_in_puts_nothing_right(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    answer = nettside.log_in("kari").post(f"/saker/{saksnr}/person", {"navn": " "})
    assert answer.status == 422
    assert "Det er ikke oppgitt noe å rette." in answer.tekst


def test_who_it_is_is_not_shown_and_not_read_unless_asked_for(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop", navn=NAME)
    before = kontor.log_size
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/person").tekst
    assert (NAME in page, "Vis identitet" in page) == (False, True)
    assert _acts(kontor, before) & {"les_identitet", "les_adresse"} == set()


def test_who_it_is_is_shown_where_asked_for_and_that_is_in_the_log(
    nettside: Nettside, kontor: Kontor
) -> None:
    saksnr = case(kontor, "forlop", navn=NAME, adresse="Lysveien 1")
    before = kontor.log_size
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/person?vis=identitet").tekst
    assert (NAME in page, "Lysveien 1" in page) == (True, True)
    assert {"les_identitet", "les_adresse"} <= _acts(kontor, before)


def test_the_number_of_another_person_is_told_and_nothing_is_put_right(
    nettside: Nettside, kontor: Kontor
) -> None:
    number = people.number(kontor.clock.today.replace(year=2003), 7)
    case(kontor, "henvendelse", fodselsnummer=number)
    saksnr = case(kontor, "henvendelse", navn=NAME)
    answer = nettside.log_in("kari").post(f"/saker/{saksnr}/person", {"fodselsnummer": number})
    assert answer.status == 422
    assert "registrert på en annen person" in answer.tekst


def _acts(kontor: Kontor, since: int) -> set[str]:
    return {each.handling for each in kontor.log(since)}
