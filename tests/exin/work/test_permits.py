"""A permit is asked for, decided and logged, whatever comes of it; hidden and missing are one answer."""

import pytest

from audit.events import Event, Outcome
from exin.actor import Caller
from exin.casework.hus import ansatte
from exin.casework.tilgang import tildeling
from exin.errors import Denied, LogUnavailable, NotFound
from exin.store import decision
from policies import Action, Door, Job, Purpose
from tests.helpers import cases
from tests.helpers.office import OS_USER, Kontor, SettableClock, caller, job

MISSING = "EX-2026-2222"


def shape(event: Event) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    return event.handling, event.utfall, event.regler, event.koder


def test_denied_read_is_still_in_the_log_with_the_rules(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="kari")
    with kontor.work("leder") as w:
        tildeling.bar(w, saksnr, "ola", "Fetter.")
    with kontor.new_events() as events, pytest.raises(Denied) as denied, kontor.read("ola") as r:
        r.permit(Action.LES_SAK, saksnr, felt=("notat.tekst",))
    assert denied.value.rule_ids == ("inhabil",)
    (event,) = events
    assert shape(event) == ("les_sak", Outcome.NEKTET, ("inhabil",), ())
    assert event.ansatt == kontor.staff_id("ola").hex()
    assert event.sak == kontor.one("select id from sak where saksnr = ?", saksnr)[0].hex()
    assert event.felt == ("notat.tekst",)


def test_allowed_read_is_logged_with_who_what_why_and_by_which_door(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, "vurdering")
    with kontor.new_events() as events, kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)
    (event,) = events
    assert shape(event) == ("les_sak", Outcome.TILLATT, ("egen_sak",), ())
    assert (event.rolle, event.formal, event.dor, event.os_bruker) == (
        "saksbehandler",
        "vurdering",
        "cli",
        OS_USER,
    )
    assert event.person == kontor.one("select person_id from sak where saksnr = ?", saksnr)[0].hex()
    assert event.tid == "2026-01-15T09:00:00.000000Z"


def test_the_purpose_said_is_the_one_logged(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with kontor.new_events() as events, kontor.read("kari", formal=Purpose.OPPFOLGING) as r:
        r.permit(Action.LES_SAK, saksnr)
    assert [event.formal for event in events] == ["oppfolging"]


@pytest.mark.parametrize("saksnr", ["", "\0", "EX-2026-2222\0", "\ud800", "EX-2026-2222\n", "x" * 100_000])
def test_a_number_that_no_case_can_have_is_no_case(kontor: Kontor, saksnr: str) -> None:
    with kontor.new_events() as events, pytest.raises(NotFound), kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)
    assert [(each.handling, each.utfall, each.sak) for each in events] == [("les_sak", Outcome.NEKTET, None)]


def test_a_number_that_does_not_exist_is_logged_and_never_what_was_typed(kontor: Kontor) -> None:
    typed = "EX-2026-Kari Nordmann"
    with kontor.new_events() as events, pytest.raises(NotFound), kontor.read("kari") as r:
        r.permit(Action.LES_SAK, typed)
    (event,) = events
    assert shape(event) == ("les_sak", Outcome.NEKTET, (), ("ukjent_sak",))
    assert "Nordmann" not in repr(event)


WHO = "admin leder kari ola mottak revisor sperret annen annen_leder".split()


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("kind", ["work", "read"])
def test_hidden_and_missing_are_one_answer_with_as_many_statements(
    kontor: Kontor, who: str, kind: str
) -> None:
    hidden = cases.protected_case(kontor)
    answers = []
    for saksnr in (hidden, MISSING):
        block = kontor.work if kind == "work" else kontor.read
        with kontor.statements() as seen, pytest.raises(NotFound) as error, block(who) as b:
            b.permit(Action.LES_SAK, saksnr)
        answers.append((type(error.value), error.value.args, error.value.__cause__, seen))
    assert answers[0] == answers[1]


def test_a_denial_of_what_one_may_know_of_is_no_not_found(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="kari")
    with pytest.raises(Denied), kontor.read("ola") as r:
        r.permit(Action.LES_SAK, saksnr)


def test_who_is_not_in_the_staff_table_is_turned_away_and_the_name_not_kept(kontor: Kontor) -> None:
    with kontor.new_events() as events, pytest.raises(Denied), kontor.read("en.fremmed"):
        pytest.fail("the block ran")
    (event,) = events
    assert shape(event) == ("kjenne_til", Outcome.NEKTET, (), ("ukjent_ansatt",))
    assert (event.ansatt, event.os_bruker) == (None, OS_USER)
    assert "fremmed" not in repr(event)


