"""The two files as they come: encodings, headers, quotes and lines, without a house to land in."""

import pytest

from exin.casework.register.csvfile import Line, read_csv
from exin.errors import InvalidInput

COLUMNS = ("saksnr", "navn", "merknad")
HEADER = "saksnr;navn;merknad\r\n"


def cells(text: str | bytes) -> list[tuple[int, tuple[str, ...] | None]]:
    data = text if isinstance(text, bytes) else text.encode()
    lines = read_csv(data, COLUMNS, "fil.csv")
    return [(line.linje, tuple(line.cells.values()) if line.cells else None) for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\r\n",
        "E-1;Lun Ærfugl;\r\n",
        "saksnr;navn\r\nE-1;Lun\r\n",
        "saksnr;navn;merknad;ekstra\r\n",
        "saksnr,navn,merknad\r\n",
        "saksnr;navn;navn\r\n",
    ],
)
def test_a_file_without_its_header_is_refused_whole(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        cells(text)
    assert (refused.value.kode, refused.value.felt) == ("registerfil_overskrift", "fil.csv")
    assert "Ærfugl" not in repr(refused.value)


def test_what_is_no_text_is_refused_whole() -> None:
    with pytest.raises(InvalidInput) as refused:
        cells(HEADER.encode() + b"E-1;\x81\x8d;\r\n")
    assert refused.value.kode == "registerfil_kan_ikke_leses"


def test_a_file_that_says_it_is_utf8_and_is_not_is_refused_rather_than_guessed_at() -> None:
    with pytest.raises(InvalidInput):
        cells(b"\xef\xbb\xbf" + (HEADER + "E-1;Lun Ærfugl;\r\n").encode("cp1252"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_norwegian_letters_come_through_in_every_encoding_that_excel_saves(encoding: str) -> None:
    text = HEADER + "E-1;Ærlig Østavind på Åsen – «ja»;é\r\n"
    assert cells(text.encode(encoding)) == [(2, ("E-1", "Ærlig Østavind på Åsen – «ja»", "é"))]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_lines_end_as_they_may(end: str) -> None:
    text = (HEADER + "E-1;Lun;\r\nE-2;Mild;\r\n").replace("\r\n", end)
    assert [line for line, _ in cells(text)] == [2, 3]


def test_the_last_line_needs_no_end() -> None:
    assert cells(HEADER + "E-1;Lun;x") == [(2, ("E-1", "Lun", "x"))]


def test_the_header_is_read_whatever_its_order_case_and_blanks() -> None:
    lines = read_csv(b" Navn ;MERKNAD; saksnr;;\r\nLun;ja;E-1;;\r\n", COLUMNS, "fil.csv")
    assert lines == [Line(2, {"navn": "Lun", "merknad": "ja", "saksnr": "E-1"})]


def test_a_quoted_cell_may_hold_semicolons_quotes_and_lines() -> None:
    text = HEADER + 'E-1;"Lun; ""Ærfugl""";"to\r\nlinjer"\r\nE-2;Mild;\r\n'
    assert cells(text) == [(2, ("E-1", 'Lun; "Ærfugl"', "to\nlinjer")), (4, ("E-2", "Mild", ""))]


def test_an_open_quote_spoils_its_own_line_alone() -> None:
    text = HEADER + 'E-1;"Lun;x\r\n' + "".join(f"E-{number};Mild;\r\n" for number in range(2, 300))
    found = cells(text)
    assert found[0] == (2, None)
    assert [line for line, read in found if read is None] == [2]
    assert len(found) == 299


def test_a_quote_inside_a_cell_is_only_a_character() -> None:
    text = HEADER + 'E-1;Lun "Fugl" Ærfugl;\r\n'
    assert cells(text) == [(2, ("E-1", 'Lun "Fugl" Ærfugl', ""))]


def test_a_row_with_too_few_or_too_many_cells_is_told_by_its_line() -> None:
    text = HEADER + "E-1;Lun\r\nE-2;Mild;;\r\nE-3;Mild;;x\r\n"
    assert cells(text) == [(2, None), (3, ("E-2", "Mild", "")), (4, None)]


def test_empty_rows_are_left_out_and_lines_counted_on() -> None:
    text = HEADER + ";;\r\n\r\n  ; ;\r\nE-1;Lun;\r\n"
    assert cells(text) == [(5, ("E-1", "Lun", ""))]


def test_cells_have_no_blanks_around_them() -> None:
    assert cells(HEADER + " E-1 ;\tLun\u00a0;  \r\n") == [(2, ("E-1", "Lun", ""))]
