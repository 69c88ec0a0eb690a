"""The command line on the test's own office, by the office's clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from exin.app import open_installation
from tests.helpers.flytting import Ends, lead_a_full_life
from tests.helpers.kommando import Svar, exin
from tests.helpers.office import Kontor, copy_in_files, open_copy
from tests.helpers.postgres import Server

Skranke = Callable[..., Svar]


@dataclass(frozen=True)
class _Skranke:
    folder: str

    def __call__(self, *args: str, som: str = "kari", stdin: str = "", tty: bool = False) -> Svar:
        return exin(*args, "--som", som, "--dir", self.folder, stdin=stdin, tty=tty)


@pytest.fixture
def skranke(kontor: Kontor, monkeypatch: pytest.MonkeyPatch) -> Skranke:
    """`exin` by a member of staff (kari, unless told otherwise): `skranke("sak", "vis", saksnr, som="leder")`."""
    monkeypatch.setattr("exin.app.open_installation", partial(open_installation, clock=kontor.clock))
    return _Skranke(str(kontor.folder))


@pytest.fixture
def ends(postgres: Server) -> Iterator[Ends]:
    """Two empty databases to move to."""
    made = Ends(server=postgres, data=postgres.make(), nokler=postgres.make())
    yield made
    postgres.drop(made.data, made.nokler)


@pytest.fixture(scope="session")
def lived_in(kontor_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office in files with a past. Not to be written to."""
    kontor = open_copy(kontor_template, tmp_path_factory.mktemp("levd") / "var")
    lead_a_full_life(kontor)
    kontor.close()
    return kontor.folder


@pytest.fixture
def house(lived_in: Path, tmp_path: Path) -> Iterator[Kontor]:
    """A copy of it, open."""
    with copy_in_files(lived_in, tmp_path / "var") as opened:
        yield opened
