"""What can happen next: the machine's answer with places counted, and never more than the asker may do."""

from datetime import date

import pytest

from exin.casework.oppfolging import arbeid
from exin.casework.sak.muligheter import possibilities
from exin.errors import Denied, NotFound
from tests.helpers import cases, people
from tests.helpers.office import Kontor
from tests.helpers.places import set_places
from workflows import Possibility


def ways(kontor: Kontor, saksnr: str, who: str = "kari") -> dict[str, Possibility]:
    with kontor.read(who) as w:
        return {step.event: step for step in possibilities(w, saksnr).steg}


def lacking(step: Possibility) -> list[str]:
    return [reason.kode for reason in step.mangler]


@pytest.mark.parametrize("who", ["annen", "annen_leder", "revisor", "admin"])
def test_the_way_on_is_hidden_with_the_case(kontor: Kontor, who: str) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(NotFound):
        ways(kontor, saksnr, who)


def test_a_colleague_is_not_told_where_a_case_stands(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with pytest.raises(Denied):
        ways(kontor, saksnr, "ola")


def test_a_step_that_the_rules_refuse_the_asker_is_not_possible(kontor: Kontor) -> None:
    saksnr = cases.register(kontor, "ola").saksnr
    cases.talk(kontor, saksnr, "ola")
    found = ways(kontor, saksnr, "ola")
    assert not any(step.mulig for step in found.values())
    assert lacking(found["start_vurdering"]) == ["tilgang"]
    assert lacking(ways(kontor, saksnr, "mottak")["start_vurdering"]) == []


def test_asking_leaves_one_event_and_changes_nothing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    before = kontor.one("select versjon, tilstand from sak where saksnr = ?", saksnr)
    with kontor.new_events() as events:
        ways(kontor, saksnr)
    assert [(event.handling, event.felt) for event in events] == [("les_sak", ("person.fodselsdato",))]
    assert kontor.one("select versjon, tilstand from sak where saksnr = ?", saksnr) == before


def test_each_step_tells_all_that_is_missing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", fodselsnummer=None, fodselsdato=people.ADULT)
    found = ways(kontor, saksnr)
    assert lacking(found["start_forlop"]) == [
        "kartlegging_fullstendig",
        "samtykke_i_kraft",
        "fodselsnummer_kjent",
    ]
    assert found["frafall"].mulig
    assert found["frafall"].krever == ("arsak", "apen_til")


def test_what_is_possible_can_be_done(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    assert ways(kontor, saksnr)["start_forlop"].mulig
    assert cases.advance(kontor, saksnr, "start_forlop").tilstand == "forlop"


def test_a_full_programme_stands_in_the_way_and_a_lead_may_go_past_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.prepare(kontor, saksnr, "start_forlop")
    set_places(kontor, "exin_oslo", plasser=0)
    mine = ways(kontor, saksnr)["start_forlop"]
    assert (mine.mulig, lacking(mine), mine.kan_overstyres) == (False, ["ledig_plass"], False)
    assert ways(kontor, saksnr, "leder")["start_forlop"].kan_overstyres


def test_places_are_counted_in_the_programme_that_the_step_leads_into(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall", program="exin_oslo_ung")
    set_places(kontor, "exin_oslo", plasser=0)
    assert lacking(ways(kontor, saksnr)["reinntak"]) == []
    kontor.clock.set(date(2027, 10, 1))  # 19 years: re-inntak now leads into EXIN OSLO
    assert lacking(ways(kontor, saksnr)["reinntak"]) == ["ledig_plass"]


def test_the_author_may_annul_within_a_day_and_then_only_the_lead(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    assert ways(kontor, saksnr)["annuller_steg"].mulig
    kontor.clock.forward(hours=25)
    assert lacking(ways(kontor, saksnr)["annuller_steg"]) == ["rett_til_annullering"]
    assert ways(kontor, saksnr, "leder")["annuller_steg"].mulig


def test_an_ended_case_has_only_the_way_back_in_and_the_undoing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avsluttet")
    assert set(ways(kontor, saksnr)) == {"ny_henvendelse", "annuller_steg"}


def test_another_open_case_that_is_hidden_hinders_nothing(kontor: Kontor) -> None:
    number = people.new_number()
    saksnr = cases.case(kontor, "frafall", fodselsnummer=number)
    cases.case(kontor, "henvendelse", kontakt=None, by="mottak", fodselsnummer=number)
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "x")
    assert "ingen_annen_apen_sak" not in lacking(ways(kontor, saksnr)["reinntak"])
