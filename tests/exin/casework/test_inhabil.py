"""A conflict of interest: who may register it of whom, and that it takes the case away at once."""

import pytest

from exin.casework.tilgang import tildeling
from exin.casework.tilgang.tildeling import assign, bar
from exin.errors import Denied, IllegalStep, InvalidInput
from policies import Action
from tests.helpers import cases
from tests.helpers.office import Kontor


def test_nobody_but_the_lead_registers_it_of_somebody_else(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.new_events() as events, pytest.raises(IllegalStep) as refused, kontor.work("kari") as w:
        bar(w, saksnr, "ola", "Uvenner.")
    assert [reason.kode for reason in refused.value.reasons] == ["inhabil_andre"]
    assert [(event.handling, event.utfall) for event in events] == [("registrer_inhabil", "avvist")]
    assert kontor.rows("select * from inhabil") == []


def test_a_lead_of_another_team_who_has_the_case_speaks_for_nobody_else(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.give(kontor, saksnr, "annen_leder", funksjon="medansvarlig")
    with pytest.raises(IllegalStep), kontor.work("annen_leder") as w:
        bar(w, saksnr, "kari", "Uvenner.")


def test_the_barred_cannot_lift_it_themselves(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("kari") as w:
        bar(w, saksnr, "kari", "Slekt.")
    with pytest.raises(Denied), kontor.work("kari") as w:
        bar(w, saksnr, "kari", "Likevel ikke.", opphev=True)


def test_what_was_never_given_cannot_be_taken(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(InvalidInput) as refused, kontor.work("leder") as w:
        assign(w, saksnr, "ola", "medansvarlig", fjern=True)
    assert refused.value.kode == "ikke_tildelt"


def test_who_registers_it_of_themselves_loses_the_case_at_once(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("kari") as w:
        bar(w, saksnr, "kari", "Slekt.")
    with pytest.raises(Denied), kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)
    assert kontor.one("select kontakt_id from sak where saksnr = ?", saksnr) == (None,)


def test_the_lead_registers_and_lifts_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("leder") as w:
        bar(w, saksnr, "kari", "Slekt.")
    with pytest.raises(InvalidInput), kontor.work("leder") as w:
        tildeling.assign(w, saksnr, "kari", "kontakt")
    with kontor.work("leder") as w:
        bar(w, saksnr, "kari", "Feil person.", opphev=True)
    cases.give(kontor, saksnr, "kari")
    assert kontor.verify().ok
