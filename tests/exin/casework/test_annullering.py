"""A step voided: the row stays, and state, places, door-open date and day are as before it."""

from datetime import date, timedelta
from typing import Any

import pytest

from exin.casework.oppfolging import arbeid
from exin.casework.sak import henvendelse, steg
from exin.casework.sak.steg import Onske
from exin.errors import Denied, IllegalStep, NotFound
from tests.helpers import cases, people
from tests.helpers.office import Kontor

WHY: dict[str, Any] = {"begrunnelse": "Feil sak."}


def shadow(kontor: Kontor, saksnr: str) -> tuple[Any, ...]:
    columns = "program, program_versjon, tilstand, tilstand_fra, steg_nummer, har_plass, apen_til"
    return kontor.one(f"select {columns} from sak where saksnr = ?", saksnr)  # noqa: S608


def annul(kontor: Kontor, saksnr: str, by: str = "kari", **given: Any) -> None:  # noqa: ANN401
    cases.advance(kontor, saksnr, "annuller_steg", by, **(WHY | given))


def codes(error: pytest.ExceptionInfo[IllegalStep]) -> set[str]:
    return {reason.kode for reason in error.value.reasons}


STEPS: list[tuple[str, str, dict[str, Any]]] = [
    ("henvendelse", "start_vurdering", {}),
    ("vurdering", "start_forlop", {}),
    ("forlop", "start_avslutning", {}),
    ("avslutning", "avslutt", {}),
    ("avslutning", "tilbake_til_forlop", {"begrunnelse": "Ikke klar."}),
    ("henvendelse", "ikke_tatt_inn", {"arsak": "kapasitet", "tilbud": "gitt"}),
    ("vurdering", "ikke_tatt_inn", {"arsak": "kapasitet", "tilbud": "gitt"}),
    ("vurdering", "frafall", {"arsak": "nye_hendelser", "apen_til": date(2026, 9, 1)}),
    ("forlop", "frafall", {"arsak": "nye_hendelser", "apen_til": date(2026, 9, 1)}),
    ("frafall", "reinntak", {"arsak": "ny_motivasjon"}),
]


@pytest.mark.parametrize("tilstand, hendelse, given", STEPS)
def test_a_voided_step_leaves_everything_as_it_was(
    kontor: Kontor, tilstand: str, hendelse: str, given: dict[str, Any]
) -> None:
    saksnr = cases.case(kontor, tilstand)
    kontor.clock.forward(days=2)
    cases.prepare(kontor, saksnr, hendelse)
    before, steps = shadow(kontor, saksnr), kontor.rows("select * from steg order by nummer")
    cases.advance(kontor, saksnr, hendelse, **given)
    assert shadow(kontor, saksnr) != before
    kontor.clock.forward(hours=23)
    annul(kontor, saksnr)
    assert shadow(kontor, saksnr) == before
    assert kontor.rows("select * from steg order by nummer")[:-1] == steps
    assert kontor.one("select count(*) from steg") == (len(steps) + 1,)
    assert kontor.one("select a.steg_id = s.id from annullering a, steg s where s.nummer = ?", len(steps) + 1)


def test_the_first_step_is_not_voided(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="mottak")
    for who in ("mottak", "leder"):
        with pytest.raises(IllegalStep) as error:
            annul(kontor, saksnr, who)
        assert codes(error) == {"steget_kan_annulleres"}


