"""Handing letters to a mail server: TLS with the server's certificate and name verified, one connection for all.

Must not look into a letter, nor write down to whom it goes. An error is noted by its type alone.
"""

import os
import smtplib
import ssl
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Literal

from exin import logs
from exin.errors import Misconfigured
from exin.settings import Settings

TIMEOUT: Final = 20.0
"""Seconds that the mail server has for each answer."""

_LONGEST_PASSWORD: Final = 1_024
_REFUSALS: Final = (OSError, smtplib.SMTPException, ValueError)
"""What goes wrong between us and a mail server: sockets and TLS, its answers, and what cannot be said to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A mail server, and how to reach it."""

    vert: str
    port: int
    tls: Literal["starttls", "tls", "ingen"]
    avsender: str
    lenke: str
    bruker: str = ""
    passordfil: Path | None = None
    tillit: Path | None = None
    folder: Path | None = field(default=None, repr=False)
    """Where the operations log is."""
    timeout: float = TIMEOUT

    def deliver(self, letters: Sequence[EmailMessage]) -> Iterator[bool]:
        """As `Utgang.deliver`. Once the server is gone, the rest is not tried."""
        try:
            with self._connected() as server:
                for letter in letters:
                    yield self._hand_over(server, letter)
        except _REFUSALS as error:
            self._note(error)

    def _hand_over(self, server: smtplib.SMTP, letter: EmailMessage) -> bool:
        """Whether the server took the letter. Raises where there is no server any more."""
        try:
            server.send_message(letter, self.avsender, [str(letter["To"])])
        except smtplib.SMTPServerDisconnected:
            raise
        except (smtplib.SMTPException, ValueError) as error:
            self._note(error)
            return False
        return True

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server = self._connect()
        try:
            if self.tls == "starttls":
                server.starttls(context=self._trust())
            if self.bruker:
                server.login(self.bruker, _password(self.passordfil))
            yield server
            with suppress(*_REFUSALS):  # what was accepted is accepted, whatever the server says at the end
                server.quit()
        finally:
            server.close()

    def _connect(self) -> smtplib.SMTP:
        own_name = self.avsender.rpartition("@")[2]  # what we call ourselves: not the name of this machine
        if self.tls == "tls":
            return smtplib.SMTP_SSL(
                self.vert, self.port, own_name, timeout=self.timeout, context=self._trust()
            )
        return smtplib.SMTP(self.vert, self.port, own_name, timeout=self.timeout)

    def _trust(self) -> ssl.SSLContext:
        """The authorities whose certificates are taken. Raises Misconfigured when their file cannot be read."""
        try:
            context = ssl.create_default_context(cafile=str(self.tillit) if self.tillit else None)
        except OSError as error:
            raise Misconfigured("smtp_tillit_kan_ikke_leses") from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _note(self, error: BaseException) -> None:
        kind = type(error)
        logs.note(self.folder, "epost_ikke_tatt_imot", feiltype=f"{kind.__module__}.{kind.__qualname__}")


def mail_server(folder: Path, settings: Settings) -> MailServer:
    """The mail server that an installation's settings name."""
    return MailServer(
        vert=settings.smtp_vert,
        port=settings.smtp_port,
        tls=settings.smtp_tls,
        avsender=settings.smtp_avsender,
        lenke=settings.lenke,
        bruker=settings.smtp_bruker,
        passordfil=folder / settings.smtp_passordfil if settings.smtp_passordfil else None,
        tillit=folder / settings.smtp_tillit if settings.smtp_tillit else None,
        folder=folder,
    )


def _password(path: Path | None) -> str:
    """The first line of the file. Raises Misconfigured when it is not there, or when others can read it."""
    if path is None:
        raise Misconfigured("smtp_passord_mangler")
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise Misconfigured("smtp_passord_mangler") from error
    with os.fdopen(handle, "rb") as file:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Misconfigured("smtp_passord_rettigheter")
        try:
            return file.read(_LONGEST_PASSWORD).decode().partition("\n")[0].rstrip("\r")
        except UnicodeDecodeError as error:
            raise Misconfigured("smtp_passord_mangler") from error
