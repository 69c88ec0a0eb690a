"""The rules in force, read once."""

import pytest

from policies.decide import Rulebook


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return Rulebook.load()
