"""What the pages borrow: exactly the files of the manifest, with their licences, and none that asks another host."""

import base64
import hashlib
import io
import json
import re
import tarfile
import tomllib
from pathlib import Path
from typing import Any

import pytest

from docs.vendor import punkt, write
from exin.web.statisk import STATIC

VENDOR = STATIC / "vendor"
WANTED: dict[str, Any] = tomllib.loads(write.WANTED.read_text("utf-8"))
TEXTS = [file for file in sorted(STATIC.rglob("*")) if file.suffix in {".css", ".js", ".svg"}]
FETCHES = re.compile(
    r"""url\(\s*["']?(?:https?:)?//|@import|sourceMappingURL|href=["'](?:https?:)?//|https?://(?!www\.w3\.org/)"""
)


def of(file: Path) -> str:
    return file.relative_to(STATIC).as_posix()


def packed(**files: bytes) -> bytes:
    place = io.BytesIO()
    with tarfile.open(fileobj=place, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return place.getvalue()


def digest(content: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def test_a_package_whose_bytes_differ_is_refused() -> None:
    wanted = digest(packed(a=b"one"))
    with pytest.raises(ValueError, match="integrity"):
        write.unpacked(packed(a=b"two"), wanted)


def test_a_package_gives_its_files() -> None:
    content = packed(a=b"one")
    assert write.unpacked(content, digest(content)) == {"a": b"one"}


def test_every_file_is_the_one_of_the_manifest() -> None:
    assert write.differing() == []


def test_a_changed_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kept").write_bytes(b"one")
    (tmp_path / "changed").write_bytes(b"two")
    (tmp_path / "added").write_bytes(b"three")
    listing = write.manifest({"kept": b"one", "changed": b"one", "gone": b"one"}, {})
    (tmp_path / write.MANIFEST).write_text(listing, "utf-8")
    monkeypatch.setattr(write, "TARGET", tmp_path)
    assert write.differing() == ["added", "changed", "gone"]


def test_the_manifest_names_the_versions_that_are_pinned() -> None:
    pinned = {name: each["version"] for name, each in WANTED["packages"].items()}
    assert json.loads((VENDOR / write.MANIFEST).read_text("utf-8"))["fra"] == pinned


def test_every_package_is_pinned_by_an_exact_version_and_a_digest() -> None:
    for each in WANTED["packages"].values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", each["version"])
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", each["integrity"])


@pytest.mark.parametrize("file", TEXTS, ids=of)
def test_no_file_asks_another_host(file: Path) -> None:
    assert FETCHES.findall(file.read_text("utf-8")) == []


@pytest.mark.parametrize("file", [file for file in TEXTS if file.suffix == ".css"], ids=of)
def test_every_file_that_a_style_sheet_asks_for_is_there(file: Path) -> None:
    asked = re.findall(r"url\(\s*[\"']?([^)\"']+)", file.read_text("utf-8"))
    assert [each for each in asked if not (file.parent / each.partition("?")[0]).is_file()] == []


def test_there_is_no_font_but_the_free_one_and_no_mark_of_the_city() -> None:
    files = [of(file).lower() for file in STATIC.rglob("*") if file.is_file()]
    fonts = [each for each in files if each.endswith((".woff", ".woff2", ".ttf", ".otf", ".eot"))]
    assert [each for each in fonts if not Path(each).name.startswith("figtree-")] == []
    assert [each for each in files if re.search(r"oslo|logo|byvapen|segl", each)] == []


@pytest.mark.parametrize(
    "room", sorted({path.parent for path in VENDOR.rglob("*") if path.is_file()} - {VENDOR}), ids=of
)
def test_a_licence_lies_beside_what_is_borrowed(room: Path) -> None:
    assert (room / "LICENSE").read_text("utf-8").strip()


def test_a_rule_is_taken_only_where_all_its_classes_are_wanted() -> None:
    sheet = """@charset "UTF-8"; /* { */ @font-face { font-family: X; src: url(x) }
    :root { --used: red; --unused: blue }
    .a, .b:hover { color: var(--used) }  .a .b { top: 0 }  [data-mode=dark] .a { left: 0 }
    pkt-icon { right: 0 }  @media print { .a { margin: 0 } .b { margin: 1px } }"""
    assert punkt.subset([sheet, sheet], {"a"}).split("\n") == [
        ":root{--used:red;}",
        ".a{color:var(--used)}",
        "@media print{.a{margin:0}}",
    ]


def test_an_icon_takes_the_colour_of_the_text_beside_it() -> None:
    path = '<g fill="var(--fg-color, #2A2859)" clip-path="url(#x)"><path id="y" d="M0 0"/></g>'
    drawing = f'<svg viewBox="0 0 1 1">{path}</svg>'
    assert punkt.sprite([("a", drawing)]) == (
        '<svg xmlns="http://www.w3.org/2000/svg"><symbol id="a" viewBox="0 0 1 1">'
        '<g fill="currentColor"><path d="M0 0"/></g></symbol></svg>\n'
    )


def test_the_sprite_holds_the_icons_that_are_named_once_each() -> None:
    drawn = re.findall(r'<symbol id="([^"]+)"', (VENDOR / "punkt/icons.svg").read_text("utf-8"))
    assert drawn == sorted(WANTED["punkt"]["icons"].split())
