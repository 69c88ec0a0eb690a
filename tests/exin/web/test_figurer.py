"""A chart says the same to the eye, in its sentence and in its table; nothing of it lies outside its frame."""

import re
from types import SimpleNamespace
from typing import Any

import pytest

from exin.web.figurer import (
    HEIGHT,
    WIDTH,
    Figur,
    Merke,
    Serie,
    bar_chart,
    line_chart,
    written,
)
from exin.web.gjengivelse import make_environment
from exin.web.stabler import stacked_bar
from tests.helpers.lest_side import read

ENVIRONMENT = make_environment()


def weeks(*numbers: int) -> list[Merke]:
    return [Merke(navn=f"Uke {each}", under=(str(each),)) for each in numbers]


def lines(*values: float | None, mal: float | None = None) -> Figur:
    return line_chart(
        "Ventetid",
        weeks(*range(36, 36 + len(values))),
        [Serie(navn="Dager", verdier=values)],
        beskrivelse="Ventetiden falt.",
        hode="Uke",
        enhet=("dag", "dager"),
        mal=mal,
    )


def bars(*values: float | None) -> Figur:
    marks = [Merke(navn=f"dag {at}", under=("man", f"{at}.")) for at in range(len(values))]
    return bar_chart(
        "Frister", marks, Serie(navn="Frister", verdier=values), beskrivelse="Flest.", hode="Dag"
    )


def shown(macro: str, given: Any) -> str:  # noqa: ANN401 - any figure
    module = ENVIRONMENT.get_template("deler/figurer.html").module
    return str(getattr(module, macro)(given))


class TestNothing:
    def test_no_places_give_a_chart_with_an_axis_and_no_rows(self) -> None:
        figur = line_chart("N", [], [Serie(navn="S", verdier=[])], beskrivelse="Ingen tall.", hode="Uke")
        assert (figur.streker, figur.rader, figur.tall) == ((), (), ())
        assert len(figur.rutenett) > 1

    @pytest.mark.parametrize("figur", [lines(None, None), bars(None, None)])
    def test_what_is_not_known_is_drawn_as_nothing_and_written_as_a_dash(self, figur: Figur) -> None:
        assert (figur.streker, figur.soyler, figur.tall) == ((), (), ())
        assert [row[1] for row in figur.rader] == ["–", "–"]

    def test_nought_is_known_but_no_bar(self) -> None:
        figur = bars(0, 2)
        assert len(figur.soyler) == len(figur.tall) == 1
        assert [row[1] for row in figur.rader] == ["0", "2"]

    def test_a_series_that_lacks_a_place_is_refused(self) -> None:
        with pytest.raises(ValueError, match="argument 2"):
            line_chart("N", weeks(1, 2), [Serie(navn="S", verdier=[1])], beskrivelse="B", hode="Uke")


class TestALine:
    def test_a_gap_breaks_it(self) -> None:
        first, second = lines(4, 5, None, 6).streker
        assert [len(each.punkter.split()) for each in (first, second)] == [2, 1]

    def test_a_number_alone_between_gaps_is_a_point(self) -> None:
        figur = lines(1, None, 3, None, 2)
        assert len({(each.x, each.y) for each in figur.prikker}) == 3

    def test_the_first_and_the_last_known_number_are_written_with_their_unit(self) -> None:
        assert [each.tekst for each in lines(None, 13, 9, 1, None).tall] == ["13 dager", "1 dag"]
        assert [each.tekst for each in lines(7.5).tall] == ["7,5 dager"]

    def test_the_goal_is_drawn_at_its_height_also_above_all_numbers(self) -> None:
        figur = lines(1, 2, mal=10)
        assert figur.mal is not None
        assert min(figur.rutenett) <= figur.mal < min(each.y for each in figur.prikker)

    def test_several_are_told_apart_by_number_and_named_and_have_no_ground_below(self) -> None:
        series = [Serie(navn="A", verdier=[1, 2]), Serie(navn="B", verdier=[2, 1])]
        figur = line_chart("N", weeks(1, 2), series, beskrivelse="B", hode="Uke")
        assert figur.tegnforklaring == ("A", "B")
        assert [(each.nummer, each.flate) for each in figur.streker] == [(1, ""), (2, "")]
        assert figur.rader == (("Uke 1", "1", "2"), ("Uke 2", "2", "1"))
        assert figur.tall == ()


