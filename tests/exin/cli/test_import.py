"""`exin import`: what people see of it, its exit codes, and the file of refused rows."""

import csv
import io
import sys
from pathlib import Path

import pytest

from tests.helpers import people
from tests.helpers.kommando import Svar, exin
from tests.helpers.office import Kontor
from tests.helpers.registers import FULL, MARK, Register

FOLDER = "--dir"


def lay_out(folder: Path, register: Register) -> tuple[Path, Path]:
    """The two files in a folder."""
    files = register.files()
    paths = folder / "henvendelser.csv", folder / "hendelser.csv"
    for path, content in zip(paths, (files.henvendelser, files.hendelser), strict=True):
        path.write_bytes(content)
    return paths


def run_import(kontor: Kontor, register: Register, *args: str | Path, som: str = "admin") -> Svar:
    return exin(
        "import", *lay_out(kontor.folder.parent, register), *args, "--som", som, FOLDER, kontor.folder
    )


def spoilt() -> Register:
    """A good case, and a bad row of both kinds."""
    register = Register().course("E-1", *FULL).case("E-2", bydel="Oslo")
    return register.event("E-1", "10.02.2025", "avslutt")


def test_a_clean_import_is_done(kontor: Kontor) -> None:
    svar = run_import(kontor, Register().course("E-1", *FULL))
    assert (svar.code, svar.err) == (0, "")
    assert svar.out.startswith("Importert: 1 ny sak og 7 nye hendelser.\n")
    assert "sperret til noen åpner dem: ansatt01." in svar.out
    again = run_import(kontor, Register().course("E-1", *FULL))
    assert again.code == 2, "the same number with another person is refused"


def test_refused_rows_give_exit_code_2_and_the_rest_lands(kontor: Kontor) -> None:
    svar = run_import(kontor, spoilt())
    assert svar.code == 2
    assert "2 rader er avvist:" in svar.out
    assert "henvendelser.csv  linje 3  E-2  Bydelen finnes ikke." in svar.out
    assert "hendelser.csv     linje 9  E-1  Hendelsen kan ikke komme her i sakens rekkefølge." in svar.out
    assert kontor.one("select tilstand from sak") == ("avsluttet",)


def test_the_file_of_refused_rows_is_one_that_excel_reads(kontor: Kontor, tmp_path: Path) -> None:
    report = tmp_path / "avvist.csv"
    svar = run_import(kontor, spoilt(), "--avvist", report)
    assert svar.code == 2
    text = report.read_bytes().decode("utf-8")
    assert text.startswith(f"{MARK}fil;linje;saksnr;grunn\r\n")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix(MARK), newline=""), delimiter=";"))
    assert [(row["fil"], row["linje"], row["saksnr"]) for row in rows] == [
        ("henvendelser.csv", "3", "E-2"),
        ("hendelser.csv", "9", "E-1"),
    ]
    assert all(row["grunn"].endswith(".") for row in rows)
    assert report.stat().st_mode & 0o077 == 0


def test_the_file_of_refused_rows_is_written_anew_and_is_empty_when_none_is(
    kontor: Kontor, tmp_path: Path
) -> None:
    report = tmp_path / "avvist.csv"
    run_import(kontor, spoilt(), "--avvist", report)
    svar = run_import(kontor, Register().course("E-3"), "--avvist", report)
    assert svar.code == 0
    assert report.read_text("utf-8-sig") == "fil;linje;saksnr;grunn\n"


def test_the_file_of_refused_rows_overwrites_nothing_else(kontor: Kontor, tmp_path: Path) -> None:
    register = spoilt()
    henvendelser, _ = lay_out(tmp_path, register)
    before = henvendelser.read_bytes()
    svar = run_import(kontor, register, "--avvist", henvendelser)
    assert (svar.code, henvendelser.read_bytes()) == (2, before)
    assert "overskrives ikke" in svar.err
    assert kontor.one("select count(*) from sak") == (0,)


@pytest.mark.parametrize("where", ["finnes/ikke/avvist.csv", "."])
def test_a_report_that_cannot_be_written_is_found_out_before_anything_lands(
    kontor: Kontor, tmp_path: Path, where: str
) -> None:
    svar = run_import(kontor, spoilt(), "--avvist", tmp_path / where)
    assert svar.code == 2
    assert kontor.one("select count(*) from sak") == (0,)


