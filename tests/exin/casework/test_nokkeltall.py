"""Key figures: as of any day, from history, for those who may read them, and equal to the report's."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from exin.casework.demo.register import register_as_it_is
from exin.casework.oppfolging import arbeid
from exin.casework.oversikt.nokkeltall import read_nokkeltall
from exin.casework.sak import henvendelse, steg
from exin.errors import Denied, Tampered
from tests.helpers import cases, people
from tests.helpers.office import Kontor
from tests.helpers.registers import FULL, Register, land

FASIT = json.loads((Path(__file__).parent / "register/fasit.json").read_text("utf-8"))
LAST_DAY = date(2025, 12, 31)


def figures(
    kontor: Kontor, per: date | None = None, *, kjent_per: date | None = None, som: str = "leder"
) -> dict[str, Any]:
    with kontor.read(som) as r:
        return read_nokkeltall(r, per or kontor.clock.today, kjent_per=kjent_per).as_dict()


def of(found: dict[str, Any], key: str, program: str = "exin_oslo") -> Any:  # noqa: ANN401 - as JSON
    return found[program][key]


@pytest.mark.parametrize("who", ["kari", "mottak", "admin", "klarert1", "sperret"])
def test_case_workers_and_the_systemansvarlig_read_no_figures(kontor: Kontor, who: str) -> None:
    with kontor.new_events() as events, pytest.raises(Denied):
        figures(kontor, som=who)
    assert [(each.handling, each.utfall) for each in events] == [("les_nokkeltall", "nektet")]


@pytest.mark.parametrize("who", ["leder", "annen_leder", "revisor"])
def test_leads_and_auditors_read_them_and_it_is_in_the_log(kontor: Kontor, who: str) -> None:
    with kontor.new_events() as events:
        figures(kontor, som=who)
    assert [(each.handling, each.utfall, each.antall) for each in events] == [
        ("les_nokkeltall", "tillatt", 0)
    ]


def test_a_history_that_was_changed_gives_no_figures(kontor: Kontor) -> None:
    land(kontor, Register().course("E-1", *FULL))
    kontor.tamper("update steg set gjelder_fra = '2024-01-01' where nummer = 1")
    with pytest.raises(Tampered):
        figures(kontor)


# -- the register ------------------------------------------------------------------------------------------------


def test_the_register_gives_the_figures_of_the_report_in_every_key(kontor: Kontor) -> None:
    land(kontor, register_as_it_is())
    found = figures(kontor, LAST_DAY)
    known = {program: {key: found[program][key] for key in keys} for program, keys in FASIT.items()}
    assert known == FASIT
    assert {key for keys in found.values() for key in keys} - {
        key for keys in FASIT.values() for key in keys
    } == {"informert_om_andre_tilbud"}


def test_the_three_figures_of_each_programme_are_those_published(kontor: Kontor) -> None:
    land(kontor, register_as_it_is())
    found = figures(kontor, LAST_DAY)
    keys = ("henvendelser_totalt", "nye_2025", "aktive_saker")
    assert [[found[program][key] for key in keys] for program in found] == [[192, 53, 57], [12, 12, 6]]


def test_the_figures_of_a_day_do_not_change_with_what_happens_later(kontor: Kontor) -> None:
    land(kontor, register_as_it_is())
    before = figures(kontor, LAST_DAY)
    kontor.clock.forward(days=40)
    saksnr = cases.case(kontor, "forlop")
    cases.drop_out(kontor, saksnr)
    assert figures(kontor, LAST_DAY) == before
    assert of(figures(kontor), "henvendelser_totalt") == 193


def test_every_day_of_the_register_counts_each_case_in_one_state(kontor: Kontor) -> None:
    land(kontor, register_as_it_is())
    totals = []
    for days in range(0, 1_460, 146):
        found = figures(kontor, date(2022, 1, 2) + timedelta(days=days))
        for program in found.values():
            assert sum(program["tilstander"].values()) == program["henvendelser_totalt"]
            phases = ("henvendelse", "vurdering", "forlop", "avslutning")
            assert program["aktive_saker"] == sum(program["tilstander"].get(each, 0) for each in phases)
        totals.append(found["exin_oslo"]["henvendelser_totalt"])
    assert totals == sorted(totals)
    assert totals[0] == 0


# -- live cases --------------------------------------------------------------------------------------------------


def test_a_state_that_nobody_stands_in_is_left_out_and_a_reason_is_not(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering")
    found = figures(kontor)
    assert of(found, "tilstander") == {"vurdering": 1}
    assert of(found, "frafall") == dict.fromkeys(FASIT["exin_oslo"]["frafall"], 0)
    assert list(of(found, "ikke_tatt_inn")) == list(FASIT["exin_oslo"]["ikke_tatt_inn"])


def test_the_year_of_the_new_ones_is_that_of_the_day_asked_for(kontor: Kontor) -> None:
    cases.case(kontor)
    assert of(figures(kontor, date(2027, 3, 1)), "nye_2027") == 0
    assert of(figures(kontor, date(2026, 3, 1)), "nye_2026") == 1


def test_a_case_that_comes_back_is_no_new_henvendelse(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    found = figures(kontor)
    assert (of(found, "henvendelser_totalt"), of(found, "aktive_saker")) == (1, 1)
    assert of(found, "reinntak")["ny_motivasjon"] == 1
    assert of(found, "frafall")["nye_hendelser"] == 1


def test_a_new_case_linked_to_an_ended_one_is_a_new_henvendelse(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "ikke_tatt_inn")
    with kontor.work("kari") as w:
        henvendelse.open_linked(w, saksnr, people.henvendelse(fodselsnummer=None))
    found = figures(kontor)
    assert of(found, "henvendelser_totalt") == 2
    assert of(found, "tilstander") == {"henvendelse": 1, "ikke_tatt_inn": 1}


def test_a_step_that_is_void_does_not_count(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    cases.advance(kontor, saksnr, "annuller_steg", begrunnelse="Kom tilbake samme dag.")
    found = figures(kontor)
    assert of(found, "tilstander") == {"forlop": 1}
    assert sum(of(found, "frafall").values()) == 0


def test_a_case_moved_at_eighteen_began_where_it_began_and_is_active_where_it_is(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering", program="exin_oslo_ung")
    kontor.clock.set(date(2026, 9, 10))
    moved = kontor.clock.today
    cases.advance(kontor, saksnr, "overfor_til_18")
    before, after = figures(kontor, moved - timedelta(days=1)), figures(kontor, moved)
    active = [
        (of(found, "aktive_saker", "exin_oslo_ung"), of(found, "aktive_saker")) for found in (before, after)
    ]
    assert active == [(1, 0), (0, 1)]
    total = [of(after, "henvendelser_totalt", program) for program in ("exin_oslo_ung", "exin_oslo")]
    assert total == [1, 0]
    assert of(after, "nye_2026") == 0


def test_a_duplicate_of_a_hidden_case_is_not_counted(kontor: Kontor) -> None:
    number = people.new_number()
    cases.protected_case(kontor, fodselsnummer=number)
    cases.register(kontor, fodselsnummer=number)
    assert kontor.one("select count(*) from sak") == (2,)
    assert of(figures(kontor), "henvendelser_totalt") == 1


def test_protected_cases_count_as_numbers(kontor: Kontor) -> None:
    cases.protected_case(kontor, "vurdering")
    cases.case(kontor, "vurdering", skjerming="fortrolig")
    assert of(figures(kontor, som="annen_leder"), "tilstander") == {"vurdering": 2}


def test_the_state_column_is_no_source(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering")
    source = (Path(__file__).parents[3] / "exin/store/nokkeltall.py").read_text("utf-8")
    assert "tilstand" not in source.replace("til_tilstand", "")


def test_whether_other_services_were_explained_is_counted_with_what_came_later(kontor: Kontor) -> None:
    told, later, never = (cases.case(kontor, "vurdering") for _ in range(3))
    cases.advance(kontor, told, "ikke_tatt_inn", arsak="kapasitet", tilbud="gitt")
    for saksnr in (later, never):
        cases.advance(
            kontor, saksnr, "ikke_tatt_inn", arsak="kapasitet", tilbud="ikke_gitt", tilbudsgrunn="La på."
        )
    land(kontor, Register().course("E-1", "ikke_tatt_inn:kapasitet"))
    assert of(figures(kontor), "informert_om_andre_tilbud") == {
        "gitt": 1,
        "ikke_gitt": 2,
        "ikke_registrert": 1,
    }
    kontor.clock.forward(days=1)
    with kontor.work("kari") as w:
        arbeid.write_tilbud(w, later, gitt=True, tekst=None)
    assert of(figures(kontor), "informert_om_andre_tilbud")["gitt"] == 2
    day_before = kontor.clock.today - timedelta(days=1)
    assert of(figures(kontor, day_before), "informert_om_andre_tilbud")["gitt"] == 1


def test_what_was_explained_in_an_earlier_round_is_not_counted_with_the_refusal(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    with kontor.work("kari") as w:
        arbeid.write_tilbud(w, saksnr, gitt=True, tekst=None)
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    cases.advance(
        kontor, saksnr, "ikke_tatt_inn", arsak="kapasitet", tilbud="ikke_gitt", tilbudsgrunn="La på."
    )
    assert of(figures(kontor), "informert_om_andre_tilbud")["ikke_gitt"] == 1


# -- as known on a day -------------------------------------------------------------------------------------------


def test_what_was_registered_later_is_not_known_before(kontor: Kontor) -> None:
    land(kontor, register_as_it_is())
    day_before = kontor.clock.today - timedelta(days=1)
    assert of(figures(kontor, LAST_DAY, kjent_per=day_before), "henvendelser_totalt") == 0
    assert figures(kontor, LAST_DAY, kjent_per=kontor.clock.today) == figures(kontor, LAST_DAY)


def test_a_step_counts_until_the_day_it_was_made_void(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    first = kontor.clock.today
    kontor.clock.forward(days=2)
    with kontor.work("leder") as w:
        steg.advance(w, saksnr, steg.Onske(hendelse="annuller_steg", begrunnelse="Feil sak."))
    second = kontor.clock.today
    known = [figures(kontor, kjent_per=day) for day in (first, second - timedelta(days=1), second)]
    assert [of(found, "tilstander") for found in known] == [{"frafall": 1}, {"frafall": 1}, {"forlop": 1}]


def test_a_step_that_counts_from_a_day_before_it_was_registered_is_known_from_then(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    took_place = kontor.clock.today
    kontor.clock.forward(days=5)
    cases.advance(kontor, saksnr, "ikke_tatt_inn", arsak="kapasitet", tilbud="gitt", dato=took_place)
    late = figures(kontor, took_place)
    early = figures(kontor, took_place, kjent_per=kontor.clock.today - timedelta(days=1))
    assert (of(late, "tilstander"), of(early, "tilstander")) == ({"ikke_tatt_inn": 1}, {"henvendelse": 1})


def test_the_day_is_that_of_oslo(kontor: Kontor) -> None:
    kontor.clock.now = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)  # half past midnight on 1 July in Oslo
    cases.register(kontor)
    assert of(figures(kontor, date(2026, 12, 31), kjent_per=date(2026, 6, 30)), "henvendelser_totalt") == 0
    assert of(figures(kontor, date(2026, 12, 31), kjent_per=date(2026, 7, 1)), "henvendelser_totalt") == 1
