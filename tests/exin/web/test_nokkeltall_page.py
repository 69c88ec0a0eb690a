"""Nøkkeltall on the page and in files: whole for leads, small ones hidden for auditors and in what is taken along."""

import csv
import io
import re
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from exin.casework.demo.register import register_as_it_is
from exin.web.csvfil import rows_of
from tests.helpers import cases
from tests.helpers.lest_side import read
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor
from tests.helpers.registers import land

ROW = re.compile(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', re.DOTALL)
CELL = re.compile(r'<td class="r n">(?:<span class="muted">)?([^<]*)')
NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
FILES = ("excel", "csv", "arsark")


@pytest.fixture
def full(nettside: Nettside, kontor: Kontor) -> Nettside:
    """The site of an office with the register in it, after the year was closed."""
    land(kontor, register_as_it_is())
    kontor.clock.set(date(2026, 2, 10))
    return nettside


def rows(page: str) -> dict[str, list[str]]:
    """The numbers of each row that stands in one table only."""
    return {text: CELL.findall(cells) for text, cells in ROW.findall(page)}


@pytest.mark.parametrize("who", ["kari", "mottak", "admin"])
@pytest.mark.parametrize("path", ["", *(f"/{each}" for each in FILES)])
def test_nobody_but_leads_and_auditors_sees_any_and_the_denial_is_logged(
    nettside: Nettside, kontor: Kontor, who: str, path: str
) -> None:
    browser = nettside.log_in(who)
    with kontor.new_events() as events:
        assert browser.get(f"/nokkeltall{path}").status == 403
    expected = "last_ned_nokkeltall" if path else "les_nokkeltall"
    assert [(each.handling, each.utfall) for each in events] == [(expected, "nektet")]


@pytest.mark.parametrize("path", [f"/nokkeltall/{each}?ar=2021" for each in FILES])
def test_a_year_that_cannot_be_had_is_said_in_words(full: Nettside, path: str) -> None:
    svar = full.log_in("leder").get(path)
    assert svar.status == 422
    assert "Tallene for det året kan ikke tas med." in svar.tekst


@pytest.mark.parametrize(("felt", "verdi"), [("per", "31.02.2025"), ("kjent_per", "i går")])
def test_a_day_that_is_none_is_told_at_its_field_and_stays_there(
    nettside: Nettside, felt: str, verdi: str
) -> None:
    svar = nettside.log_in("leder").get(f"/nokkeltall?{felt}={verdi}")
    assert svar.status == 422
    assert f'id="felt-{felt}-feil"' in svar.tekst
    assert f'value="{verdi}"' in svar.tekst


def test_an_office_without_cases_has_figures_of_nought_and_no_year(nettside: Nettside) -> None:
    page = nettside.log_in("leder").get("/nokkeltall").tekst
    read(page)
    assert rows(page)["Utenfor målgruppen"] == ["0"] * 4
    assert "Ingen år er avsluttet ennå." in page


def test_a_lead_sees_the_published_figures_whole_as_of_their_day(full: Nettside, kontor: Kontor) -> None:
    leder = full.log_in("leder")
    with kontor.new_events() as events:
        page = leder.get("/nokkeltall?per=31.12.2025").tekst
    read(page)
    for number in (192, 53, 57, 12, 6):
        assert f"<dd>{number}</dd>" in page
    assert rows(page)["Vurdering"] == ["10", "1"]
    assert "Skjult" not in page
    assert [(each.handling, each.formal, each.dor) for each in events] == [
        ("les_nokkeltall", "ledelse", "web")
    ]


def test_as_known_on_a_day_is_asked_for_and_said(full: Nettside) -> None:
    page = full.log_in("leder").get("/nokkeltall?per=2025-12-31&kjent_per=2026-01-01").tekst
    assert "slik det var kjent 1. januar" in page
    assert rows(page)["Vurdering"] == ["0", "0"]


def test_an_auditor_sees_no_small_figure_and_is_told_so(full: Nettside) -> None:
    page = full.log_in("revisor").get("/nokkeltall?per=31.12.2025").tekst
    numbers = [each for cells in rows(page).values() for each in cells]
    assert "Skjult" in numbers
    assert not {str(each) for each in range(5)} & set(numbers)
    assert "Tall under fem er skjult for deg" in page
    assert ("per måned" in page, '<svg class="chart"' in page) == (False, False)
    assert "i alt" not in "".join(re.findall(r'<th scope="col"[^>]*>([^<]*)', page))


@pytest.mark.parametrize("who", ["leder", "revisor"])
def test_the_yearly_sheet_has_the_published_table_and_no_small_number(full: Nettside, who: str) -> None:
    page = full.log_in(who).get("/nokkeltall/arsark?ar=2025").tekst
    read(page)
    found = rows(page)
    assert found["Henvendelser i alt"] == ["192", "12"]
    assert found["Nye henvendelser 2025"] == ["53", "12"]
    assert found["Aktive saker"] == ["57", "6"]
    assert not {str(each) for each in range(5)} & {each for cells in found.values() for each in cells}
    assert "slik de var kjent" in page or "slik det var kjent" in page


def test_the_rows_of_the_file_have_the_published_table_and_no_small_number(
    full: Nettside, kontor: Kontor
) -> None:
    leder = full.log_in("leder")
    with kontor.new_events() as events:
        answer = leder.client.get("/nokkeltall/csv?ar=2025")
    assert answer.headers["content-disposition"] == 'attachment; filename="nokkeltall-2025.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    main = {(each["tiltak"], each["rad"]): each["antall"] for each in found if each["tabell"] == "hovedtall"}
    assert main == {
        ("exin_oslo", "totalt"): "192",
        ("exin_oslo", "nye"): "53",
        ("exin_oslo", "aktive"): "57",
        ("exin_oslo_ung", "totalt"): "12",
        ("exin_oslo_ung", "nye"): "12",
        ("exin_oslo_ung", "aktive"): "6",
    }
    assert all(each["antall"] == "skjult" or int(each["antall"]) >= 5 for each in found)
    assert [(each.handling, each.formal, each.dor) for each in events] == [
        ("last_ned_nokkeltall", "ledelse", "web")
    ]


def test_the_workbook_says_what_the_rows_say(full: Nettside) -> None:
    leder = full.log_in("leder")
    answer = leder.client.get("/nokkeltall/excel?ar=2025")
    assert answer.headers["content-disposition"] == 'attachment; filename="nokkeltall-2025.xlsx"'
    numbers, texts = numbers_and_texts(answer.content)
    assert {192, 53, 57, 12, 6} <= set(numbers)
    assert min(numbers) >= 5
    assert "skjult" in texts
    lines = csv.DictReader(
        io.StringIO(leder.client.get("/nokkeltall/csv?ar=2025").content.decode("utf-8-sig")), delimiter=";"
    )
    assert sorted(numbers) == sorted(int(each["antall"]) for each in lines if each["antall"] != "skjult")


def numbers_and_texts(content: bytes) -> tuple[list[float], list[str]]:
    numbers, texts = list[float](), list[str]()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314 - of our own making
        words = ["".join(each.itertext()) for each in shared.findall("m:si", NS)]
        for name in book.namelist():
            if name.startswith("xl/worksheets/sheet"):
                for cell in ET.fromstring(book.read(name)).iter(f"{{{NS['m']}}}c"):  # noqa: S314
                    value = cell.findtext("m:v", "", NS)
                    if cell.get("t") == "s":
                        texts.append(words[int(value)])
                    elif value:
                        numbers.append(float(value))
    return numbers, texts


def test_what_a_lead_opened_is_not_kept_by_the_browser(full: Nettside) -> None:
    answer = full.log_in("leder").client.get("/nokkeltall/csv?ar=2025")
    assert "no-store" in answer.headers["cache-control"]


def test_the_page_shows_a_case_as_soon_as_it_is_there(nettside: Nettside, kontor: Kontor) -> None:
    leder = nettside.log_in("leder")
    assert rows(leder.get("/nokkeltall").tekst)["Vurdering"] == ["0", "0"]
    cases.case(kontor, "vurdering")
    assert rows(leder.get("/nokkeltall").tekst)["Vurdering"] == ["1", "0"]


# -- files of rows -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r\n=1", " =1", "\x00=1"])
def test_what_looks_like_a_formula_in_a_row_has_an_apostrophe_before_it(text: str) -> None:
    line = rows_of(["a"], [[text]]).decode("utf-8-sig").splitlines()[1]
    assert line.strip('"').startswith("'")


def test_a_row_keeps_letters_numbers_and_what_is_empty() -> None:
    made = rows_of(["hva", "antall"], [["Østensjø; sør", 7], [None, 0]])
    assert made == '\ufeffhva;antall\r\n"Østensjø; sør";7\r\n;0\r\n'.encode()
