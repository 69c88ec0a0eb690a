"""Asking for access from the command line, and answering."""

from collections.abc import Callable

import pytest

from tests.helpers.cases import case
from tests.helpers.kommando import Svar
from tests.helpers.office import Kontor

Skranke = Callable[..., Svar]


@pytest.mark.parametrize("who", ["kari", "leder", "annen", "revisor"])
def test_who_reads_it_or_may_not_know_of_it_asks_for_nothing(
    kontor: Kontor, skranke: Skranke, who: str
) -> None:
    assert skranke("sak", "tilgang", "be", case(kontor, "forlop"), som=who).code == 2
    assert kontor.rows("select * from tilgangsonske") == []


def test_nobody_is_turned_down_who_does_not_wait(kontor: Kontor, skranke: Skranke) -> None:
    answer = skranke("sak", "tilgang", "avsla", case(kontor, "forlop"), "ola")
    assert (answer.code, "venter ikke på tilgang" in answer.err) == (2, True)


def test_it_is_asked_once_seen_on_the_day_and_turned_down(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = case(kontor, "forlop", navn="Blid Måke")
    asked = [skranke("sak", "tilgang", "be", saksnr, som="ola") for _ in range(2)]
    assert [each.code for each in asked] == [0, 0]
    assert asked[0].out.startswith(f"Ønsket om tilgang til sak {saksnr} er sendt.")
    assert asked[1].out.startswith(f"Du har bedt om tilgang til sak {saksnr} alt.")
    kontor.clock.forward(days=2)
    said = skranke("dag").out.splitlines()
    at = said.index("Kolleger ber om tilgang")
    assert said[at + 1] == f"  15.01.2026  {saksnr}  Blid Måke  ola ber om tilgang"
    assert said[at + 2].strip().startswith("Teamlederen kan tildele saken, og du kan avslå.")
    answer = skranke("sak", "tilgang", "avsla", saksnr, "ola")
    assert (answer.code, answer.out) == (0, f"ola får ikke tilgang til sak {saksnr}, og har fått beskjed.\n")
    assert "Kolleger ber om tilgang" not in skranke("dag").out
