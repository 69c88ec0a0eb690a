"""The operations log: codes only, never content, never a member of staff and a case in one line."""

import json
from pathlib import Path
from typing import Any

import pytest

from exin import logs

CANARY = "Munter Bjørk"


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / logs.FILE_NAME).read_text("utf-8").splitlines()]


def test_a_member_of_staff_and_a_case_never_stand_in_one_line(tmp_path: Path) -> None:
    logs.note(tmp_path, "noe", sak="a" * 32, ansatt="b" * 32, antall=1)
    logs.note(tmp_path, "noe", sak="a" * 32)
    logs.note(tmp_path, "noe", ansatt="b" * 32)
    both, case, staff = lines(tmp_path)
    assert both.keys().isdisjoint({"sak", "ansatt"})
    assert both["utelatt"] == 2
    assert "sak" in case
    assert "ansatt" in staff


@pytest.mark.parametrize(
    "fields",
    [
        {"tekst": "noe"},
        {"sted": "EX-2026-7K3Q"},
        {"sted": "01880081183"},
        {"sted": CANARY},
        {"vei": ["kode", CANARY]},
        {"sted": None},
    ],
)
def test_what_is_no_listed_code_is_left_out_and_counted(tmp_path: Path, fields: dict[str, Any]) -> None:
    logs.note(tmp_path, "noe", **fields)
    (line,) = lines(tmp_path)
    assert line.keys().isdisjoint(fields)
    assert line["utelatt"] == 1
    assert CANARY not in repr(line)


def failing() -> None:
    try:
        {"en": 1}[CANARY]
    except KeyError as error:
        raise ValueError(CANARY) from error


def test_a_fault_is_types_and_places_and_nothing_of_what_was_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Bjørk") as caught:
        failing()
    logs.fault(tmp_path, caught.value, "0" * 32)
    (line,) = lines(tmp_path)
    assert line["feiltype"] == "builtins.ValueError"
    assert line["arsak"] == ["builtins.KeyError"]
    assert line["sted"][0].startswith(f"{__name__}:")
    assert "utelatt" not in line
    assert CANARY not in (tmp_path / logs.FILE_NAME).read_text("utf-8")


def test_a_chain_of_errors_that_bites_its_tail_ends(tmp_path: Path) -> None:
    first, second = ValueError("a"), KeyError("b")
    first.__cause__, second.__cause__ = second, first
    logs.fault(tmp_path, first, "0" * 32)
    assert lines(tmp_path)[0]["arsak"] == ["builtins.KeyError"]


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    logs.note(tmp_path, "noe")
    assert (tmp_path / logs.FILE_NAME).stat().st_mode & 0o077 == 0


def test_without_a_folder_it_goes_to_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.note(None, "noe")
    logs.note(tmp_path / "borte", "annet")
    (tmp_path / logs.FILE_NAME).mkdir()
    logs.note(tmp_path, "tredje")
    said = capsys.readouterr().err.splitlines()
    assert [json.loads(line)["event"] for line in said] == ["noe", "annet", "tredje"]
