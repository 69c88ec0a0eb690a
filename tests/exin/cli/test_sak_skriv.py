"""What staff write on a case from the command line: kept, dated, and never shown again in the receipt."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import cases
from tests.helpers.kommando import Svar
from tests.helpers.office import Kontor

Skranke = Callable[..., Svar]

CANARY = "Kanarifuglen sang"


def shown(skranke: Skranke, saksnr: str, who: str = "kari") -> dict[str, Any]:
    data: dict[str, Any] = skranke("sak", "vis", saksnr, "--json", som=who).data
    return data


# -- refusals --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [
        ["notat", "NR"],
        ["kartlegg", "NR"],
        ["plan", "NR"],
        ["overlevering", "NR"],
        ["tilbud", "NR", "ikke_gitt"],
        ["inhabil", "NR", "kari"],
    ],
)
def test_a_text_that_must_be_there_is_missed(kontor: Kontor, skranke: Skranke, args: list[str]) -> None:
    saksnr = cases.case(kontor, "avslutning")
    answer = skranke("sak", *[saksnr if arg == "NR" else arg for arg in args], stdin="  \n")
    assert answer.code == 2
    assert "Teksten mangler." in answer.err


@pytest.mark.parametrize(
    "args",
    [
        ["samtykke", "NR", "--trekk", "--gitt", "01.01.2026"],
        ["samtykke", "NR", "--dato", "01.01.2026"],
        ["samtykke", "NR", "--slag", "alt"],
        ["notat", "NR", "--rett", "abcdef", "--dato", "01.01.2026"],
        ["samtale", "NR", "--utfall", "forsok"],
        ["fortalt", "NR"],
        ["fortalt", "NR", "--mate", "rop"],
        ["kontaktforsok", "NR", "--slag", "informasjonssamtale"],
    ],
)
def test_options_that_do_not_fit_are_wrong_usage(kontor: Kontor, skranke: Skranke, args: list[str]) -> None:
    saksnr = cases.case(kontor)
    answer = skranke("sak", *[saksnr if arg == "NR" else arg for arg in args], stdin="Tekst")
    assert answer.code == 64
    assert answer.err


def test_a_file_that_cannot_be_read_is_refused(kontor: Kontor, skranke: Skranke, tmp_path: Path) -> None:
    saksnr = cases.case(kontor)
    (tmp_path / "latin").write_bytes("Møte".encode("latin-1"))
    for file in (tmp_path / "finnes-ikke", tmp_path / "latin", tmp_path):
        answer = skranke("sak", "notat", saksnr, "--fra-fil", str(file))
        assert (answer.code, "Filen kan ikke leses." in answer.err) == (2, True)


def test_a_consent_that_is_not_there_cannot_be_withdrawn(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor)
    assert skranke("sak", "samtykke", saksnr, "--trekk").code == 2


@pytest.mark.parametrize(
    "args, says",
    [
        (["--gitt", "16.01.2026"], "gitt: Datoen er fram i tid."),
        (["--trekk", "--dato", "16.01.2026"], "dato: Datoen er fram i tid."),
        (["--gitt", "14.01.2026", "--utloper", "13.01.2026"], "utloper: Samtykket kan ikke utløpe"),
    ],
)
def test_a_wrong_day_is_told_by_the_option_that_was_typed(
    kontor: Kontor, skranke: Skranke, args: list[str], says: str
) -> None:
    answer = skranke("sak", "samtykke", cases.case(kontor), *args)
    assert answer.code == 2
    assert answer.err.startswith(says)


def test_a_closed_case_takes_no_note(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "avsluttet")
    assert skranke("sak", "notat", saksnr, stdin="For sent").code == 2


def test_a_note_of_another_case_cannot_be_corrected(kontor: Kontor, skranke: Skranke) -> None:
    saksnr, other = cases.case(kontor), cases.case(kontor)
    note = skranke("sak", "notat", other, "--json", stdin="x").data["id"]
    answer = skranke("sak", "notat", saksnr, "--rett", note, stdin="y")
    assert (answer.code, "Saken har ikke ett slikt notat." in answer.err) == (2, True)


# -- what is written -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args, stdin",
    [
        (["notat", "NR"], CANARY),
        (["kartlegg", "NR"], f"risiko: {CANARY}"),
        (["samtale", "NR", "--fra-fil", "-"], f"arena: {CANARY}\ntekst: {CANARY}"),
        (["kontaktforsok", "NR", "--fra-fil", "-"], CANARY),
        (["samtykke", "NR", "--fra-fil", "-"], CANARY),
        (["plan", "NR"], CANARY),
        (["overlevering", "NR"], CANARY),
        (["tilbud", "NR", "ikke_gitt"], CANARY),
        (["fortalt", "NR", "--mate", "brev", "--fra-fil", "-"], CANARY),
    ],
)
def test_what_was_written_is_in_the_case_and_not_in_the_receipt(
    kontor: Kontor, skranke: Skranke, args: list[str], stdin: str
) -> None:
    saksnr = cases.case(kontor, "avslutning")
    filled = [saksnr if arg == "NR" else arg for arg in args]
    answer = skranke("sak", *filled, stdin=stdin)
    assert answer.code == 0
    assert saksnr in answer.out
    assert CANARY not in answer.said
    assert CANARY not in skranke("sak", *filled, "--json", stdin=stdin).said
    assert CANARY in skranke("sak", "vis", saksnr).out


def test_a_note_is_corrected_by_the_id_that_is_shown(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor)
    receipt = skranke("sak", "notat", saksnr, "--dato", "14.01.2026", stdin="Bor på Sagene").out
    short = receipt.partition("(id ")[2].partition(")")[0]
    assert f"id {short}" in skranke("sak", "vis", saksnr).out
    assert skranke("sak", "notat", saksnr, "--rett", short, stdin="Bor på Sinsen").code == 0
    (note,) = shown(skranke, saksnr)["notater"]
    assert (note["dato"], note["tekst"]) == ("2026-01-14", "Bor på Sagene")
    assert [each["tekst"] for each in note["rettelser"]] == ["Bor på Sinsen"]


def test_a_note_may_begin_like_a_field(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor)
    skranke("sak", "notat", saksnr, stdin="Avtale: møte mandag\ntekst: på veggen")
    skranke("sak", "notat", saksnr, stdin="tekst: Bare dette")
    assert [note["tekst"] for note in shown(skranke, saksnr)["notater"]] == [
        "Avtale: møte mandag\ntekst: på veggen",
        "Bare dette",
    ]


def test_a_consent_is_given_with_its_days_and_withdrawn(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor)
    given = ["--slag", "deling", "--gitt", "2026-01-10", "--utloper", "31.12.2026"]
    assert skranke("sak", "samtykke", saksnr, *given).code == 0
    assert skranke("sak", "samtykke", saksnr, "--slag", "deling", "--trekk").code == 0
    (consent,) = shown(skranke, saksnr)["samtykker"]
    assert (consent["slag"], consent["gitt"], consent["utloper"], consent["trukket"], consent["i_kraft"]) == (
        "deling",
        "2026-01-10",
        "2026-12-31",
        "2026-01-15",
        False,
    )


def test_a_talk_may_settle_the_tie_to_oslo(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, bydel="utenfor_oslo")
    assert skranke("sak", "samtale", saksnr, "--tilknytning", "ja").code == 0
    case = shown(skranke, saksnr)
    assert case["tilknytning_oslo"] is True
    assert (case["kontakter"][-1]["slag"], case["kontakter"][-1]["utfall"]) == (
        "informasjonssamtale",
        "holdt",
    )
    assert skranke("sak", "steg", saksnr, "start_vurdering").code == 0


def test_three_attempts_open_the_way_to_frafall(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "forlop")
    args = ["sak", "steg", saksnr, "frafall", "--arsak", "manglende_oppmote", "--apen-til", "31.12.2026"]
    for _ in range(3):
        assert skranke(*args).code == 2
        assert skranke("sak", "kontaktforsok", saksnr, "--slag", "melding").code == 0
    assert skranke(*args).code == 0


def test_being_told_is_missing_until_it_is_written(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "ikke_tatt_inn")
    assert "MANGLER" in skranke("sak", "vis", saksnr).out
    assert skranke("sak", "fortalt", saksnr, "--mate", "telefon").code == 0
    assert "MANGLER" not in skranke("sak", "vis", saksnr).out


def test_a_mapping_fills_what_the_one_before_left_out(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, "vurdering")
    skranke("sak", "kartlegg", saksnr, stdin="motivasjon: lav\nrisiko: noe")
    skranke("sak", "kartlegg", saksnr, stdin="motivasjon: høy")
    mapping = shown(skranke, saksnr)["kartlegging"]
    assert (mapping["nummer"], mapping["motivasjon"], mapping["risiko"]) == (2, "høy", "noe")
