"""Asking for access to a case: who may not, that it is told once and to whom, how it ends, and that nothing leaks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any, Final

import pytest

from exin.casework.hus.ansatte import AnsattValg, change_staff, set_active
from exin.casework.hus.fravar import register_absence
from exin.casework.tilgang import tildeling
from exin.casework.tilgang.tilgangsonske import VENTER, ask, decline
from exin.casework.varsel import varsler
from exin.casework.visning.avslag import why_refused
from exin.errors import Conflict, Denied, InvalidInput, NotFound
from exin.store.prepared import Asked
from exin.work import Work
from policies import Action
from tests.helpers import cases
from tests.helpers.canaries import Canaries
from tests.helpers.cases import case, give
from tests.helpers.office import Kontor

LEADS: Final = ["klarert_leder", "leder"]
"""Those who lead the team of the tests."""


def wish(kontor: Kontor, saksnr: str, who: str = "ola") -> bool:
    with kontor.work(who) as w:
        return ask(w, saksnr)


def refuse(kontor: Kontor, saksnr: str, who: str = "ola", by: str = "leder") -> None:
    with kontor.work(by) as w:
        decline(w, saksnr, who)


def wishes(kontor: Kontor) -> list[tuple[Any, ...]]:
    """Who asked, how it ended, and by whom; oldest first."""
    return kontor.rows(
        "select a.brukernavn, t.utfall, b.brukernavn from tilgangsonske t join ansatt a on a.id = t.ansatt_id"
        " left join ansatt b on b.id = t.avgjort_av order by t.registrert, a.brukernavn"
    )


def told(kontor: Kontor, slag: str = "tilgang_onskes") -> list[str]:
    sql = (
        "select a.brukernavn from utboks u join ansatt a on a.id = u.mottaker_id"
        " where u.slag = ? order by a.brukernavn"
    )
    return [row[0] for row in kontor.rows(sql, slag)]


def at_once(kontor: Kontor, *acts: tuple[str, Callable[[Work], object]]) -> list[str]:
    """What each act came to, where all have their permits before any has the write lock."""
    gate = Barrier(len(acts))

    def run(act: tuple[str, Callable[[Work], object]]) -> str:
        who, do = act
        try:
            with kontor.work(who) as w:
                begin = w.begin

                def begin_together(*ahead: Asked) -> None:
                    if not w.tx.link.writing:
                        gate.wait(30)
                    begin(*ahead)

                w.begin = begin_together  # type: ignore[method-assign]
                return str(do(w))
        except (Conflict, InvalidInput) as error:
            return type(error).__name__
        finally:
            kontor.leave()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


# -- who may not -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["annen", "annen_leder", "revisor", "admin"])
def test_who_may_not_know_of_a_case_is_told_that_there_is_none(kontor: Kontor, who: str) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.new_events() as events, pytest.raises(NotFound):
        wish(kontor, saksnr, who)
    assert [(each.handling, each.utfall) for each in events] == [(Action.BE_OM_TILGANG, "nektet")]
    assert (wishes(kontor), told(kontor)) == ([], [])


@pytest.mark.parametrize("who", ["ola", "mottak", "leder", "annen_leder"])
def test_a_hidden_case_costs_what_a_number_that_nobody_has_costs(kontor: Kontor, who: str) -> None:
    hidden, told_of = cases.protected_case(kontor), []
    for saksnr in ("EX-2026-0000", hidden):
        with kontor.statements() as seen, pytest.raises(NotFound) as error:
            wish(kontor, saksnr, who)
        told_of.append((list(seen), error.value.args))
    assert told_of[0] == told_of[1]


@pytest.mark.parametrize("who", ["mottak", "ola"])
def test_nobody_asks_for_a_protected_case(kontor: Kontor, who: str) -> None:
    saksnr = case(kontor, "forlop", skjerming="fortrolig")
    with pytest.raises(Denied if who == "mottak" else NotFound):
        wish(kontor, saksnr, who)
    assert wishes(kontor) == []


def test_who_is_barred_asks_for_nothing(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Fetter.")
    with pytest.raises(Denied):
        wish(kontor, saksnr)
    assert (wishes(kontor), told(kontor)) == ([], [])


@pytest.mark.parametrize("who", ["kari", "klarert1", "leder"])
def test_who_reads_the_case_asks_for_nothing(kontor: Kontor, who: str) -> None:
    saksnr = case(kontor, "forlop")
    give(kontor, saksnr, "klarert1", funksjon="medansvarlig")
    with pytest.raises(Denied):
        wish(kontor, saksnr, who)
    assert wishes(kontor) == []


def test_a_closed_case_is_not_asked_for(kontor: Kontor) -> None:
    with pytest.raises(Denied):
        wish(kontor, case(kontor, "avsluttet"))


def test_nobody_is_turned_down_by_who_does_not_have_the_case_nor_lead_its_team(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    wish(kontor, saksnr)
    for who, refusal in (("klarert1", Denied), ("ola", Denied), ("annen_leder", NotFound)):
        with pytest.raises(refusal):
            refuse(kontor, saksnr, by=who)
    assert wishes(kontor) == [("ola", None, None)]


@pytest.mark.parametrize("name", ["kari", "finnes_ikke", "finnes ikke", ""])
def test_nobody_is_turned_down_who_did_not_ask(kontor: Kontor, name: str) -> None:
    saksnr = case(kontor, "forlop")
    wish(kontor, saksnr)
    with pytest.raises(InvalidInput, match="ber_ikke_om_tilgang"):
        refuse(kontor, saksnr, name)
    assert wishes(kontor) == [("ola", None, None)]


# -- it is told once, to who can answer ------------------------------------------------------------------


def test_the_contact_and_those_who_lead_are_told_once_however_often_one_asks(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.new_events() as events:
        assert [wish(kontor, saksnr) for _ in range(3)] == [True, False, False]
    assert wishes(kontor) == [("ola", None, None)]
    assert told(kontor) == ["kari", *LEADS]
    assert [(each.handling, each.utfall, each.koder) for each in events] == [
        ("be_om_tilgang", "tillatt", ()),
        *[("be_om_tilgang", "tillatt", ("venter_alt",))] * 2,
    ]
    assert [[row.tabell for row in each.skrevet] for each in events] == [["tilgangsonske"], [], []]


def test_another_colleague_has_a_wish_and_messages_of_their_own(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    wish(kontor, saksnr)
    wish(kontor, saksnr, "mottak")
    assert wishes(kontor) == [("mottak", None, None), ("ola", None, None)]
    assert told(kontor) == sorted(["kari", *LEADS] * 2)


def test_who_stands_in_for_the_contact_is_told_and_never_the_one_who_asks(kontor: Kontor) -> None:
    saksnr, today = case(kontor, "forlop"), kontor.clock.today
    with kontor.work("leder") as w:
        register_absence(w, "kari", fra=today, til=today, vikar="ola")
    wish(kontor, saksnr)
    assert told(kontor) == LEADS
    wish(kontor, saksnr, "klarert1")
    assert told(kontor) == sorted([*LEADS, "ola", *LEADS])


def test_a_new_case_that_nobody_has_is_asked_of_the_reception_and_the_lead(kontor: Kontor) -> None:
    wish(kontor, case(kontor, kontakt=None))
    assert told(kontor) == [*LEADS, "mottak"]


def test_a_lead_who_is_barred_or_gone_is_not_told(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "klarert_leder", "I slekt.")
    with kontor.work("admin") as w:
        set_active(w, "kari", aktiv=False)
    wish(kontor, saksnr)
    assert told(kontor) == ["leder"]


def test_two_presses_at_the_same_moment_leave_one_wish_and_one_message_each(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    pressed = at_once(kontor, *[("ola", lambda w: ask(w, saksnr))] * 2)
    assert pressed.count("True") == 1
    assert wishes(kontor) == [("ola", None, None)]
    assert told(kontor) == ["kari", *LEADS]
    assert not wish(kontor, saksnr)


def test_of_two_answers_at_the_same_moment_one_counts(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    wish(kontor, saksnr)
    came_to = at_once(
        kontor,
        ("leder", lambda w: tildeling.assign(w, saksnr, "ola", "medansvarlig")),
        ("klarert_leder", lambda w: decline(w, saksnr, "ola")),
    )
    answers = {each: told(kontor, f"tilgang_{each}") for each in ("gitt", "avslatt")}
    assert sorted(answers.values()) == [[], ["ola"]], came_to
    assert wishes(kontor)[0][1] in answers


# -- how it ends -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("funksjon", ["kontakt", "medansvarlig"])
def test_to_be_assigned_the_case_ends_the_wish_and_only_that_one(kontor: Kontor, funksjon: str) -> None:
    saksnr, other = case(kontor, "forlop"), case(kontor, "forlop")
    for nr, who in ((saksnr, "ola"), (saksnr, "mottak"), (other, "ola")):
        wish(kontor, nr, who)
    with kontor.new_events() as events:
        give(kontor, saksnr, "ola", funksjon=funksjon)
    ended = [("mottak", None, None), ("ola", "gitt", "leder"), ("ola", None, None)]
    assert sorted(wishes(kontor), key=str) == sorted(ended, key=str)
    assert [each.handling for each in events] == ["tildel"]
    assert "tilgangsonske" in {row.tabell for row in events[0].skrevet}
    assert told(kontor, "tilgang_gitt") == ["ola"]


def test_an_assignment_that_fails_ends_no_wish(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    wish(kontor, saksnr)
    with pytest.raises(InvalidInput):
        give(kontor, saksnr, "ola", funksjon="klarert_leder")
    assert wishes(kontor) == [("ola", None, None)]


@pytest.mark.parametrize("by", ["kari", "leder"])
def test_who_has_the_case_or_leads_turns_it_down_and_the_one_who_asked_is_told(
    kontor: Kontor, by: str
) -> None:
    saksnr = case(kontor, "forlop")
    wish(kontor, saksnr)
    with kontor.new_events() as events:
        refuse(kontor, saksnr, by=by)
    assert wishes(kontor) == [("ola", "avslatt", by)]
    assert [(each.handling, each.utfall) for each in events] == [("avsla_tilgang", "tillatt")]
    assert told(kontor, "tilgang_avslatt") == ["ola"]
    with kontor.read("ola") as r:
        assert [(each.tekst, each.saksnr) for each in varsler.my_messages(r)] == [
            ("Ønsket ditt om tilgang er avslått", saksnr)
        ]
    with pytest.raises(InvalidInput):
        refuse(kontor, saksnr, by=by)


def test_who_was_turned_down_may_ask_again(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    wish(kontor, saksnr)
    refuse(kontor, saksnr)
    kontor.clock.forward(days=1)
    assert wish(kontor, saksnr)
    assert wishes(kontor) == [("ola", "avslatt", "leder"), ("ola", None, None)]


def test_a_wish_that_nobody_answers_is_over_after_a_fortnight(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    wish(kontor, saksnr)
    asked = kontor.clock.now
    kontor.clock.now = asked + VENTER - timedelta(seconds=1)
    assert not wish(kontor, saksnr)
    kontor.clock.now = asked + VENTER
    with pytest.raises(InvalidInput):
        refuse(kontor, saksnr)
    assert wish(kontor, saksnr)
    assert wishes(kontor) == [("ola", "utlopt", None), ("ola", None, None)]
    assert kontor.one("select avgjort from tilgangsonske where utfall = 'utlopt'") == (
        f"{asked + VENTER:%Y-%m-%dT%H:%M:%S}.000000Z",
    )
    assert told(kontor) == sorted(["kari", *LEADS] * 2)


def test_an_assignment_after_a_fortnight_answers_nothing(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    wish(kontor, saksnr)
    kontor.clock.forward(days=15)
    give(kontor, saksnr, "ola")
    assert wishes(kontor) == [("ola", None, None)]
    assert told(kontor, "tilgang_gitt") == []


# -- nothing leaks ---------------------------------------------------------------------------------------


def test_a_wish_and_its_messages_are_of_ids_codes_and_moments_alone(kontor: Kontor) -> None:
    canaries = Canaries()
    saksnr = case(kontor, "forlop", navn=canaries.text("navn"), adresse=canaries.text("adresse"))
    wish(kontor, saksnr)
    refuse(kontor, saksnr)
    kept = repr([kontor.rows(f"select * from {table}") for table in ("tilgangsonske", "utboks")])  # noqa: S608
    assert canaries.found_in(kept) == set()
    assert saksnr not in kept


@pytest.mark.parametrize("hide", [True, False])
def test_who_was_let_know_of_the_case_no_more_reads_no_answer(kontor: Kontor, hide: bool) -> None:
    saksnr = case(kontor, "forlop")
    wish(kontor, saksnr)
    refuse(kontor, saksnr)
    if hide:
        with kontor.work("leder") as w:
            tildeling.protect(w, saksnr, "fortrolig")
    with kontor.read("ola") as r:
        assert len(varsler.my_messages(r)) == (0 if hide else 1)


def test_the_page_of_a_refusal_is_told_whom_to_ask_and_since_when_one_waits(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "klarert_leder", "I slekt.")
    found = []
    for act in (lambda: None, lambda: wish(kontor, saksnr), lambda: refuse(kontor, saksnr)):
        act()
        with kontor.read("ola") as r:
            page = why_refused(r, saksnr)
        found.append((page.kan_be, page.ledere, page.bedt))
    asked = kontor.clock.now
    assert found == [(True, ("leder",), None), (True, ("leder",), asked), (True, ("leder",), None)]


@pytest.mark.parametrize(
    "change",
    [
        lambda w, saksnr: tildeling.protect(w, saksnr, "fortrolig"),
        lambda w, saksnr: tildeling.bar(w, saksnr, "mottak", "Fetter."),
    ],
    ids=["protected", "barred"],
)
def test_who_may_not_ask_is_not_told_who_leads(kontor: Kontor, change: Callable[..., object]) -> None:
    saksnr = case(kontor, "forlop")
    with kontor.work("leder") as w:
        change(w, saksnr)
    with kontor.read("mottak") as r:
        page = why_refused(r, saksnr)
    assert (page.kan_be, page.ledere, page.bedt) == (False, (), None)


def test_who_moved_to_another_team_asks_for_nothing_any_more(kontor: Kontor) -> None:
    saksnr = case(kontor, "forlop")
    wish(kontor, saksnr)
    with kontor.work("admin") as w:
        change_staff(w, "ola", AnsattValg(team="annet"))
    with pytest.raises(NotFound):
        wish(kontor, saksnr)
