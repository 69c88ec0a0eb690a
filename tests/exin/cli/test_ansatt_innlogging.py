"""`exin ansatt innlogging | passord | navn`: what is refused and why, and what one can do then."""

from pathlib import Path

import pytest

from exin.actor import os_user
from exin.casework.hus.ansatte import AnsattValg, change_staff
from exin.casework.hus.innlogging import check_password, display_names, staff_of
from tests.exin.cli.conftest import Skranke
from tests.helpers import stab
from tests.helpers.office import Kontor
from tests.helpers.okter import by_web
from tests.helpers.terminal import terminal

ISSUER = "https://login.example.org"
BINDING = ["--utsteder", ISSUER, "--subjekt", "leietaker/objekt"]
PASSWORD = "hest batteri stift"  # noqa: S105 - nobody's


@pytest.mark.parametrize(
    "args, code, told",
    [
        (["innlogging", "kari"], 64, "--utsteder"),
        (["innlogging", "kari", "--utsteder", ISSUER], 64, "--subjekt"),
        (["innlogging", "ingen", *BINDING], 2, "ingen slik ansatt"),
        (["innlogging", "admin", *BINDING], 2, "Ingen knytter en innlogging til seg selv"),
        (["innlogging", "kari", "--utsteder", "login", "--subjekt", "a"], 2, "Utstederen kan ikke brukes"),
        (
            ["innlogging", "kari", "--utsteder", ISSUER, "--subjekt", "kari moen"],
            2,
            "Subjektet kan ikke brukes",
        ),
        (["innlogging", "kari", *BINDING, "--fjern"], 2, "ingen slik innlogging"),
        (["passord", "ingen"], 2, "ingen slik ansatt"),
        (["passord", "kari", "--fra-fil", "finnes_ikke"], 2, "Filen kan ikke leses"),
        (["navn", "kari"], 64, "--navn"),
        (["navn", "kari", "--navn", " "], 2, "Navnet kan ikke brukes"),
    ],
)
def test_what_cannot_be_says_why(skranke: Skranke, args: list[str], code: int, told: str) -> None:
    answer = skranke("ansatt", *args, som="admin", stdin=f"{PASSWORD}\n")
    assert (answer.code, answer.out) == (code, "")
    assert told in answer.err


def test_a_password_that_is_too_short_is_refused(skranke: Skranke, kontor: Kontor) -> None:
    answer = skranke("ansatt", "passord", "kari", som="admin", stdin="kort\n")
    assert (answer.code, answer.out) == (2, "")
    assert "minst 12 tegn" in answer.err
    assert kontor.rows("select id from lokalkonto") == []


def test_where_people_are_real_there_are_no_passwords(skranke: Skranke, kontor: Kontor) -> None:
    stab.made(kontor, "drift", rolle="systemansvarlig")
    mine = AnsattValg(os_bruker=os_user())
    stab.together(kontor, "admin", lambda w: change_staff(w, "admin", mine), by="drift")
    toml = kontor.folder / "exin.toml"
    text = toml.read_text("utf-8").replace('"development"', '"production"')
    kek = kontor.folder.with_name("kek.nokkel")
    (kontor.folder / "hemmelig" / "kek.nokkel").rename(kek)
    toml.write_text(text.replace('"hemmelig/kek.nokkel"', f'"{kek}"'), "utf-8")
    answer = skranke("ansatt", "passord", "kari", som="admin", stdin=f"{PASSWORD}\n")
    assert answer.code != 0
    assert "kan ikke brukes i produksjon" in answer.err
    assert kontor.rows("select id from lokalkonto") == []


def test_a_log_in_is_bound_and_taken_away(skranke: Skranke, kontor: Kontor) -> None:
    answer = skranke("ansatt", "innlogging", "kari", *BINDING, som="admin")
    assert (answer.code, answer.out) == (0, "kari kan logge inn på nettsidene.\n")
    assert staff_of(kontor.office, ISSUER, "leietaker/objekt") == "kari"
    taken = skranke("ansatt", "innlogging", "ola", *BINDING, som="admin")
    assert (taken.code, "knyttet til en ansatt alt" in taken.err) == (2, True)
    gone = skranke("ansatt", "innlogging", "kari", *BINDING, "--fjern", "--json", som="admin")
    assert gone.data == {"brukernavn": "kari", "kan_logge_inn": False, "venter": False}
    assert staff_of(kontor.office, ISSUER, "leietaker/objekt") is None


def test_a_password_comes_from_standard_in_or_a_file_and_is_shown_nowhere(
    skranke: Skranke, kontor: Kontor, tmp_path: Path
) -> None:
    (tmp_path / "passord").write_text(f"{PASSWORD} to\n", "utf-8")
    given = (
        (["passord", "kari"], PASSWORD),
        (["passord", "ola", "--fra-fil", str(tmp_path / "passord")], f"{PASSWORD} to"),
    )
    for args, password in given:
        answer = skranke("ansatt", *args, som="admin", stdin=f"{PASSWORD}\n")
        assert (answer.code, answer.out) == (0, f"{args[1]} har fått nytt passord.\n")
        assert PASSWORD not in answer.said
        assert check_password(kontor.office, by_web(args[1]), password)


def test_a_second_way_in_waits_for_another(skranke: Skranke, kontor: Kontor) -> None:
    skranke("ansatt", "innlogging", "kari", *BINDING, som="admin")
    waits = skranke("ansatt", "passord", "kari", som="admin", stdin=f"{PASSWORD}\n")
    assert (waits.code, "venter på en annen" in waits.out, PASSWORD in waits.said) == (0, True, False)
    assert not check_password(kontor.office, by_web("kari"), PASSWORD)
    assert skranke("ansatt", "godkjenn", "kari", som="leder").code == 0
    assert check_password(kontor.office, by_web("kari"), PASSWORD)


def test_at_a_terminal_it_is_asked_for_twice_without_echo(kontor: Kontor) -> None:
    words = ("ansatt", "passord", "kari", "--som", "admin", "--dir", kontor.folder)
    for second, code in (("noe helt annet", 2), (PASSWORD, 0)):
        with terminal(*words) as at:
            at.type("Nytt passord (vises ikke): ", PASSWORD)
            at.type("Passordet en gang til (vises ikke): ", second)
            assert at.end() == code
        assert PASSWORD not in at.screen
    assert check_password(kontor.office, by_web("kari"), PASSWORD)


def test_at_a_terminal_who_may_not_is_asked_for_nothing(kontor: Kontor) -> None:
    with terminal("ansatt", "passord", "ola", "--som", "kari", "--dir", kontor.folder) as at:
        assert at.end() == 2
    assert "passord (vises ikke)" not in at.screen


def test_the_name_is_shown_to_colleagues(skranke: Skranke, kontor: Kontor) -> None:
    answer = skranke("ansatt", "navn", "kari", "--navn", "Kari Åsen", som="admin")
    assert (answer.code, answer.out) == (0, "kari vises med nytt navn.\n")
    with kontor.read("ola") as r:
        assert display_names(r) == {"kari": "Kari Åsen"}
