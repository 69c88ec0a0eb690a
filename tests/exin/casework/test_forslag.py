"""What takes two: who cannot decide, what nobody can decide on any more, and what comes of it when somebody does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest

from audit.events import Outcome
from exin.actor import Caller
from exin.casework.hus import innlogging
from exin.casework.hus.ansatte import AnsattValg, add_staff, change_staff, set_active
from exin.casework.hus.ansattvisning import show_staff
from exin.casework.hus.forslag import approve, refuse
from exin.casework.hus.forslagssyn import VENTER, ForslagVisning, list_proposals
from exin.errors import Conflict, Denied, InvalidInput
from exin.work import Work
from policies import Door, Job, Role
from tests.helpers import stab
from tests.helpers.office import OS_USER, STAFF, Kontor, meanwhile
from tests.helpers.okter import is_in, log_in

ISSUER: Final = "https://login.example.org"
PASSWORD: Final = "hest batteri stift"  # noqa: S105 - nobody's


def propose(kontor: Kontor, act: Callable[[Work], object], by: str = "admin") -> None:
    with kontor.work(by) as w:
        assert act(w) is True


def clear(who: str = "kari") -> Callable[[Work], object]:
    return lambda w: change_staff(w, who, AnsattValg(klarert=True))


def give(who: str, rolle: Role) -> Callable[[Work], object]:
    return lambda w: change_staff(w, who, AnsattValg(rolle=rolle))


def agree(kontor: Kontor, who: str = "kari", by: str = "leder", *, sett: str | None = None) -> None:
    with kontor.work(by) as w:
        approve(w, who, sett=sett)


def turn_down(kontor: Kontor, who: str = "kari", by: str = "leder") -> bool:
    with kontor.work(by) as w:
        return refuse(w, who)


def row(kontor: Kontor, who: str = "kari") -> tuple[Any, ...]:
    sql = "select rolle, klarert, aktiv, os_bruker from ansatt where brukernavn = ?"
    role, cleared, active, account = kontor.one(sql, who)
    return role, bool(cleared), bool(active), account


def outcomes(kontor: Kontor) -> list[str | None]:
    return [each[0] for each in kontor.rows("select utfall from ansattforslag order by registrert, id")][-2:]


def waiting(kontor: Kontor, by: str = "leder") -> list[ForslagVisning]:
    with kontor.read(by) as r:
        return list_proposals(r)


def refused(kontor: Kontor, kode: str, act: Callable[[], object]) -> None:
    """It is turned down for that reason, nothing is otherwise, and the log says so."""
    before = (
        kontor.rows("select * from ansatt order by id"),
        kontor.rows("select * from ansattforslag order by id"),
    )
    with kontor.new_events() as events, pytest.raises(InvalidInput) as caught:
        act()
    assert caught.value.kode == kode
    assert [(each.utfall, each.koder[-1]) for each in events] == [(Outcome.AVVIST, kode)]
    after = (
        kontor.rows("select * from ansatt order by id"),
        kontor.rows("select * from ansattforslag order by id"),
    )
    assert after == before


# -- who cannot decide -----------------------------------------------------------------------------------


def test_who_proposes_cannot_approve(kontor: Kontor) -> None:
    propose(kontor, clear())
    refused(kontor, "eget_forslag", lambda: agree(kontor, by="admin"))
    assert not row(kontor)[1]


def test_the_one_it_is_about_can_neither_approve_nor_turn_down(kontor: Kontor) -> None:
    propose(kontor, clear("leder"))
    refused(kontor, "forslag_om_deg", lambda: agree(kontor, "leder"))
    refused(kontor, "forslag_om_deg", lambda: turn_down(kontor, "leder"))


@pytest.mark.parametrize("who", [each for each in STAFF if each not in {"admin", *stab.LEADS}])
def test_only_who_manages_or_leads_decides(kontor: Kontor, who: str) -> None:
    propose(kontor, clear("ola"))
    for act in (approve, refuse):
        with kontor.new_events() as events, pytest.raises(Denied), kontor.work(who) as w:
            act(w, "ola")
        assert [(each.handling, each.utfall) for each in events] == [("avgjor_forslag", Outcome.NEKTET)]
    assert not row(kontor, "ola")[1]


@pytest.mark.parametrize("who", stab.LEADS)
def test_a_lead_proposes_nothing(kontor: Kontor, who: str) -> None:
    for act in (clear("ola"), give("ola", Role.REVISOR), lambda w: set_active(w, "sperret", aktiv=True)):
        with pytest.raises(Denied), kontor.work(who) as w:
            act(w)
    assert waiting(kontor) == []


def test_what_nobody_proposed_cannot_be_decided(kontor: Kontor) -> None:
    refused(kontor, "ingen_forslag", lambda: agree(kontor))
    refused(kontor, "ukjent_ansatt", lambda: agree(kontor, "ingen"))


@pytest.mark.parametrize(
    "valg", [{"rolle": Role.TEAMLEDER}, {"klarert": True}, {"os_bruker": "annen.maskin"}]
)
def test_nobody_proposes_about_themselves(kontor: Kontor, valg: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="egen_"), kontor.work("admin") as w:
        change_staff(w, "admin", AnsattValg(**valg))
    with pytest.raises(InvalidInput, match="egen_"), kontor.work("admin") as w:
        innlogging.bind(w, "admin", ISSUER, "en")
    assert waiting(kontor) == []


# -- what cannot be decided any more -------------------------------------------------------------------------


def test_a_proposal_lapses(kontor: Kontor) -> None:
    propose(kontor, clear())
    kontor.clock.now += VENTER
    refused(kontor, "forslag_utlopt", lambda: agree(kontor))
    propose(kontor, clear())  # and makes room for the next
    agree(kontor)
    assert outcomes(kontor) == ["utlopt", "godkjent"]


def test_a_proposal_stands_until_the_last_moment(kontor: Kontor) -> None:
    propose(kontor, clear())
    kontor.clock.now += VENTER - timedelta(seconds=1)
    agree(kontor)
    assert row(kontor)[1]


def test_a_proposal_falls_when_the_one_it_is_about_has_changed(kontor: Kontor) -> None:
    propose(kontor, clear())
    stab.changed(kontor, "kari", stillingsandel=40)
    refused(kontor, "forslag_falt", lambda: agree(kontor))
    propose(kontor, clear())
    agree(kontor)
    assert outcomes(kontor) == ["falt", "godkjent"]


def test_a_new_way_in_falls_when_another_came_meanwhile(kontor: Kontor) -> None:
    with kontor.work("admin") as w:
        assert not innlogging.bind(w, "kari", ISSUER, "en")
    propose(kontor, lambda w: innlogging.bind(w, "kari", ISSUER, "to"))
    with kontor.work("admin") as w:
        innlogging.unbind(w, "kari", ISSUER, "en")
    refused(kontor, "forslag_falt", lambda: agree(kontor))
    assert innlogging.staff_of(kontor.office, ISSUER, "to") is None


@pytest.mark.parametrize("change", ["blocked", "another_role"])
def test_a_proposal_falls_with_whoever_made_it(kontor: Kontor, change: str) -> None:
    stab.made(kontor, "drift", rolle=Role.SYSTEMANSVARLIG)
    propose(kontor, clear(), by="drift")
    with kontor.work("admin") as w:
        if change == "blocked":
            set_active(w, "drift", aktiv=False)
        else:
            change_staff(w, "drift", AnsattValg(rolle=Role.SAKSBEHANDLER))
    refused(kontor, "forslag_falt", lambda: agree(kontor))


def test_who_saw_something_else_does_not_approve_it(kontor: Kontor) -> None:
    propose(kontor, lambda w: set_active(w, "sperret", aktiv=True))
    with kontor.read("leder") as r:
        seen = show_staff(r, "sperret").forslag
    assert seen is not None
    with kontor.work("admin") as w:
        assert not innlogging.bind(w, "sperret", ISSUER, "min-egen")
    refused(kontor, "forslag_endret", lambda: agree(kontor, "sperret", sett=seen.sett))
    agree(kontor, "sperret")


def test_a_second_proposal_waits_for_the_first(kontor: Kontor) -> None:
    propose(kontor, clear())
    refused(kontor, "forslag_venter", lambda: propose(kontor, give("kari", Role.REVISOR)))
    assert turn_down(kontor, by="admin")
    propose(kontor, give("kari", Role.REVISOR))
    assert outcomes(kontor) == ["trukket", None]


def test_of_two_who_decide_at_a_time_one_is_told(kontor: Kontor) -> None:
    propose(kontor, clear())
    with pytest.raises((Conflict, InvalidInput)), kontor.work("leder") as w:
        meanwhile(lambda: turn_down(kontor, by="annen_leder"))
        approve(w, "kari")
    assert not row(kontor)[1]


# -- what takes two ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rolle", [Role.TEAMLEDER, Role.REVISOR, Role.SYSTEMANSVARLIG])
def test_a_role_that_opens_much_is_given_by_two(kontor: Kontor, rolle: Role) -> None:
    propose(kontor, give("ola", rolle))
    assert row(kontor, "ola")[0] == Role.SAKSBEHANDLER
    agree(kontor, "ola", "annen_leder")
    assert row(kontor, "ola")[0] == rolle


def test_what_one_may_do_is_done_and_the_rest_waits(kontor: Kontor) -> None:
    propose(kontor, lambda w: change_staff(w, "ola", AnsattValg(vakt=True, klarert=True)))
    assert not row(kontor, "ola")[1]
    assert kontor.one("select vakt from ansatt where brukernavn = 'ola'")[0]
    agree(kontor, "ola")
    assert row(kontor, "ola")[1]


def test_to_take_away_takes_one(kontor: Kontor) -> None:
    with kontor.work("admin") as w:
        assert not change_staff(w, "klarert_leder", AnsattValg(klarert=False, rolle=Role.SAKSBEHANDLER))
    assert row(kontor, "klarert_leder")[:2] == (Role.SAKSBEHANDLER, False)


def test_whoever_is_to_have_much_begins_blocked(kontor: Kontor) -> None:
    propose(kontor, lambda w: add_staff(w, "ny.leder", AnsattValg(rolle=Role.TEAMLEDER)))
    assert row(kontor, "ny.leder")[2] is False
    agree(kontor, "ny.leder")
    assert row(kontor, "ny.leder")[:3] == (Role.TEAMLEDER, False, True)


def test_a_blocked_account_is_opened_by_two(kontor: Kontor) -> None:
    propose(kontor, lambda w: set_active(w, "sperret", aktiv=True))
    assert not row(kontor, "sperret")[2]
    agree(kontor, "sperret")
    assert row(kontor, "sperret")[2]


def test_the_first_way_in_takes_one_and_the_next_takes_two(kontor: Kontor) -> None:
    with kontor.work("admin") as w:
        assert not innlogging.bind(w, "kari", ISSUER, "en")
    before = log_in(kontor)
    propose(kontor, lambda w: innlogging.set_password(w, "kari", PASSWORD))
    assert is_in(kontor, before)
    agree(kontor)
    assert innlogging.check_password(kontor.office, Caller(dor=Door.WEB, brukernavn="kari"), PASSWORD)
    assert not is_in(kontor, before)


def test_who_had_a_way_in_gets_another_by_two(kontor: Kontor) -> None:
    with kontor.work("admin") as w:
        innlogging.bind(w, "kari", ISSUER, "en")
    with kontor.work("admin") as w:
        innlogging.unbind(w, "kari", ISSUER, "en")
    propose(kontor, lambda w: innlogging.bind(w, "kari", ISSUER, "to"))


@pytest.mark.parametrize("who", ["leder", "klarert1", "revisor"])
def test_who_has_much_gets_even_the_first_way_in_by_two(kontor: Kontor, who: str) -> None:
    approver = "annen_leder"
    propose(kontor, lambda w: innlogging.bind(w, who, ISSUER, "en"))
    agree(kontor, who, approver)
    assert innlogging.staff_of(kontor.office, ISSUER, "en") == who


def test_ones_own_password_is_ones_own(kontor: Kontor) -> None:
    for password in (PASSWORD, f"{PASSWORD} igjen"):
        with kontor.work("admin") as w:
            assert not innlogging.set_password(w, "admin", password)


def test_a_password_that_waits_is_shown_to_nobody_and_gone_when_it_is_decided(kontor: Kontor) -> None:
    propose(kontor, lambda w: innlogging.set_password(w, "leder", PASSWORD))
    (seen,) = waiting(kontor, "annen_leder")
    assert dict(seen.innhold) == {}
    assert "argon2" in kontor.one("select innhold from ansattforslag where utfall is null")[0]
    turn_down(kontor, "leder", "annen_leder")
    assert kontor.rows("select innhold from ansattforslag where innhold like '%argon2%'") == []


# -- told and logged -----------------------------------------------------------------------------------------


def test_those_who_can_decide_are_told(kontor: Kontor) -> None:
    propose(kontor, clear("leder"))
    told = kontor.rows(
        "select a.brukernavn from utboks u join ansatt a on a.id = u.mottaker_id where u.slag = 'ansattforslag'"
    )
    assert sorted({each[0] for each in told[-2:]}) == ["annen_leder", "klarert_leder"]


def test_each_says_in_the_log_what_was_proposed_and_what_became_of_it(kontor: Kontor) -> None:
    about = kontor.staff_id("kari").hex()
    with kontor.new_events() as events:
        propose(kontor, clear())
        turn_down(kontor)
        propose(kontor, clear())
        agree(kontor)
    assert [(each.handling, each.koder) for each in events] == [
        ("administrer_ansatte", ("foreslatt", "rettigheter")),
        ("avgjor_forslag", ("avvist", "rettigheter")),
        ("administrer_ansatte", ("foreslatt", "rettigheter")),
        ("avgjor_forslag", ("godkjent", "rettigheter")),
    ]
    assert {each.gjelder_ansatt for each in events} == {about}
    assert kontor.verify().ok


def test_what_waits_says_who_and_until_when(kontor: Kontor) -> None:
    propose(kontor, clear())
    (seen,) = waiting(kontor, "leder")
    assert (seen.brukernavn, seen.slag, dict(seen.innhold)) == ("kari", "rettigheter", {"klarert": True})
    assert (seen.foreslatt_av, seen.utloper, seen.hindring) == ("admin", kontor.clock() + VENTER, None)
    assert [each.hindring for each in waiting(kontor, "admin")] == ["eget_forslag"]


# -- when there is nobody else ------------------------------------------------------------------------------------


def only_admin_is_open(kontor: Kontor) -> None:
    for each in stab.LEADS:
        with kontor.work("admin") as w:
            set_active(w, each, aktiv=False)


def by_house(os_bruker: str = OS_USER) -> Caller:
    return Caller(dor=Door.CLI, jobb=Job.INSTALLASJON, os_bruker=os_bruker)


def test_a_block_makes_nobody_the_only_one(kontor: Kontor) -> None:
    only_admin_is_open(kontor)
    propose(kontor, lambda w: set_active(w, "leder", aktiv=True))
    refused(kontor, "eget_forslag", lambda: agree(kontor, "leder", "admin"))


def test_whoever_runs_the_machine_decides_where_no_member_of_staff_can(kontor: Kontor) -> None:
    only_admin_is_open(kontor)
    propose(kontor, lambda w: set_active(w, "leder", aktiv=True))
    with kontor.new_events() as events, kontor.office.work(by_house()) as w:
        approve(w, "leder")
    assert row(kontor, "leder")[2]
    assert [(each.jobb, each.os_bruker, each.ansatt) for each in events] == [("installasjon", OS_USER, None)]


def test_where_somebody_can_whoever_runs_the_machine_cannot(kontor: Kontor) -> None:
    propose(kontor, clear())

    def by_force() -> None:
        with kontor.office.work(by_house()) as w:
            approve(w, "kari")

    refused(kontor, "andre_kan_avgjore", by_force)


def test_in_production_that_is_another_user_of_the_machine_than_who_proposed(kontor: Kontor) -> None:
    only_admin_is_open(kontor)
    propose(kontor, lambda w: set_active(w, "leder", aktiv=True))
    kontor.office.means.environment = "production"

    def alone(os_bruker: str) -> None:
        with kontor.office.work(by_house(os_bruker)) as w:
            approve(w, "leder")

    refused(kontor, "eget_forslag", lambda: alone(OS_USER))
    alone("drift")
    kontor.office.means.environment = "development"


def test_the_last_who_can_decide_keeps_the_role(kontor: Kontor) -> None:
    for each in ("klarert_leder", "annen_leder"):
        with kontor.work("admin") as w:
            change_staff(w, each, AnsattValg(rolle=Role.SAKSBEHANDLER))
    refused(
        kontor,
        "siste_som_avgjor",
        lambda: propose(kontor, lambda w: change_staff(w, "leder", AnsattValg(rolle=Role.SAKSBEHANDLER))),
    )
