"""The words for codes: one home, and no code that staff can meet is without."""

import pytest

from exin import begreper
from exin.casework.logg.lesere import REGISTRERTE
from exin.casework.tilgang.tildeling import FUNKSJONER
from policies import Door, Protection, Purpose, Role


@pytest.mark.parametrize("kode", [*FUNKSJONER, REGISTRERTE, Role.TEAMLEDER])
def test_what_somebody_is_to_a_case_is_said_in_a_word_and_a_sentence(kode: str) -> None:
    assert begreper.funksjon(kode)[0].isupper()
    assert begreper.funksjon_forklart(kode).endswith(".")


@pytest.mark.parametrize("kode", Protection)
def test_a_level_of_protection_is_said_in_a_word_and_a_sentence(kode: Protection) -> None:
    assert begreper.skjerming(kode).lower() == begreper.lest(kode)
    assert begreper.skjerming_forklart(kode).endswith(".")


def test_purposes_doors_ways_in_and_teams_have_words() -> None:
    assert all(begreper.formal(kode)[0].isupper() for kode in Purpose)
    assert all(begreper.dor(kode)[0].isupper() for kode in Door)
    assert [begreper.metode(kode) for kode in ("oidc", "lokal")] == ["Jobbkonto", "Lokal konto"]
    assert [begreper.lag(kode) for kode in ("exin", "lag_ost")] == ["EXIN", "Lag ost"]
