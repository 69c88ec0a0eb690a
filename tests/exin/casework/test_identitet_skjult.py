"""Who a case is about is shown when somebody asks for it, and that is an act of its own in the log."""

import pytest

from exin.casework.grunnlag.views import SakVisning
from exin.casework.visning.visning import show_case
from exin.errors import Denied
from tests.helpers import cases
from tests.helpers.office import Kontor


def show(kontor: Kontor, saksnr: str, who: str = "kari", *, identitet: bool = False) -> SakVisning:
    with kontor.read(who) as r:
        return show_case(r, saksnr, identitet=identitet)


def test_who_may_not_read_the_case_sees_no_more_by_asking_for_less(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(Denied):
        show(kontor, saksnr, "ola")


def test_what_was_not_asked_for_is_neither_read_nor_hidden(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", navn="Munter Løve", adresse="Gata 1")
    with kontor.new_events() as events:
        seen = show(kontor, saksnr)
    assert [event.handling for event in events] == ["les_sak", "les_notat", "les_kartlegging"]
    assert not {felt for event in events for felt in event.felt} & {"person.navn", "adresse.adresse"}
    assert (seen.person, seen.skjult, seen.kan_vise_identitet) == (None, (), True)


def test_to_ask_for_it_is_two_more_events(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", navn="Munter Løve", adresse="Gata 1")
    with kontor.new_events() as events:
        seen = show(kontor, saksnr, identitet=True)
    assert {"les_identitet", "les_adresse"} <= {event.handling for event in events}
    assert seen.person is not None
    assert seen.person.navn == "Munter Løve"


def test_what_the_rules_hide_is_hidden_and_not_offered(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "ikke_tatt_inn", kontakt=None)
    assert show(kontor, saksnr, "mottak").kan_vise_identitet
    assert "identitet" not in show(kontor, saksnr, "mottak").skjult
    assert show(kontor, saksnr, "mottak").skjult == ("kartlegging",)