def test_the_author_has_a_day_and_the_lead_has_time(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    with pytest.raises(IllegalStep) as error:
        annul(kontor, saksnr, "ola")
    assert codes(error) == {"rett_til_annullering"}
    kontor.clock.forward(hours=24, seconds=1)
    with pytest.raises(IllegalStep) as error:
        annul(kontor, saksnr)
    assert codes(error) == {"rett_til_annullering"}
    kontor.clock.forward(days=100)
    annul(kontor, saksnr, "leder")
    assert shadow(kontor, saksnr)[2] == "henvendelse"


def test_it_takes_a_reason(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    for reason in (None, "", "  \n "):
        with pytest.raises(IllegalStep) as error:
            annul(kontor, saksnr, begrunnelse=reason)
        assert codes(error) == {"begrunnelse"}


def test_who_may_not_write_may_not_void(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    for who, error in (("ola", Denied), ("annen_leder", NotFound), ("revisor", NotFound)):
        with pytest.raises(error):
            annul(kontor, saksnr, who)


def test_steps_are_voided_one_after_the_other_down_to_the_first(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avslutning")
    for expected in ("forlop", "vurdering", "henvendelse"):
        annul(kontor, saksnr)
        assert shadow(kontor, saksnr)[2] == expected
    with pytest.raises(IllegalStep):
        annul(kontor, saksnr)
    assert kontor.one("select count(*) from annullering") == (3,)


def test_a_step_taken_again_after_the_void_gets_a_number_of_its_own(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    annul(kontor, saksnr)
    cases.advance(kontor, saksnr, "start_forlop")
    assert [row[0] for row in kontor.rows("select nummer from steg order by nummer")] == [1, 2, 3, 4]
    assert shadow(kontor, saksnr)[4] == 4
    assert kontor.verify().ok


def test_a_void_opens_the_way_to_date_the_step_right(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    kontor.clock.forward(days=5)
    cases.talk(kontor, saksnr)
    cases.advance(kontor, saksnr, "start_vurdering")
    annul(kontor, saksnr)
    cases.advance(kontor, saksnr, "start_vurdering", dato=kontor.clock.today - timedelta(days=3))
    assert shadow(kontor, saksnr)[3] == "2026-01-17"


# -- an end that is voided opens the case again ---------------------------------------------------------------


@pytest.mark.parametrize("tilstand", ["avsluttet", "ikke_tatt_inn", "frafall"])
def test_an_end_is_not_voided_while_the_person_has_another_open_case(kontor: Kontor, tilstand: str) -> None:
    saksnr = cases.case(kontor, tilstand)
    with kontor.work("leder") as w:
        henvendelse.open_linked(w, saksnr, people.henvendelse(navn="", fodselsnummer=None))
    with pytest.raises(IllegalStep) as error:
        annul(kontor, saksnr, "leder")
    assert codes(error) == {"ingen_ny_apen_sak"}
    assert shadow(kontor, saksnr)[2] == tilstand


def test_a_step_between_open_states_is_voided_though_there_is_another_open_case(kontor: Kontor) -> None:
    number = people.new_number()
    first = cases.case(kontor, "frafall", fodselsnummer=number)
    cases.register(kontor, fodselsnummer=number)
    other = kontor.one("select saksnr from sak where saksnr <> ?", first)[0]
    cases.give(kontor, other)
    cases.go_on(kontor, other, "vurdering")
    annul(kontor, other)
    assert shadow(kontor, other)[2] == "henvendelse"


def test_a_henvendelse_that_came_meanwhile_stops_the_void(kontor: Kontor) -> None:
    number = people.new_number()
    saksnr = cases.case(kontor, "frafall", fodselsnummer=number)
    cases.register(kontor, fodselsnummer=number)
    with pytest.raises(IllegalStep) as error:
        annul(kontor, saksnr, "leder")
    assert codes(error) == {"ingen_ny_apen_sak"}


def test_a_hidden_open_case_stops_no_void_and_its_holders_are_told(kontor: Kontor) -> None:
    number = people.new_number()
    saksnr = cases.case(kontor, "frafall", fodselsnummer=number)
    cases.give(kontor, cases.register(kontor, "annen", fodselsnummer=number).saksnr, "annen")
    before = kontor.one("select count(*) from utboks")[0]
    annul(kontor, saksnr)
    assert shadow(kontor, saksnr)[2] == "forlop"
    assert kontor.rows("select slag from utboks")[before:] == [("annen_sak_apen",)]


# -- places ------------------------------------------------------------------------------------------------------


def test_a_place_given_away_meanwhile_is_taken_back_past_the_limit_and_said(kontor: Kontor) -> None:
    cases.set_places(kontor, "exin_oslo", 1)
    first = cases.case(kontor, "forlop")
    cases.drop_out(kontor, first)
    cases.case(kontor, "forlop")
    with kontor.work("kari") as w:
        receipt = steg.advance(w, first, Onske(hendelse="annuller_steg", **WHY))
    assert receipt.over_kapasitet
    assert kontor.rows("select har_plass from sak") == [(1,), (1,)]


def test_what_was_written_in_the_voided_round_stays(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("kari") as w:
        arbeid.write_notat(w, saksnr, "Skrevet i vurderingen.")
    annul(kontor, saksnr)
    assert kontor.one("select count(*) from notat") == (1,)