def test_nothing_of_a_row_but_its_case_number_is_shown_anywhere(kontor: Kontor, tmp_path: Path) -> None:
    number, canary = people.new_number(), "Kanarifugl"
    register = Register().case("E-1", navn=canary, bydel=canary, fodselsnummer=number)
    register.case(canary, navn=number, fodselsnummer=number).case(
        "E-2", fodselsnummer=f"{number}1", navn=canary
    )
    register.event("E-1", "03.02.2025", "henvendelse", merknad=canary)
    report = tmp_path / "avvist.csv"
    svar = run_import(kontor, register, "--avvist", report)
    as_json = run_import(kontor, register, "--json")
    for text in (svar.said, as_json.said, report.read_text("utf-8-sig")):
        assert canary not in text
        assert number not in text


def test_many_refused_rows_are_shown_in_part(kontor: Kontor) -> None:
    register = Register().course("E-1")
    for day in range(10, 28):
        register.event("E-1", f"{day}.02.2025", "avslutt")
    svar = run_import(kontor, register)
    assert "18 rader er avvist:" in svar.out
    assert "... og 8 til. Få alle i en fil med --avvist FIL." in svar.out


def test_a_dry_run_says_so_and_writes_nothing(kontor: Kontor) -> None:
    svar = run_import(kontor, spoilt(), "--dry-run")
    assert svar.code == 2
    assert svar.out.startswith(
        "Prøvekjøring: 1 ny sak og 7 nye hendelser kan importeres. Ingenting er skrevet."
    )
    assert kontor.one("select count(*) from sak") == (0,)


def test_as_json_it_has_counts_refused_rows_and_what_guards_came_to(kontor: Kontor) -> None:
    svar = run_import(kontor, spoilt(), "--json")
    assert svar.code == 2
    assert (svar.data["saker"], svar.data["hendelser"], svar.data["fra_for"]) == (1, 7, 0)
    assert svar.data["torrkjoring"] is False
    assert svar.data["nye_ansatte"] == ["ansatt01"]
    assert svar.data["avvist"][0] == {
        "fil": "henvendelser.csv",
        "linje": 3,
        "saksnr": "E-2",
        "kode": "ukjent_bydel",
        "grunn": "Bydelen finnes ikke. Bruk navnet på en av de 15 bydelene, Sentrum eller Utenfor Oslo.",
    }
    assert {"kode": "ledig_plass", "oppfylt": 1, "ikke_oppfylt": 0, "ukjent": 0} in svar.data["vilkar"]


def test_a_file_that_is_not_there_is_named_and_nothing_lands(kontor: Kontor, tmp_path: Path) -> None:
    henvendelser, _ = lay_out(tmp_path, Register().course("E-1"))
    svar = exin("import", henvendelser, tmp_path / "x.csv", "--som", "admin", FOLDER, kontor.folder)
    assert (svar.code, svar.out) == (2, "")
    assert svar.err == "x.csv: Filen kan ikke leses. Lagre den fra Excel som CSV, og kontroller stien.\n"


def test_whoever_may_not_import_learns_nothing_of_the_files(kontor: Kontor) -> None:
    svar = run_import(kontor, spoilt(), som="leder")
    assert (svar.code, svar.out, svar.err) == (2, "", "Du har ikke tilgang til dette.\n")


def test_wrong_usage_is_64(kontor: Kontor) -> None:
    assert exin("import", "henvendelser.csv", "--som", "admin", FOLDER, kontor.folder).code == 64
    assert exin("import", "a.csv", "b.csv", FOLDER, kontor.folder).code == 64


def test_there_is_a_bar_on_a_terminal_and_none_elsewhere(
    kontor: Kontor, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = run_import(kontor, Register().course("E-1"))
    assert piped.err == ""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    from exin.cli import importer  # noqa: PLC0415 - one test

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    show = importer._progress()  # noqa: SLF001 - the stream is the command's own
    for done in (0, 25, 40):
        show(done, 40)
    assert screen.getvalue().startswith("\rImporterer [")
    assert screen.getvalue().endswith("] 40 av 40 saker\n")
