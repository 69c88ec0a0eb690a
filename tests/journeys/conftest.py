"""The house of the matrix, made once in a run; and the command line on it, quick and by the house's clock."""

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import pytest

from exin.app import open_installation
from exin.cli import start
from policies.decide import Rulebook
from tests.helpers.matrix_house import House, build
from tests.helpers.office import START, SettableClock


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The house with its cases. Not to be written to."""
    return build(tmp_path_factory.mktemp("hus"))


@pytest.fixture(scope="module")
def quick() -> Iterator[None]:
    """What a process does once is done once in this one: rules read, commands built. And it is the house's day."""
    rulebook = Rulebook.load()
    clock = SettableClock(START)
    clock.forward(hours=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rulebook, "load", lambda: rulebook)
        patch.setattr(start, "_load", cache(start._load))  # noqa: SLF001 - as the next release of it might
        patch.setattr("exin.app.open_installation", partial(open_installation, clock=clock))
        yield


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Where copies of the house are tried."""
    return tmp_path
