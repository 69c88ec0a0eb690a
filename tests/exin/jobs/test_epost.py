"""Letters are handed over under TLS to the server that was meant, or not at all; and nothing of them is noted."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import Envelope

from exin.errors import Misconfigured
from exin.jobs.epost import MailServer
from exin.logs import FILE_NAME
from tests.helpers.epost import HOST, Authority, Innboks, authority, mail_server, way_to

WHO = "kari@example.org"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("senter"))


def letter(to: str = WHO) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "exin@example.org", to, "EXIN: nye varsler"
    mail.set_content("Du har ett nytt varsel i EXIN.\n")
    return mail


def noted(folder: Path) -> str:
    path = folder / FILE_NAME
    return path.read_text("utf-8") if path.exists() else ""


def handed_over(server: MailServer, *letters: EmailMessage) -> list[bool]:
    return list(server.deliver(letters or (letter(),)))


# -- refusals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tls", ["starttls", "tls"])
@pytest.mark.parametrize("wrong", ["senter", "navn"])
def test_a_certificate_of_somebody_else_is_refused(
    made: Authority, tmp_path: Path, tls: str, wrong: str
) -> None:
    name = "post.example.org" if wrong == "navn" else HOST
    stranger = authority(tmp_path / "fremmed", name=name)
    trusted = stranger if wrong == "navn" else made
    with mail_server(stranger, tls=tls) as inbox:
        assert handed_over(way_to(inbox, trusted, tmp_path, tls=tls)) == []
    assert inbox.taken == []
    assert "ssl.SSLCertVerificationError" in noted(tmp_path)


def test_an_authority_that_the_machine_does_not_know_is_refused_unless_it_is_named(
    made: Authority, tmp_path: Path
) -> None:
    with mail_server(made) as inbox:
        assert handed_over(replace(way_to(inbox, made, tmp_path), tillit=None)) == []
    assert inbox.taken == []


def test_nothing_is_sent_to_a_server_without_tls(made: Authority, tmp_path: Path) -> None:
    with mail_server(made, tls="ingen") as inbox:
        assert handed_over(way_to(inbox, made, tmp_path)) == []
    assert inbox.taken == []
    assert "smtplib.SMTPNotSupportedError" in noted(tmp_path)


@pytest.mark.parametrize("content", [None, b"", b"feil\n"])
def test_a_wrong_password_sends_nothing(made: Authority, tmp_path: Path, content: bytes | None) -> None:
    with mail_server(made, accounts={b"exin": b"hemmelig"}) as inbox:
        server = way_to(inbox, made, tmp_path)
        if content is not None:
            server = with_password(server, tmp_path, content)
        assert not any(handed_over(server))
    assert inbox.taken == []


def with_password(server: MailServer, folder: Path, content: bytes, *, mode: int = 0o600) -> MailServer:
    path = folder / "passord"
    path.write_bytes(content)
    path.chmod(mode)
    return replace(server, bruker="exin", passordfil=path)


def test_a_password_that_others_can_read_is_not_used(made: Authority, tmp_path: Path) -> None:
    with mail_server(made, accounts={b"exin": b"hemmelig"}) as inbox:
        server = with_password(way_to(inbox, made, tmp_path), tmp_path, b"hemmelig", mode=0o640)
        with pytest.raises(Misconfigured) as caught:
            handed_over(server)
    assert caught.value.args == ("smtp_passord_rettigheter",)


@pytest.mark.parametrize("path", [None, Path("borte")])
def test_a_password_that_is_not_there_is_said_to_be_missing(
    made: Authority, tmp_path: Path, path: Path | None
) -> None:
    with mail_server(made, accounts={b"exin": b"hemmelig"}) as inbox:
        server = replace(way_to(inbox, made, tmp_path), bruker="exin", passordfil=path)
        with pytest.raises(Misconfigured) as caught:
            handed_over(server)
    assert caught.value.args == ("smtp_passord_mangler",)


@pytest.mark.parametrize("content", [None, b"ikke noe sertifikat"])
def test_trust_that_cannot_be_read_is_no_trust(
    made: Authority, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "tillit.pem"
    if content is not None:
        path.write_bytes(content)
    with mail_server(made) as inbox, pytest.raises(Misconfigured) as caught:
        handed_over(replace(way_to(inbox, made, tmp_path), tillit=path))
    assert caught.value.args == ("smtp_tillit_kan_ikke_leses",)


def test_no_server_at_all_is_noted_without_a_word_of_the_letter(made: Authority, tmp_path: Path) -> None:
    with mail_server(made) as inbox:
        server = way_to(inbox, made, tmp_path)
    assert handed_over(server) == []
    assert "epost_ikke_tatt_imot" in noted(tmp_path)
    assert "example.org" not in noted(tmp_path)
    assert HOST not in noted(tmp_path)


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes a connection and says nothing. Gives its port."""
    with closing(socket.create_server((HOST, 0))) as listening:
        held: list[socket.socket] = []
        thread = threading.Thread(target=lambda: held.append(listening.accept()[0]), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(timeout=5)
        for each in held:
            each.close()


def test_a_server_that_says_nothing_is_not_waited_for_long(made: Authority, tmp_path: Path) -> None:
    with silent_server() as port:
        server = replace(way_to(Innboks(port=port), made, tmp_path), timeout=0.2)
        began = time.monotonic()
        assert handed_over(server) == []
    assert time.monotonic() - began < 3
    assert "epost_ikke_tatt_imot" in noted(tmp_path)


# -- what is refused does not take others with it -------------------------------------------------------------


@pytest.mark.parametrize("answer", ["550 Ukjent mottaker", "451 Senere"])
def test_a_letter_that_is_refused_does_not_stop_the_next(
    made: Authority, tmp_path: Path, answer: str
) -> None:
    def judge(envelope: Envelope) -> str:
        return answer if envelope.rcpt_tos == [WHO] else "250 OK"

    with mail_server(made) as inbox:
        inbox.answer = judge
        assert handed_over(way_to(inbox, made, tmp_path), letter(), letter("ola@example.org")) == [
            False,
            True,
        ]
    assert inbox.to == ["ola@example.org"]
    assert "example.org" not in noted(tmp_path)


def test_an_address_that_cannot_be_written_does_not_stop_the_next(made: Authority, tmp_path: Path) -> None:
    with mail_server(made) as inbox:
        found = handed_over(way_to(inbox, made, tmp_path), letter("kåri@example.org"), letter())
    assert found == [False, True]


# -- and what goes through ------------------------------------------------------------------------------------


@pytest.mark.parametrize("tls", ["starttls", "tls", "ingen"])
def test_letters_are_handed_over_on_one_connection(made: Authority, tmp_path: Path, tls: str) -> None:
    with mail_server(made, tls=tls) as inbox:
        assert handed_over(way_to(inbox, made, tmp_path, tls=tls), letter(), letter()) == [True, True]
    assert [each["Subject"] for each in inbox.mail] == ["EXIN: nye varsler"] * 2
    assert noted(tmp_path) == ""


@pytest.mark.parametrize("content", [b"hemmelig", b"hemmelig\n", b"hemmelig\r\n"])
def test_the_right_password_lets_us_in(made: Authority, tmp_path: Path, content: bytes) -> None:
    with mail_server(made, accounts={b"exin": b"hemmelig"}) as inbox:
        assert handed_over(with_password(way_to(inbox, made, tmp_path), tmp_path, content)) == [True]
    assert inbox.to == [WHO]
