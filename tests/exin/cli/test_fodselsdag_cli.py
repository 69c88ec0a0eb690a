"""On the command line a birthday is told by its month, to a person and to a program alike."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.helpers.fodselsdag import AHEAD, LATE, MONTH, set_up, told_in
from tests.helpers.kommando import Svar
from tests.helpers.office import Kontor

Skranke = Callable[..., Svar]

DAY, DEADLINES = ("dag",), ("sak", "frister", "{}", "--alle")
COMMANDS = {
    DAY: "kari",
    DEADLINES: "kari",
    ("ko",): "leder",
    ("varsler", "--alle"): "kari",
    ("sak", "liste"): "kari",
    ("sak", "moter", "{}"): "kari",
    ("sak", "muligheter", "{}"): "kari",
    ("hvorfor", "kari", "overfor_til_18", "{}"): "kari",
}
"""And who gives them."""


@pytest.mark.parametrize("day", [AHEAD, LATE])
@pytest.mark.parametrize("how", [(), ("--json",)], ids=["text", "json"])
def test_no_command_tells_the_day_and_none_a_day_in_its_stead(
    kontor: Kontor, skranke: Skranke, how: tuple[str, ...], day: date
) -> None:
    saksnr = set_up(kontor)
    kontor.clock.set(day)
    said = {
        words: skranke(*(word.format(saksnr) for word in words), *how, som=som).said
        for words, som in COMMANDS.items()
    }
    assert {words: told for words, each in said.items() if (told := told_in(each))} == {}
    for words in DAY, DEADLINES:
        assert ('"2026-09"' if how else MONTH) in said[words]


def test_the_day_stands_with_the_identity(kontor: Kontor, skranke: Skranke) -> None:
    saksnr = set_up(kontor)
    assert "2008-09-23" in told_in(skranke("sak", "vis", saksnr, "--json").out)
