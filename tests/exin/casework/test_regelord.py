"""A rule in a few words: each rule in force has its own, or is a job's."""

from exin.casework.logg.regelord import _WORDS, regel_i_ord
from policies.decide import Rulebook


def test_each_rule_of_people_has_words_and_none_has_that_there_is_not() -> None:
    of_people = {each for each in Rulebook.load().grounds if not each.startswith("jobb_")}
    assert set(_WORDS) == of_people


def test_a_rule_that_is_gone_goes_by_its_id() -> None:
    assert regel_i_ord("en_gammel_regel") == "En gammel regel"
