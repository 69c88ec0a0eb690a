"""One who opens connections and leaves them, or talks without end, takes no room from the others."""

import socket
import threading
from collections.abc import Iterator

import pytest

from exin.web import tjener
from tests.helpers.nettsted import Nettside

PAGE = b"GET /logg-inn HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


@pytest.fixture
def port(nettside: Nettside, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server that takes three connections, on a port of its own."""
    monkeypatch.setattr(tjener, "MOST_CONNECTIONS", 4)  # the one that is being answered counts as well
    sock, stop = tjener.listen("127.0.0.1", 0), threading.Event()
    running = threading.Thread(target=tjener.serve, args=(nettside.site, sock, stop))
    running.start()
    yield sock.getsockname()[1]
    stop.set()
    running.join()


def ask(port: int, said: bytes) -> bytes:
    """All that is answered until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as talk:
        talk.sendall(said)
        answer = b""
        while more := talk.recv(65_536):
            answer += more
    return answer


def test_those_above_the_bound_are_told_to_come_again_until_others_have_gone(port: int) -> None:
    idle = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(3)]
    for each in idle:
        each.sendall(b"GET / HTTP/1.1\r\n")  # and never a word more
    assert ask(port, PAGE).startswith(b"HTTP/1.1 503 ")
    for each in idle:
        each.close()
    answers = (ask(port, PAGE)[:13] for _ in range(100))
    assert b"HTTP/1.1 200 " in answers


def test_a_head_that_is_longer_than_any_browsers_is_refused(port: int) -> None:
    endless = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Lang: " + b"x" * (tjener.LONGEST_HEAD + 1)
    assert ask(port, endless).startswith(b"HTTP/1.1 400 ")
