"""Meetings from the command line: what is refused and how it is told, and receipts without content."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from exin.cli.sak_mote import read_moment
from exin.errors import InvalidInput
from tests.helpers import cases
from tests.helpers.kommando import Svar
from tests.helpers.moter import NOON
from tests.helpers.office import Kontor

Skranke = Callable[..., Svar]

WHEN = "20.01.2026 13.00"
TEXTS = {name: f"Kanarifugl{name}" for name in ("modul", "arena", "sted", "reise", "merknad")}
FILE = "\n".join(f"{name}: {text}" for name, text in TEXTS.items())


def planned(skranke: Skranke, saksnr: str, *more: str, stdin: str = "") -> dict[str, Any]:
    answer = skranke("sak", "mote", "ny", saksnr, "--tid", WHEN, "--json", *more, stdin=stdin)
    data: dict[str, Any] = answer.data
    return data


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["i morgen", "20.01.2026", "20.01.2026 25.00", "31.02.2026 12.00", "20.01.26 13.00", "", "13.00"]
)
def test_a_time_that_cannot_be_read_is_wrong_usage(kontor: Kontor, skranke: Skranke, typed: str) -> None:
    saksnr = cases.case(kontor)
    answer = skranke("sak", "mote", "ny", saksnr, "--tid", typed)
    assert (answer.code, answer.out) == (64, "")
    assert answer.err.startswith("tid: Dag og klokkeslett kan ikke leses.")
    with pytest.raises(InvalidInput):
        read_moment(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "20.01.2026 13.00",
        "20.01.2026 kl. 13.00",
        " 20.01.2026  13:00 ",
        "2026-01-20 13:00",
        "2026-01-20T13:00",
    ],
)
def test_a_time_is_read_as_norwegians_write_it_and_as_iso(typed: str) -> None:
    assert read_moment(typed) == NOON


@pytest.mark.parametrize(
    "typed, says",
    [
        ("29.03.2026 02.30", "tid: Det klokkeslettet finnes ikke: klokken stilles fram da."),
        ("25.10.2026 02.30", "tid: Det klokkeslettet kommer to ganger: klokken stilles tilbake da."),
        ("14.01.2026 13.00", "tid: Møtet må være fram i tid."),
    ],
)
def test_a_time_that_cannot_be_is_told_by_why(
    kontor: Kontor, skranke: Skranke, typed: str, says: str
) -> None:
    answer = skranke("sak", "mote", "ny", cases.case(kontor), "--tid", typed)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(says)


@pytest.mark.parametrize(
    "args",
    [
        ["ny", "NR"],
        ["ny", "NR", "--tid", WHEN, "--slag", "kaffe"],
        ["flytt", "NR"],
        ["avlys", "NR", "abcdef"],
        ["avlys", "NR", "abcdef", "--av", "nav"],
        ["holdt", "NR"],
        ["holdt", "NR", "abcdef", "Det gikk bra."],
        ["finnes-ikke", "NR"],
    ],
)
def test_options_that_do_not_fit_are_wrong_usage(kontor: Kontor, skranke: Skranke, args: list[str]) -> None:
    saksnr = cases.case(kontor)
    answer = skranke("sak", "mote", *[saksnr if arg == "NR" else arg for arg in args])
    assert (answer.code, answer.out) == (64, "")


@pytest.mark.parametrize(
    "args",
    [
        ["flytt", "NR", "abcdef", "--tid", WHEN],
        ["klarer", "NR", "abcdef"],
        ["holdt", "NR", "abcdef"],
        ["ikke-mott", "NR", "abcdef"],
        ["avlys", "NR", "abcdef", "--av", "oss"],
    ],
)
def test_a_meeting_that_there_is_not_is_told_where_to_find_them(
    kontor: Kontor, skranke: Skranke, args: list[str]
) -> None:
    saksnr = cases.case(kontor)
    answer = skranke("sak", "mote", *[saksnr if arg == "NR" else arg for arg in args])
    assert (answer.code, answer.out) == (2, "")
    assert "exin sak moter" in answer.err


def test_clearing_without_an_assessment_tells_what_to_do(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering")
    mote = planned(skranke, saksnr)["id"]
    answer = skranke("sak", "mote", "klarer", saksnr, mote)
    assert (answer.code, answer.out) == (2, "")
    assert "En risikovurdering må være i kraft den dagen møtet er." in answer.err
    assert "Før en kartlegging som dekker risiko." in answer.err
    told = skranke("sak", "mote", "klarer", saksnr, mote, "--json").data
    assert [each["kode"] for each in told["mangler"]] == ["risikovurdering_i_kraft"]


# -- receipts and the list ---------------------------------------------------------------------------


def test_a_receipt_says_that_a_meeting_is_not_cleared_and_what_to_do_and_no_content(
    kontor: Kontor, skranke: Skranke
) -> None:
    saksnr = cases.case(kontor, "vurdering")
    answer = skranke("sak", "mote", "ny", saksnr, "--tid", WHEN, "--fra-fil", "-", stdin=FILE)
    assert answer.code == 0
    assert f"Møtet er planlagt {NOON:%d.%m.%Y kl. %H.%M} (id " in answer.out
    assert "IKKE KLARERT" in answer.out
    assert f"exin sak mote klarer {saksnr}" in answer.out
    assert "Kanarifugl" not in answer.said
    data = planned(skranke, saksnr, "--fra-fil", "-", stdin=FILE)
    assert data == {"saksnr": saksnr, "id": data["id"], "klarert": False}


def test_what_was_written_is_in_the_list_of_who_may_read_it(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering")
    assert "Ingen møter er planlagt" in skranke("sak", "moter", saksnr).out
    mote = planned(skranke, saksnr, "--fra-fil", "-", stdin=FILE)["id"]
    (line,) = skranke("sak", "moter", saksnr, "--json").data
    assert {name: line[name] for name in TEXTS} == TEXTS
    shown = skranke("sak", "moter", saksnr).out
    assert "20.01.2026 kl. 13.00  samtale, planlagt, IKKE KLARERT  kari" in shown
    assert f"id {mote[-6:]}" in shown
    assert "Mangler: Før en kartlegging som dekker risiko." in shown
    skranke("sak", "kartlegg", saksnr, stdin="risiko: lav")
    assert f"Kan klareres: exin sak mote klarer {saksnr} {mote[-6:]}" in skranke("sak", "moter", saksnr).out
    assert skranke("sak", "mote", "klarer", saksnr, mote[-6:]).out == f"Møtet er klarert på sak {saksnr}.\n"
    assert "planlagt, klarert" in skranke("sak", "moter", saksnr).out


def test_a_meeting_is_moved_ended_and_called_off(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "forlop")
    first, second, third = (planned(skranke, saksnr)["id"] for _ in range(3))
    moved = skranke("sak", "mote", "flytt", saksnr, first, "--tid", "16.01.2026 09.00", stdin="")
    assert moved.out == f"Møtet er flyttet til 16.01.2026 kl. 09.00 på sak {saksnr}.\n"
    called_off = skranke("sak", "mote", "avlys", saksnr, second, "--av", "person")
    assert called_off.out == f"Møtet er avlyst av personen på sak {saksnr}.\n"
    kontor.clock.now = datetime.fromisoformat("2026-01-20T13:00:00+00:00")
    held = skranke("sak", "mote", "holdt", saksnr, first, "--fra-fil", "-", stdin="Kanarifugl sang.")
    assert held.out == f"Møtet er ført som holdt på sak {saksnr}.\n"
    missed = skranke("sak", "mote", "ikke-mott", saksnr, third)
    assert missed.out == f"Møtet er ført som ikke møtt på sak {saksnr}.\n"
    found = {each["id"]: each["status"] for each in skranke("sak", "moter", saksnr, "--alle", "--json").data}
    assert found == {first: "holdt", second: "avlyst_av_person", third: "ikke_mott"}
    assert skranke("sak", "moter", saksnr, "--json").data == []
    assert "Kanarifugl sang." in skranke("sak", "vis", saksnr).out


def test_texts_are_asked_for_at_a_terminal_after_the_door_was_asked(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "forlop")
    typed = "".join(f"{text}\n" for text in TEXTS.values())
    answer = skranke("sak", "mote", "ny", saksnr, "--tid", WHEN, stdin=typed, tty=True)
    assert answer.code == 0
    (line,) = skranke("sak", "moter", saksnr, "--json").data
    assert {name: line[name] for name in TEXTS} == TEXTS
    refused = skranke("sak", "mote", "ny", saksnr, "--tid", WHEN, som="ola", stdin=typed, tty=True)
    assert (refused.code, refused.err) == (2, "Du har ikke tilgang til dette.\n")
