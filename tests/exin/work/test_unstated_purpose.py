"""By the pages a purpose that only the asker knows is not guessed; by the command line the likeliest stands for it."""

import pytest

from exin.casework.tilgang.tildeling import bar
from exin.errors import Denied, InvalidInput, NotFound
from policies import Action, Door, Purpose
from tests.helpers import cases
from tests.helpers.office import Kontor, caller


@pytest.mark.parametrize("dor", [Door.WEB, Door.API])
def test_a_lead_who_has_not_said_why_gets_no_case_by_the_pages(kontor: Kontor, dor: Door) -> None:
    saksnr = cases.case(kontor, "forlop")
    with (
        kontor.new_events() as events,
        pytest.raises(InvalidInput) as refused,
        kontor.office.read(caller("leder", dor=dor)) as r,
    ):
        r.permit(Action.LES_SAK, saksnr)
    assert refused.value.kode == "formal_mangler"
    assert [(each.formal, each.utfall, each.koder) for each in events] == [
        (None, "avvist", ("formal_mangler",))
    ]


def test_nor_a_search_among_persons(kontor: Kontor) -> None:
    with pytest.raises(InvalidInput), kontor.office.read(caller("leder", dor=Door.WEB)) as r:
        r.permit_house(Action.SOK_PERSON, "register")


def test_a_case_that_must_not_be_known_of_is_still_as_none(kontor: Kontor) -> None:
    hidden = cases.protected_case(kontor)
    for saksnr in (hidden, "EX-2026-2222"):
        with pytest.raises(NotFound), kontor.office.read(caller("leder", dor=Door.WEB)) as r:
            r.permit(Action.LES_SAK, saksnr)


def test_what_may_not_be_done_anyway_is_refused_for_that_and_no_purpose_is_logged(kontor: Kontor) -> None:
    with kontor.work("leder") as w:
        bar(w, saksnr := cases.case(kontor, "forlop"), "leder", "Slekt.")
    with (
        kontor.new_events() as events,
        pytest.raises(Denied),
        kontor.office.read(caller("leder", dor=Door.WEB)) as r,
    ):
        r.permit(Action.LES_SAK, saksnr)
    assert [(each.formal, each.utfall) for each in events] == [(None, "nektet")]


@pytest.mark.parametrize("action", [Action.SKRIV_NOTAT, Action.TILDEL, Action.START_AVSLUTNING])
def test_a_lead_who_writes_has_a_purpose_by_the_tables(kontor: Kontor, action: Action) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.new_events() as events, kontor.office.read(caller("leder", dor=Door.WEB)) as r:
        r.permit(action, saksnr)
    assert [each.formal for each in events] == ["ledelse" if action is Action.TILDEL else "oppfolging"]


def test_by_the_command_line_the_likeliest_stands_for_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.new_events() as events, kontor.read("leder") as r:
        r.permit(Action.LES_SAK, saksnr)
    assert [each.formal for each in events] == [Purpose.OPPFOLGING]


def test_whether_a_colleague_could_is_asked_without_a_purpose(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.office.read(caller("leder", dor=Door.WEB)) as r:
        grant = r.permit(Action.TILDEL, saksnr)
        assert r.allows(Action.LES_SAK, r.stub(grant))
