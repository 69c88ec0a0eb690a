"""`exin logg sok` narrowed: the same search as on the pages, by the same words."""

import pytest

from exin.casework.person.personer import merge_persons
from policies import Action
from tests.helpers import cases
from tests.helpers.kommando import Svar, exin
from tests.helpers.office import Kontor


def sok(kontor: Kontor, *args: str) -> Svar:
    return exin("logg", "sok", *args, "--som", "revisor", "--json", "--dir", kontor.folder)


@pytest.mark.parametrize("valg", ["--handling", "--sokt-formal", "--utfall", "--regel", "--dor"])
def test_a_code_that_there_is_not_is_wrong_and_no_empty_answer(kontor: Kontor, valg: str) -> None:
    answer = sok(kontor, valg, "finnes_ikke")
    assert answer.code == 2
    assert '"feil": "ukjent_kode"' in answer.out


@pytest.mark.parametrize(
    "valg, felt, verdi",
    [
        ("--handling", "handling", "tildel"),
        ("--sokt-formal", "formal", "mottak"),
        ("--utfall", "utfall", "nektet"),
        ("--dor", "dor", "cli"),
    ],
)
def test_an_option_narrows_by_its_field(kontor: Kontor, valg: str, felt: str, verdi: str) -> None:
    saksnr = cases.case(kontor)
    with pytest.raises(Exception, match="les_notat"), kontor.read("ola") as r:
        r.permit(Action.LES_NOTAT, saksnr)
    found = sok(kontor, valg, verdi).data
    assert found
    assert {each[felt] for each in found} == {verdi}


def test_what_was_not_allowed_is_found_in_one(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with pytest.raises(Exception, match="les_notat"), kontor.read("ola") as r:
        r.permit(Action.LES_NOTAT, saksnr)
    assert [each["utfall"] for each in sok(kontor, "--utfall", "ikke_tillatt").data] == ["nektet"]


def test_a_rule_finds_what_it_decided(kontor: Kontor) -> None:
    cases.case(kontor)
    found = sok(kontor, "--regel", "lagets_saker").data
    assert found
    assert all("lagets_saker" in each["regler"] for each in found)


def test_the_purpose_of_the_search_is_not_the_one_that_is_searched_for(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        sok(kontor, "--sokt-formal", "mottak", "--formal", "innsyn")
    assert [(each.formal, each.koder) for each in events] == [("innsyn", ("sok:formal",))]


def test_all_about_a_person_is_found_by_one_case(kontor: Kontor) -> None:
    first, other = cases.case(kontor, "ikke_tatt_inn"), cases.case(kontor)
    with kontor.work("leder") as w:
        merge_persons(w, first, other, "Samme person.")
    alone = {each["subjekt"] for each in sok(kontor, "--sak", first).data}
    both = {each["subjekt"] for each in sok(kontor, "--sak", first, "--person").data}
    assert (len(alone), len(both)) == (1, 2)
