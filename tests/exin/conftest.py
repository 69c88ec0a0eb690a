"""An office for each test that asks for one: a copy of a template made once in a run.

Tests of store, door and casework get one on each database: their folders' conftest parametrizes `databaseslag`.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from tests.helpers.office import Copied, Kontor, copy_in_files, copy_on, make_template, make_template_on
from tests.helpers.postgres import Server


@pytest.fixture(scope="session")
def kontor_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with all its staff and no case. Not to be written to."""
    return make_template(tmp_path_factory.mktemp("mal") / "var")


@pytest.fixture(scope="session")
def server_template(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its data on a server."""
    return make_template_on(postgres, tmp_path_factory.mktemp("mal_tjener") / "var")


@pytest.fixture(scope="module")
def databaseslag() -> str:
    """Which database the test's office has: `sqlite`, or `postgres`."""
    return "sqlite"


@pytest.fixture(scope="module")
def office_template(databaseslag: str, request: pytest.FixtureRequest) -> Path:
    """The template on that database. Not to be written to."""
    return _template(databaseslag, request)


@pytest.fixture(scope="module")
def copied(databaseslag: str, request: pytest.FixtureRequest) -> Copied:
    """How to open a copy of a template on that database, in a `with`."""
    return _copied(databaseslag, request)


@pytest.fixture
def kontor(databaseslag: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kontor]:
    """A real office of the test's own, with the staff of `tests.helpers.office.STAFF`."""
    # Not by the two above: a test may choose its database itself, and they last for a whole module.
    with _copied(databaseslag, request)(_template(databaseslag, request), tmp_path / "var") as opened:
        yield opened


def _template(databaseslag: str, request: pytest.FixtureRequest) -> Path:
    on_server = databaseslag == "postgres"
    return cast("Path", request.getfixturevalue("server_template" if on_server else "kontor_template"))


def _copied(databaseslag: str, request: pytest.FixtureRequest) -> Copied:
    if databaseslag == "postgres":
        return partial(copy_on, request.getfixturevalue("postgres"))
    return copy_in_files
