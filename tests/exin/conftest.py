"""An office for each test that asks for one: a copy of a template made once in a run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.office import Kontor, make_template, open_copy


@pytest.fixture(scope="session")
def kontor_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with all its staff and no case. Not to be written to."""
    return make_template(tmp_path_factory.mktemp("mal") / "var")


@pytest.fixture
def kontor(kontor_template: Path, tmp_path: Path) -> Iterator[Kontor]:
    """A real office of the test's own, with the staff of `tests.helpers.office.STAFF`."""
    opened = open_copy(kontor_template, tmp_path / "var")
    yield opened
    opened.close()
