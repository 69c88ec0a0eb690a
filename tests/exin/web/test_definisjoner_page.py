"""The pages of definitions, and the drawing of a programme: all of it from what decides, whole without the picture."""

import html
from itertools import combinations

import pytest

from exin.casework.oversikt.definisjoner import Program, read_programme
from exin.web.ordforklaring import FORKLARINGER, TILSTANDER
from exin.web.tilstandstegning import BREDDE, Boks, draw
from tests.architecture.tree import ROOT
from tests.helpers.lest_side import read
from tests.helpers.nettsted import Nettside
from tests.helpers.office import Kontor
from workflows import PROGRAMMES


def test_who_has_not_logged_in_is_sent_to(nettside: Nettside) -> None:
    for where in ("/definisjoner", "/definisjoner/exin_oslo"):
        assert nettside.browser().get(where).til.startswith("/logg-inn")


def test_a_programme_that_there_is_not_is_not_found_and_not_repeated(nettside: Nettside) -> None:
    answer = nettside.log_in("kari").get("/definisjoner/vilde-visjon")
    assert answer.status == 404
    assert "vilde" not in answer.tekst


@pytest.mark.parametrize("who", ["kari", "leder", "revisor", "admin"])
def test_everybody_reads_the_rules_in_words(nettside: Nettside, kontor: Kontor, who: str) -> None:
    answer = nettside.log_in(who).get("/definisjoner")
    assert answer.status == 200
    read(answer.tekst)
    text = html.unescape(answer.tekst)
    for ground in kontor.office.means.rulebook.grounds.values():
        assert ground.tekst in text, ground.rule_id
    for programme in PROGRAMMES:
        assert f'href="/definisjoner/{programme.key}"' in text


@pytest.mark.parametrize("key", ["exin_oslo", "exin_oslo_ung"])
def test_the_page_of_a_programme_has_drawing_and_tables(nettside: Nettside, key: str) -> None:
    answer = nettside.log_in("admin").get(f"/definisjoner/{key}")
    assert answer.status == 200
    read(answer.tekst)
    text = html.unescape(answer.tekst)
    programme = next(each for each in PROGRAMMES if each.key == key)
    labels = [event.label for event in programme.events]
    labels += [state.label for state in programme.states]
    labels += [deadline.label for deadline in programme.deadlines]
    assert [label for label in labels if label not in text] == []
    assert '<svg class="tegning"' in text
    assert "style=" not in text


# -- the drawing -------------------------------------------------------------------------------------------


def _overlap(one: Boks, other: Boks) -> bool:
    apart_x = one.x + one.bredde <= other.x or other.x + other.bredde <= one.x
    return not (apart_x or one.y + one.hoyde <= other.y or other.y + other.hoyde <= one.y)


@pytest.mark.parametrize("key", ["exin_oslo", "exin_oslo_ung"])
class TestTheDrawing:
    @pytest.fixture
    def program(self, kontor: Kontor, key: str) -> Program:
        """The programme as the page has it."""
        with kontor.read("kari") as r:
            return read_programme(r, key)

    def test_has_a_box_for_each_state_and_none_lies_on_another(self, program: Program) -> None:
        drawing = draw(program)
        assert {each.navn for each in drawing.bokser} == {each.navn for each in program.tilstander}
        assert not [pair for pair in combinations(drawing.bokser, 2) if _overlap(*pair)]
        assert all(each.x + each.bredde <= BREDDE for each in drawing.bokser)
        assert all(each.y + each.hoyde <= drawing.hoyde for each in drawing.bokser)

    def test_has_an_arrow_for_each_state_that_a_step_moves_a_case_from(self, program: Program) -> None:
        drawing = draw(program)
        wanted = [step.nr for step in program.steg if step.til for _ in step.fra or (None,)]
        assert sorted(each.nr for each in drawing.piler) == sorted(wanted)
        assert set(drawing.utenfor) == {step.nr for step in program.steg} - set(wanted)

    def test_no_two_arrows_end_at_one_place(self, program: Program) -> None:
        ends = [each.linje.split()[-1] for each in draw(program).piler]
        assert len(set(ends)) == len(ends)

    def test_no_number_lies_on_another(self, program: Program) -> None:
        places = [(each.x, each.y) for each in draw(program).piler]
        near = [
            (one, other)
            for one, other in combinations(places, 2)
            if (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 < 20**2
        ]
        assert near == []


# -- the words ---------------------------------------------------------------------------------------------


def test_every_word_is_one_of_the_glossary() -> None:
    glossary = (ROOT / "docs/ordliste.md").read_text("utf-8").lower()
    words = [word for _, rows in FORKLARINGER for word, _ in rows]
    assert [word for word in words if f"| {word.lower()}" not in glossary] == []


def test_every_state_that_a_case_can_stand_in_is_explained() -> None:
    labels = {state.label for programme in PROGRAMMES for state in programme.states}
    assert labels == {word for word, _ in TILSTANDER}
