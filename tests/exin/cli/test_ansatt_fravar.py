"""`exin ansatt epost | fravar`: what is refused and why, and what the list of staff shows then."""

import pytest

from tests.exin.cli.conftest import Skranke
from tests.helpers.office import Kontor


def listed(skranke: Skranke, name: str) -> tuple[object, object]:
    found = {each["brukernavn"]: each for each in skranke("ansatt", "liste", "--json", som="admin").data}
    return found[name]["epost"], found[name]["fravar"]


@pytest.mark.parametrize(
    "args, code, told",
    [
        (["epost", "kari"], 64, "Oppgi enten adressen eller --fjern"),
        (["epost", "kari", "kari@example.org", "--fjern"], 64, "Oppgi enten adressen eller --fjern"),
        (["epost", "kari", "kari"], 2, "Adressen kan ikke brukes"),
        (["epost", "kari", "--fjern"], 2, "ingen adresse registrert"),
        (["epost", "ingen", "kari@example.org"], 2, "ingen slik ansatt"),
        (["fravar", "kari"], 64, "--fra"),
        (["fravar", "kari", "--fra", "01.02.2026"], 64, "Oppgi siste dag"),
        (["fravar", "kari", "--fra", "31.02.2026", "--til", "01.03.2026"], 64, "Datoen kan ikke leses"),
        (["fravar", "kari", "--fra", "02.02.2026", "--til", "01.02.2026"], 2, "Siste dag er før første"),
        (["fravar", "kari", "--fra", "02.02.2026", "--slett"], 2, "ikke noe fravær"),
        (["fravar", "kari", "--fra", "02.02.2026", "--til", "02.02.2026", "--slett"], 64, "Med --slett"),
        (
            ["fravar", "kari", "--fra", "02.02.2026", "--til", "02.02.2026", "--vikar", "kari"],
            2,
            "Ingen er vikar for seg selv",
        ),
    ],
)
def test_what_cannot_be_says_why(
    skranke: Skranke, kontor: Kontor, args: list[str], code: int, told: str
) -> None:
    answer = skranke("ansatt", *args, som="admin")
    assert (answer.code, answer.out) == (code, "")
    assert told in answer.err
    assert kontor.rows("select id from postadresse union select id from fravar") == []


def test_what_was_typed_is_not_said_again(skranke: Skranke) -> None:
    answer = skranke("ansatt", "epost", "kari", "vilde.hemmelig", som="admin")
    assert "hemmelig" not in answer.said


def test_a_lead_speaks_for_the_own_team_alone(skranke: Skranke) -> None:
    args = ["ansatt", "fravar", "kari", "--fra", "02.02.2026", "--til", "06.02.2026"]
    assert skranke(*args, som="ola").code == 2
    refused = skranke(*args, som="annen_leder")
    assert (refused.code, refused.out) == (2, "")
    assert "eget team" in refused.err
    assert skranke(*args, som="leder").code == 0


def test_an_address_comes_and_goes(skranke: Skranke) -> None:
    answer = skranke("ansatt", "epost", "KARI", "kari@example.org", som="admin")
    assert (answer.code, answer.out, answer.err) == (0, "kari får varsler på e-post.\n", "")
    assert listed(skranke, "kari") == ("kari@example.org", [])
    assert "kari@example.org" in skranke("ansatt", "liste", som="leder").out
    answer = skranke("ansatt", "epost", "kari", "--fjern", "--json", som="admin")
    assert answer.data == {"brukernavn": "kari", "epost": False}
    assert listed(skranke, "kari") == (None, [])


def test_an_absence_comes_and_goes(skranke: Skranke) -> None:
    days = ["--fra", "02.02.2026", "--til", "2026-02-06"]
    answer = skranke("ansatt", "fravar", "kari", *days, "--vikar", "Ola", som="leder")
    assert answer.out == "kari er borte fra 02.02.2026 til 06.02.2026. ola får varslene.\n"
    assert listed(skranke, "kari") == (None, [{"fra": "2026-02-02", "til": "2026-02-06", "vikar": "ola"}])
    assert "02.02.2026–06.02.2026 (vikar: ola)" in skranke("ansatt", "liste", som="leder").out
    answer = skranke("ansatt", "fravar", "kari", "--fra", "02.02.2026", "--slett", som="leder")
    assert answer.out == "Fraværet til kari fra 02.02.2026 er tatt bort.\n"
    assert listed(skranke, "kari") == (None, [])
