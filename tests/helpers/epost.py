"""A real mail server with TLS on this machine, an authority of its own for it, and what an office sends there.

Must not know what a letter should say.
"""

import asyncio
import os
import signal
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from exin.jobs.epost import MailServer

HOST = "localhost"
SENDER = "exin@example.org"
LINK = "https://exin.example.org"


@dataclass(frozen=True)
class Authority:
    """A certificate authority in a folder, and a certificate that it gave a server."""

    tillit: Path
    certificate: Path

    def context(self) -> ssl.SSLContext:
        """The server's end of TLS."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context


def authority(folder: Path, *, name: str = HOST) -> Authority:
    """A new authority, and a certificate for a server of that name."""
    folder.mkdir(parents=True, exist_ok=True)
    key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Prøvesenter")])
    own = _certificate(issuer, issuer, key.public_key(), ca=True).sign(key, hashes.SHA256())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name)])
    made = _certificate(subject, issuer, server_key.public_key(), ca=False).add_extension(
        names, critical=False
    )
    given = made.sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(own.public_bytes(pem))
    private = server_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "tjener.pem").write_bytes(private + given.public_bytes(pem))
    return Authority(folder / "ca.pem", folder / "tjener.pem")


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, *, ca: bool
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )


@dataclass
class Innboks:
    """A mail server that is up: what it took, and what it answers."""

    port: int = 0
    taken: list[Envelope] = field(default_factory=list)
    answer: Callable[[Envelope], str] = lambda _envelope: "250 OK"
    kills: int | None = None
    """The process to kill between taking a letter and saying so."""
    accounts: dict[bytes, bytes] = field(default_factory=dict)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802 - aiosmtpd calls it so
        """Take a letter, and answer."""
        said = self.answer(envelope)
        if said.startswith("250"):
            self.taken.append(envelope)
        if self.kills is not None:
            os.kill(self.kills, signal.SIGKILL)
        return said

    def lets_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, given: object
    ) -> AuthResult:
        """Whether the password is right."""
        right = isinstance(given, LoginPassword) and self.accounts.get(given.login) == given.password
        return AuthResult(success=right)

    @property
    def mail(self) -> list[EmailMessage]:
        """The letters taken, as they are read."""
        taken = [cast("bytes", each.content).replace(b"\r\n", b"\n") for each in self.taken]
        return [message_from_bytes(content, policy=default) for content in taken]

    @property
    def to(self) -> list[str]:
        """To whom they went."""
        return [address for each in self.taken for address in each.rcpt_tos]

    @property
    def raw(self) -> bytes:
        """Every byte that came."""
        return b"\n".join(
            cast("bytes", each.content) + repr((each.mail_from, each.rcpt_tos)).encode()
            for each in self.taken
        )


@contextmanager
def mail_server(
    made: Authority, *, tls: str = "starttls", port: int = 0, accounts: dict[bytes, bytes] | None = None
) -> Iterator[Innboks]:
    """A mail server that runs meanwhile: with `starttls`, with `tls` from the first byte, or with `ingen`."""
    inbox = Innboks(accounts=accounts or {})
    loop = asyncio.new_event_loop()

    def session() -> SMTP:
        return SMTP(
            inbox,
            hostname=HOST,
            loop=loop,
            tls_context=made.context() if tls == "starttls" else None,
            require_starttls=tls == "starttls",
            auth_required=bool(inbox.accounts),
            auth_require_tls=tls == "starttls",
            authenticator=inbox.lets_in,
        )

    context = made.context() if tls == "tls" else None
    server = loop.run_until_complete(loop.create_server(session, HOST, port, ssl=context))
    inbox.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield inbox
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def way_to(inbox: Innboks, made: Authority, folder: Path, *, tls: str = "starttls") -> MailServer:
    """How an office in `folder` reaches it."""
    return MailServer(
        vert=HOST,
        port=inbox.port,
        tls=tls,  # type: ignore[arg-type] # one of the three, as above
        avsender=SENDER,
        lenke=LINK,
        tillit=made.tillit,
        folder=folder,
        timeout=5.0,
    )
