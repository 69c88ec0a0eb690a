"""A browser for the tests of this folder, and the site of an office of each test's own before it."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.helpers.axe import Omvisning
from tests.helpers.nettleser import Open, browser, program, served, windows
from tests.helpers.office import Copied, Kontor, copy_in_files, copy_on, make_template, make_template_on
from tests.helpers.postgres import Server
from tests.helpers.sideliste import set_up


@pytest.fixture(scope="package")
def chromium(real_server: Callable[[str, str], str]) -> Iterator[Browser]:
    """The machine's own Chromium."""
    with browser(program(real_server)) as started:
        yield started


@pytest.fixture(scope="package")
def mal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with all its staff and no case. Not to be written to."""
    return make_template(tmp_path_factory.mktemp("nettleser") / "var")


@pytest.fixture(scope="package")
def tjenermal(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its data on a server."""
    return make_template_on(postgres, tmp_path_factory.mktemp("nettleser_tjener") / "var")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.tung)])
def databaseslag(request: pytest.FixtureRequest) -> str:
    """Which database the test's office has."""
    return str(request.param)


@pytest.fixture
def kontor(databaseslag: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kontor]:
    """A real office of the test's own."""
    on_server = databaseslag == "postgres"
    template = request.getfixturevalue("tjenermal" if on_server else "mal")
    copied: Copied = partial(copy_on, request.getfixturevalue("postgres")) if on_server else copy_in_files
    with copied(template, tmp_path / "var") as opened:
        yield opened


@pytest.fixture
def vinduer(chromium: Browser, kontor: Kontor) -> Iterator[Open]:
    """Opens windows at the site of that office. Fails at the end on anything that a browser said."""
    with served(kontor) as adresse, windows(chromium, kontor, adresse) as open_one:
        yield open_one


@pytest.fixture(scope="package")
def omvisning(chromium: Browser, mal: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Omvisning]:
    """An office with something on each page, which tests look at one after the other."""
    with copy_in_files(mal, tmp_path_factory.mktemp("sider") / "var") as kontor:
        scene = set_up(kontor)
        with served(kontor) as adresse, windows(chromium, kontor, adresse) as open_one:
            yield Omvisning(kontor, scene, open_one)
