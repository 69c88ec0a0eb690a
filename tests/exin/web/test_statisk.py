"""The site's own files are kept for long under an address that changes with their content, and under no other."""

import hashlib
import re
from pathlib import Path

import pytest

from exin.web.statisk import STATIC, static_url
from tests.helpers.nettsted import Nettside

FONT = "vendor/fonts/figtree-latin-wght-normal.woff2"
SHEETS = [file for file in sorted(STATIC.rglob("*.css")) if "url(" in file.read_text("utf-8")]


@pytest.mark.parametrize(
    "asked", ["", "?v=", "?v=0123456789abcdef", "?v={v}&v={v}", "?V={v}", "?v={v}#", "?{v}"]
)
def test_under_any_other_address_a_file_is_asked_for_anew(nettside: Nettside, asked: str) -> None:
    path, _, query = static_url(FONT).partition("?")
    version = query.removeprefix("v=")
    answer = nettside.browser().get(path + asked.format(v=version).replace("#", "%20"))
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-cache")


def test_whoever_asks_anew_is_told_that_nothing_has_changed(nettside: Nettside) -> None:
    browser = nettside.browser()
    first = browser.get(f"/statisk/{FONT}")
    again = browser.get(f"/statisk/{FONT}", **{"if-none-match": first.headers["etag"]})
    assert (again.status, again.tekst, again.headers["cache-control"]) == (304, "", "no-cache")


def test_what_is_not_there_is_not_kept(nettside: Nettside) -> None:
    answer = nettside.browser().get("/statisk/finnes-ikke.css?v=0123456789abcdef")
    assert (answer.status, answer.headers["cache-control"]) == (404, "no-store")


def test_a_name_that_no_file_has_gets_no_address() -> None:
    with pytest.raises(KeyError):
        static_url("finnes-ikke.css")


def test_under_its_own_address_a_file_is_kept_for_a_year(nettside: Nettside) -> None:
    address = static_url(FONT)
    digest = hashlib.sha256((STATIC / FONT).read_bytes()).hexdigest()
    assert address == f"/statisk/{FONT}?v={digest[:16]}"
    answer = nettside.browser().get(address)
    assert (answer.status, answer.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda file: file.name)
def test_what_a_style_sheet_names_has_the_address_of_its_content(sheet: Path) -> None:
    """A style sheet cannot reckon: after `make vendor` the digests in it are set by hand, and this says where."""
    folder = sheet.parent.relative_to(STATIC)
    named = re.findall(r"url\(([^)]+)\)", sheet.read_text("utf-8"))
    wanted = [
        static_url((folder / each.partition("?")[0]).as_posix()).removeprefix("/statisk/") for each in named
    ]
    assert [(folder / each).as_posix() for each in named] == wanted


def test_every_file_that_a_page_asks_for_is_kept(nettside: Nettside) -> None:
    page = nettside.log_in("kari").get("/min-dag").tekst
    asked = set(re.findall(r'(?:href|src)="(/statisk/[^"#]+)', page))
    kept = {path: nettside.browser().get(path).headers["cache-control"] for path in asked}
    assert len(kept) > 3
    assert {path for path, told in kept.items() if "immutable" not in told} == set()
