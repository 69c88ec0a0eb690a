"""docs/bilder shows every page that the site has, in files that a clone does not feel."""

import struct

from docs.bilder.liste import BILDER, NARROW, WIDE
from docs.bilder.write import HERE
from tests.helpers.sideliste import PAGES

MOST = 5_000_000


def test_every_page_has_a_picture_and_every_picture_is_of_a_page() -> None:
    pages = {each.rute for each in PAGES}
    shown = {each.rute for each in BILDER}
    assert pages - shown == set()
    assert shown - pages == {"/saker/E-2026-999"}  # a number that nobody has
    assert len({each.navn for each in BILDER}) == len(BILDER)


def test_the_pictures_are_those_of_the_list_as_wide_as_it_says_and_small() -> None:
    files = {path.stem: path.read_bytes() for path in HERE.glob("*.png")}
    assert set(files) == {each.navn for each in BILDER}
    widths = {navn: struct.unpack(">I", data[16:20])[0] for navn, data in files.items()}
    assert widths == {each.navn: each.bredde for each in BILDER}
    assert set(widths.values()) == {WIDE, NARROW}
    assert sum(map(len, files.values())) < MOST
