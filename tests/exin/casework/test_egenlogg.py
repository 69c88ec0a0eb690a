"""One's own log: nobody else's, and nothing in it that one may not know of now."""

import pytest

from exin.casework.logg import egenlogg
from exin.casework.logg.egenlogg import EgenLogg, read_own_log
from exin.casework.logg.handlingsord import handling_i_ord
from exin.casework.tilgang import tildeling
from exin.casework.visning.visning import show_case
from exin.errors import Denied, InvalidInput, NotFound
from policies import Action
from tests.helpers import cases
from tests.helpers.office import STAFF, Kontor


def own(kontor: Kontor, who: str = "kari", side: int = 1) -> EgenLogg:
    kontor.office.sequence()
    with kontor.read(who) as r:
        return read_own_log(r, side=side)


def look(kontor: Kontor, saksnr: str, who: str = "kari") -> None:
    with kontor.read(who) as r:
        show_case(r, saksnr)


def test_whose_account_is_closed_reads_nothing(kontor: Kontor) -> None:
    with pytest.raises(Denied):
        own(kontor, "sperret")


@pytest.mark.parametrize("side", [0, -1, egenlogg.LAST_PAGE + 1])
def test_there_is_no_such_page(kontor: Kontor, side: int) -> None:
    with pytest.raises(InvalidInput):
        own(kontor, side=side)


def test_nobody_elses_events_are_in_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    look(kontor, saksnr)
    assert own(kontor, "ola").linjer == ()
    assert [line.handling for line in own(kontor, "ola").linjer] == ["les_egen_logg"]


def test_a_hidden_case_and_a_number_that_nobody_has_are_one_line(kontor: Kontor) -> None:
    for state in ("henvendelse", "vurdering", "forlop"):
        hidden = cases.protected_case(kontor, state)
        for number in (hidden, "EX-2026-2222"):
            with pytest.raises(NotFound):
                look(kontor, number, "ola")
        lines = [line for line in own(kontor, "ola").linjer if line.handling == "les_sak"][:2]
        first, second = (
            (each.saksnr, each.utfall, each.formal, each.ord, each.dor, each.utfall_ord) for each in lines
        )
        assert first == second
        assert first[:3] == (None, "nektet", None)


def test_a_case_that_one_may_not_know_of_any_more_is_not_named(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", kontakt="klarert1")
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    look(kontor, saksnr, "ola")
    assert own(kontor, "ola").linjer[0].saksnr == saksnr
    with kontor.work("klarert1") as w:
        tildeling.protect(
            w, saksnr, "strengt_fortrolig", leder="klarert_leder", ansatte=["klarert1", "klarert2"]
        )
    assert {line.saksnr for line in own(kontor, "ola").linjer} == {None}
    assert {line.formal for line in own(kontor, "ola").linjer if line.handling == "les_sak"} == {None}


def test_a_line_has_what_was_done_why_by_which_door_and_how_it_ended(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    look(kontor, saksnr)
    line = next(each for each in own(kontor).linjer if each.handling == "les_sak")
    assert (line.ord, line.saksnr, line.formal) == ("Åpnet saken", saksnr, "vurdering")
    assert (line.utfall, line.utfall_ord, line.dor, line.tid) == ("tillatt", "gjort", "cli", kontor.clock.now)
    step = next(each for each in own(kontor).linjer if each.handling == "start_vurdering")
    assert step.ord == "Start vurdering"


def test_the_newest_come_first_fifty_a_page(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    for _ in range(18):
        kontor.clock.forward(minutes=1)
        look(kontor, saksnr, "leder")
    first = own(kontor, "leder")
    assert (len(first.linjer), first.side, first.flere) == (50, 1, True)
    assert first.linjer[0].tid == kontor.clock.now
    times = [line.tid for line in first.linjer]
    assert times == sorted(times, reverse=True)
    second = own(kontor, "leder", 2)
    assert 0 < len(second.linjer) < 50
    assert not second.flere
    assert own(kontor, "leder", 3).linjer == ()


def test_a_page_takes_the_same_statements_however_many_lines_it_has(kontor: Kontor) -> None:
    def statements() -> int:
        kontor.office.sequence()
        with kontor.statements() as seen, kontor.read("ola") as r:
            read_own_log(r)
        return len(seen)

    look(kontor, cases.case(kontor, "vurdering", kontakt="ola"), "ola")  # here each kind of event is one more
    statements()
    none = statements()
    for _ in range(3):
        look(kontor, cases.case(kontor, "vurdering", kontakt="ola"), "ola")
    assert statements() <= none


@pytest.mark.parametrize("who", ["leder", "mottak", "revisor", "admin"])
def test_everybody_has_a_log_of_their_own(kontor: Kontor, who: str) -> None:
    assert who in STAFF
    own(kontor, who)
    assert [line.handling for line in own(kontor, who).linjer][:1] == ["les_egen_logg"]


def test_every_action_has_words_of_its_own() -> None:
    words = [handling_i_ord(action) for action in Action]
    assert len(set(words)) == len(words)
    assert [word for word in words if "_" in word or word == ""] == []
