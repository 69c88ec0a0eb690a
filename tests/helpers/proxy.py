"""Stands between an engine and its PostgreSQL, and cuts the line at a COMMIT: before it is sent, or before its answer.

Must not know what is sent but for COMMIT. A Unix socket in a folder of the test's own.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from tests.helpers.postgres import Server

_PORT = "5432"
_SYNC, _QUERY, _PARSE = b"S", b"Q", b"P"
_COMMIT = b"COMMIT\0"


class Cut(Enum):
    """Where the line is cut at the next COMMIT."""

    BEFORE = "before_it_is_sent"
    AFTER = "before_its_answer"


@dataclass
class Proxy:
    """A line to a server."""

    folder: Path
    server: Server
    cut: Cut | None = None
    """What becomes of the next COMMIT."""
    dead: bool = False
    """Whether the line stays down once it was cut."""
    _down: bool = field(default=False, init=False)
    _clients: list[socket.socket] = field(default_factory=list, init=False)
    _muted: threading.Event = field(default_factory=threading.Event, init=False)
    _answered: threading.Event = field(default_factory=threading.Event, init=False)

    def address_of(self, address: str) -> str:
        """The address of one of the server's databases by way of this line."""
        head = address.partition("?")[0]
        user, _, name = head.removeprefix("postgresql://").partition("/")
        return f"postgresql://{user.split('@')[0]}@/{name}?host={self.folder}"

    def fall(self) -> None:
        """Break all connections, and let nobody connect."""
        self._down = True
        for client in self._clients:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Let whoever wants connect again."""
        self._down = self.dead = False

    def serve(self, listener: socket.socket) -> None:
        """Take each who comes, until the listener is closed."""
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                if self._down:
                    client.close()
                else:
                    threading.Thread(target=self._line, args=(client,), daemon=True).start()

    def _line(self, client: socket.socket) -> None:
        self._clients.append(client)
        server = self._reach()
        answers = threading.Thread(target=self._answer, args=(server, client), daemon=True)
        answers.start()
        with suppress(OSError):
            self._ask(client, server)
        for each in (client, server):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        answers.join(10)
        client.close()
        server.close()

    def _reach(self) -> socket.socket:
        where = conninfo_to_dict(self.server.address)
        host, port = str(where.get("host") or "localhost"), str(where.get("port") or _PORT)
        if not host.startswith("/"):
            return socket.create_connection((host, int(port)))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        """Pass on what the engine sends, a message at a time, up to the cut."""
        server.sendall(_message(client, first=True))
        committing = False
        while message := _message(client):
            committing |= self.cut is not None and message[:1] in (_QUERY, _PARSE) and _COMMIT in message
            if committing and self.cut is Cut.BEFORE:
                return self._cut_off()
            last = committing and message[:1] in (_QUERY, _SYNC)
            if last:
                self._muted.set()
            server.sendall(message)
            if last:
                self._answered.wait(10)
                return self._cut_off()
        return None

    def _cut_off(self) -> None:
        self.cut, self._down = None, self.dead
        self._muted.clear()
        self._answered.clear()

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65_536):
                if not self._muted.is_set():
                    client.sendall(data)
                elif _COMMIT in data:
                    self._answered.set()


def _message(client: socket.socket, *, first: bool = False) -> bytes:
    """The next message that the engine sends; the first has no kind. Nothing when it has gone."""
    kind = b"" if first else _exactly(client, 1)
    length = _exactly(client, 4)
    return kind + length + _exactly(client, int.from_bytes(length) - 4) if length else b""


def _exactly(client: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        got = client.recv(size - len(data))
        if not got:
            return b""
        data += got
    return data


@contextmanager
def line_to(server: Server, folder: Path) -> Iterator[Proxy]:
    """A line to a server, by a socket in a folder (whose path must be short)."""
    proxy = Proxy(folder, server)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{folder}/.s.PGSQL.{_PORT}")
        listener.listen()
        threading.Thread(target=proxy.serve, args=(listener,), daemon=True).start()
        yield proxy
        listener.shutdown(socket.SHUT_RDWR)
