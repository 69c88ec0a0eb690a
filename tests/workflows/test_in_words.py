"""A programme in words: no state, step or deadline is without, and nothing in them is for programmers."""

import re

import pytest

from workflows import (
    PROGRAMMES,
    Ansvar,
    Fixed,
    Mark,
    Programme,
    age_events,
    age_words,
    deadline_words,
    in_words,
    state_words,
    step_words,
)


def test_there_are_words_for_everybody_who_acts_and_every_date() -> None:
    assert set(in_words._WHO) == set(Ansvar)  # noqa: SLF001 - a table of words is whole
    assert set(in_words._DATE) == set(Fixed)  # noqa: SLF001
    assert set(in_words._DONE) | set(in_words._BEGINS) == set(Mark)  # noqa: SLF001


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda each: each.key)
def test_nothing_is_left_empty_or_in_code(programme: Programme) -> None:
    texts = [
        *(text for state in programme.states for text in state_words(state)),
        *(text for step in programme.transitions for text in step_words(programme, step)),
    ]
    for deadline in programme.deadlines:
        told = deadline_words(programme, deadline)
        texts += [
            told.label,
            told.tilstander,
            told.tekst,
            told.innen,
            told.fra,
            told.gjort,
            told.hvem,
            told.deretter,
        ]
    for event in age_events(programme):
        aged = age_words(programme, event)
        texts += [aged.alder, aged.label, aged.tilstander, aged.tekst, aged.meldes]
    assert [text for text in texts if not text or re.search(r"[{}_]", text)] == []


def test_the_step_into_the_programme_that_follows_says_where_it_leads() -> None:
    ung = next(each for each in PROGRAMMES if each.key == "exin_oslo_ung")
    told = {step.event: step_words(ung, step) for step in ung.transitions}
    assert told["overfor_til_18"] == ("Saken fortsetter i EXIN OSLO, i samme tilstand",)
    assert "Personen får en plass" in told["reinntak"]
    assert told["henvendelse"] == ("Kan ikke annulleres",)
