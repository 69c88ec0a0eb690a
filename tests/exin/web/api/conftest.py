"""The API of a test's own office, in files unless the test says otherwise."""

from collections.abc import Iterator

import pytest

from tests.helpers.api import Api, api_at
from tests.helpers.office import Kontor


@pytest.fixture
def api(kontor: Kontor) -> Iterator[Api]:
    """The API over a real office, with all its staff bound to a provider that answers over HTTP."""
    with api_at(kontor) as found:
        yield found
