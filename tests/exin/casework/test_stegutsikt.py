"""What stands in the way of a step, and what it asks for: the same for the page of the case and that of the step."""

from contextlib import suppress

import pytest

from exin.casework.sak.muligheter import possibilities
from exin.casework.visning.sakside import read_case_page
from exin.casework.visning.stegforberedelse import Stegforberedelse
from exin.casework.visning.stegside import Stegoppslag, permit_step_page, read_step_page
from exin.casework.visning.stegutsikt import Stegutsikt
from exin.errors import Denied
from tests.helpers import cases
from tests.helpers.office import Kontor
from tests.helpers.places import set_places
from workflows import PROGRAMMES, Possibility, Programme, allowed_events

STATES = [(programme, state.key) for programme in PROGRAMMES for state in programme.states]


def case_page(kontor: Kontor, saksnr: str, who: str) -> tuple[Stegutsikt, ...]:
    with kontor.read(who) as r:
        return read_case_page(r, saksnr).steg


def step_page(kontor: Kontor, saksnr: str, hendelse: str, who: str) -> Stegforberedelse | None:
    """The step on its own page; None for who has none of it."""
    with suppress(Denied), kontor.read(who) as r:
        found = read_step_page(r, permit_step_page(r, saksnr, Stegoppslag(hendelse=hendelse))).steg
        assert found is not None
        return found
    return None


def by_the_machine(kontor: Kontor, saksnr: str, who: str) -> tuple[Possibility, ...]:
    with kontor.read(who) as r:
        return possibilities(r, saksnr).steg


def compare(kontor: Kontor, saksnr: str, who: str) -> None:
    """See that all who tell of the steps of a case tell the same."""
    offered, judged = case_page(kontor, saksnr, who), by_the_machine(kontor, saksnr, who)
    assert [(each.hendelse, each.mulig) for each in offered] == [(each.event, each.mulig) for each in judged]
    for each, machine in zip(offered, judged, strict=True):
        assert [one.kode for one in each.mangler] == [one.kode for one in machine.mangler]
        alone = step_page(kontor, saksnr, each.hendelse, who)
        assert (alone is None) is each.andres
        if alone is not None:
            assert (alone.hendelse, alone.navn, alone.mulig) == (each.hendelse, each.navn, each.mulig)
            assert (alone.kan_overstyres, alone.vilkar) == (each.kan_overstyres, each.krav)
            assert alone.mangler == each.mangler


def test_a_step_that_is_for_others_to_take_has_no_page_and_says_whom_to_ask(kontor: Kontor) -> None:
    saksnr = cases.register(kontor, "ola").saksnr
    cases.talk(kontor, saksnr, "ola")
    onward = next(each for each in case_page(kontor, saksnr, "ola") if each.hendelse == "start_vurdering")
    assert (onward.mulig, onward.andres, [each.kode for each in onward.mangler]) == (False, True, ["tilgang"])
    compare(kontor, saksnr, "ola")


@pytest.mark.parametrize(("programme", "tilstand"), STATES, ids=lambda each: getattr(each, "key", each))
def test_both_pages_say_the_same_of_every_step_from_every_state(
    kontor: Kontor, programme: Programme, tilstand: str
) -> None:
    saksnr = cases.case(kontor, tilstand, program=programme.key)
    events = allowed_events(programme, tilstand)
    assert tuple(each.hendelse for each in case_page(kontor, saksnr, "kari")) == events
    for who in ("kari", "leder"):
        compare(kontor, saksnr, who)
    for each in set(events) & {"start_vurdering", "start_forlop", "start_avslutning", "avslutt"}:
        cases.prepare(kontor, saksnr, each)
    for who in ("kari", "leder"):
        compare(kontor, saksnr, who)
    for full in PROGRAMMES:
        set_places(kontor, full.key, plasser=0, vurderingsplasser=0)
    for who in ("kari", "leder"):
        compare(kontor, saksnr, who)


def test_every_condition_is_asked_in_words_without_a_gap(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "henvendelse")
    told = [krav.tekst for each in case_page(kontor, saksnr, "kari") for krav in each.krav]
    assert told
    assert not [each for each in told if "{" in each or not each.strip()]