def test_who_says_no_name_is_turned_away(kontor: Kontor) -> None:
    with pytest.raises(Denied), kontor.office.read(Caller(dor=Door.CLI, os_bruker=OS_USER)):
        pytest.fail("the block ran")


def test_an_account_blocked_a_moment_ago_sees_nothing(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="kari")
    with kontor.work("admin") as w:
        ansatte.set_active(w, "kari", aktiv=False)
    with kontor.new_events() as events, pytest.raises(NotFound), kontor.read("kari") as r:
        r.permit(Action.LES_SAK, saksnr)
    assert shape(events[0])[1:3] == (Outcome.NEKTET, ("konto_sperret",))


def test_who_is_barred_no_more_has_the_case_as_before(kontor: Kontor) -> None:
    saksnr = cases.case(kontor, kontakt="ola")
    for lift in (False, True):
        with kontor.work("leder") as w:
            tildeling.bar(w, saksnr, "klarert_leder", "Nabo.", opphev=lift)
        with kontor.read("klarert_leder") as r:
            if not lift:
                with pytest.raises(Denied):
                    r.permit(Action.LES_SAK, saksnr)
            else:
                r.permit(Action.LES_SAK, saksnr)


def test_a_job_may_do_what_is_listed_for_it_and_nothing_else(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    with kontor.office.read(job(Job.VERIFISERING)) as r:
        r.permit_house(Action.VERIFISER_LOGG, "logg")
    with (
        kontor.new_events() as events,
        pytest.raises(NotFound),
        kontor.office.read(job(Job.VERIFISERING)) as r,
    ):
        r.permit(Action.LES_SAK, saksnr)
    assert (events[0].jobb, events[0].ansatt, events[0].utfall) == ("verifisering", None, Outcome.NEKTET)


def test_a_job_that_is_not_known_may_nothing(kontor: Kontor) -> None:
    with (
        pytest.raises(Denied),
        kontor.office.read(Caller(dor=Door.JOBB, jobb="hemmelig", os_bruker=OS_USER)) as r,
    ):
        r.permit_house(Action.VERIFISER_LOGG, "logg")


def test_in_a_list_each_person_shown_is_an_event_and_who_is_left_out_is_none(kontor: Kontor) -> None:
    mine = {cases.case(kontor, kontakt="kari") for _ in range(3)}
    cases.case(kontor, kontakt="ola")
    cases.protected_case(kontor)
    with kontor.new_events() as events, kontor.read("kari") as r:
        stubs = decision.cases_matching(r.tx, r.asker)
        grants = r.permit_each(Action.LISTE_SAK, stubs)
        shown = {r.stub(grant).sak.row.saksnr for grant in grants}
    assert shown == mine
    assert len(stubs) == 5
    persons = {row[0].hex() for row in kontor.rows("select person_id, saksnr from sak") if row[1] in mine}
    assert {event.person for event in events} == persons
    assert {event.utfall for event in events} == {Outcome.TILLATT}


def test_in_production_a_name_works_from_its_own_account_only(kontor: Kontor) -> None:
    kontor.office.means.environment = "production"
    with kontor.office.read(caller("admin", os_bruker=OS_USER)) as r:
        r.permit_house(Action.LES_ANSATTE, "ansatte")
    for who, account in (("admin", "en.annen"), ("kari", OS_USER)):
        asks = kontor.office.read(caller(who, os_bruker=account))
        with kontor.new_events() as events, pytest.raises(Denied), asks:
            pytest.fail("the block ran")
        assert shape(events[0])[3] == ("ukjent_ansatt",)


def test_in_production_a_staff_row_without_account_is_nobodys(kontor: Kontor) -> None:
    kontor.office.means.environment = "production"
    before = kontor.log_size
    with pytest.raises(LogUnavailable), kontor.office.read(Caller(dor=Door.CLI, brukernavn="kari")):
        pytest.fail("the block ran")
    assert kontor.log_size == before  # an event without anybody in it is no event, so nothing is answered


def test_the_clock_of_the_office_stamps_the_event(kontor: Kontor) -> None:
    assert isinstance(kontor.clock, SettableClock)
    kontor.clock.forward(hours=3, minutes=1)
    with kontor.new_events() as events, kontor.read("leder") as r:
        r.permit_house(Action.LES_NOKKELTALL, "nokkeltall")
    assert events[0].tid == "2026-01-15T12:01:00.000000Z"
