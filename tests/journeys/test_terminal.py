"""At a real terminal: what is asked, what is echoed, and how one gets out of it."""

from pathlib import Path

import pytest

from tests.helpers import cases, people
from tests.helpers.office import Kontor, make_template, open_copy
from tests.helpers.terminal import CTRL_C, CTRL_D, terminal

NY = (
    "sak",
    "ny",
    "--kilde",
    "direkte",
    "--program",
    "exin_oslo",
    "--bydel",
    "Sagene",
    "--som",
    "mottak",
    "--dir",
)
NUMBER = "Fødselsnummer eller D-nummer (vises ikke, kan være tomt): "
PROMPTS = ("Navn: ", NUMBER, "Fødselsdato, om nummeret mangler: ", "Telefon: ", "E-post: ", "Adresse: ")
LAST = "Hva henvendelsen gjelder (avslutt med en linje med bare «.»):"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with all its staff."""
    return make_template(tmp_path_factory.mktemp("mal") / "var")


@pytest.fixture
def kontor(template: Path, tmp_path: Path) -> Kontor:
    """An office of the test's own."""
    return open_copy(template, tmp_path / "var")


def persons(kontor: Kontor) -> int:
    return int(kontor.one("select count(*) from person")[0])


def test_ctrl_c_at_a_question_leaves_nothing_behind(kontor: Kontor) -> None:
    before = kontor.log_size
    with terminal(*NY, kontor.folder) as at:
        at.type("Navn: ", "Blid Måke")
        at.type(NUMBER, CTRL_C)
        assert at.end() == 130
    assert at.screen.endswith(f"{NUMBER}\nAvbrutt. Det som ikke var ferdig, er ikke lagret.\n")
    assert (persons(kontor), kontor.log_size) == (0, before)


def test_ctrl_d_leaves_a_question_unanswered_and_a_line_of_its_own_for_the_next(kontor: Kontor) -> None:
    with terminal(*NY, kontor.folder) as at:
        for prompt in PROMPTS:
            at.type(prompt, CTRL_D)
        at.type(LAST, CTRL_D)
        assert at.end() == 2
    *asked, told = at.screen.splitlines()
    assert asked == [*PROMPTS, LAST]
    assert told.startswith("navn: Teksten mangler.")
    assert persons(kontor) == 0


@pytest.mark.parametrize(
    "option, value, code, says",
    [
        ("--dato", "22/11/2026", 64, "Datoen kan ikke leses."),
        ("--bydel", "Sangene", 2, "Det finnes ingen slik bydel."),
        ("--kilde", "telefon", 2, "Velg en kilde fra listen"),
        ("--program", "EXIN OSLO", 2, "Verdien finnes ikke i listen."),
        ("--skjerming", "kode 6", 2, "Verdien finnes ikke i listen."),
        ("--som", "motak", 2, "Ukjent bruker"),
    ],
)
def test_what_is_wrong_already_is_said_before_anything_is_asked(
    kontor: Kontor, option: str, value: str, code: int, says: str
) -> None:
    with terminal(*NY, kontor.folder, option, value) as at:
        assert at.end() == code
    assert says in at.screen
    assert "Navn:" not in at.screen


def test_a_number_is_not_echoed_and_a_mistyped_one_is_asked_for_again(kontor: Kontor) -> None:
    number = people.new_number()
    wrong = f"{number[:9]}{(int(number[9]) + 1) % 10}{number[10]}"
    with terminal(*NY, kontor.folder) as at:
        at.type("Navn: ", "Blid Måke")
        at.type(NUMBER, wrong)
        at.wait_for("Kontrollsifrene stemmer ikke.")
        at.type(NUMBER, number)
        at.type("Fødselsdato, om nummeret mangler: ", "14. mars 2003")
        at.wait_for("Datoen kan ikke leses.")
        for prompt in PROMPTS[2:]:
            at.type(prompt, "")
        at.type(LAST, "Ringte.\n.")
        assert at.end() == 0
    assert number not in at.screen
    assert wrong not in at.screen
    assert persons(kontor) == 1


def test_a_line_that_the_terminal_has_cut_off_is_not_stored(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with terminal("sak", "notat", saksnr, "--som", "kari", "--dir", kontor.folder) as at:
        at.type("bare «.»):\n", "lang " * 1_000 + "slutten\n.")
        assert at.end() == 2
    assert "slutten kan være borte" in at.screen
    assert kontor.rows("select * from notat") == []
