"""The house of the matrix, made once in a run; and the command line on it, quick and by the house's clock."""

import os
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from exin.app import open_installation
from exin.store import sqlite
from tests.helpers.matrix_house import House, build
from tests.helpers.office import START, SettableClock


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The house with its cases. Not to be written to."""
    return build(tmp_path_factory.mktemp("hus"))


@pytest.fixture(scope="module")
def quick() -> Iterator[SettableClock]:
    """What a process does once is done once in all commands of a module; and it is the house's day, by this clock."""
    clock = SettableClock(START)
    clock.forward(hours=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "make_engine", cache(sqlite.make_engine))  # it pools no connection
        patch.setattr("exin.app.open_installation", partial(open_installation, clock=clock))
        yield clock


@pytest.fixture(scope="module")
def room() -> Iterator[Path]:
    """Where copies of the house are tried: in memory, where the system has a place for that."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)
