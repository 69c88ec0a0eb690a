"""The owner's name and mark: what may not be shown stops the start with a sentence, and what may is on every page."""

import re
import struct
import zlib
from pathlib import Path

import pytest

from exin.cli.feil import answer_to
from exin.errors import Misconfigured
from exin.settings import Settings
from exin.web.eier import LARGEST, owner_of
from exin.web.site import make_site
from tests.helpers.kommando import exin
from tests.helpers.lest_side import read
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor

NAME = "Etaten & Co"
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"'
SVG = f'<?xml version="1.0"?><!-- tegnet her -->{OPEN}><style>rect {{ fill: url(#f); }}</style><rect width="9"/></svg>'


def png() -> bytes:
    """The smallest picture there is."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    ]
    chunks = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def chosen(folder: Path, content: bytes | None, name: str = "merke.svg") -> Settings:
    """Settings that name an owner whose mark has that content; None: there is no such file."""
    if content is not None:
        (folder / name).write_bytes(content)
    return Settings(nettsted_eier=NAME, nettsted_eier_logo=name)


@pytest.mark.parametrize(
    "content, kode, words",
    [
        (None, "eierlogo_mangler", "mangler eller kan ikke leses"),
        (png() + bytes(LARGEST), "eierlogo_for_stor", "høyst 64 kB"),
        (b"", "eierlogo_feil_slag", "PNG eller en SVG"),
        (b"GIF89a", "eierlogo_feil_slag", "PNG eller en SVG"),
        (b"\x89PNG\r\n\x1a\n", "eierlogo_feil_slag", "PNG eller en SVG"),
        (b"<html><body/></html>", "eierlogo_feil_slag", "PNG eller en SVG"),
        (b"<svg/>", "eierlogo_feil_slag", "PNG eller en SVG"),
        (SVG.encode()[:-3], "eierlogo_feil_slag", "PNG eller en SVG"),
    ],
    ids=["missing", "too large", "empty", "gif", "cut png", "html", "no namespace", "cut svg"],
)
def test_a_file_that_is_no_small_picture_stops_the_start_and_says_why(
    tmp_path: Path, content: bytes | None, kode: str, words: str
) -> None:
    with pytest.raises(Misconfigured) as error:
        owner_of(tmp_path, chosen(tmp_path, content))
    assert error.value.kode == kode
    assert words in answer_to(error.value).tekst


@pytest.mark.parametrize(
    "svg",
    [
        f"{OPEN}><script>1</script></svg>",
        f"{OPEN}><g><SCRIPT href='#a'/></g></svg>",
        f"{OPEN} onload='1'/>",
        f"{OPEN}><rect onClick='1'/></svg>",
        f"{OPEN}><a href='#x'><rect/></a></svg>",
        f"{OPEN}><foreignObject/></svg>",
        f"{OPEN}><animateTransform/></svg>",
        f"{OPEN}><set attributeName='href'/></svg>",
        f"{OPEN}><image href='https://example.org/a.png'/></svg>",
        f"{OPEN}><image xlink:href='//example.org/a.png'/></svg>",
        f"{OPEN}><use href='annen.svg#a'/></svg>",
        f"{OPEN}><image href='data:image/svg+xml,x'/></svg>",
        f"{OPEN}><rect style=\"fill: url('https://example.org/a')\"/></svg>",
        f"{OPEN}><rect fill='url( annen.svg#a)'/></svg>",
        f"{OPEN}><style>@import 'a.css';</style></svg>",
        f"{OPEN}><style>rect {{ fill: u\\72l(https://example.org/a) }}</style></svg>",
        f'<!DOCTYPE svg [<!ENTITY a "b">]>{OPEN}><text>&a;</text></svg>',
        f"<?xml-stylesheet href='a.css'?>{OPEN}/>",
    ],
)
def test_a_drawing_that_runs_moves_or_asks_for_anything_stops_the_start(tmp_path: Path, svg: str) -> None:
    with pytest.raises(Misconfigured) as error:
        owner_of(tmp_path, chosen(tmp_path, svg.encode()))
    assert error.value.kode == "eierlogo_utrygg"


def test_a_mark_without_a_name_is_refused_in_the_settings() -> None:
    with pytest.raises(ValueError, match="nettsted_eier_logo"):
        Settings(nettsted_eier_logo="merke.svg")


@pytest.mark.parametrize("name", [" ", "To\nlinjer", " Etaten", "x" * 61])
def test_a_name_that_cannot_stand_on_a_line_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="nettsted_eier"):
        Settings(nettsted_eier=name)


def test_the_site_does_not_begin_and_the_doctor_says_so(kontor: Kontor) -> None:
    settings = kontor.folder / "exin.toml"
    lines = [
        each for each in settings.read_text("utf-8").splitlines() if not each.startswith("nettsted_eier")
    ]
    settings.write_text(
        "\n".join([*lines, f'nettsted_eier = "{NAME}"', 'nettsted_eier_logo = "borte.png"']), "utf-8"
    )
    kontor.close()
    served, seen = (
        exin("serve", "--dir", kontor.folder, "--port", "0"),
        exin("doctor", "--dir", kontor.folder),
    )
    assert (served.code, served.err.partition(" eller kan")[0]) == (1, "Filen med eierens merke mangler")
    assert "FEIL  Eierens merke kan vises på nettsidene: Filen med eierens merke mangler" in seen.out


# -- shown ---------------------------------------------------------------------------------------------------


def site_of(kontor: Kontor, settings: Settings) -> Nettside:
    """The site of an office with other settings."""
    return Nettside(
        kontor=kontor, site=make_site(kontor.office, settings, kontor.folder, on_fault=lambda *_: None)
    )


def shown(page: str) -> str:
    """The address of the mark on a page."""
    read(page)
    found = re.search(r'<img class="brand__eier" src="([^"]*)" alt="">', page)
    assert found
    return found[1]


@pytest.mark.parametrize("content, kind", [(png(), "image/png"), (SVG.encode(), "image/svg+xml")])
def test_the_mark_is_shown_from_the_sites_own_address_and_kept(
    kontor: Kontor, content: bytes, kind: str
) -> None:
    browser = site_of(kontor, chosen(kontor.folder, content)).browser()
    source = shown(browser.get("/logg-inn").tekst)
    answer = browser.client.get(source)
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    gone = browser.get(f"{source}0")
    assert (gone.status, gone.headers["cache-control"]) == (404, "no-store")


def test_a_file_that_is_changed_later_is_not_shown_until_it_was_looked_at(kontor: Kontor) -> None:
    browser = site_of(kontor, chosen(kontor.folder, SVG.encode())).browser()
    source = shown(browser.get("/logg-inn").tekst)
    (kontor.folder / "merke.svg").write_text(f"{OPEN}><script>1</script></svg>", "utf-8")
    assert browser.client.get(source).content == SVG.encode()


def test_the_name_is_beside_the_mark_at_the_foot_and_in_the_statements(kontor: Kontor) -> None:
    browser = site_of(kontor, Settings(nettsted_eier=NAME)).browser()
    for path, times in (("/logg-inn", 2), ("/hjelp", 2), ("/personvern", 3), ("/tilgjengelighet", 3)):
        page = browser.get(path).tekst
        assert page.count("Etaten &amp; Co") == times, path
        assert "brand__eier" not in page


def test_who_names_nobody_has_nothing_of_it(nettside: Nettside) -> None:
    browser = nettside.browser()
    page = browser.get("/personvern").tekst
    assert ("brand__eier" in page, "Den som driver EXIN, er behandlingsansvarlig" in page) == (False, True)
    assert browser.get("/statisk/eier/0").status == 404
