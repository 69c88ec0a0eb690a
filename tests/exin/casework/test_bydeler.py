"""Districts by code or name, and small settings of a case."""

from datetime import date

import pytest

from exin.casework.grunnlag.bydeler import districts, find_district, in_oslo, name_of_district
from exin.casework.oppfolging import arbeid
from exin.casework.person.personer import set_tilknytning
from exin.casework.sak import henvendelse
from exin.errors import Denied, InvalidInput
from tests.helpers import cases, people
from tests.helpers.office import Kontor


@pytest.mark.parametrize("text", ["", "Bergen", "Oslo", "-"])
def test_a_district_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        find_district(text)
    assert (refused.value.kode, refused.value.felt) == ("ukjent_bydel", "bydel")


@pytest.mark.parametrize(
    "text, kode",
    [
        ("Grünerløkka", "grunerlokka"),
        ("grunerlokka", "grunerlokka"),
        ("St. Hanshaugen", "st_hanshaugen"),
        ("st hanshaugen", "st_hanshaugen"),
        ("SENTRUM", "sentrum"),
        ("utenfor oslo", "utenfor_oslo"),
    ],
)
def test_a_district_is_found_by_code_and_by_name(text: str, kode: str) -> None:
    assert find_district(text) == kode


def test_the_districts_are_the_fifteen_sentrum_and_what_lies_outside() -> None:
    inside = [each.navn for each in districts().values() if each.i_oslo]
    assert len(inside) == 16
    assert "Sentrum" in inside
    assert [each.navn for each in districts().values() if not each.i_oslo] == ["Utenfor Oslo"]
    assert (in_oslo("alna"), in_oslo("utenfor_oslo"), in_oslo("bergen")) == (True, False, None)
    assert (name_of_district("alna"), name_of_district("bergen")) == ("Alna", "bergen")
    assert all(
        each.gyldig_fra <= date(2026, 1, 1) and each.gyldig_til is None for each in districts().values()
    )


def test_a_colleague_does_not_change_the_tie_to_oslo(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with pytest.raises(Denied), kontor.work("ola") as w:
        set_tilknytning(w, saksnr, har=False)


def test_the_tie_to_oslo_can_be_set_right(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, bydel="utenfor_oslo")
    cases.talk(kontor, saksnr)
    with kontor.work("kari") as w:
        set_tilknytning(w, saksnr, har=True)
    assert cases.advance(kontor, saksnr, "start_vurdering").tilstand == "vurdering"


def test_a_linked_case_keeps_the_district_unless_another_is_given(kontor: Kontor) -> None:
    old = cases.case(kontor, "ikke_tatt_inn", bydel="alna")
    with kontor.work("kari") as w:
        new = henvendelse.open_linked(w, old, people.henvendelse(bydel="", navn="")).saksnr
    assert kontor.one("select bydel from sak where saksnr = ?", new) == ("alna",)


@pytest.mark.parametrize("name", ["", "f", "ffffffffffff", "zzzzzz"])
def test_a_note_that_the_case_has_not_got_cannot_be_corrected(kontor: Kontor, name: str) -> None:
    saksnr, other = cases.case(kontor), cases.case(kontor)
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "x")
    with kontor.work("kari") as w:
        theirs = arbeid.write_notat(w, other, "y").hex()
    for each in (name, theirs):
        with pytest.raises(InvalidInput), kontor.work("kari") as w:
            arbeid.correct_notat_named(w, saksnr, each, "z")


def test_a_note_is_corrected_by_the_end_of_its_id(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with kontor.work("kari") as w:
        note = arbeid.write_notat(w, saksnr, "x")
    with kontor.work("kari") as w:
        arbeid.correct_notat_named(w, saksnr, note.hex()[-6:].upper(), "y")
    assert kontor.one("select count(*) from notat where retter_id = ?", note) == (1,)
