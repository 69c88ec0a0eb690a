"""The helpers bring a case to each state."""

import pytest

from tests.helpers import cases
from tests.helpers.office import Kontor


@pytest.mark.parametrize(
    "tilstand", "henvendelse vurdering forlop avslutning avsluttet ikke_tatt_inn frafall".split()
)
@pytest.mark.parametrize("program", ["exin_oslo", "exin_oslo_ung"])
def test_a_case_can_be_brought_to_each_state(kontor: Kontor, tilstand: str, program: str) -> None:
    saksnr = cases.case(kontor, tilstand, program=program)
    assert kontor.one("select tilstand, program from sak where saksnr = ?", saksnr) == (tilstand, program)


def test_a_protected_case_has_its_circle(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor, "forlop")
    assert kontor.one("select tilstand, overlevert, skjerming from sak where saksnr = ?", saksnr) == (
        "forlop",
        1,
        "strengt_fortrolig",
    )
    assert kontor.verify().ok
