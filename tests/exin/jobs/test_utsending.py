"""Staff hear that there is something to see, once, in time, and nothing of what it is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from exin.casework.hus.ansatte import set_active
from exin.casework.tilgang import tildeling
from exin.casework.varsel.ansattpost import remove_address
from exin.casework.varsel.varsler import mark_read, my_messages
from exin.jobs.epost import MailServer
from exin.jobs.utsending import SUBJECT, send_due
from exin.store import jobber
from tests.helpers import cases, people
from tests.helpers.canaries import Canaries
from tests.helpers.epost import LINK, Authority, Innboks, authority, mail_server, way_to
from tests.helpers.office import Kontor
from tests.helpers.varsler import address, states, tell
from workflows import PROGRAMMES


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("senter"))


@pytest.fixture
def inbox(made: Authority) -> Iterator[Innboks]:
    with mail_server(made) as up:
        yield up


@pytest.fixture
def post(inbox: Innboks, made: Authority, kontor: Kontor) -> MailServer:
    return way_to(inbox, made, kontor.folder)


def oslo(kontor: Kontor, day: date, clock: str) -> None:
    """Put the clock to a time in Oslo: both were worked out by hand."""
    hour, minute = map(int, clock.split(":"))
    summer = date(2026, 3, 29) <= day < date(2026, 10, 25)
    kontor.clock.now = datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(
        hours=2 if summer else 1
    )


def body(inbox: Innboks) -> str:
    """The text of the one letter that came."""
    (mail,) = inbox.mail
    return str(mail.get_content())


# -- what is not sent -----------------------------------------------------------------------------------------


def test_where_there_is_no_mail_server_nothing_is_touched(kontor: Kontor) -> None:
    saksnr = cases.case(kontor)
    address(kontor, "kari")
    tell(kontor, "kari", saksnr, haster=True)
    with kontor.new_events() as events:
        assert send_due(kontor.office) == 0
    assert events == []
    assert kontor.rows("select forsok, neste, sendt from utboks") == [(0, None, None)]


def test_where_nothing_is_due_there_is_no_event(kontor: Kontor, post: MailServer) -> None:
    saksnr = cases.case(kontor)
    address(kontor, "kari")
    tell(kontor, "kari", saksnr)
    with kontor.new_events() as events:
        assert send_due(kontor.office, post) == 0
    assert events == []


@pytest.mark.parametrize("how", ["never", "removed"])
def test_who_has_no_address_is_told_in_the_engine_alone(
    kontor: Kontor, post: MailServer, inbox: Innboks, how: str
) -> None:
    saksnr = cases.case(kontor)
    if how == "removed":
        address(kontor, "kari")
        with kontor.work("admin") as w:
            remove_address(w, "kari")
    tell(kontor, "kari", saksnr, haster=True)
    assert send_due(kontor.office, post) == 0
    assert inbox.taken == []
    with kontor.read("kari") as r:
        assert [line.saksnr for line in my_messages(r)] == [saksnr]


def test_what_was_read_is_not_sent(kontor: Kontor, post: MailServer, inbox: Innboks) -> None:
    saksnr = cases.case(kontor)
    address(kontor, "kari")
    tell(kontor, "kari", saksnr, haster=True)
    with kontor.read("kari") as r:
        ids = [line.id for line in my_messages(r)]
    with kontor.work("kari") as w:
        mark_read(w, ids)
    assert send_due(kontor.office, post) == 0
    assert inbox.taken == []


@pytest.mark.parametrize("change", ["barred", "blocked", "strict"])
def test_who_may_hear_of_the_case_no_more_gets_no_word_of_it(
    kontor: Kontor, post: MailServer, inbox: Innboks, change: str
) -> None:
    saksnr = cases.case(kontor)
    address(kontor, "kari", "ola")
    tell(kontor, "kari", saksnr, haster=True)
    tell(kontor, "ola", cases.case(kontor, kontakt="ola"), haster=True)
    if change == "barred":
        with kontor.work("leder") as w:
            tildeling.bar(w, saksnr, "kari", "Fetter.")
    elif change == "blocked":
        with kontor.work("admin") as w:
            set_active(w, "kari", aktiv=False)
    else:
        with kontor.work("leder") as w:
            tildeling.protect(
                w, saksnr, "strengt_fortrolig", leder="klarert_leder", ansatte=["klarert1", "klarert2"]
            )
    assert send_due(kontor.office, post) == 1
    assert inbox.to == ["ola@example.org"]
    assert sorted(states(kontor)) == ["lukket", "sendt"]
    kontor.clock.forward(days=4)
    assert send_due(kontor.office, post) == 0


@pytest.mark.parametrize("blocked", [True, False])
def test_a_message_about_no_case_goes_to_whoever_works_here_yet(
    kontor: Kontor, post: MailServer, inbox: Innboks, blocked: bool
) -> None:
    address(kontor, "revisor")
    with kontor.office.means.database.transaction() as link:
        jobber.tell_of_the_log(
            link, roller=["revisor"], slag="logg_ikke_hel", dag="2026-01-15", opprettet=kontor.clock()
        )
    if blocked:
        with kontor.work("admin") as w:
            set_active(w, "revisor", aktiv=False)
    assert send_due(kontor.office, post) == (0 if blocked else 1)
    assert states(kontor) == ["lukket" if blocked else "sendt"]
    assert blocked or f"EXIN.\n\n{LINK}/min-dag\n\n" in body(inbox)


def test_an_address_that_somebody_else_wrote_in_the_database_gets_nothing(
    kontor: Kontor, post: MailServer, inbox: Innboks
) -> None:
    saksnr = cases.case(kontor)
    address(kontor, "kari")
    tell(kontor, "kari", saksnr, haster=True)
    kontor.tamper("update postadresse set epost = 'nysgjerrig@example.org'")
    with pytest.raises(Exception, match="rad_er_ikke_siste_skriving"):
        send_due(kontor.office, post)
    assert inbox.taken == []


# -- what is in a letter ----------------------------------------------------------------------------------------


def test_a_letter_has_a_count_case_numbers_and_links(
    kontor: Kontor, post: MailServer, inbox: Innboks
) -> None:
    first, second = cases.case(kontor), cases.case(kontor, "forlop")
    address(kontor, "kari")
    kontor.clock.set(date(2026, 2, 2))
    for saksnr in (first, second, second):
        tell(kontor, "kari", saksnr)
    kontor.clock.set(date(2026, 2, 3))
    assert send_due(kontor.office, post) == 3
    assert body(inbox) == (
        "Du har 3 nye varsler i EXIN.\n\n"
        f"{first}: {LINK}/sak/{first}\n{second}: {LINK}/sak/{second}\n\n"
        "Meldingen er sendt automatisk og kan ikke besvares.\n"
    )
    (mail,) = inbox.mail
    assert (mail["Subject"], mail["Auto-Submitted"], mail["To"]) == (
        SUBJECT,
        "auto-generated",
        "kari@example.org",
    )
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", str(mail["Message-ID"]))


@pytest.mark.parametrize("when", ["before", "after"])
def test_of_a_strictly_protected_case_there_is_a_link_only(
    kontor: Kontor, post: MailServer, inbox: Innboks, when: str
) -> None:
    if when == "before":
        saksnr = cases.protected_case(kontor)
        tell(kontor, "klarert1", saksnr, haster=True)
    else:
        saksnr = cases.case(kontor, kontakt="klarert1")
        tell(kontor, "klarert1", saksnr, haster=True)
        with kontor.work("klarert_leder") as w:
            tildeling.protect(
                w, saksnr, "strengt_fortrolig", leder="klarert_leder", ansatte=["klarert1", "klarert2"]
            )
    address(kontor, "klarert1")
    assert send_due(kontor.office, post) == 1
    assert body(inbox) == (
        f"Du har ett nytt varsel i EXIN.\n\n{LINK}/min-dag\n\n"
        "Meldingen er sendt automatisk og kan ikke besvares.\n"
    )
    assert saksnr.encode() not in inbox.raw


def test_no_byte_of_a_letter_tells_of_the_person_the_programme_or_the_kind(
    kontor: Kontor, post: MailServer, inbox: Innboks
) -> None:
    canaries = Canaries()
    who: dict[str, Any] = {
        name: canaries.text(name) for name in ("navn", "telefon", "epost", "adresse", "tekst")
    }
    number = people.new_number()
    canaries.watch("nummer", number)
    saksnr = cases.case(kontor, **who, fodselsnummer=number)
    address(kontor, "kari")
    kinds = sorted({deadline.key for programme in PROGRAMMES for deadline in programme.deadlines})
    for slag in kinds:
        tell(kontor, "kari", saksnr, slag, haster=True)
    assert send_due(kontor.office, post) == len(inbox.taken) == len(kinds)
    assert canaries.found_in(inbox.raw) == set()
    words = {word for programme in PROGRAMMES for word in (programme.key, "-Ung", "OSLO")}
    for programme in PROGRAMMES:
        words |= {text for each in programme.deadlines for text in (each.key, each.label)}
        words |= {text for state in programme.states for text in (state.key, state.label)}
    raw = inbox.raw.decode().lower()
    assert [word for word in sorted(words) if word.lower() in raw] == []
    assert {str(mail["Subject"]) for mail in inbox.mail} == {SUBJECT}


# -- when -------------------------------------------------------------------------------------------------------


def test_what_is_urgent_goes_at_once_each_in_its_own_letter_also_at_night(
    kontor: Kontor, post: MailServer, inbox: Innboks
) -> None:
    saksnr = cases.case(kontor)
    address(kontor, "kari")
    oslo(kontor, date(2026, 1, 18), "03:00")  # a Sunday
    for _ in range(2):
        tell(kontor, "kari", saksnr, haster=True)
    tell(kontor, "kari", saksnr)
    assert send_due(kontor.office, post) == 2
    assert inbox.to == ["kari@example.org"] * 2
    assert len({str(mail["Message-ID"]) for mail in inbox.mail}) == 2
    assert send_due(kontor.office, post) == 0


MORNINGS = [
    ("the next morning", date(2026, 1, 15), date(2026, 1, 16)),
    ("after a weekend", date(2026, 1, 16), date(2026, 1, 19)),
    ("after Easter", date(2026, 4, 1), date(2026, 4, 7)),
    ("after the first of May", date(2026, 4, 30), date(2026, 5, 4)),
    ("when the clock has gone forward", date(2026, 3, 27), date(2026, 3, 30)),
    ("when the clock has gone back", date(2026, 10, 23), date(2026, 10, 26)),
]


@pytest.mark.parametrize("told, sent", [case[1:] for case in MORNINGS], ids=[case[0] for case in MORNINGS])
def test_the_rest_goes_on_the_next_working_day_at_seven_by_oslos_clock(
    kontor: Kontor, post: MailServer, inbox: Innboks, told: date, sent: date
) -> None:
    saksnr = cases.case(kontor)
    address(kontor, "kari")
    oslo(kontor, told, "07:00")
    tell(kontor, "kari", saksnr)
    day = told
    while day < sent:
        for clock in ("07:00", "12:00", "23:59"):
            oslo(kontor, day, clock)
            assert send_due(kontor.office, post) == 0
        day += timedelta(days=1)
    for clock, count in (("06:59", 0), ("07:00", 1), ("07:01", 0)):
        oslo(kontor, sent, clock)
        assert send_due(kontor.office, post) == count
    assert len(inbox.taken) == 1


def test_what_was_missed_in_the_morning_goes_later_in_the_day_and_not_in_the_night_after(
    kontor: Kontor, post: MailServer
) -> None:
    saksnr = cases.case(kontor)
    address(kontor, "kari")
    friday, saturday = date(2026, 1, 16), date(2026, 1, 17)
    oslo(kontor, friday, "06:30")
    tell(kontor, "kari", saksnr)
    oslo(kontor, saturday, "00:30")  # and Friday yet in UTC
    assert send_due(kontor.office, post) == 0
    oslo(kontor, friday, "15:00")
    assert send_due(kontor.office, post) == 1


def test_each_gets_one_letter_in_the_morning(kontor: Kontor, post: MailServer, inbox: Innboks) -> None:
    address(kontor, "kari", "ola")
    for who in ("kari", "ola"):
        saksnr = cases.case(kontor, kontakt=who)
        for _ in range(3):
            tell(kontor, who, saksnr)
    oslo(kontor, date(2026, 1, 16), "07:00")
    assert send_due(kontor.office, post) == 6
    assert sorted(inbox.to) == ["kari@example.org", "ola@example.org"]


# -- the log ----------------------------------------------------------------------------------------------------


def test_the_log_has_what_was_tried_and_what_was_accepted_and_names_no_case(
    kontor: Kontor, post: MailServer
) -> None:
    saksnr = cases.case(kontor)
    address(kontor, "kari")
    tell(kontor, "kari", saksnr, haster=True)
    with kontor.new_events() as events:
        send_due(kontor.office, post)
    assert [(each.jobb, each.handling, each.koder, each.antall) for each in events] == [
        ("utsending", "send_varsler", ("til_sending",), 1),
        ("utsending", "send_varsler", ("sendt",), 1),
    ]
    assert {(each.sak, each.person, each.gjelder_ansatt) for each in events} == {(None, None, None)}
    assert kontor.verify().ok


def test_the_installations_own_mail_server_is_used_where_none_is_given(
    kontor: Kontor, post: MailServer, inbox: Innboks
) -> None:
    saksnr = cases.case(kontor)
    address(kontor, "kari")
    tell(kontor, "kari", saksnr, haster=True)
    office = replace(kontor.office, means=kontor.office.means)
    office.means.utgang = post
    assert send_due(office) == 1
    assert inbox.to == ["kari@example.org"]
