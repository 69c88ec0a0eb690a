"""The mail server is down, refuses or forgets, and processes are killed: no message is lost, and none is sent twice."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from exin.casework.jobb.jobber import read_status
from exin.casework.varsel.post import WAITS
from exin.casework.varsel.varsler import my_messages
from exin.errors import Misconfigured
from exin.jobs.epost import MailServer
from exin.jobs.utsending import send_due
from exin.settings import FILE_NAME, as_toml, load
from tests.architecture.tree import ROOT
from tests.helpers import cases
from tests.helpers.epost import HOST, LINK, SENDER, Authority, authority, mail_server, way_to
from tests.helpers.office import Kontor, meanwhile
from tests.helpers.varsler import address, states, tell

MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("senter"))


@pytest.fixture
def down(made: Authority, kontor: Kontor) -> MailServer:
    """The way to a mail server that is not there; its port is kept free of others as far as one can."""
    with mail_server(made) as inbox:
        return way_to(inbox, made, kontor.folder)


@pytest.fixture
def saksnr(kontor: Kontor) -> str:
    """A case of kari, who has an address; it is Tuesday, and the letters of the morning are out."""
    kontor.clock.now = datetime(2026, 1, 20, 6, 30, tzinfo=UTC)
    made = cases.case(kontor)
    address(kontor, "kari")
    return made


def every_minute(
    kontor: Kontor, until: datetime, send: Callable[[], int], *, step: timedelta = MINUTE
) -> int:
    """Run the job as the scheduler would, until that moment and not at it. Returns how many messages were sent."""
    sent = 0
    while kontor.clock.now < until:
        sent += send()
        kontor.clock.now += step
    return sent


def mail_counts(kontor: Kontor) -> tuple[int, int]:
    with kontor.read("admin") as r:
        found = read_status(r)
    return found.gitt_opp, found.proves_igjen


# -- down -------------------------------------------------------------------------------------------------------


def test_after_a_day_without_a_mail_server_all_is_told_once_in_one_letter(
    kontor: Kontor, made: Authority, down: MailServer, saksnr: str
) -> None:
    tell(kontor, "kari", saksnr)
    up_again = datetime(2026, 1, 22, 6, 0, tzinfo=UTC)  # Thursday at seven in Oslo
    kontor.clock.now = datetime(2026, 1, 21, 5, 59, tzinfo=UTC)
    for hour in range(6, 16):
        assert (
            every_minute(
                kontor, datetime(2026, 1, 21, hour, tzinfo=UTC), lambda: send_due(kontor.office, down)
            )
            == 0
        )
        if hour == 10:
            tell(kontor, "kari", saksnr)
    assert every_minute(kontor, up_again, lambda: send_due(kontor.office, down), step=10 * MINUTE) == 0
    assert states(kontor) == ["venter", "venter"]
    assert mail_counts(kontor) == (0, 1)
    with mail_server(made) as inbox:
        post = way_to(inbox, made, kontor.folder)
        until = datetime(2026, 1, 22, 7, 0, tzinfo=UTC)
        assert every_minute(kontor, until, lambda: send_due(kontor.office, post)) == 2
        until = datetime(2026, 1, 24, tzinfo=UTC)
        assert every_minute(kontor, until, lambda: send_due(kontor.office, post), step=30 * MINUTE) == 0
    assert inbox.to == ["kari@example.org"]
    assert "Du har 2 nye varsler" in inbox.mail[0].get_content()
    assert states(kontor) == ["sendt", "sendt"]
    assert mail_counts(kontor) == (0, 0)


def test_attempts_come_farther_apart_and_then_the_message_is_given_up_and_still_read_in_the_engine(
    kontor: Kontor, down: MailServer, saksnr: str
) -> None:
    tell(kontor, "kari", saksnr, haster=True)
    began, tried = kontor.clock.now, []
    while kontor.clock.now < began + timedelta(days=4):
        before = kontor.one("select forsok from utboks")[0]
        send_due(kontor.office, down)
        if kontor.one("select forsok from utboks")[0] > before:
            tried.append(kontor.clock.now - began)
        kontor.clock.now += MINUTE if len(tried) < 4 else 30 * MINUTE
    expected = [sum(WAITS[:count], timedelta()) for count in range(len(WAITS))]
    assert [each - wanted < 30 * MINUTE for each, wanted in zip(tried, expected, strict=True)] == [True] * 8
    assert tried[:4] == expected[:4]
    assert states(kontor) == ["gitt_opp"]
    assert mail_counts(kontor) == (1, 0)
    with kontor.read("kari") as r:
        assert [line.saksnr for line in my_messages(r)] == [saksnr]


def test_a_letter_that_is_refused_for_now_goes_later_and_the_others_at_once(
    kontor: Kontor, made: Authority, saksnr: str
) -> None:
    address(kontor, "ola")
    tell(kontor, "kari", saksnr, haster=True)
    tell(kontor, "ola", cases.case(kontor, kontakt="ola"), haster=True)
    with mail_server(made) as inbox:
        post = way_to(inbox, made, kontor.folder)
        inbox.answer = lambda each: "451 Senere" if each.rcpt_tos == ["kari@example.org"] else "250 OK"
        assert send_due(kontor.office, post) == 1
        inbox.answer = lambda _each: "250 OK"
        assert send_due(kontor.office, post) == 0
        kontor.clock.forward(minutes=1)
        assert send_due(kontor.office, post) == 1
    assert inbox.to == ["ola@example.org", "kari@example.org"]


def test_a_letter_of_the_morning_that_failed_waits_for_no_day_off(
    kontor: Kontor, made: Authority, down: MailServer, saksnr: str
) -> None:
    tell(kontor, "kari", saksnr)
    kontor.clock.now = datetime(2026, 1, 23, 15, 0, tzinfo=UTC)  # Friday afternoon
    assert send_due(kontor.office, down) == 0
    with mail_server(made) as inbox:
        post = way_to(inbox, made, kontor.folder)
        kontor.clock.set(date(2026, 1, 24), 12)
        assert send_due(kontor.office, post) == 0
        kontor.clock.set(date(2026, 1, 26), 6)
        assert send_due(kontor.office, post) == 1


def test_settings_that_cannot_be_right_fail_aloud_and_lose_nothing(
    kontor: Kontor, made: Authority, down: MailServer, saksnr: str
) -> None:
    tell(kontor, "kari", saksnr, haster=True)
    with mail_server(made) as inbox:
        post = way_to(inbox, made, kontor.folder)
        with pytest.raises(Misconfigured):
            send_due(kontor.office, replace(post, tillit=Path("borte")))
        kontor.clock.forward(minutes=1)
        assert send_due(kontor.office, post) == 1
    assert down.folder == kontor.folder


# -- two at a time, and killed ------------------------------------------------------------------------------------


def test_two_that_send_at_a_time_send_it_once(kontor: Kontor, made: Authority, saksnr: str) -> None:
    tell(kontor, "kari", saksnr, haster=True)
    others: list[int] = []
    with mail_server(made) as inbox:
        post = way_to(inbox, made, kontor.folder)

        def another() -> None:
            others.append(send_due(kontor.office, post))
            kontor.leave()

        def in_between(_envelope: object) -> str:
            meanwhile(another)
            return "250 OK"

        inbox.answer = in_between
        assert send_due(kontor.office, post) == 1
    assert others == [0]
    assert len(inbox.taken) == 1


def test_a_process_that_is_killed_before_it_hears_the_answer_is_known_by_the_letter_it_sent(
    kontor: Kontor, made: Authority, saksnr: str
) -> None:
    for _ in range(3):
        tell(kontor, "kari", saksnr)
    kontor.clock.now = datetime(2026, 1, 21, 6, 0, tzinfo=UTC)
    with mail_server(made) as inbox:
        post = way_to(inbox, made, kontor.folder)
        _settings_for(kontor, post)
        kontor.close()
        with subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.utsender", kontor.folder, kontor.clock.now.isoformat()],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            text=True,
        ) as process:
            inbox.kills = process.pid
            process.communicate("nå\n", timeout=60)
        assert process.returncode == -9
        inbox.kills = None
        kontor.reopen()
        assert len(inbox.taken) == 1
        assert states(kontor) == ["venter"] * 3
        assert send_due(kontor.office) == 0
        kontor.clock.forward(minutes=1)
        assert send_due(kontor.office) == 3
        assert send_due(kontor.office) == 0
    first, second = inbox.mail
    assert first["Message-ID"] == second["Message-ID"]
    assert states(kontor) == ["sendt"] * 3
    assert kontor.verify().ok


def _settings_for(kontor: Kontor, post: MailServer) -> None:
    """Let the installation itself name the mail server."""
    path = kontor.folder / FILE_NAME
    chosen = {"smtp_vert": HOST, "smtp_port": post.port, "smtp_avsender": SENDER, "lenke": LINK}
    settings = load(path).model_copy(update={**chosen, "smtp_tillit": str(post.tillit)})
    path.write_text(as_toml(settings), encoding="utf-8")
