"""Whom a page offers: those for whom the rules would say yes, and nobody whose place must not be known."""

import pytest

from exin.casework.hus.fravar import register_absence
from exin.casework.sak.adgang import allowed
from exin.casework.tilgang import tildeling
from exin.casework.visning.ansattvalg import (
    Kandidat,
    Rom,
    show_assignment,
    show_barring,
    show_protection,
    who_can_hold,
)
from exin.errors import Denied, ExinError, NotFound
from policies import Action
from tests.helpers import cases
from tests.helpers.office import Kontor
from tests.helpers.sporringer import statements


def names(offered: tuple[Kandidat, ...]) -> list[str]:
    return [each.brukernavn for each in offered]


def rooms(kontor: Kontor, saksnr: str, who: str = "leder") -> dict[str, Rom | None]:
    with kontor.read(who) as r:
        return {each.brukernavn: each.rom for each in show_assignment(r, saksnr, med_rom=True).kandidater}


@pytest.mark.parametrize("who", ["annen", "annen_leder", "ola", "revisor", "admin"])
def test_who_may_not_give_a_case_is_not_told_who_can_have_it(kontor: Kontor, who: str) -> None:
    saksnr, before = cases.case(kontor, "forlop"), kontor.log_size
    with pytest.raises(ExinError) as refused, kontor.read(who) as r:
        show_assignment(r, saksnr)
    assert isinstance(refused.value, Denied | NotFound)
    assert [(each.handling, each.utfall) for each in kontor.log(before)][:1] == [("tildel", "nektet")]


def test_each_list_is_an_event_that_says_that_nothing_was_written(kontor: Kontor) -> None:
    saksnr, before = cases.case(kontor, "forlop"), kontor.log_size
    for show in (show_assignment, show_protection, show_barring, who_can_hold):
        with kontor.read("leder") as r:
            show(r, saksnr)
    asked = [(each.handling, each.koder) for each in kontor.log(before)]
    assert asked == [
        (handling, ("forespurt",))
        for handling in ("tildel", "sett_skjerming", "registrer_inhabil", "skriv_mote")
    ]


