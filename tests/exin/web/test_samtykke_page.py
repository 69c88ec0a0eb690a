"""The pages of consents: what stands, what follows when one is taken back, and that it is taken back."""

from exin.casework.visning.visning import show_case
from tests.helpers.cases import case
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor


def test_a_consent_that_nobody_gave_cannot_be_taken_back(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    answer = nettside.log_in("kari").post(f"/saker/{saksnr}/samtykke/trekk", {"slag": "deling"})
    assert answer.status == 422
    assert 'href="#felt-slag"' in answer.tekst
    assert _standing(kontor, saksnr) == ["deltakelse"]


def test_what_follows_is_said_before_it_is_taken_back(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/samtykke/trekk").tekst
    assert "Dette følger når samtykket trekkes" in page
    assert 'value="deltakelse" checked' in page


def test_a_consent_is_taken_back_from_a_day(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    answer = nettside.log_in("kari").post(f"/saker/{saksnr}/samtykke/trekk", {"slag": "deltakelse"})
    assert answer.til == f"/saker/{saksnr}?gjort=samtykke_trukket"
    assert _standing(kontor, saksnr) == []


def test_to_take_one_back_is_offered_only_while_one_stands(nettside: Nettside, kontor: Kontor) -> None:
    saksnr, kari = case(kontor, "forlop"), nettside.log_in("kari")
    form, offer = f"/saker/{saksnr}/samtykke", "/samtykke/trekk"
    assert offer in kari.get(form).tekst
    kari.post(f"{form}/trekk", {"slag": "deltakelse"})
    page = kari.get(form).tekst
    assert (offer in page, "Trukket" in page) == (False, True)


def _standing(kontor: Kontor, saksnr: str) -> list[str]:
    with kontor.read("kari") as r:
        return [each.slag for each in show_case(r, saksnr).samtykker if each.trukket is None]
