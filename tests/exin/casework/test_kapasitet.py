"""Queue and capacity: counts hold no case that the asker may not know of, and each line is logged by person."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from exin.casework.hus.ansatte import set_active
from exin.casework.hus.fravar import register_absence
from exin.casework.oversikt.belastning import Belastning
from exin.casework.oversikt.kapasitet import Kapasitet, show_capacity
from exin.casework.oversikt.venteliste import Utsnitt
from exin.casework.tilgang import tildeling
from exin.errors import Denied, InvalidInput
from tests.helpers import cases, stab
from tests.helpers.office import Kontor


def seen(kontor: Kontor, who: str = "leder", **asked: Any) -> Kapasitet:  # noqa: ANN401 - any part of the page
    with kontor.read(who) as r:
        return show_capacity(r, **asked)


def load(kontor: Kontor, whose: str | None, who: str = "leder") -> Belastning:
    return next(each for each in seen(kontor, who).lag.belastning.values() if each.ansatt == whose)


def numbers(found: Kapasitet) -> list[str]:
    return [line.saksnr for line in found.venter.linjer]


def counts(found: Kapasitet) -> dict[str, object]:
    """All that is counted, but for the places."""
    return {
        "faser": found.faser,
        "frister": dict(found.lag.frister),
        "forfalt": found.lag.forfalt,
        "venter": dict(found.venter.antall),
        "sene": found.venter.sene,
        "samlet": found.ventetider.samlet,
        "belastning": [(each.ansatt, each.saker, each.frister, each.forfalt) for each in found.lag.rows()],
    }


# -- refusals --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["kari", "mottak", "klarert1", "revisor", "admin"])
def test_nobody_but_a_lead_sees_it_and_the_attempt_is_logged(kontor: Kontor, who: str) -> None:
    cases.register(kontor)
    with kontor.new_events() as events, pytest.raises(Denied):
        seen(kontor, who)
    assert [(each.handling, each.utfall) for each in events] == [("vis_kapasitet", "nektet")]


@pytest.mark.parametrize(
    ("asked", "felt"), [({"utsnitt": "alt"}, "venter"), ({"side": 0}, "side"), ({"antall": 501}, "side")]
)
def test_what_there_is_not_is_refused(kontor: Kontor, asked: dict[str, Any], felt: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        seen(kontor, **asked)
    assert refused.value.felt == felt


@pytest.mark.parametrize("who", ["leder", "annen_leder"])
@pytest.mark.parametrize("tilstand", ["henvendelse", "vurdering", "forlop"])
def test_no_count_tells_an_outsider_of_a_strictly_protected_case(
    kontor: Kontor, who: str, tilstand: str
) -> None:
    cases.case(kontor, "vurdering")
    before = counts(seen(kontor, who))
    cases.protected_case(kontor, tilstand)
    assert counts(seen(kontor, who)) == before
    assert counts(seen(kontor, "klarert_leder")) != before


def test_a_case_of_a_person_who_is_strictly_protected_elsewhere_is_not_counted_either(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    assert load(kontor, "kari").saker == 1
    cases.protected_case(kontor)
    other = kontor.one("select person_id from sak where skjerming = 'strengt_fortrolig'")[0]
    kontor.tamper("update sak set person_id = ? where saksnr = ?", other, saksnr)
    assert load(kontor, "kari").saker == 0


def test_a_case_that_the_lead_is_barred_from_is_not_counted(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    before = counts(seen(kontor, "klarert_leder"))
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "leder", "Slekt.")
    found = seen(kontor)
    assert (found.faser["vurdering"], numbers(found), found.lag.frister) == (0, [], {})
    assert counts(seen(kontor, "klarert_leder")) == before


def test_another_team_is_another_matter(kontor: Kontor) -> None:
    cases.case(kontor, "vurdering")
    found = seen(kontor, "annen_leder")
    assert [each.ansatt for each in found.lag.rows()] == ["annen"]
    assert (found.venter.linjer, sum(found.faser.values())) == ((), 0)


# -- the log ---------------------------------------------------------------------------------------------------


def test_each_who_is_shown_is_logged_by_person_and_whoever_is_only_counted_is_not(kontor: Kontor) -> None:
    shown = {cases.register(kontor).saksnr for _ in range(2)}
    cases.case(kontor, "forlop")
    with kontor.new_events() as events:
        assert set(numbers(seen(kontor))) == shown
    assert [(each.handling, each.antall) for each in events] == [
        ("vis_kapasitet", 2),
        ("les_ko", None),
        ("les_ko", None),
    ]
    assert len({each.person for each in events[1:]}) == 2
    assert [each.koder for each in events] == [(), (), ()]


def test_what_is_taken_along_in_a_file_says_so_in_the_log(kontor: Kontor) -> None:
    with kontor.new_events() as events:
        seen(kontor, lastes_ned=True)
    assert [(each.handling, each.koder, each.antall) for each in events] == [
        ("vis_kapasitet", ("lastet_ned",), 0)
    ]


# -- what each has ---------------------------------------------------------------------------------------------


def test_cases_are_counted_by_phase_against_the_share_of_a_post(kontor: Kontor) -> None:
    stab.changed(kontor, "kari", stillingsandel=50)
    for tilstand in ("henvendelse", "vurdering", "forlop", "forlop", "avslutning"):
        cases.case(kontor, tilstand)
    for gone in ("avsluttet", "frafall", "ikke_tatt_inn"):
        cases.case(kontor, gone)
    kari = load(kontor, "kari")
    assert (kari.faser, kari.saker) == ({"henvendelse": 1, "vurdering": 1, "forlop": 2, "avslutning": 1}, 5)
    assert (kari.rom, kari.ledig) == (6, 1)
    assert (load(kontor, "ola").rom, load(kontor, "ola").ledig) == (12, 12)


def test_a_case_is_counted_once_whatever_else_it_is_to_the_lead(kontor: Kontor) -> None:
    saksnr = cases.register(kontor, by="leder").saksnr
    for name, funksjon in (("kari", "kontakt"), ("leder", "medansvarlig")):
        cases.give(kontor, saksnr, name, funksjon=funksjon)
    cases.case(kontor, skjerming="fortrolig")
    kari = load(kontor, "kari")
    assert (kari.saker, sum(seen(kontor).faser.values())) == (2, 2)
    assert kari.frister == load(kontor, "kari", "klarert_leder").frister > 0


def test_nobody_has_room_past_what_is_agreed(kontor: Kontor) -> None:
    kontor.office.means.saker_per_stilling = 1
    for _ in range(2):
        cases.case(kontor)
    kari = load(kontor, "kari")
    assert (kari.rom, kari.saker, kari.ledig) == (1, 2, 0)
    assert seen(kontor).lag.rows()[0] == kari


def test_who_is_away_has_no_room_and_is_told_of_with_the_stand_in(kontor: Kontor) -> None:
    cases.case(kontor)
    today = kontor.clock.today
    with kontor.work("leder") as w:
        register_absence(w, "kari", fra=today, til=today, vikar="ola")
    kari = load(kontor, "kari")
    assert (kari.rom, kari.ledig, kari.saker, kari.borte_til, kari.vikar) == (None, 0, 1, today, "ola")
    kontor.clock.forward(days=1)
    assert load(kontor, "kari").rom == 12


def test_who_is_blocked_and_still_has_cases_is_shown_and_a_lead_has_no_room(kontor: Kontor) -> None:
    cases.case(kontor)
    cases.case(kontor, kontakt="leder")
    with kontor.work("admin") as w:
        set_active(w, "kari", aktiv=False)
    kari, lead = load(kontor, "kari"), load(kontor, "leder")
    assert (kari.sperret, kari.rom, kari.saker) == (True, None, 1)
    assert (lead.leder, lead.rom, lead.saker) == (True, None, 1)


def test_cases_that_nobody_has_stand_by_themselves(kontor: Kontor) -> None:
    cases.register(kontor)
    nobody = load(kontor, None)
    assert (nobody.saker, nobody.rom) == (1, None)
    assert seen(kontor).lag.rows()[-1] == nobody


def test_deadlines_are_counted_by_day_and_by_whose_they_are(kontor: Kontor) -> None:
    cases.case(kontor, "forlop")
    rows = kontor.rows("select frist from frist where lukket is null and slag not like 'alder%'")
    due, today = [date.fromisoformat(str(row[0])) for row in rows], kontor.clock.today
    within = [day for day in due if day <= today + timedelta(days=20)]
    assert seen(kontor).lag.frister == Counter(within) != {}
    assert load(kontor, "kari").frister == sum(day < today + timedelta(days=7) for day in due)
    kontor.clock.forward(days=100)
    found = seen(kontor)
    assert (load(kontor, "kari").forfalt, found.lag.forfalt, found.lag.frister) == (len(due), len(due), {})


def test_a_deadline_that_is_paused_or_an_age_is_not_counted(kontor: Kontor) -> None:
    cases.case(kontor)
    before = seen(kontor).lag.frister
    assert sum(before.values()) > 0
    kontor.tamper("update frist set pauset = fra where slag not like 'alder%'")
    assert seen(kontor).lag.frister == {}


def test_places_are_counted_whole_whoever_may_know_of_whom(kontor: Kontor) -> None:
    cases.set_places(kontor, "exin_oslo", 1, 3)
    cases.protected_case(kontor, "forlop")
    cases.case(kontor, "vurdering")
    place = seen(kontor).plasser[0]
    assert (place.opptatt, place.ledige, place.fullt) == (1, 0, True)
    assert (place.vurderingsplasser, place.ledige_vurderingsplasser) == (3, 2)


# -- how long was waited ---------------------------------------------------------------------------------------


def test_waits_are_told_by_the_week_in_which_they_ended(kontor: Kontor) -> None:
    first, second = cases.case(kontor), cases.case(kontor)
    kontor.clock.forward(days=3)
    cases.go_on(kontor, first, "vurdering")
    kontor.clock.forward(days=4)
    cases.go_on(kontor, second, "vurdering")
    found = seen(kontor).ventetider
    assert [(week.nummer, week.ventet) for week in found.uker if week.ventet] == [
        (3, {"start_vurdering": 3}),
        (4, {"start_vurdering": 7}),
    ]
    assert (found.samlet, len(found.uker)) == ({"start_vurdering": 5}, 12)


def test_a_step_that_was_taken_back_ended_no_wait(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    assert seen(kontor).ventetider.samlet == {"start_vurdering": 0}
    cases.advance(kontor, saksnr, "annuller_steg", begrunnelse="Feil sak.")
    assert seen(kontor).ventetider.samlet == {}


def test_a_wait_counts_from_the_day_of_the_state_it_stood_in(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "frafall")
    kontor.clock.forward(days=40)
    cases.advance(kontor, saksnr, "reinntak", arsak="ny_motivasjon")
    kontor.clock.forward(days=6)
    cases.prepare(kontor, saksnr, "start_forlop")
    cases.advance(kontor, saksnr, "start_forlop")
    assert [week.ventet for week in seen(kontor).ventetider.uker if week.ventet][-1] == {"start_forlop": 6}


def test_the_parts_of_the_queue_are_those_of_the_page(kontor: Kontor) -> None:
    assert set(seen(kontor).venter.antall) == set(Utsnitt)
