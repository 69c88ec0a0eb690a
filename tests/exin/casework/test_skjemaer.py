"""The one table of forms: what is missing, the deadlines and the page of a case follow from it."""

from collections import Counter

import pytest

from exin.casework.grunnlag.skjemaer import RETTENDE, SKJEMAER, action_for, form_of
from exin.casework.visning.mangelsted import STED
from exin.casework.visning.sakside import TILBYS
from policies import Action
from workflows import PROGRAMMES

NOWHERE = {"dor_apen"}
"""Deadlines for which the whole case must be looked at: to take somebody in again is a step."""


@pytest.mark.parametrize("navn", ["", "steg", "sok", "ko", "ingen"])
def test_what_is_no_form_takes_no_leave(navn: str) -> None:
    assert action_for(navn) is None


def test_no_form_stands_twice_and_nothing_is_put_right_in_two() -> None:
    for many in (
        [each.navn for each in SKJEMAER],
        [kode for each in SKJEMAER for kode in each.retter],
        [slag for each in SKJEMAER for slag in each.frister],
    ):
        assert [each for each, count in Counter(many).items() if count > 1] == []


def test_every_deadline_of_every_programme_is_met_in_a_form_or_was_thought_of() -> None:
    kinds = {each.key for programme in PROGRAMMES for each in programme.deadlines}
    assert {slag for slag in kinds if form_of(slag) is None} == NOWHERE
    assert form_of("alder_18_forestar") is None
    used = {kind for each in SKJEMAER for kind in each.frister}
    assert {kind for kind in used if not any(slag.startswith(kind) for slag in kinds)} == set()


def test_what_is_put_right_is_something_that_a_programme_can_miss() -> None:
    steps = [step for programme in PROGRAMMES for step in programme.transitions]
    states = [state for programme in PROGRAMMES for state in programme.states]
    guards = {each.kode for step in steps for each in step.guards}
    guards |= {each.kode for state in states for each in state.expects}
    mended = {kode for each in SKJEMAER for kode in each.retter}
    assert mended - guards == set()
    assert mended <= set(STED)


def test_the_page_of_a_case_offers_every_form_of_a_case_that_the_rules_allow() -> None:
    of_a_case = {each.handling for each in SKJEMAER if each.om_sak and each.handling is not None}
    assert of_a_case <= TILBYS
    assert RETTENDE <= TILBYS
    assert Action.HENVENDELSE not in TILBYS
