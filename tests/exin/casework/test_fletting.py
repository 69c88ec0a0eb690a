"""Of two drafts of one form nothing that somebody typed is lost, and nothing that was kept is taken away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exin.casework.oppfolging.fletting import FLETTET, SKILLE, Skrivefelt, join_drafts

FELTER = Skrivefelt(fritekst=frozenset({"tekst"}), korte=frozenset({"dato"}))
LONG = "Vi møttes på trappa, og snakket lenge om hva som skjer når han flytter. "


def joined(kept: dict[str, str], late: dict[str, str], *, rettet: bool = False) -> dict[str, str]:
    return join_drafts(kept, late, FELTER, rettet=rettet)


def test_two_texts_stand_one_under_the_other_with_a_line_between() -> None:
    both = joined({"tekst": "Den nye.\n"}, {"tekst": " Den gamle."})
    assert both == {"tekst": f"Den nye.\n\n{SKILLE}\nDen gamle.", FLETTET: ""}


@pytest.mark.parametrize(
    ("kept", "late"),
    [
        ("Noe.", "Noe."),
        ("Noe.", ""),
        ("Noe.", " \n"),
        ("Noe. Og mer.", "Noe."),
        ("Noe. Og mer.", " Og mer. "),
    ],
)
def test_what_stands_there_already_is_not_put_there_again(kept: str, late: str) -> None:
    assert joined({"tekst": kept}, {"tekst": late}) == {"tekst": kept}


@pytest.mark.parametrize("kept", ["", " ", "Noe."])
def test_a_late_text_that_holds_the_kept_one_takes_its_place(kept: str) -> None:
    assert joined({"tekst": kept}, {"tekst": "Noe. Og mer."}) == {"tekst": "Noe. Og mer."}


def test_a_text_that_was_put_right_stands_once_where_nobody_has_saved_since() -> None:
    better = LONG.replace("lenge", "kort")
    assert joined({"tekst": LONG}, {"tekst": better}, rettet=True) == {"tekst": better}
    assert SKILLE in joined({"tekst": LONG}, {"tekst": better}, rettet=False)["tekst"]


@pytest.mark.parametrize("guess", ["Vi", "x", "Vi møttes." + "x" * 500, ". "])
def test_who_has_not_read_the_kept_text_cannot_put_another_in_its_place(guess: str) -> None:
    both = joined({"tekst": LONG}, {"tekst": guess}, rettet=True)
    assert LONG.rstrip() in both["tekst"]


def test_other_fields_stay_as_they_were_kept_unless_they_stood_empty() -> None:
    both = joined({"valg": "a", "dato": "", "skjult": "3"}, {"valg": "b", "dato": "1.1.2026", "ny": "ja"})
    assert both == {"valg": "a", "dato": "1.1.2026", "skjult": "3", "ny": "ja"}


def test_what_was_typed_in_a_short_field_is_told_of_where_something_else_stands() -> None:
    both = joined({"dato": "2.1.2026"}, {"dato": "1.1.2026"})
    assert both == {"dato": "2.1.2026", FLETTET: "1.1.2026"}
    again = joined(both, {"dato": "3.1.2026"})
    assert again == {"dato": "2.1.2026", FLETTET: "1.1.2026\n3.1.2026"}
    assert joined(again, {"dato": "3.1.2026"}) == again


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)


@given(kept=TEXTS, first=TEXTS, second=TEXTS)
def test_whatever_is_sent_and_how_often_all_of_it_stands_there(kept: str, first: str, second: str) -> None:
    text = {"tekst": kept}
    for late in (first, second, first):
        text = joined(text, {"tekst": late})
    assert all(each.strip() in text["tekst"] for each in (kept, first, second))
