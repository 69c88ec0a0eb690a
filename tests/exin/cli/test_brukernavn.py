"""A user name is one name however it is typed: in small letters wherever it is made or looked up."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers import cases
from tests.helpers.commands import COMMANDS
from tests.helpers.kommando import Svar, exin
from tests.helpers.office import Kontor
from tests.helpers.registers import Register

Skranke = Callable[..., Svar]


def test_every_option_and_argument_that_is_a_user_name_is_read_as_one() -> None:
    names = [
        (path, param)
        for path, command in COMMANDS
        for param in command.params
        if getattr(param, "metavar", None) in {"BRUKER", "ANSATT"} and param.name != "os_bruker"
    ]
    assert len(names) > 30
    for path, param in names:
        assert param.callback is not None, (path, param.name)


def test_who_asks_is_known_in_any_letters(kontor: Kontor, skranke: Skranke) -> None:
    cases.case(kontor)
    assert skranke("sak", "liste", "--json", som="Kari").data == skranke("sak", "liste", "--json").data != []


def test_a_new_name_is_made_in_small_letters_and_found_in_any(kontor: Kontor, skranke: Skranke) -> None:
    answer = skranke("ansatt", "ny", "Leder1", "--rolle", "teamleder", "--os-bruker", "Maskin1", som="Admin")
    assert (answer.code, answer.out.splitlines()[0]) == (0, "Registrerte leder1 som teamleder.")
    assert kontor.one("select os_bruker from ansatt where brukernavn = 'leder1'") == ("Maskin1",)
    again = skranke("ansatt", "ny", "LEDER1", "--rolle", "revisor", som="admin")
    assert (again.code, "Brukernavnet er i bruk" in again.err) == (2, True)
    assert skranke("ansatt", "godkjenn", "LEDER1", som="Leder").code == 0
    for command in ("endre --plikt vakt", "sperr", "apne", "avvis"):
        verb, *more = command.split()
        assert skranke("ansatt", verb, "LeDeR1", *more, som="admin").code == 0


def test_a_case_is_given_to_a_name_in_any_letters(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = cases.case(kontor, kontakt=None)
    assert skranke("sak", "tildel", saksnr, "Kari", som="leder").code == 0
    assert len(skranke("sak", "liste", "--kontakt", "KARI", "--json", som="leder").data) == 1
    assert skranke("hvorfor", "Kari", "les_sak", saksnr, som="leder").out.startswith("JA: kari kan")
    assert skranke("sak", "inhabil", saksnr, "OLA", som="leder", stdin="Slekt").code == 0
    circle = ["--leder", "Klarert_leder", "--ansatt", "Klarert1", "--ansatt", "KLARERT2"]
    assert skranke("sak", "skjerming", saksnr, "strengt_fortrolig", *circle, som="leder").code == 0


def test_the_log_is_searched_by_a_name_in_any_letters(kontor: Kontor, skranke: Skranke) -> None:
    cases.case(kontor)
    found = skranke("logg", "sok", "--ansatt", "Leder", "--json", som="revisor").data
    assert {each["ansatt"] for each in found} == {"leder"}


def test_the_first_name_of_a_house_is_made_in_small_letters(tmp_path: Path) -> None:
    answer = exin("init", "--dir", tmp_path / "var", "--bruker", "Admin", "--json")
    assert (answer.code, answer.data["systemansvarlig"]) == (0, "admin")
    assert exin("ansatt", "liste", "--som", "ADMIN", "--dir", tmp_path / "var").code == 0


@pytest.mark.parametrize("column", ["kontakt", "ansatt"])
def test_a_register_names_staff_in_any_letters(kontor: Kontor, skranke: Skranke, column: str) -> None:
    paths = []
    for name, text in zip(("a.csv", "b.csv"), Register().course("E-1").texts(), strict=True):
        path = kontor.folder.parent / name
        changed = text.replace("ansatt01", "Kari") if (name == "a.csv") == (column == "kontakt") else text
        path.write_text(changed, "utf-8")
        paths.append(str(path))
    answer = skranke("import", *paths, som="admin")
    assert answer.code == 0
    staff = {name for (name,) in kontor.rows("select brukernavn from ansatt")}
    assert "Kari" not in staff
    assert "kari" in staff
