"""`exin varsler`: what a member of staff is told, and what is marked as read."""

import re

from tests.exin.cli.conftest import Skranke
from tests.helpers import cases
from tests.helpers.office import Kontor
from tests.helpers.varsler import tell


def test_nobody_else_is_shown_them(skranke: Skranke, kontor: Kontor) -> None:
    tell(kontor, "kari", cases.case(kontor))
    for who in ("ola", "leder", "revisor", "admin"):
        answer = skranke("varsler", som=who)
        assert (answer.code, answer.out) == (0, "Du har ingen varsler her.\n")
    assert skranke("varsler", som="sperret").code == 2


def test_one_sees_when_on_which_case_and_what(skranke: Skranke, kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    tell(kontor, "kari", saksnr)
    tell(kontor, "kari", saksnr, "ny_henvendelse", haster=True)
    tell(kontor, "kari", saksnr, nokkel="frist:" + "a" * 32 + ":2:2026-01-15:" + "b" * 32)
    answer = skranke("varsler")
    assert (answer.code, answer.err) == (0, "")
    assert [re.split(r"  +", line) for line in answer.out.splitlines()] == [
        ["Når", "Saksnr", "Varsel"],
        ["15.01.2026 kl. 10.00", saksnr, "Kartlegging"],
        ["15.01.2026 kl. 10.00", saksnr, "Personen har tatt kontakt på nytt", "haster"],
        ["15.01.2026 kl. 10.00", saksnr, "Ikke fulgt opp: Kartlegging"],
        [""],
        ["3 varsler."],
    ]


def test_they_stay_unread_until_one_says_so(skranke: Skranke, kontor: Kontor) -> None:
    tell(kontor, "kari", cases.case(kontor))
    assert len(skranke("varsler", "--json").data) == 1
    answer = skranke("varsler", "--lest")
    assert answer.out.endswith("1 varsel. 1 er merket som lest.\n")
    assert skranke("varsler", "--json").data == []
    (line,) = skranke("varsler", "--alle", "--json").data
    assert line["lest"] is not None
    assert " lest" in skranke("varsler", "--alle").out
    assert skranke("varsler", "--alle", "--lest").out.endswith("1 varsel.\n")


def test_a_program_gets_codes_and_words(skranke: Skranke, kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    tell(kontor, "kari", saksnr, haster=True)
    (line,) = skranke("varsler", "--json").data
    assert re.fullmatch("[0-9a-f]{32}", line.pop("id"))
    assert line == {
        "slag": "kartlegging",
        "tekst": "Kartlegging",
        "saksnr": saksnr,
        "haster": True,
        "videre": False,
        "opprettet": "2026-01-15T09:00:00+00:00",
        "lest": None,
    }
