"""The whole way through the door, each guard refused first; what a step keeps, and what it does not."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from audit.events import Outcome
from exin.casework.grunnlag import history
from exin.casework.grunnlag.saksrader import read_rows
from exin.casework.oppfolging import arbeid
from exin.casework.oppfolging.arbeid import NyKartlegging, NyKontakt
from exin.casework.sak import facts, steg
from exin.casework.sak.steg import Onske
from exin.errors import Conflict, Denied, IllegalStep, InvalidInput
from exin.work import Work
from policies import Action
from tests.helpers import cases, people
from tests.helpers.office import Kontor, meanwhile


def refused(kontor: Kontor, saksnr: str, hendelse: str, by: str = "kari", **given: Any) -> set[str]:  # noqa: ANN401
    """The codes of all that speaks against a step."""
    before = state(kontor, saksnr)
    with kontor.new_events() as events, pytest.raises(IllegalStep) as error:
        cases.advance(kontor, saksnr, hendelse, by, **given)
    assert state(kontor, saksnr) == before
    assert {event.utfall for event in events} == {Outcome.AVVIST}
    return {reason.kode for reason in error.value.reasons}


def state(kontor: Kontor, saksnr: str) -> tuple[Any, ...]:
    columns = "tilstand, program, steg_nummer, har_plass, apen_til, versjon"
    return kontor.one(f"select {columns} from sak where saksnr = ?", saksnr)  # noqa: S608


def test_start_vurdering_asks_for_the_talk_the_age_and_the_tie(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, bydel="utenfor_oslo", fodselsnummer=people.new_number(date(1990, 5, 5)))
    assert refused(kontor, saksnr, "start_vurdering") == {
        "informasjonssamtale_holdt",
        "alder_i_programmet",
        "tilknytning_oslo",
    }


def test_a_talk_that_was_agreed_but_not_held_is_not_enough(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    for outcome in ("ikke_mott", "forsok"):
        cases.talk(kontor, saksnr, utfall=outcome)
    cases.talk(kontor, saksnr, slag="samtale")
    assert refused(kontor, saksnr, "start_vurdering") == {"informasjonssamtale_holdt"}
    cases.talk(kontor, saksnr)
    cases.advance(kontor, saksnr, "start_vurdering")
    assert state(kontor, saksnr)[0] == "vurdering"


def test_a_birth_date_that_is_not_known_is_no_age(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, fodselsnummer=None)
    cases.talk(kontor, saksnr)
    assert refused(kontor, saksnr, "start_vurdering") == {"alder_i_programmet"}


def test_a_tie_to_oslo_may_be_registered_for_who_lives_elsewhere(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, bydel="utenfor_oslo", tilknytning_oslo=True)
    cases.talk(kontor, saksnr)
    cases.advance(kontor, saksnr, "start_vurdering")


@pytest.mark.parametrize("born, program, fits", [
    (date(2008, 1, 15), "exin_oslo", True),  # 18 today
    (date(2008, 1, 16), "exin_oslo", False),
    (date(1995, 1, 16), "exin_oslo", True),  # 31 tomorrow
    (date(1995, 1, 15), "exin_oslo", False),
    (date(2010, 1, 15), "exin_oslo_ung", True),  # 16 today
    (date(2010, 1, 16), "exin_oslo_ung", False),
    (date(2007, 1, 16), "exin_oslo_ung", True),  # 19 tomorrow
    (date(2007, 1, 15), "exin_oslo_ung", False),
])  # fmt: skip
def test_the_age_counts_on_the_day_in_full_years(
    kontor: Kontor, born: date, program: str, fits: bool
) -> None:
    saksnr = cases.case(kontor, program=program, fodselsnummer=people.new_number(born))
    cases.talk(kontor, saksnr)
    if fits:
        cases.advance(kontor, saksnr, "start_vurdering")
    else:
        assert refused(kontor, saksnr, "start_vurdering") == {"alder_i_programmet"}


def test_start_forlop_asks_for_mapping_consent_and_number(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, fodselsnummer=None, fodselsdato=people.ADULT)
    cases.go_on(kontor, saksnr, "vurdering")
    assert refused(kontor, saksnr, "start_forlop") == {
        "kartlegging_fullstendig",
        "samtykke_i_kraft",
        "fodselsnummer_kjent",
    }


@pytest.mark.parametrize("given", [
    {"gitt": date(2026, 1, 14), "utloper": date(2026, 1, 14)},
    {"gitt": date(2026, 1, 16)},
])  # fmt: skip
def test_a_consent_counts_only_while_it_is_in_force(kontor: Kontor, given: dict[str, Any]) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.map_out(kontor, saksnr)
    if given["gitt"] > kontor.clock.today:
        with pytest.raises(InvalidInput):
            cases.consent(kontor, saksnr, **given)
    else:
        cases.consent(kontor, saksnr, **given)
    assert refused(kontor, saksnr, "start_forlop") == {"samtykke_i_kraft"}


def test_a_consent_to_share_is_no_consent_to_take_part(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.map_out(kontor, saksnr)
    with kontor.work("kari") as w:
        arbeid.write_samtykke(w, saksnr, "deling")
    assert refused(kontor, saksnr, "start_forlop") == {"samtykke_i_kraft"}


def test_a_consent_that_was_withdrawn_is_none(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.map_out(kontor, saksnr)
    cases.consent(kontor, saksnr)
    with kontor.work("kari") as w:
        arbeid.withdraw_samtykke(w, saksnr, "deltakelse")
    assert refused(kontor, saksnr, "start_forlop") == {"samtykke_i_kraft"}


def test_a_mapping_without_all_four_areas_is_not_complete(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.consent(kontor, saksnr)
    cases.map_out(kontor, saksnr, motivasjon="Vil.", risiko="Noe.", behov="Bolig.")
    assert refused(kontor, saksnr, "start_forlop") == {"kartlegging_fullstendig"}
    cases.map_out(kontor, saksnr, beskyttelsesfaktorer="Familie.")
    cases.advance(kontor, saksnr, "start_forlop")


def test_a_mapping_of_before_the_latest_entry_does_not_count(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    cases.talk(kontor, saksnr)
    cases.map_out(kontor, saksnr)
    cases.consent(kontor, saksnr)
    kontor.clock.forward(days=1)
    cases.advance(kontor, saksnr, "start_vurdering")
    assert refused(kontor, saksnr, "start_forlop") == {"kartlegging_fullstendig"}
    cases.map_out(kontor, saksnr, motivasjon="Ny.")  # nothing of the old one is carried over
    assert refused(kontor, saksnr, "start_forlop") == {"kartlegging_fullstendig"}


def test_a_mapping_of_the_same_day_but_before_the_entry_does_not_count(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    cases.talk(kontor, saksnr)
    cases.map_out(kontor, saksnr)
    cases.consent(kontor, saksnr)
    cases.advance(kontor, saksnr, "start_vurdering")
    assert refused(kontor, saksnr, "start_forlop") == {"kartlegging_fullstendig"}


def test_a_mapping_dated_before_the_entry_does_not_count_nor_is_it_carried_over(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    cases.consent(kontor, saksnr)
    areas = dict.fromkeys(("motivasjon", "risiko", "beskyttelsesfaktorer", "behov"), "Gammelt.")
    with kontor.work("kari") as w:
        arbeid.write_kartlegging(
            w, saksnr, NyKartlegging(**areas, dato=kontor.clock.today - timedelta(days=9))
        )
    assert refused(kontor, saksnr, "start_forlop") == {"kartlegging_fullstendig"}
    cases.map_out(kontor, saksnr, motivasjon="Nytt.")
    assert refused(kontor, saksnr, "start_forlop") == {"kartlegging_fullstendig"}


def test_a_closing_asks_for_its_plan_and_the_end_for_handover_and_being_told(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    assert refused(kontor, saksnr, "start_avslutning") == {"overleveringsplan"}
    cases.go_on(kontor, saksnr, "avslutning", fra="forlop")
    assert refused(kontor, saksnr, "avslutt") == {"overlevering_bekreftet", "fortalt_om_avslutning"}
    cases.go_on(kontor, saksnr, "avsluttet", fra="avslutning")
    assert state(kontor, saksnr)[:2] == ("avsluttet", "exin_oslo")
    assert state(kontor, saksnr)[3] == 0


def test_the_way_back_asks_for_a_reason_and_seals_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "avslutning")
    assert refused(kontor, saksnr, "tilbake_til_forlop") == {"begrunnelse"}
    assert refused(kontor, saksnr, "tilbake_til_forlop", begrunnelse="   ") == {"begrunnelse"}
    with kontor.new_events() as events:
        cases.advance(kontor, saksnr, "tilbake_til_forlop", begrunnelse="Mistet boligen.")
    assert kontor.one("select count(*) from begrunnelse") == (1,)
    assert len(events[0].forpliktelse or "") == 64


@pytest.mark.parametrize("tilstand", cases.WAY)
def test_what_does_not_follow_is_refused_from_every_state(kontor: Kontor, tilstand: str) -> None:
    saksnr = cases.case(kontor, tilstand)
    follows = {
        "henvendelse": "start_vurdering",
        "vurdering": "start_forlop",
        "forlop": "start_avslutning",
        "avslutning": "avslutt",
    }
    for event in set(follows.values()) - {follows.get(tilstand)}:
        by = "kari" if tilstand != "avsluttet" else "leder"
        if tilstand == "avsluttet":
            with pytest.raises(Denied):
                cases.advance(kontor, saksnr, event, by)
        else:
            assert refused(kontor, saksnr, event, by) == {"ulovlig_rekkefolge"}


@pytest.mark.parametrize("event", ["henvendelse", "finnes_ikke", "", "les_sak", "tildel"])
def test_what_is_no_event_of_a_case_is_refused_before_anybody_is_asked(kontor: Kontor, event: str) -> None:
    saksnr = cases.case(kontor)
    with pytest.raises(InvalidInput) as error:
        cases.advance(kontor, saksnr, event)
    assert error.value.kode == "ukjent_hendelse"


def test_every_step_is_a_row_with_who_when_and_from_which_day(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    kontor.clock.forward(days=3)
    cases.map_out(kontor, saksnr)
    cases.consent(kontor, saksnr, gitt=kontor.clock.today - timedelta(days=1))
    cases.advance(kontor, saksnr, "start_forlop", dato=kontor.clock.today - timedelta(days=1))
    assert kontor.rows(
        "select nummer, hendelse, fra_tilstand, til_tilstand, program, program_versjon, gjelder_fra, registrert, "
        "har_plass, opphav from steg order by nummer"
    )[-1] == (
        3, "start_forlop", "vurdering", "forlop", "exin_oslo", 1,
        "2026-01-17", "2026-01-18T09:00:00.000000Z", 1, "live",
    )  # fmt: skip
    assert kontor.one("select utfort_av from steg where nummer = 3")[0] == kontor.staff_id("kari")


# -- the day a step counts from -----------------------------------------------------------------------------


def test_a_step_is_never_dated_ahead_nor_before_the_one_before_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    kontor.clock.forward(days=10)
    cases.talk(kontor, saksnr)
    cases.advance(kontor, saksnr, "start_vurdering", dato=date(2026, 1, 20))
    cases.map_out(
        kontor, saksnr, **dict.fromkeys(("motivasjon", "risiko", "beskyttelsesfaktorer", "behov"), "x")
    )
    cases.consent(kontor, saksnr, gitt=date(2026, 1, 20))
    for day, kode in ((date(2026, 1, 26), "dato_i_framtiden"), (date(2026, 1, 19), "dato_for_forrige_steg")):
        with pytest.raises(InvalidInput) as error:
            cases.advance(kontor, saksnr, "start_forlop", dato=day)
        assert error.value.kode == kode
    cases.advance(kontor, saksnr, "start_forlop", dato=date(2026, 1, 20))
    assert kontor.one("select tilstand_fra from sak") == ("2026-01-20",)


def test_today_is_the_day_in_oslo(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    kontor.clock.now = datetime(2026, 1, 15, 23, 30, tzinfo=UTC)  # half past midnight in Oslo
    cases.talk(kontor, saksnr, dato=date(2026, 1, 16))
    with pytest.raises(InvalidInput):
        cases.talk(kontor, saksnr, dato=date(2026, 1, 17))


def test_the_age_counts_on_the_day_the_step_counts_from(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, fodselsnummer=people.new_number(date(2008, 1, 17)))
    kontor.clock.forward(days=5)
    cases.talk(kontor, saksnr)
    assert refused(kontor, saksnr, "start_vurdering", dato=date(2026, 1, 16)) == {"alder_i_programmet"}
    cases.advance(kontor, saksnr, "start_vurdering", dato=date(2026, 1, 17))


# -- what is given with a step ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {"arsak": "Kari Nordmann"},
        {"arsak": "kapasitet"},
        {"apen_til": date(2027, 1, 1)},
        {"tilbud": "gitt"},
        {"tilbudsgrunn": "Ville ikke."},
    ],
)
def test_what_a_step_does_not_ask_for_is_refused_and_not_kept(kontor: Kontor, given: dict[str, Any]) -> None:
    saksnr = cases.case(kontor)
    cases.talk(kontor, saksnr)
    before = kontor.rows("select * from sak"), kontor.rows("select * from steg order by nummer")
    with pytest.raises(InvalidInput) as error:
        cases.advance(kontor, saksnr, "start_vurdering", **given)
    assert error.value.kode == "ikke_for_dette_steget"
    assert error.value.felt in {"arsak", "apen_til", "tilbud"}
    assert (kontor.rows("select * from sak"), kontor.rows("select * from steg order by nummer")) == before
    assert "Nordmann" not in repr(kontor.log())
    assert kontor.one("select tilstand from sak") == ("henvendelse",)


def test_a_reason_outside_the_list_is_refused_and_not_repeated(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with pytest.raises(IllegalStep) as error:
        cases.advance(kontor, saksnr, "ikke_tatt_inn", arsak="Kari Nordmann", tilbud="gitt")
    assert [reason.kode for reason in error.value.reasons] == ["arsak"]
    assert "Nordmann" not in "".join(repr(reason) for reason in error.value.reasons)


def test_not_admitted_asks_whether_other_services_were_explained_or_why_not(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    assert refused(kontor, saksnr, "ikke_tatt_inn", arsak="kapasitet") == {"tilbud"}
    assert refused(kontor, saksnr, "ikke_tatt_inn", arsak="kapasitet", tilbud="kanskje") == {"tilbud"}
    assert refused(kontor, saksnr, "ikke_tatt_inn", arsak="kapasitet", tilbud="ikke_gitt") == {"tilbud"}
    receipt = cases.advance(
        kontor, saksnr, "ikke_tatt_inn", arsak="kapasitet", tilbud="ikke_gitt", tilbudsgrunn="La på røret."
    )
    assert kontor.one("select gitt, etter_steg from tilbud") == (0, 2)
    assert [reason.kode for reason in receipt.gjenstar] == ["fortalt_om_ikke_tatt_inn"]


def test_not_admitted_after_having_been_told_lacks_nothing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.work("kari") as w:
        arbeid.write_fortalt(w, saksnr, "brev")
    receipt = cases.advance(kontor, saksnr, "ikke_tatt_inn", arsak="utenfor_malgruppen", tilbud="gitt")
    assert receipt.gjenstar == ()


def test_no_show_takes_three_attempts_in_this_round(kontor: Kontor) -> None:
    until = date(2026, 12, 31)
    saksnr = cases.case(kontor, "vurdering")
    cases.attempt(kontor, saksnr, times=2)
    cases.talk(kontor, saksnr, slag="samtale", utfall="ikke_mott")
    given: dict[str, Any] = {"arsak": "manglende_oppmote", "apen_til": until}
    assert refused(kontor, saksnr, "frafall", **given) == {"kontaktforsok"}
    cases.attempt(kontor, saksnr)
    cases.advance(kontor, saksnr, "frafall", **given)
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    assert refused(kontor, saksnr, "frafall", **given) == {"kontaktforsok"}  # those were in the round before
    cases.attempt(kontor, saksnr, times=3)
    cases.advance(kontor, saksnr, "frafall", **given)


def test_other_reasons_for_dropping_out_take_no_attempts(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    assert refused(kontor, saksnr, "frafall") == {"arsak", "apen_til"}
    day_before = kontor.clock.today - timedelta(days=1)
    assert refused(kontor, saksnr, "frafall", arsak="nye_hendelser", apen_til=day_before) == {"apen_til"}
    cases.drop_out(kontor, saksnr, apen_til=kontor.clock.today)
    assert state(kontor, saksnr)[4] == "2026-01-15"


# -- who else is at it ------------------------------------------------------------------------------------------


def test_a_step_from_what_one_saw_before_somebody_else_wrote_is_a_conflict(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    cases.talk(kontor, saksnr)
    seen = kontor.one("select versjon from sak")[0]
    cases.give(kontor, saksnr, "ola", funksjon="medansvarlig")
    with pytest.raises(Conflict):
        cases.advance(kontor, saksnr, "start_vurdering", versjon=seen)
    assert state(kontor, saksnr)[0] == "henvendelse"
    cases.advance(kontor, saksnr, "start_vurdering", versjon=kontor.one("select versjon from sak")[0])


def test_what_a_guard_reads_raises_the_version_that_a_step_rests_on(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    acts: list[Callable[[Work], object]] = [
        lambda w: arbeid.write_kontakt(w, saksnr, NyKontakt(slag="samtale", utfall="holdt")),
        lambda w: arbeid.write_kartlegging(w, saksnr, NyKartlegging(behov="Bolig.")),
        lambda w: arbeid.write_samtykke(w, saksnr, "deltakelse"),
        lambda w: arbeid.withdraw_samtykke(w, saksnr, "deltakelse"),
        lambda w: arbeid.write_plan(w, saksnr, "Plan."),
        lambda w: arbeid.write_overlevering(w, saksnr, "NAV"),
        lambda w: arbeid.write_fortalt(w, saksnr, "brev"),
        lambda w: arbeid.write_tilbud(w, saksnr, gitt=True, tekst=None),
    ]
    versions = [kontor.one("select versjon from sak")[0]]
    for act in acts:
        with kontor.work("kari") as w:
            act(w)
        versions.append(kontor.one("select versjon from sak")[0])
    assert versions == sorted(set(versions))


def test_a_henvendelse_registered_meanwhile_stops_the_way_back(kontor: Kontor) -> None:
    number = people.new_number()
    saksnr = cases.case(kontor, "frafall", fodselsnummer=number)
    with pytest.raises(IllegalStep) as error, kontor.work("leder") as w:
        grant = w.permit(Action.REINNTAK, saksnr, felt=facts.NEEDED, hendelse="reinntak")
        known = history.read_history(w.tx, grant)
        rader = read_rows(w, grant)
        gathered = facts.of_case(w, grant, known, rader, dag=kontor.clock.today)
        kjent = steg.Kjent(history=known, rader=rader, facts=gathered)
        meanwhile(lambda: cases.register(kontor, fodselsnummer=number))
        steg.take(w, grant, kjent, Onske(hendelse="reinntak", arsak="ny_motivasjon"))
    assert [reason.kode for reason in error.value.reasons] == ["ingen_annen_apen_sak"]