@pytest.mark.parametrize(
    ("most", "marks"),
    [(0, ["0", "1"]), (3, ["0", "1", "2", "3"]), (5, ["0", "2", "4", "6"]), (13, ["0", "5", "10", "15"])],
)
def test_the_axis_has_few_and_round_numbers(most: int, marks: list[str]) -> None:
    assert [each.tekst for each in bars(most).akse if each.anker == "end"] == marks


@pytest.mark.parametrize(
    "figur", [lines(1), lines(*range(60)), bars(*range(1, 22)), bars(123_456), lines(0.4)]
)
def test_nothing_lies_outside_the_frame(figur: Figur) -> None:
    read(shown("figur", figur))
    for kloss in figur.soyler:
        assert kloss.x >= 0
        assert kloss.x + kloss.bredde <= WIDTH
        assert kloss.y >= 0
        assert kloss.y + kloss.hoyde <= HEIGHT
    for tekst in (*figur.akse, *figur.tall):
        assert 0 < tekst.x < WIDTH
        assert 0 < tekst.y <= HEIGHT


def test_of_many_places_as_many_are_named_as_there_is_room_for_and_the_last_is() -> None:
    named = [each.tekst for each in lines(*range(60)).akse if each.anker == "middle"]
    assert len(named) < 60
    assert named[-1] == "95"


def test_a_chart_is_a_picture_with_a_sentence_and_a_table_and_closes() -> None:
    text = shown("figur", lines(13, None, 7, mal=10))
    read(text)
    assert 'role="img" aria-label="Ventetiden falt."' in text
    assert re.findall(r'<th scope="col"[^>]*>(\w+)', text) == ["Uke", "Dager"]
    assert re.findall(r'<td class="r n">([^<]+)', text) == ["13", "–", "7"]
    assert "style=" not in text


def test_words_of_a_chart_are_escaped() -> None:
    figur = bar_chart(
        "<b>",
        [Merke(navn="<b>", under=("<b>",))],
        Serie(navn="<b>", verdier=[1]),
        beskrivelse='"<b>',
        hode="<b>",
    )
    assert "<b>" not in shown("figur", figur)


class TestABarOfParts:
    def test_is_drawn_to_scale_with_its_limit(self) -> None:
        bar = stacked_bar((2, 0, 6), hele=26, grense=13)
        assert [(each.klasse, each.x) for each in bar.deler] == [("c1", 0), ("c3", 20)]
        assert bar.grense == bar.rom == 130
        assert bar.over is None

    def test_shows_what_is_past_the_limit(self) -> None:
        over = stacked_bar((10, 5), hele=26, grense=13).over
        assert over is not None
        assert (over.x, over.bredde) == (130, 20)

    def test_a_full_one_is_not_past_its_limit(self) -> None:
        assert stacked_bar((13,), hele=26, grense=13).over is None

    def test_of_nothing_has_no_parts(self) -> None:
        bar = stacked_bar((0, 0), hele=0)
        assert (bar.deler, bar.over, bar.grense) == ((), None, None)
        read(shown("stabel", bar))


def test_a_key_names_each_colour() -> None:
    module: Any = ENVIRONMENT.get_template("deler/figurer.html").module
    text = str(module.tegnforklaring(["A", "B"], til=[("cap", "Rom"), ("cover", "Over")]))
    read(text)
    assert re.findall(r"</svg>(\w+)</li>", text) == ["A", "B", "Rom", "Over"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (7, "7"), (7.0, "7"), (7.5, "7,5"), (1234, "1\N{NARROW NO-BREAK SPACE}234")],
)
def test_numbers_are_written_as_norwegians_write_them(value: float | None, text: str) -> None:
    assert written(value) == text


def test_the_template_asks_for_nothing_that_a_chart_lacks() -> None:
    """A figure of another make would fail at once: undefined names are errors."""
    with pytest.raises(Exception, match="has no attribute"):
        shown("figur", SimpleNamespace())
