"""The command line on the test's own office, by the office's clock."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest

from exin.app import open_installation
from tests.helpers.kommando import Svar, exin
from tests.helpers.office import Kontor

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