def test_a_case_is_offered_to_those_who_can_have_cases_whatever_their_team(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.read("leder") as r:
        valg = show_assignment(r, saksnr)
    expected = [
        "annen",
        "annen_leder",
        "kari",
        "klarert1",
        "klarert2",
        "klarert_leder",
        "leder",
        "mottak",
        "ola",
    ]
    assert (valg.kontakt, names(valg.kandidater), valg.ledere) == ("kari", expected, ())
    assert [each.brukernavn for each in valg.kandidater if not each.i_laget] == ["annen", "annen_leder"]


def test_who_is_barred_is_left_out(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Slekt.")
    with kontor.read("leder") as r:
        assert "ola" not in names(show_assignment(r, saksnr).kandidater)
        assert "ola" not in names(who_can_hold(r, saksnr))


def test_a_strictly_protected_case_is_offered_to_the_cleared_alone(kontor: Kontor) -> None:
    saksnr = cases.protected_case(kontor)
    with kontor.read("klarert_leder") as r:
        valg = show_assignment(r, saksnr)
        holders = names(who_can_hold(r, saksnr))
    assert names(valg.kandidater) == ["klarert1", "klarert2", "klarert_leder"]
    assert names(valg.ledere) == ["klarert_leder"]
    assert holders == ["klarert1", "klarert2", "klarert_leder"]
    assert (valg.strengt, valg.overlevert) == (True, True)


@pytest.mark.parametrize(("who", "by"), [("mottak", "kari"), ("kari", "kari")])
def test_who_leads_nobody_is_told_what_nobody_has(kontor: Kontor, who: str, by: str) -> None:
    # The reception gives away a new case; the one who registered a strict one hands it to its circle.
    skjerming = "strengt_fortrolig" if who == "kari" else "ingen"
    saksnr = cases.register(kontor, by=by, skjerming=skjerming).saksnr
    with kontor.new_events() as events:
        found = rooms(kontor, saksnr, who)
    assert found
    assert set(found.values()) == {None}
    assert [each.handling for each in events] == ["tildel"]


def test_a_lead_is_told_what_each_would_then_have_and_it_is_logged_as_seeing_that(kontor: Kontor) -> None:
    kontor.office.means.saker_per_stilling = 2
    saksnr, today = cases.case(kontor, "forlop"), kontor.clock.today
    for name in ("kari", "ola", "klarert1", "klarert1"):
        cases.case(kontor, "forlop", kontakt=name)
    with kontor.work("leder") as w:
        register_absence(w, "mottak", fra=today, til=today)
    with kontor.new_events() as events:
        found = rooms(kontor, saksnr)
    expected = {name: Rom(far=far, av=2, borte_til=None) for name, far in [("ola", 2), ("klarert1", 3)]}
    # The contact has it already, and who is away has room for nothing; of leads and other teams nothing is counted.
    expected |= {"kari": Rom(far=2, av=2, borte_til=None), "klarert2": Rom(far=1, av=2, borte_til=None)}
    expected |= {"mottak": Rom(far=1, av=None, borte_til=today)}
    assert {name: rom for name, rom in found.items() if rom} == expected
    assert {name for name, rom in expected.items() if rom.uten} == {"klarert1", "mottak"}
    assert [(each.handling, each.koder) for each in events] == [
        ("tildel", ("forespurt",)),
        ("vis_kapasitet", ()),
    ]


def test_a_case_that_the_lead_may_not_know_of_is_in_no_number_and_costs_no_statement(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    rooms(kontor, saksnr)
    with statements() as before:
        found = rooms(kontor, saksnr)
    cases.protected_case(kontor, "forlop")
    with statements() as after:
        assert rooms(kontor, saksnr) == found
    assert len(after) == len(before)
    assert rooms(kontor, saksnr, "klarert_leder") != found


def test_what_is_offered_can_be_given(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.read("leder") as r:
        offered = names(show_assignment(r, saksnr).kandidater)
    for who in offered:
        cases.give(kontor, saksnr, who, funksjon="medansvarlig")


def test_only_a_lead_is_offered_a_lower_level(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop", skjerming="fortrolig")
    seen = {}
    for who in ("kari", "leder"):
        with kontor.read(who) as r:
            valg = show_protection(r, saksnr)
        seen[who] = (valg.niva, valg.nivaer, valg.kan_senke)
    assert seen == {
        "kari": ("fortrolig", ("strengt_fortrolig",), False),
        "leder": ("fortrolig", ("ingen", "strengt_fortrolig"), True),
    }


def test_who_would_lose_a_case_that_becomes_strictly_protected_is_told_first(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    cases.give(kontor, saksnr, "klarert1", funksjon="medansvarlig")
    with kontor.read("leder") as r:
        valg = show_protection(r, saksnr)
    assert (valg.krets, valg.mister) == (("klarert1",), ("kari",))
    assert (names(valg.ledere), names(valg.ansatte)) == (["klarert_leder"], ["klarert1", "klarert2"])


def test_who_is_barred_is_for_the_lead_and_others_speak_for_themselves(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Slekt.")
    with kontor.read("kari") as r:
        own = show_barring(r, saksnr)
    with kontor.read("leder") as r:
        all_of_them = show_barring(r, saksnr)
    assert (own.leder, names(own.ansatte), own.inhabile) == (False, ["kari"], ())
    assert (all_of_them.leder, all_of_them.inhabile) == (True, ("ola",))
    assert {"kari", "leder", "annen"} <= set(names(all_of_them.ansatte)) - {"ola"}


def test_a_meeting_can_be_held_by_those_who_may_read_of_it(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    cases.give(kontor, saksnr, "annen", funksjon="medansvarlig")
    with kontor.read("kari") as r:
        offered = names(who_can_hold(r, saksnr))
    assert set(offered) == {"annen", "kari", "klarert_leder", "leder"}


def test_what_a_page_offers_is_what_the_rules_say_and_leaves_no_event(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "forlop")
    before, asked = kontor.log_size, (Action.LES_SAK, Action.TILDEL)
    found = {}
    for who in ("annen", "kari", "leder"):
        with kontor.read(who) as r:
            found[who] = allowed(r, saksnr, *asked), allowed(r, "E-1999-001", *asked)
    assert found == {
        "annen": (frozenset(), frozenset()),
        "kari": (frozenset({Action.LES_SAK}), frozenset()),
        "leder": (frozenset(asked), frozenset()),
    }
    assert kontor.log_size == before
