"""Who may ask for access: exactly who may know of an ordinary case that is worked on, and may not read it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any, Final

import pytest

from policies import Action, CaseFacts, Principal, Protection
from policies.decide import Rulebook
from tests.policies.builders import (
    MOTTAK,
    ORDINARY,
    SAKSBEHANDLER,
    TEAMLEDER,
    ask,
)

PEOPLE: Final = (SAKSBEHANDLER, MOTTAK, TEAMLEDER, replace(TEAMLEDER, mottak=True))
"""Who may know of a case at all."""

LEVELS: Final = (Protection.INGEN, Protection.FORTROLIG)
STATES: Final = ("henvendelse", "forlop", "avsluttet")
FLAGS: Final = ("egen", "i_mitt_lag", "inhabil", "ufordelt", "registrert_av_meg", "overlevert")


def cases() -> Iterator[CaseFacts]:
    """A case in every way in which it can stand to somebody."""
    for level, state in product(LEVELS, STATES):
        base = replace(ORDINARY, skjerming=level, tilstand=state, skrivebeskyttet=state == "avsluttet")
        for flags in product((False, True), repeat=len(FLAGS)):
            facts: dict[str, Any] = dict(zip(FLAGS, flags, strict=True))
            yield replace(base, **facts)


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: f"{who.rolle}{'-mottak' * who.mottak}")
def test_they_ask_who_may_know_of_an_open_ordinary_case_and_neither_read_it_nor_are_barred(
    rulebook: Rulebook, who: Principal
) -> None:
    def may(action: Action, case: CaseFacts) -> bool:
        return ask(rulebook, who, action, case).allowed

    for case in cases():
        ordinary = case.skjerming is Protection.INGEN and not case.inhabil and not case.skrivebeskyttet
        could = may(Action.KJENNE_TIL, case) and not may(Action.LES_SAK, case)
        assert may(Action.BE_OM_TILGANG, case) == (ordinary and could), case


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: f"{who.rolle}{'-mottak' * who.mottak}")
def test_nobody_turns_down_a_colleague_in_a_case_that_is_closed_to_themselves(
    rulebook: Rulebook, who: Principal
) -> None:
    for case in cases():
        if ask(rulebook, who, Action.AVSLA_TILGANG, case).allowed:
            assert ask(rulebook, who, Action.LES_SAK, case).allowed, case
            assert not case.skrivebeskyttet
