"""The site of a test's own office, in files unless the test says otherwise."""

from collections.abc import Iterator

import pytest

from tests.helpers.nettsted import Nettside, open_at
from tests.helpers.office import Kontor


@pytest.fixture
def nettside(kontor: Kontor) -> Iterator[Nettside]:
    """A real site over a real office with the staff of `tests.helpers.office.STAFF`."""
    with open_at(kontor) as site:
        yield site
