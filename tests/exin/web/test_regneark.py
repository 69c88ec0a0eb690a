"""A workbook holds what it was given and nothing that runs: no formula, no link, no file on disk."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from exin.web.regneark import MEDIA_TYPE, Ark, Celle, as_file, workbook

MOMENT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
EVIL = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    '=HYPERLINK("http://x")',
    "=cmd|' /C calc'!A0",
]
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def made(*rader: list[Celle], navn: str = "Ark", merknad: str = "") -> bytes:
    hode = [f"K{number}" for number in range(len(rader[0]) if rader else 1)]
    return workbook([Ark(navn=navn, hode=hode, rader=rader, merknad=merknad)], laget=MOMENT)


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def cells(content: bytes) -> dict[str, str]:
    """What stands in each cell of the first sheet, as a program would show it unformatted."""
    strings = ET.fromstring(part(content, "xl/sharedStrings.xml"))  # noqa: S314 - of our own making
    texts = ["".join(each.itertext()) for each in strings.findall("m:si", NS)]
    found = {}
    sheet = ET.fromstring(part(content, "xl/worksheets/sheet1.xml"))  # noqa: S314
    for cell in sheet.iter(f"{{{NS['m']}}}c"):
        value = cell.findtext("m:v", "", NS)
        found[cell.attrib["r"]] = texts[int(value)] if cell.get("t") == "s" else value
    return found


@pytest.mark.parametrize("text", EVIL)
def test_what_looks_like_a_formula_stays_a_text_and_is_marked_as_one(text: str) -> None:
    content = made([text])
    assert "<f>" not in part(content, "xl/worksheets/sheet1.xml")
    assert cells(content)["A2"].endswith(text.lstrip())
    assert 'quotePrefix="1"' in part(content, "xl/styles.xml")


@pytest.mark.parametrize("text", ["http://example.org", "mailto:a@b.no", "internal:'Ark'!A1", "file:///a"])
def test_an_address_is_no_link(text: str) -> None:
    content = made([text])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert [name for name in archive.namelist() if "_rels/sheet" in name] == []
    assert "hyperlink" not in part(content, "xl/worksheets/sheet1.xml")


def test_nothing_is_written_to_a_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "finnes_ikke"))
    assert cells(made(["a"]))["A2"] == "a"
    assert list(tmp_path.iterdir()) == []


def test_each_kind_of_value_is_of_its_kind() -> None:
    content = made(["tekst", 7, 7.5, date(2026, 11, 20), MOMENT, None], merknad="Over arket")
    found = cells(content)
    assert (found["A1"], found["A3"], found["A4"], found["B4"], found["C4"]) == (
        "Over arket",
        "K0",
        "tekst",
        "7",
        "7.5",
    )
    assert int(found["D4"]) == (date(2026, 11, 20) - date(1899, 12, 30)).days
    assert float(found["E4"]) % 1 == pytest.approx(9.5 / 24)  # by Oslo's clock
    assert "F4" not in found


def test_a_text_of_figures_stays_a_text() -> None:
    sheet = part(made(["0123"]), "xl/worksheets/sheet1.xml")
    assert re.search(r'<c r="A2"[^>]* t="s"', sheet)


def test_a_long_name_of_a_sheet_is_cut() -> None:
    assert f'name="{"x" * 31}"' in part(made(["a"], navn="x" * 40), "xl/workbook.xml")


def test_the_same_gives_the_same_bytes() -> None:
    assert made(["a", 1]) == made(["a", 1])


def test_an_empty_sheet_has_its_heads() -> None:
    assert cells(made()) == {"A1": "K0"}


def test_the_answer_is_a_file_with_a_name_of_the_sites_own() -> None:
    answer = as_file(b"x", "kapasitet")
    assert (answer.media_type, answer.headers["content-disposition"]) == (
        MEDIA_TYPE,
        'attachment; filename="kapasitet.xlsx"',
    )
