"""Colours are told apart by whoever sees poorly: the contrast of each pair in use, by the formula of WCAG 2.1."""

import re

import pytest

from exin.web.statisk import STATIC

SHEET = (STATIC / "exin.css").read_text("utf-8")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
TOKENS = dict(re.findall(r"(?m)^  --([\w-]+): (#[0-9a-f]{6});", SHEET))
TEXT, MARK = 4.5, 3.0

TEXT_PAIRS = [
    *(("ink", ground) for ground in "card page soft soft-2 grey-bg blue-bg pale cyan lilac beige".split()),
    *(("ink", ground) for ground in "red-bg green-bg red-soft".split()),
    *(("ink-2", ground) for ground in "card page soft soft-2 grey-bg red-soft green-bg pale".split()),
    *(("link", ground) for ground in "card page soft soft-2 red-soft pale green-bg yellow-bg".split()),
    ("red", "card"),
    ("red", "red-bg"),
    ("red", "soft"),
    ("yellow", "yellow-bg"),
    ("yellow-ink", "yellow-bg"),
    ("green", "green-bg"),
    ("green", "card"),
    ("green", "soft"),
    ("beige-ink", "beige"),
    ("card", "ink"),
    ("dark-2", "ink"),
    ("card", "dark-line"),
]
"""Text and what it stands on."""

MARK_PAIRS = [
    *(("focus", ground) for ground in "card page soft soft-2 pale yellow-bg green-bg red-bg grey-bg".split()),
    ("card", "ink"),  # the ring on the dark top
    ("cyan", "ink"),
    ("dark-hover", "ink"),
    ("ink", "card"),
    ("ink", "soft"),
    ("ink-3", "card"),
    ("red-line", "card"),
    ("red-line", "soft"),
    ("red-line", "red-bg"),
    ("link", "card"),
]
"""The edge of a field, the ring of focus, an icon that says something, and what it stands on."""


TOKENS["focus"] = TOKENS["link"]


def luminance(token: str) -> float:
    parts = [int(TOKENS[token][at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_formula_gives_the_known_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"black": "#000000", "white": "#ffffff"}.items():
        monkeypatch.setitem(TOKENS, name, value)
    assert contrast("black", "white") == pytest.approx(21)
    assert contrast("white", "white") == pytest.approx(1)


@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= TEXT


@pytest.mark.parametrize(("mark", "ground"), MARK_PAIRS)
def test_fields_and_focus_can_be_seen(mark: str, ground: str) -> None:
    assert contrast(mark, ground) >= MARK


def test_the_ring_of_focus_is_the_colour_that_is_reckoned() -> None:
    assert "--focus: var(--link);" in SHEET
    assert "--pkt-color-border-states-focus: var(--focus);" in SHEET


def test_colours_stand_in_one_place() -> None:
    _, _, rest = SHEET.partition(":root {")
    _, _, rules = rest.partition("\n}\n")
    assert COLOUR.findall(rules) == []


def test_every_text_colour_in_use_is_reckoned() -> None:
    used = set(re.findall(r"(?<![\w-])color: var\(--([\w-]+)\)", SHEET))
    assert used - {text for text, _ in TEXT_PAIRS} == set()
