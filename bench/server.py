"""A PostgreSQL for one run of the benchmark, on a disk and with its default settings, and what runs beside it.

Must not lie in memory, as the tests' own does: a commit that does not reach a disk is no durable figure.
"""

import multiprocessing
import select
import socket
import socketserver
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from bench.measuring import Act
from exin.app import open_installation
from exin.work.sequencer import serve
from tests.helpers.postgres import Server, cluster, programs

_SOCKET = ".s.PGSQL.5432"
TIMES: Final = 5
"""How often an act is done for its round trips to be counted."""


@contextmanager
def server() -> Iterator[Server | None]:
    """A server of the run's own, reached by a socket; None where no PostgreSQL is installed."""
    binaries = programs()
    if binaries is None:
        yield None
        return
    # Beside the run's SQLite files: both databases wait for the same disk.
    with cluster(binaries, under=Path(tempfile.gettempdir())) as own:
        yield own


@contextmanager
def sequencer(folder: Path) -> Iterator[None]:
    """A process that numbers what waits, as in service, until the `with` ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, folder))
    process.start()
    theirs.close()
    try:
        ours.recv()  # it is ready
        yield
    finally:
        ours.close()
        process.join()


def _serve(pipe: Connection, folder: Path) -> None:
    stop = threading.Event()
    installation = open_installation(folder)
    serving = threading.Thread(
        target=serve, args=(installation.office, stop), kwargs={"on_fault": lambda _error: None}
    )
    serving.start()
    pipe.send("ready")
    try:
        pipe.recv()
    except EOFError:
        stop.set()
    serving.join()


class Trips(socketserver.ThreadingUnixStreamServer):
    """Stands between client and server, and counts how often the client sends something after an answer."""

    daemon_threads = True
    block_on_close = False  # a client that is still connected is not waited for
    count = 0

    def __init__(self, room: Path, beyond: Path) -> None:
        super().__init__(str(room / _SOCKET), _Relay)
        self._room, self._beyond = room, beyond

    @property
    def beyond(self) -> str:
        """The server's own socket."""
        return str(self._beyond / _SOCKET)

    def instead_of_server(self, address: str) -> str:
        """The address by which one comes here, and through here to the server."""
        return address.replace(f"host={self._beyond}", f"host={self._room}")


class _Relay(socketserver.BaseRequestHandler):
    server: Trips

    def handle(self) -> None:
        with socket.socket(socket.AF_UNIX) as beyond:
            beyond.connect(self.server.beyond)
            answered, ends = True, (self.request, beyond)
            while True:
                for end in select.select(ends, (), ())[0]:
                    data = end.recv(1 << 16)
                    if not data:
                        return
                    if end is self.request:
                        self.server.count += answered
                        answered = False
                        beyond.sendall(data)
                    else:
                        answered = True
                        self.request.sendall(data)


@contextmanager
def counted(room: Path, server: Server) -> Iterator[Trips]:
    """A counter in an empty folder: `host=room` instead of the server's own goes by way of it."""
    assert server.data is not None
    with Trips(room, server.data.parent) as trips:
        threading.Thread(target=trips.serve_forever, daemon=True).start()
        try:
            yield trips
        finally:
            trips.shutdown()


def trips_an_act(trips: Trips, act: Act) -> int:
    """Round trips of an act, the median, once it has been done before."""
    act()
    taken = []
    for _ in range(TIMES):
        before = trips.count
        act()
        taken.append(trips.count - before)
    return int(statistics.median(taken))
