"""The page of who has read a case: for whom it is, and what it tells."""

import re
import socket

import pytest

from exin.casework.visning.visning import show_case
from exin.web.tjener import listen
from tests.helpers import cases
from tests.helpers.cases import case
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor


def test_who_has_not_the_case_is_refused_and_the_refusal_is_in_the_log(
    nettside: Nettside, kontor: Kontor
) -> None:
    mine, registered = case(kontor, "forlop"), cases.register(kontor, by="ola").saksnr
    for saksnr in (mine, registered):
        with kontor.new_events() as events:
            assert nettside.log_in("ola").get(f"/saker/{saksnr}/lesere").status == 403
        assert ("les_lesere", "nektet") in [(each.handling, each.utfall) for each in events]


def test_a_case_that_must_not_be_known_of_is_as_one_that_nobody_has(
    nettside: Nettside, kontor: Kontor
) -> None:
    hidden = cases.protected_case(kontor)
    ola = nettside.log_in("ola")
    pages = [ola.get(f"/saker/{each}/lesere") for each in (hidden, "E-2026-999")]
    texts = [re.sub(r'<span class="nummer">[^<]*</span>', "", each.tekst) for each in pages]
    assert ([each.status for each in pages], texts[0]) == ([404, 404], texts[1])


def test_all_who_looked_are_there_with_what_they_are_to_the_case(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    for who in ("kari", "leder"):
        with kontor.read(who) as r:
            show_case(r, saksnr)
    with kontor.new_events() as events:
        page = nettside.log_in("kari").get(f"/saker/{saksnr}/lesere").tekst
    rows = re.findall(r'<tr><th scope="row".*?</tr>', page)
    assert [re.findall(r"<b>(\w+)</b>.*?<td>(.*?)</td>", each) for each in rows] == [
        [("kari", "Kontaktperson")],
        [("leder", "Teamleder")],
    ]
    assert "les_lesere" in {each.handling for each in events}


@pytest.mark.parametrize(("dager", "valgt"), [("90", "90 dager"), ("7", "30 dager"), ("alle", "30 dager")])
def test_how_far_back_is_one_of_three(nettside: Nettside, kontor: Kontor, dager: str, valgt: str) -> None:
    saksnr = case(kontor, "forlop")
    page = nettside.log_in("kari").get(f"/saker/{saksnr}/lesere?dager={dager}").tekst
    assert re.findall(r'aria-current="true">([^<]*)<', page) == [valgt]


def test_nobody_has_opened_a_case_that_was_just_registered(nettside: Nettside, kontor: Kontor) -> None:
    saksnr = case(kontor, "henvendelse")
    assert (
        "Ingen har åpnet saken i denne tiden." in nettside.log_in("kari").get(f"/saker/{saksnr}/lesere").tekst
    )


def test_a_page_on_a_kept_connection_is_not_held_back_by_the_kernel() -> None:
    with listen("127.0.0.1", 0) as sock:
        assert sock.proto == socket.IPPROTO_TCP  # by which asyncio knows to turn Nagle's waiting off
