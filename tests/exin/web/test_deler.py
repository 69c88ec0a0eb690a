"""What is shown in several places is the same thing in each: a meeting, a deadline, a consent, an area of a mapping."""

import re
from html import unescape

import pytest

from tests.helpers import cases, moter
from tests.helpers.nettsted import Nettleser, Nettside
from tests.helpers.office import Kontor

_BUTTONS = re.compile(r'<div class="next">.*?</div>|<a class="pkt-btn.*?</a>', re.DOTALL)


@pytest.fixture
def saksnr(kontor: Kontor) -> str:
    made = cases.case(kontor, "forlop")
    moter.plan(kontor, made, arena="Kafé", sted="Storgata 1", reise="Til fots", merknad="Ikke alene.")
    return made


def lines(browser: Nettleser, path: str, heading: str) -> list[str]:
    """What the lines of a list say that have such a heading, without what can be done with them."""
    page = _BUTTONS.sub("", browser.get(path).tekst)
    found = re.findall(r"<li>(.*?)</li>", page, re.DOTALL)
    told = (" ".join(unescape(re.sub(r"<[^>]+>", " ", each)).split()) for each in found)
    return [each for each in told if heading in each]


def test_a_meeting_says_the_same_in_the_case_and_in_its_list(nettside: Nettside, saksnr: str) -> None:
    kari = nettside.log_in("kari")
    (said,) = lines(kari, f"/saker/{saksnr}/moter", "holdes av")
    assert said == (
        "Klarert Samtale 20. januar kl. 13.00 · holdes av kari"
        " Arena: Kafé Sted: Storgata 1 Reise: Til fots Sikkerhet: Ikke alene."
    )
    assert lines(kari, f"/saker/{saksnr}", "holdes av") == [said]


def test_arena_and_sted_are_two_things_also_beside_the_form(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    (mote,) = kontor.one("select id from mote")
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/moter/{bytes(mote).hex()}/utfall").tekst
    told = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", page))
    assert (told["Arena"], told["Sted"]) == ("Kafé", "Storgata 1")


def test_where_a_talk_was_is_called_arena_too(nettside: Nettside, saksnr: str) -> None:
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/samtale").tekst
    assert re.search(r'<label for="felt-arena">\s*Arena', page)
    assert ">Sted" not in page


def test_a_deadline_says_the_same_in_the_case_and_in_its_list(nettside: Nettside, saksnr: str) -> None:
    kari, kind = nettside.log_in("kari"), "Kontakt i forløpet"
    (short,) = lines(kari, f"/saker/{saksnr}", kind)
    (long,) = lines(kari, f"/saker/{saksnr}/frister", kind)
    assert long.replace(" · løper fra 15. januar", "") == short


def test_a_consent_says_the_same_in_the_case_and_beside_its_form(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    cases.drop_out(kontor, saksnr)
    kari, said = nettside.log_in("kari"), "Gjelder: Deltakelse Gjelder til det trekkes Gitt 15. januar · kari"
    for path in ("", "/samtykke", "/samtykke/trekk", "/steg/reinntak"):
        assert lines(kari, f"/saker/{saksnr}{path}", "Gjelder: Deltakelse") == [said]


def test_an_area_says_the_same_in_the_case_and_in_the_round_before(
    nettside: Nettside, kontor: Kontor, saksnr: str
) -> None:
    kari = nettside.log_in("kari")
    (said,) = lines(kari, f"/saker/{saksnr}", "Om motivasjon.")
    cases.drop_out(kontor, saksnr)
    assert lines(kari, f"/saker/{saksnr}/steg/reinntak", "Om motivasjon.") == [said]
