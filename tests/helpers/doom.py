"""A worker in a process of its own, and how it is killed: at a statement that it runs, or at any moment.

Must not know what the worker does. A worker must be a function of a module, so that another process finds it.
"""

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from exin.app import open_installation
from exin.store.engine import Link
from exin.store.postgreslink import PostgresLink
from exin.store.sqlite import SqliteLink
from tests.helpers.office import SettableClock

PATIENCE = 60.0

_SENT: dict[tuple[type[Link], str], Callable[..., list[str]]] = {
    (SqliteLink, "_send"): lambda text, _values, **_: [text],
    (SqliteLink, "_send_many"): lambda text, _values: [text],
    (SqliteLink, "_control"): lambda text: [text],
    (PostgresLink, "_send"): lambda text, _values, **_: [text],
    (PostgresLink, "_send_many"): lambda text, _values: [text],
    (PostgresLink, "_send_all"): lambda asked: [text for text, _ in asked],
    (PostgresLink, "_control"): lambda text: [text],
    (PostgresLink, "_ask"): lambda text: [text],
    (PostgresLink, "commit"): lambda: ["COMMIT"],
    (PostgresLink, "_settle"): lambda: ["SETTLE"],
}
"""What a link sends on the driver's own connection, past SQLAlchemy's events; `_settle` sees COMMIT's answer."""


@dataclass(frozen=True)
class Doom:
    """When a worker is killed: by itself at the n-th statement of a kind, or by us so many seconds into its work."""

    kind: str = ""
    number: int = 0
    before: bool = True
    after: float = PATIENCE

    def watch(self) -> Counter[str]:
        """In the worker: count statements on every database, and die at the one. Returns the counts, as they grow."""
        seen = Counter[str]()

        def count(statement: str) -> None:
            kind = statement.split(maxsplit=1)[0].upper()
            seen[kind] += 1
            if (kind, seen[kind]) == (self.kind, self.number):
                os.kill(os.getpid(), signal.SIGKILL)

        def sqlalchemy(_c: object, _cursor: object, statement: str, *_: object) -> None:
            count(statement)

        event.listen(Engine, f"{'before' if self.before else 'after'}_cursor_execute", sqlalchemy)
        # The key store's own way to end a transaction.
        event.listen(Engine, "commit", lambda _: count("KEYS"))
        for (kind, name), texts in _SENT.items():
            setattr(kind, name, self._counted(getattr(kind, name), texts, count))
        return seen

    def _counted(
        self, method: Callable[..., Any], texts: Callable[..., list[str]], count: Callable[[str], None]
    ) -> Callable[..., Any]:
        @wraps(method)
        def counted(link: Link, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any method's
            sent = texts(*args, **kwargs)
            if self.before:
                for text in sent:
                    count(text)
                return method(link, *args, **kwargs)
            found = method(link, *args, **kwargs)
            _flush(link)
            for text in sent:
                count(text)
            return found

        return counted


def _flush(link: Link) -> None:
    """In a pipeline the driver holds back what it was given: only what was sent can reach the server after a kill."""
    if isinstance(link, PostgresLink) and not link.lost:
        link._driver.pgconn.flush()  # noqa: SLF001


@dataclass(frozen=True)
class Fate:
    """What became of a worker: what it acknowledged; its seconds; its statements by kind, if it lived to the end."""

    acknowledged: tuple[str, ...]
    seconds: float
    statements: Counter[str] | None

    @property
    def killed(self) -> bool:
        """Whether it did not live to the end."""
        return self.statements is None


def draw(chance: random.Random, whole_life: Fate) -> Doom:
    """A doom somewhere in a life like that one. Each kind of statement is as likely: most are SELECT."""
    if chance.random() < 0.5 or whole_life.statements is None:
        return Doom(after=chance.uniform(0, whole_life.seconds))
    kind = chance.choice(sorted(whole_life.statements.keys() - {"PRAGMA"}))
    return Doom(kind, chance.randint(1, whole_life.statements[kind]), before=chance.random() < 0.5)


@dataclass
class Worker:
    """A worker on its way, and what it said so far."""

    process: Any
    pipe: Connection
    said: list[str | Counter[str]]
    began: float

    def kill(self) -> None:
        """Kill -9."""
        self.process.kill()

    def hear(self, seconds: float) -> bool:
        """Hear what it says in that time. Whether it is at its end."""
        self.said += _said(self.pipe, seconds)
        return any(isinstance(each, Counter) for each in self.said)

    def fate(self) -> Fate:
        """What became of it: waits for its end."""
        seconds = time.monotonic() - self.began
        self.hear(PATIENCE)
        self.pipe.close()
        self.process.join(PATIENCE)
        counts = [each for each in self.said if isinstance(each, Counter)]
        told = tuple(each for each in self.said if isinstance(each, str) and each != BEGUN)
        return Fate(told, seconds, counts[0] if counts else None)


BEGUN = "klar"
"""What a worker says before its work; after it, it says how many statements it took."""


def set_out(work: Callable[..., None], folder: Path, given: object, doom: Doom | None = None) -> Worker:
    """Begin `work` on an installation in a process of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, work.__module__])
    here, there = context.Pipe(duplex=False)
    process = context.Process(
        target=_in_worker, args=(work, folder, given, doom or Doom(), there), daemon=True
    )
    process.start()
    there.close()
    if not here.poll(PATIENCE):
        pytest.fail("the worker does not begin")
    said = list(_said(here, PATIENCE, until_begun=True))
    return Worker(process, here, said, time.monotonic())


def run(work: Callable[..., None], folder: Path, given: object, doom: Doom) -> Fate:
    """Do `work` on an installation in a process of its own, until it is done or its doom comes."""
    worker = set_out(work, folder, given, doom)
    if not doom.kind and not worker.hear(doom.after):
        worker.kill()
    return worker.fate()


def _said(pipe: Connection, seconds: float, *, until_begun: bool = False) -> Iterator[str | Counter[str]]:
    """What the worker says until it is done, it is dead, or the time is up."""
    latest = time.monotonic() + seconds
    said: str | Counter[str] = ""
    while not isinstance(said, Counter) and not (until_begun and said == BEGUN):
        if not pipe.poll(max(0.0, latest - time.monotonic())):
            return
        try:
            said = pipe.recv()
        except EOFError:
            return
        yield said


def _in_worker(work: Callable[..., None], folder: Path, given: object, doom: Doom, pipe: Connection) -> None:
    seen = doom.watch()
    installation = open_installation(folder, clock=SettableClock())
    pipe.send(BEGUN)
    work(installation, pipe.send, given)
    pipe.send(seen)
