"""A throw-away PostgreSQL for a test run, and databases on it that are copies of others.

Never an existing server's own data: where `EXIN_TEST_POSTGRES` names one, databases of a name of their own are made
there and dropped.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import psycopg
from psycopg import sql

VARIABLE = "EXIN_TEST_POSTGRES"
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
_OWNER = "postgres"

_kept: dict[tuple[int, str], psycopg.Connection[Any]] = {}
"""By process and server: where databases are made and dropped."""
_ONE_AT_A_TIME = Lock()

FAST = ("fsync=off", "full_page_writes=off", "autovacuum=off")
"""For tests that ask what is done, not what survives: no wait for the disk."""


def programs() -> Path | None:
    """The folder of the newest server installed here; None where there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    found += [Path(on_path).parent] if on_path else []
    return max(found, key=lambda path: path.parent.name, default=None)


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server on which the test run may make databases."""

    address: str
    """`postgresql://user@/postgres?host=...`"""
    data: Path | None = None
    """Its data folder, where it is the test run's own."""

    def of(self, name: str, *, user: str | None = None) -> str:
        """The address of one of its databases."""
        head, _, options = self.address.partition("?")
        scheme, _, rest = head.partition("://")
        host = rest.split("/")[0]
        if user is not None:
            host = f"{user}@{host.split('@')[-1]}"
        return f"{scheme}://{host}/{name}" + (f"?{options}" if options else "")

    def connect(self, name: str = "postgres") -> psycopg.Connection[Any]:
        """A connection that commits each statement."""
        return psycopg.connect(self.of(name), autocommit=True)

    def make(self, *, like: str = "template1") -> str:
        """A new database, a copy of another. Returns its name."""
        name = f"exin_{secrets.token_hex(8)}"
        copied = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self._order(copied.format(sql.Identifier(name), sql.Identifier(like)))
        return name

    def drop(self, *names: str) -> None:
        """Away with databases, whoever is still connected."""
        for name in names:
            self._order(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _order(self, statement: sql.Composed) -> None:
        """By a connection that is kept: thousands of tests make and drop databases, and each new one is a process."""
        who = (os.getpid(), self.address)
        with _ONE_AT_A_TIME:
            if who in _kept:
                try:
                    _kept[who].execute(statement)
                except psycopg.OperationalError:
                    if not _kept[who].closed:
                        raise
                else:
                    return
            _kept[who] = self.connect()
            _kept[who].execute(statement)


@contextmanager
def server(*, settings: tuple[str, ...] = FAST) -> Iterator[Server | None]:
    """The server that the environment names, else one of the run's own; None where neither can be had."""
    named = os.environ.get(VARIABLE)
    if named:
        yield Server(address=named)
        return
    binaries = programs()
    if binaries is None:
        yield None
        return
    with cluster(binaries, settings=settings) as own:
        yield own


@contextmanager
def cluster(binaries: Path, *, settings: tuple[str, ...] = (), under: Path | None = None) -> Iterator[Server]:
    """A cluster in a new folder, reached by a socket alone. Stopped by its own data folder at the end.

    The folder is made in memory where that can be had, or else under the one that is given.
    """
    memory = _MEMORY if os.access(_MEMORY, os.W_OK) else None
    room = Path(tempfile.mkdtemp(prefix="exin-pg-", dir=under or memory))
    data = room / "data"
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(room, _OWNER, _OWNER)
    try:
        run(binaries / "initdb", "-D", data, "-A", "trust", "-U", _OWNER, "-E", "UTF8", "--locale=C", "-N")
        start(binaries, data, settings=settings)
        try:
            yield Server(address=f"postgresql://{_OWNER}@/postgres?host={room}", data=data)
        finally:
            run(binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop", check=False)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def start(binaries: Path, data: Path, *, settings: tuple[str, ...] = ()) -> None:
    """Start the server of a data folder and wait until it answers."""
    options = (
        "listen_addresses=",
        f"unix_socket_directories={data.parent}",
        "max_connections=200",
        *settings,
    )
    flags = " ".join(f"-c {each}" for each in options)
    run(binaries / "pg_ctl", "-D", data, "-w", "-l", data.parent / "log", "-o", flags, "start")


def kill(data: Path) -> None:
    """Kill -9 of the whole server of a data folder, at once: its first process and all that it started."""
    first = int((data / "postmaster.pid").read_text().split()[0])
    os.kill(first, signal.SIGSTOP)  # it starts no more
    found = subprocess.run(["pgrep", "-P", str(first)], capture_output=True, text=True, check=False).stdout
    family = [first, *map(int, found.split())]
    for each in family:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    latest = time.monotonic() + 30
    while any(Path(f"/proc/{each}").exists() for each in family):
        assert time.monotonic() < latest
        time.sleep(0.005)


def run(program: Path, *args: str | Path, check: bool = True) -> None:
    """One of the server's programs, as the user that may run it."""
    words = [str(program), *map(str, args)]
    if os.geteuid() == 0:
        words = ["setpriv", f"--reuid={_OWNER}", f"--regid={_OWNER}", "--clear-groups", *words]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd="/", timeout=120)
    assert not check or done.returncode == 0, done.stderr


def wait_until_up(address: str, *, seconds: float = 30) -> float:
    """Wait until a server answers. Returns how long it took, in seconds."""
    began = time.monotonic()
    while True:
        try:
            with psycopg.connect(address, connect_timeout=2):
                return time.monotonic() - began
        except psycopg.OperationalError:
            if time.monotonic() - began > seconds:
                raise
            time.sleep(0.02)
